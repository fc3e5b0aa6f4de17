import { type CloseSeries, type Day, dayNumber, type Instrument, placeOf } from "@tickfolio/engine";

/** True where the instrument is not listed under its symbol any more: who has the symbol now is somebody else. */
export function isEnded({ listedUntil }: Pick<Instrument, "listedUntil">): boolean {
  return listedUntil !== undefined;
}

/** Whether what a source says of a day can be about the instrument. */
export function isListedOn(
  { listedFrom, listedUntil }: Pick<Instrument, "listedFrom" | "listedUntil">,
  day: Day,
): boolean {
  return (listedFrom === undefined || day >= listedFrom) && (listedUntil === undefined || day <= listedUntil);
}

/** The part of a series that is about the instrument and not about who had its symbol before, or has it now. */
export function seriesWithin(series: CloseSeries, { listedFrom, listedUntil }: Instrument): CloseSeries {
  const { days, closes } = series;
  const first = listedFrom === undefined ? 0 : placeOf(days, dayNumber(listedFrom) - 1) + 1;
  const end = listedUntil === undefined ? days.length : placeOf(days, dayNumber(listedUntil)) + 1;
  if (first === 0 && end === days.length) return series;
  return { ...series, days: days.subarray(first, end), closes: closes.subarray(first, end) };
}
