import type { Valuation } from "@tickfolio/engine";
import type { PortfolioSummary } from "@tickfolio/protocol";
import { Link } from "wouter";
import { useLive } from "../live.ts";
import { text } from "../text.ts";
import { Change } from "./figure.tsx";

/** What was held once, and what it brought. */
export function ClosedPositions({
  portfolio,
  valuation,
}: {
  portfolio: PortfolioSummary;
  valuation: Valuation | null;
}) {
  const instruments = useLive((state) => state.instruments);
  const closed = valuation?.positions.filter((one) => one.quantity.isZero()) ?? [];
  if (!valuation || closed.length === 0) return null;
  return (
    <details className="section">
      <summary>
        <h2>{text.closed.title(closed.length)}</h2>
      </summary>
      <ul className="rows tight">
        {closed.map((one) => (
          <li key={one.instrument}>
            <Link href={`/portfolios/${portfolio.id}/holdings/${one.instrument}`} className="row">
              <span className="row-main">
                <strong>{instruments.get(one.instrument)?.symbol}</strong>
                <small>{instruments.get(one.instrument)?.name}</small>
              </span>
              <Change value={one.gain} ratio={one.gainRatio} currency={valuation.baseCurrency} />
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}
