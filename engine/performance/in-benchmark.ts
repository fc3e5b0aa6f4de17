import type { CloseSeries } from "../closes.ts";
import { type Day, dayFromNumber, dayNumber } from "../day.ts";
import type { Currency } from "../money.ts";
import { fillWorth } from "../prices.ts";
import type { Quote } from "../quote.ts";
import type { Rates } from "../rates.ts";
import { benchmarkOnFlows } from "../returns/benchmark.ts";
import { xirr } from "../returns/xirr.ts";
import { type SplitOn, splitFactors } from "../splits.ts";
import type { Performance } from "./performance.ts";

/** What is known of a benchmark's price: as of any instrument. */
export interface BenchmarkSource {
  series?: CloseSeries;
  quote?: Quote;
  splits?: readonly SplitOn[];
  rates: Rates;
}

export interface InBenchmark {
  from: Day;
  to: Day;
  /** What the same opening value and flows would be worth on the evening of `to`. Null without a price. */
  closing: number | null;
  /** Closing - opening - put in + taken out. */
  gain: number | null;
  /** What its price did over the range, in the columns' currency; dividends of it only where its closes have them in. Null without a price at both ends. */
  timeWeighted: number | null;
  /** XIRR of the opening value, the same flows, and the closing value here. Null without one. */
  moneyWeighted: number | null;
  /** Its worth at the end of each day after `from`; NaN while money waits for its first price. */
  value: Float64Array;
  /** Days on which money waited for its first price. Null: none. */
  waited: { from: Day; to: Day } | null;
  /** The first day on which more had been taken out than there was: from then on the value is what is owed, and says only that the benchmark did worse. */
  shortFrom: Day | null;
}

/**
 * What one unit held from before all splits is worth in a currency on each evening, by the rule of all prices: from that before day number `first`
 * to that of the last of `count` days, so one cell more than days. NaN without a price or rate.
 */
export function pricesOnEvenings(
  { series, quote, splits, rates }: BenchmarkSource,
  currency: Currency,
  first: number,
  count: number,
): Float64Array {
  const column = new Float64Array(count + 1);
  const factors = splitFactors(splits);
  fillWorth(column, { series, quote, splits: factors }, first - 1, (priced) =>
    rates.column(priced, currency, first - 1, column.length),
  );
  if (factors.days.length > 0) for (let i = 0; i < column.length; i++) column[i]! *= factors.on(first - 1 + i);
  return column;
}

/**
 * The same opening value and the same flows in a benchmark over a range (Long and Nickels 1996: index comparison, PME), to set beside the
 * portfolio's own figures of that range.
 */
export function flowsInBenchmark(
  { range, columns, flows }: Performance,
  source: BenchmarkSource,
  from: Day,
  to: Day,
): InBenchmark {
  const used = range(from, to);
  const first = dayNumber(columns.from);
  const a = dayNumber(used.from) - first;
  const b = dayNumber(used.to) - first;
  const price = pricesOnEvenings(source, columns.baseCurrency, first, columns.measured.length);
  const opening = a < 0 ? 0 : columns.measured[a]!;
  const putIn = flows.in.slice(a + 1, b + 1);
  const takenOut = flows.out.slice(a + 1, b + 1);
  const amounts = new Float64Array(b - a + 1);
  const days = Int32Array.from(amounts, (_, i) => a + i);
  let net = opening;
  amounts[0] = -opening;
  for (let i = 0; i < b - a; i++) {
    amounts[i + 1] = takenOut[i]! - putIn[i]!;
    net -= amounts[i + 1]!;
  }
  if (b > a) putIn[0]! += opening;
  const asDay = (place: number) => dayFromNumber(first + a + 1 + place);
  const { value, waited, shortFrom } = benchmarkOnFlows({
    ...{ in: putIn, out: takenOut, price: price.subarray(a + 2, b + 2), priceBefore: price[a + 1]! },
  });
  const last = b > a ? value[b - a - 1]! : Number.NaN;
  const closing = Number.isNaN(last) ? null : last;
  if (closing !== null) amounts[b - a]! += closing;
  const grown = price[b + 1]! / price[a + 1]! - 1;
  return {
    ...{ from: used.from, to: used.to, closing },
    gain: closing === null ? null : closing - net,
    timeWeighted: b > a && Number.isFinite(grown) ? grown : null,
    moneyWeighted: closing === null ? null : xirr({ days, amounts }).rate,
    value,
    waited: waited && { from: asDay(waited.from), to: asDay(waited.to) },
    shortFrom: shortFrom === null ? null : asDay(shortFrom),
  };
}
