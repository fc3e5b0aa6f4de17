import { type Adjustment, exchangeOf, type Instrument, sessionsBetween, weekdaysBetween } from "@tickfolio/engine";

/** The longest an exchange stays closed between two sessions, in weekdays; for where its sessions are not known. */
const LONGEST_CLOSURE_WEEKDAYS = 10;

/**
 * The close before a series' last, for a quote to state beside it: only where both speak of the same units and are of neighbouring
 * sessions. As-traded prices may have a split between them, which the engine knows from the journal; prices typed once a month have
 * a month between them.
 */
export function closeBefore(
  { days, closes }: { days: Int32Array; closes: Float64Array },
  adjustment: Adjustment,
  instrument: Pick<Instrument, "symbol" | "mic" | "kind">,
): number | undefined {
  const [before, last] = [days.at(-2), days.at(-1)];
  if (adjustment !== "split" || before === undefined || last === undefined) return undefined;
  return areNeighbours(instrument, before, last) ? closes.at(-2) : undefined;
}

function areNeighbours(instrument: Pick<Instrument, "symbol" | "mic" | "kind">, before: number, last: number): boolean {
  const isListed = instrument.mic !== null && instrument.kind !== "crypto";
  const exchange = isListed ? exchangeOf(instrument) : undefined;
  const skipped = exchange && sessionsBetween(exchange, before, last);
  return skipped === undefined ? weekdaysBetween(before, last) <= LONGEST_CLOSURE_WEEKDAYS : skipped === 0;
}
