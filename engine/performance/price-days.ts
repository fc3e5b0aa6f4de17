import type { Book } from "../book.ts";
import { type CloseSeries, isPrice } from "../closes.ts";
import { type Day, dayNumber, placeOf } from "../day.ts";
import type { Quote } from "../quote.ts";
import type { MarketView } from "../valuation.ts";

/**
 * Days on which something that is held has a new price, 1 or 0 for each from `from` to `to`: the days that count for risk. A close or a quote of
 * the day is one; a price that stands from before is not. What is bought counts from the day after, when its price can first move.
 */
export function daysWithNewPrices(book: Book, market: MarketView, from: Day, to: Day): Uint8Array {
  const first = dayNumber(from);
  const counts = new Uint8Array(dayNumber(to) - first + 1);
  for (const { instrument, trail } of book.positions.values()) {
    const prices = { series: market.closes(instrument), quote: market.quote(instrument) };
    for (let step = 0; step < trail.days.length; step++) {
      if (trail.quantity[step] === 0) continue;
      const end = trail.days[step + 1] ?? Number.POSITIVE_INFINITY;
      markNewPrices(counts, first, prices, trail.days[step]! + 1, end);
    }
  }
  return counts;
}

/** Marks the days with a new price from a day through another, both day numbers. */
export function markNewPrices(
  counts: Uint8Array,
  first: number,
  { series, quote }: { series: CloseSeries | undefined; quote: Quote | undefined },
  from: number,
  to: number,
): void {
  const begin = Math.max(from, first);
  const end = Math.min(to, first + counts.length - 1);
  if (quote && isPrice(quote.price)) {
    const day = dayNumber(quote.day);
    if (day >= begin && day <= end) counts[day - first] = 1;
  }
  if (!series) return;
  const { days, closes } = series;
  for (let row = placeOf(days, begin - 1) + 1; row < days.length && days[row]! <= end; row++) {
    if (isPrice(closes[row]!)) counts[days[row]! - first] = 1;
  }
}

/** Of several portfolios: days on which one of them has a new price. They begin on `from`, and end with it or earlier. */
export function eitherCounts(
  list: readonly { from: Day; counts: Uint8Array }[],
  { from, to }: { from: Day; to: Day },
): Uint8Array {
  const first = dayNumber(from);
  const either = new Uint8Array(dayNumber(to) - first + 1);
  for (const one of list) {
    const offset = dayNumber(one.from) - first;
    one.counts.forEach((counts, i) => {
      if (counts === 1) either[i + offset] = 1;
    });
  }
  return either;
}
