import {
  type BenchmarkSource,
  buildBook,
  createExplainer,
  type Day,
  dayFromNumber,
  daysWithNewPrices,
  type ExplainedPart,
  type Explanation,
  explainTogether,
  type Figure,
  firstBooking,
  isAdded,
  type LabelsOf,
  labelCurrency,
  labelInstrument,
  labelKind,
  labelMarket,
  type PortfolioSettings,
} from "@tickfolio/engine";
import type { FigurePath } from "@tickfolio/protocol";
import { ApiError, invalid } from "./errors.ts";
import type { FiguresInput, Part } from "./figures-input.ts";

/** What a figure is asked for with, besides its path. */
export interface FigureChoice {
  /** Where its range begins, if it has one. */
  from: Day;
  riskFreeRate?: number | undefined;
  periodsPerYear?: number | undefined;
  longAfterDays?: number | undefined;
}

/** The figure of a day with what it is made of; `settings` take the place of the portfolios' own. */
export function explainedFigure(
  input: FiguresInput,
  path: FigurePath,
  day: Day,
  choice: FigureChoice,
  settings: Partial<PortfolioSettings> = {},
): Explanation {
  const { parts, isOfAll, currency, market } = input;
  const figure = figureOf(path, input, day, choice);
  const changed = parts.map(
    ({ portfolio, input: own, market: prices }): ExplainedPart => ({
      ...{ ...own, market: prices, name: portfolio.name },
      settings: { ...own.settings, ...settings },
    }),
  );
  if (isOfAll && !isAdded(figure)) throw invalid("figure", "is no sum over portfolios: ask for it of one of them");
  const explanation = isOfAll
    ? explainTogether(changed, figure, day, currency, market.rates)
    : createExplainer(changed[0]!).explain(figure, day);
  if (explanation) return explanation;
  const why =
    "There is no such figure on that day: nothing of it was booked, or a range needs units or rates that are not known.";
  throw new ApiError(404, "not_found", why, { field: "figure" });
}

function figureOf({ of, name, keys }: FigurePath, input: FiguresInput, day: Day, choice: FigureChoice): Figure {
  const { from, longAfterDays, riskFreeRate, periodsPerYear } = choice;
  // The path was checked: its name is one of its kind's.
  const named = (more: object = {}) => ({ of, name, ...keys, ...more }) as unknown as Figure;
  switch (of) {
    case "totals":
    case "position":
    case "disposal":
    case "cash":
    case "yield":
      return named();
    case "lot":
      return named({ lot: Number(keys.lot) });
    case "range":
    case "income":
      return named({ from });
    case "gains":
      return named({ from, ...(longAfterDays === undefined ? {} : { longAfterDays }) });
    case "benchmark":
      return named({ from, source: benchmarkOf(input, day) ?? missingBenchmark() });
    case "risk": {
      const benchmark = benchmarkOf(input, day);
      if (!benchmark && (name === "beta" || name === "correlation")) missingBenchmark();
      const counts = { riskFreeRate, periodsPerYear };
      const given = Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== undefined));
      return named({ from, ...given, ...(benchmark ? { benchmark } : {}), ...countsOf(input.parts, day) });
    }
    case "allocation":
      return named({ label: keys.label === "" ? null : keys.label, labelsOf: labelsBy(keys.by ?? "", input) });
    default:
      return of satisfies never;
  }
}

function benchmarkOf({ benchmark, market, parts }: FiguresInput, day: Day): BenchmarkSource | undefined {
  if (!benchmark) return undefined;
  const books = parts.map(({ input }) => buildBook({ ...input, through: day }));
  const splits = books.map((book) => book.splits.get(benchmark.id)).find((known) => known !== undefined) ?? [];
  const [series, quote] = [market.closes(benchmark.id), market.quote(benchmark.id)];
  return { rates: market.rates, splits, ...(series ? { series } : {}), ...(quote ? { quote } : {}) };
}

function missingBenchmark(): never {
  throw invalid("benchmark", "is needed: the figure compares with one");
}

/** Days that count, from that of the first booking. */
function countsOf(parts: readonly Part[], day: Day): { counts?: Uint8Array } {
  const [part] = parts;
  if (!part) return {};
  const book = buildBook({ ...part.input, through: day });
  const first = firstBooking(book);
  return Number.isFinite(first) ? { counts: daysWithNewPrices(book, part.market, dayFromNumber(first), day) } : {};
}

function labelsBy(by: string, { instruments }: FiguresInput): LabelsOf {
  switch (by) {
    case "instrument":
      return labelInstrument;
    case "currency":
      return labelCurrency;
    case "kind":
      return labelKind((id) => instruments.get(id)?.kind);
    case "market":
      return labelMarket((id) => instruments.get(id)?.mic ?? undefined);
    default:
      throw invalid("figure", "is by instrument, currency, kind or market");
  }
}
