import type { InstrumentData } from "@tickfolio/protocol";
import { useCell } from "../../cell.ts";
import { format } from "../../format.ts";
import { nameOf } from "../../market-care.ts";
import { marketData, titleFor } from "../../market-data.ts";
import { text } from "../../text.ts";
import { marketText } from "../../text-market.ts";

const words = marketText.panel;

/** Each source's closes, with the sessions it has none of. */
export function SeriesList({ series }: { series: InstrumentData["series"] }) {
  const { status } = useCell(marketData);
  if (series.length === 0) return <p className="quiet">{words.noHistory}</p>;
  return (
    <ul className="series-list">
      {series.map(({ source, adjustment, closes, from, to, gaps, missing }) => (
        <li key={source}>
          <p>
            <strong>{nameOf(source, titleFor(source, status))}</strong>{" "}
            <span className="quiet">{words.seriesOf(closes, format.day(from), format.day(to))}</span>
          </p>
          {missing === 0 ? (
            <small>
              {text.adjustment[adjustment]}, {words.complete}
            </small>
          ) : (
            <details>
              <summary>
                <small>
                  {text.adjustment[adjustment]}, <span className="missing">{words.missing(missing)}</span>
                </small>
              </summary>
              <ul className="gaps">
                {gaps.toReversed().map((gap) => (
                  <li key={gap.from}>{words.gap(gap)}</li>
                ))}
              </ul>
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}
