import type { InstrumentId, Session } from "@tickfolio/engine";
import { marketOf } from "../live/calendars.ts";
import { serverNow, useLive } from "../live.ts";
import { marketWords } from "../market-words.ts";

const TONES: Record<Session, string> = {
  regular: "live",
  pre: "delayed",
  post: "delayed",
  closed: "closed",
  unknown: "delayed",
};

/** Whether an instrument's market is open, until when, and else when it opens; nothing of what never closes. */
export function MarketLine({ instrument }: { instrument: InstrumentId }) {
  // Of one text, so that the line is drawn again when it says something else.
  const told = useLive((state) => {
    const market = marketOf(state, instrument, serverNow());
    return market && `${TONES[market.session]} ${marketWords(market, serverNow())}`;
  });
  if (told === undefined) return null;
  const [tone, ...words] = told.split(" ");
  return (
    <span className="feed quiet">
      <span className={`feed-dot ${tone}`} aria-hidden="true" />
      {words.join(" ")}
    </span>
  );
}
