import { dayFromNumber } from "../day.ts";
import { type BenchmarkSource, pricesOnEvenings } from "../performance/in-benchmark.ts";
import type { Rates } from "../rates.ts";
import { DEFINITIONS } from "./definitions.ts";
import { constant, type Explanation, explained } from "./explanation.ts";
import { moneyWeightedTerms, type RangeView } from "./range-figures.ts";

export type BenchmarkFigure = "closing" | "gain" | "timeWeighted" | "moneyWeighted";

/** The same opening value and flows in a benchmark, as `flowsInBenchmark` has them. */
export function explainBenchmark(range: RangeView, name: BenchmarkFigure, source: BenchmarkSource): Explanation {
  const prices = pricesOf(range, source);
  const parameters = [range.a, range.b];
  const { cameIn, wentOut } = range.series.flows;
  const definition = DEFINITIONS.benchmark;
  const closing = range.node("worth of the same flows in the benchmark", {
    ...{
      operation: "in the benchmark",
      parameters,
      terms: [range.figure("opening"), cameIn, wentOut, prices],
      definition,
    },
  });
  switch (name) {
    case "closing":
      return closing;
    case "gain": {
      const terms = [closing, range.figure("opening"), range.figure("moneyIn"), range.figure("moneyOut")];
      const formula = "closing − opening − put in + taken out";
      const label = "gain of the same flows in the benchmark";
      return range.node(label, { formula, operation: "sum", signs: [1, -1, -1, 1], terms, definition });
    }
    case "timeWeighted": {
      const label = "return of the benchmark";
      if (range.days === 0) return range.node(label, { operation: "none", unit: null });
      const on = (label: string, place: number) =>
        range.node(`benchmark ${label}`, { operation: "cell", parameters: [place], terms: [prices] });
      const terms = [on("on the last evening", range.b + 1), on("on the first evening", range.a + 1)];
      const grown = range.node("what it has grown to", { operation: "quotient", unit: null, terms });
      return range.node(label, {
        ...{ operation: "sum", unit: null, signs: [1, -1], terms: [grown, constant("what it was", 1)], definition },
      });
    }
    case "moneyWeighted": {
      const terms = moneyWeightedTerms(range, closing);
      const label = "money-weighted return of the benchmark per year";
      return range.node(label, { operation: "money-weighted", unit: null, parameters, terms, definition });
    }
    default:
      return name satisfies never;
  }
}

/** What the benchmark's worth did on each day. */
export function benchmarkReturns(range: RangeView, source: BenchmarkSource): Explanation {
  const terms = [pricesOf(range, source)];
  return range.node("daily returns of the benchmark", { operation: "changes", unit: null, terms });
}

/** Worth of one unit held from before all splits, on each evening from that before the series begins. */
function pricesOf({ series }: RangeView, source: BenchmarkSource): Explanation {
  const { base, day } = series.view;
  const first = series.first - 1;
  const from = dayFromNumber(first);
  const currency = source.series?.currency ?? source.quote?.currency ?? base;
  const instrument = source.series?.instrument ?? source.quote?.instrument ?? "";
  const values = pricesOnEvenings({ ...source, rates: ONE_FOR_ONE }, currency, series.first, series.count);
  const price = explained({
    ...{ label: "price of the benchmark on each evening", operation: "given", unit: currency, value: { from, values } },
    leaf: { kind: "prices", instrument, source: source.series?.source ?? source.quote?.source ?? "", from, to: day },
  });
  if (currency === base) return price;
  const rates = source.rates.column(currency, base, first, series.count + 1);
  const rate = explained({
    ...{ label: "exchange rate of each evening", operation: "given", unit: `${base} per ${currency}` },
    ...{ value: { from, values: rates }, leaf: { kind: "rates", from: currency, to: base, first: from, last: day } },
  });
  return explained({ label: "worth of the benchmark", operation: "product", unit: base, terms: [price, rate] });
}

/** Leaves prices in their own currency. */
const ONE_FOR_ONE: Rates = {
  at: () => undefined,
  column: (_from, _to, _first, count) => new Float64Array(count).fill(1),
};
