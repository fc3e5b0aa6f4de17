import { addDays, type Day, type Instrument } from "@tickfolio/engine";
import type { AskedMarket } from "../lazy-market.ts";
import { LATE_CLOSE_MS, sessionDayOf, settledSince } from "./after-close.ts";

/** Rates of the last days are asked for; more is there already, or is fetched as the past. */
const RATES_BACK_DAYS = 30;

/** What came of a sweep. */
export interface Swept {
  /** Series that are new now. */
  fetched: number;
  /** When the first of those can be had that could not be had now, as epoch milliseconds; undefined: all could. */
  againMs: number | undefined;
  /** Not looked at, because the time was over. */
  left: number;
}

/**
 * The close of each instrument's last session, where it is not there yet: with rates, and what companies did. Whatever is there is
 * not asked for again, so sweeping twice costs nothing.
 */
export async function sweepCloses(parts: {
  market: Pick<AskedMarket, "bring" | "rates" | "actions">;
  user: string;
  wanted: readonly { instrument: Instrument; from: Day }[];
  needsRates: boolean;
  clock: () => number;
  untilMs: number;
}): Promise<Swept> {
  const { market, user, wanted, needsRates, clock, untilMs } = parts;
  const swept: Swept = { fetched: 0, againMs: undefined, left: 0 };
  const again = (ms: number) => {
    swept.againMs = Math.min(swept.againMs ?? Number.POSITIVE_INFINITY, ms);
  };
  const today = new Date(clock()).toISOString().slice(0, 10);
  if (needsRates) await market.rates(user, addDays(today, -RATES_BACK_DAYS));
  for (const { instrument, from } of wanted) {
    const sinceMs = settledSince(instrument, clock());
    if (sinceMs === undefined) continue;
    if (clock() >= untilMs) {
      swept.left++;
      continue;
    }
    let brought = await market.bring(user, instrument, from, sinceMs);
    if (brought.state === "there" && isBehind(brought, instrument, sinceMs)) {
      // Its source is slow: once more, some hours after the close.
      const lateMs = sinceMs + LATE_CLOSE_MS;
      if (clock() < lateMs) again(lateMs);
      else brought = await market.bring(user, instrument, from, lateMs);
    }
    if (brought.state === "there" && brought.isNew) swept.fetched++;
    if (brought.state === "waiting") again(Date.parse(brought.until));
    await market.actions(user, instrument, from);
  }
  return swept;
}

/** The series ends before the session whose close should be there. */
function isBehind({ through }: { through?: Day }, instrument: Instrument, sinceMs: number): boolean {
  return through !== undefined && through < sessionDayOf(instrument, sinceMs);
}
