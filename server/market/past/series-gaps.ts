import { type CloseSeries, dayFromNumber, exchangeOf, type Instrument, marketDay } from "@tickfolio/engine";
import type { DayRange } from "@tickfolio/protocol";
import { isOwn } from "../own-instrument.ts";
import { OWN_SOURCES } from "../uploads/own-prices.ts";

export interface Gaps {
  /** The newest of them, oldest first. */
  ranges: DayRange[];
  /** How many sessions have no close, also those of older gaps. */
  missing: number;
}

/** More than a person looks through. */
const MOST_RANGES = 50;
const NONE: Gaps = { ranges: [], missing: 0 };

/** The sessions between a series' first and its last close that it has no close of. Where nobody knows the sessions none is claimed. */
export function gapsOf(instrument: Instrument, { source, days }: CloseSeries): Gaps {
  // Somebody types a price now and then, and means nothing by the days between.
  if (source === OWN_SOURCES.manual || instrument.mic === "SIM") return NONE;
  const hadSession = sessionsOf(instrument);
  if (!hadSession) return NONE;
  const ranges: DayRange[] = [];
  let missing = 0;
  for (let row = 1; row < days.length; row++) {
    let first: number | undefined;
    let last = 0;
    for (let day = days[row - 1]! + 1; day < days[row]!; day++) {
      if (!hadSession(day)) continue;
      first ??= day;
      last = day;
      missing += 1;
    }
    if (first !== undefined) ranges.push({ from: dayFromNumber(first), to: dayFromNumber(last) });
  }
  return { ranges: ranges.slice(-MOST_RANGES), missing };
}

function sessionsOf(instrument: Instrument): ((day: number) => boolean) | undefined {
  if (instrument.kind === "crypto") return () => true;
  if (isOwn(instrument)) return undefined;
  const exchange = exchangeOf(instrument);
  return (
    exchange &&
    ((day) => {
      const { isKnown, hours } = marketDay(exchange, day);
      return isKnown && hours !== null;
    })
  );
}
