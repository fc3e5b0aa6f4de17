import type { Instrument } from "@tickfolio/engine";
import type { InstrumentData, QuarantinedPrice } from "@tickfolio/protocol";
import { useCell } from "../../cell.ts";
import { format } from "../../format.ts";
import { decide, nameOf } from "../../market-care.ts";
import { marketData, titleFor } from "../../market-data.ts";
import { marketText } from "../../text-market.ts";

const words = marketText.panel;

interface Props {
  instrument: Instrument;
  data: InstrumentData;
  stay(): void;
}

/** What came and was not believed, each to be believed or dismissed. */
export function OddPrices({ instrument, data, stay }: Props) {
  return (
    <section>
      <h3>{words.odd}</h3>
      <p className="note">{words.oddLead}</p>
      <ul className="odd-prices">
        {data.quarantined.map((odd) => (
          <Odd key={odd.id} instrument={instrument} odd={odd} stay={stay} />
        ))}
      </ul>
    </section>
  );
}

function Odd({ instrument, odd, stay }: { instrument: Instrument; odd: QuarantinedPrice; stay(): void }) {
  const { status } = useCell(marketData);
  const source = nameOf(odd.source, titleFor(odd.source, status));
  const price = format.price(odd.price, odd.currency);
  const says =
    odd.kind === "series"
      ? words.oddSeries(source, format.day(odd.at.slice(0, 10)))
      : words.oddSays(source, price, format.instant(odd.at));
  const act = (decision: "accept" | "dismiss") => {
    stay();
    void decide(instrument, odd, decision);
  };
  return (
    <li>
      <p>
        <strong>{says}</strong>
      </p>
      <p className="quiet">
        {odd.reason} {odd.against !== undefined && words.against(format.price(odd.against, odd.currency))}
      </p>
      <div className="actions">
        <button
          type="button"
          className="button small"
          aria-label={words.acceptThis(says)}
          onClick={() => act("accept")}
        >
          {words.accept}
        </button>
        <button
          type="button"
          className="button small"
          aria-label={words.dismissThis(says)}
          onClick={() => act("dismiss")}
        >
          {words.dismiss}
        </button>
      </div>
    </li>
  );
}
