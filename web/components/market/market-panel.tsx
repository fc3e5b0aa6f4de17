import "../../styles/market.css";
import type { Instrument, InstrumentId } from "@tickfolio/engine";
import type { InstrumentData } from "@tickfolio/protocol";
import { useRef, useState } from "react";
import { useCell } from "../../cell.ts";
import { format } from "../../format.ts";
import { serverNow, useLive } from "../../live.ts";
import { MANUAL, nameOf, pin, takeBackTyped } from "../../market-care.ts";
import { marketData, titleFor, useMarketData } from "../../market-data.ts";
import { closePanel } from "../../panels.ts";
import { text } from "../../text.ts";
import { marketText } from "../../text-market.ts";
import { Dialog } from "../dialog.tsx";
import { Choice } from "../field.tsx";
import { TypedPrice, UploadedPrices } from "../price-steps.tsx";
import { Skeleton } from "../skeleton.tsx";
import { OddPrices } from "./odd-prices.tsx";
import { OwnPriceList } from "./own-price-list.tsx";
import { SeriesList } from "./series-list.tsx";

const words = marketText.panel;

/** Everything one instrument's prices rest on, and everything that can be done about it. */
export function MarketPanel({ instrument: id }: { instrument: InstrumentId }) {
  const instrument = useLive((state) => state.instruments.get(id));
  const { status, failure } = useMarketData();
  const data = status?.instruments.find((one) => one.instrument === id);
  const body = useRef<HTMLDivElement>(null);
  if (!instrument) return null;
  return (
    <Dialog title={words.title(instrument.symbol)} onClose={closePanel}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: It scrolls, so it must be reached by keyboard. */}
      <div className="dialog-body market-panel" ref={body} tabIndex={0}>
        {!status && (failure ? <p className="trouble">{failure}</p> : <Skeleton lines={5} />)}
        {status && !data && <p className="quiet">{words.gone}</p>}
        {data && <Contents instrument={instrument} data={data} stay={() => body.current?.focus()} />}
      </div>
    </Dialog>
  );
}

interface ContentsProps {
  instrument: Instrument;
  data: InstrumentData;
  /** What was decided on goes, and the focus with it: it stays in the panel. */
  stay(): void;
}

function Contents({ instrument, data, stay }: ContentsProps) {
  return (
    <>
      <div>
        {data.price === undefined ? (
          <p>{data.nextStep}</p>
        ) : (
          <>
            <p className="large">{format.price(data.price, data.currency)}</p>
            <Origin data={data} />
            {data.pinned && data.source === MANUAL && (
              <button
                type="button"
                className="button small"
                onClick={() => {
                  stay();
                  void takeBackTyped(instrument);
                }}
              >
                {words.takeBack}
              </button>
            )}
          </>
        )}
      </div>
      {data.quarantined.length > 0 && <OddPrices instrument={instrument} data={data} stay={stay} />}
      {data.disagreements.length > 0 && <Differing instrument={instrument} data={data} stay={stay} />}
      {data.sources.length > 0 && <Pins instrument={instrument} data={data} />}
      <section>
        <h3>{words.history}</h3>
        <SeriesList series={data.series} />
      </section>
      <section className="stacked">
        <div>
          <h3>{words.own}</h3>
          <p className="quiet">{text.price.ownExplained}</p>
          <OwnPriceList instrument={instrument} at={data.at} />
        </div>
        <TypedPrice instrument={instrument} />
        <UploadedPrices instrument={instrument} />
      </section>
    </>
  );
}

function Origin({ data }: { data: InstrumentData }) {
  const { status } = useCell(marketData);
  if (data.source === null || data.at === undefined) return null;
  const [instant, age] = [format.instant(data.at), format.age(data.at, serverNow())];
  return (
    <p className="quiet">
      {words.from(nameOf(data.source, titleFor(data.source, status)), data.pinned)}
      {" · "}
      {instant.startsWith(age) ? instant : `${instant}, ${age}`}
      {" · "}
      {text.price.session[data.session]}
    </p>
  );
}

/** Both values, side by side. */
function Differing({ instrument, data, stay }: ContentsProps) {
  const { status } = useCell(marketData);
  const name = (source: string) => nameOf(source, titleFor(source, status));
  return (
    <section>
      <h3>{words.differ}</h3>
      <table className="differing">
        <tbody>
          <tr>
            <th scope="row">
              {data.source && name(data.source)} <small>{words.shown}</small>
            </th>
            <td className="number">{data.price !== undefined && format.price(data.price, data.currency)}</td>
            <td />
          </tr>
          {data.disagreements.map(({ source, price, at }) => (
            <tr key={source}>
              <th scope="row">
                {name(source)} <small>{format.instant(at)}</small>
              </th>
              <td className="number">
                {format.price(price, data.currency)}
                {data.price !== undefined && <small>{format.percent(price / data.price - 1, { signed: true })}</small>}
              </td>
              <td>
                <button
                  type="button"
                  className="button small"
                  onClick={() => {
                    stay();
                    void pin(instrument, source, name(source));
                  }}
                >
                  {words.takeThis(name(source))}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const AUTO = "";

function Pins({ instrument, data }: Omit<ContentsProps, "stay">) {
  const { status } = useCell(marketData);
  const name = (source: string) => nameOf(source, titleFor(source, status));
  const sources = data.pin && !data.sources.includes(data.pin) ? [...data.sources, data.pin] : data.sources;
  // What was chosen is shown at once; what the server says in the end counts.
  const [chosen, setChosen] = useState<string>();
  const options = [AUTO, ...sources].map((value) => ({ value, label: value === AUTO ? words.auto : name(value) }));
  return (
    <section>
      <Choice
        className="list-choice"
        label={words.source}
        value={chosen ?? data.pin ?? AUTO}
        options={options}
        onChange={(source) => {
          setChosen(source);
          void pin(instrument, source === AUTO ? null : source, name(source)).then(() => setChosen(undefined));
        }}
      />
      <p className="note">{words.sourceLead}</p>
    </section>
  );
}
