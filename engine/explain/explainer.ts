import { type Day, dayNumber } from "../day.ts";
import type { InstrumentId } from "../instrument.ts";
import type { Currency } from "../money.ts";
import type { LabelsOf } from "../performance/allocation.ts";
import { firstBooking } from "../performance/columns.ts";
import type { BenchmarkSource } from "../performance/in-benchmark.ts";
import { type DriftFigure, explainDrift, explainSlice, type SliceFigure } from "./allocation-figures.ts";
import { type BenchmarkFigure, explainBenchmark } from "./benchmark-figures.ts";
import { type CashFigure, explainCash } from "./cash-figures.ts";
import { DayView, type ExplainInput } from "./day-view.ts";
import type { Explanation } from "./explanation.ts";
import {
  explainGains,
  explainIncome,
  explainYield,
  type GainFigure,
  type IncomeFigure,
  type IncomeOf,
  type YieldFigure,
} from "./income-figures.ts";
import { type DisposalFigure, explainDisposal, type LotFigure } from "./lot-figures.ts";
import { createMarketNodes, type MarketNodes } from "./market-nodes.ts";
import type { PositionFigure } from "./position-figures.ts";
import { type RangeFigure, RangeView } from "./range-figures.ts";
import { explainRisk, type RiskChoice, type RiskFigure } from "./risk-figures.ts";
import { type TotalFigure, TotalsView } from "./total-figures.ts";
import { explainWeight } from "./weight-figures.ts";

/** Which figure of which day. Lots are called by their place in the position, of which the book keeps the order. */
export type Figure =
  | { of: "position"; instrument: InstrumentId; name: PositionFigure | "weight" }
  | { of: "lot"; instrument: InstrumentId; lot: number; name: LotFigure }
  | { of: "disposal"; instrument: InstrumentId; transaction: string; name: DisposalFigure }
  | { of: "cash"; currency: Currency; name: CashFigure | "weight" }
  | { of: "totals"; name: TotalFigure }
  /** Of the period after the evening of `from` through the day asked for. */
  | { of: "range"; from: Day; name: RangeFigure }
  /** The same flows in a benchmark. */
  | { of: "benchmark"; from: Day; source: BenchmarkSource; name: BenchmarkFigure }
  | ({ of: "risk"; from: Day; name: RiskFigure } & RiskChoice)
  /** `from` null: from the beginning. */
  | ({ of: "income"; from: Day | null; name: IncomeFigure } & IncomeOf)
  | { of: "yield"; instrument: InstrumentId; name: YieldFigure }
  | { of: "gains"; from: Day | null; name: GainFigure; longAfterDays?: number }
  | { of: "allocation"; label: string | null; labelsOf: LabelsOf; name: SliceFigure }
  | { of: "drift"; label: string | null; labelsOf: LabelsOf; target: number; name: DriftFigure };

/** Explains figures of one journal. What it has booked for one figure it keeps for the next. */
export interface Explainer {
  /**
   * Undefined where there is no such position, lot, disposal, balance or label. Figures of a range and of risk are those of the portfolio, and are
   * not explained where something was oversold or booked without a rate until then.
   */
  explain(figure: Figure, day: Day): Explanation | undefined;
}

export function createExplainer(input: ExplainInput): Explainer {
  const days = new Map<Day, DayView>();
  let nodes: MarketNodes | undefined;

  function viewOf(day: Day): DayView {
    nodes ??= createMarketNodes(input.market, input.settings.baseCurrency, input.transactions);
    let view = days.get(day);
    if (!view) {
      view = new DayView(input, day, nodes);
      days.set(day, view);
    }
    return view;
  }

  function rangeOf(from: Day, to: Day): RangeView | undefined {
    const view = viewOf(to);
    const book = view.recording.book();
    const first = firstBooking(book);
    // Returns of what was sold without being held, or booked without a rate, are measured with worth that nobody can tell.
    if (first > view.number || book.partialFrom !== null) return undefined;
    return new RangeView(first > dayNumber(from) ? undefined : viewOf(from), view.series(first), from);
  }

  return {
    explain(figure, day) {
      if (figure.of !== "range" && figure.of !== "risk" && figure.of !== "benchmark")
        return explainOn(viewOf(day), figure);
      const range = rangeOf(figure.from, day);
      if (!range || figure.of === "range") return range?.figure(figure.name as RangeFigure);
      if (figure.of === "risk") return explainRisk(range, figure.name, figure);
      return explainBenchmark(range, figure.name, figure.source);
    },
  };
}

/** One figure, for those who ask for one. */
export function explain(figure: Figure, input: ExplainInput, day: Day): Explanation | undefined {
  return createExplainer(input).explain(figure, day);
}

function explainOn(
  view: DayView,
  figure: Exclude<Figure, { of: "range" | "risk" | "benchmark" }>,
): Explanation | undefined {
  switch (figure.of) {
    case "position": {
      const position = view.position(figure.instrument);
      if (!position || figure.name !== "weight") return position?.figure(figure.name as PositionFigure);
      const value = view.valuation.positions.find(({ instrument }) => instrument === figure.instrument);
      return explainWeight(view, position.figure("marketValue"), value?.weight ?? null);
    }
    case "lot": {
      const position = view.position(figure.instrument);
      return position?.position.lots[figure.lot] && view.lot(figure.instrument, figure.lot).figure(figure.name);
    }
    case "disposal": {
      const position = view.position(figure.instrument);
      const disposal = position?.disposals.find(({ transaction }) => transaction === figure.transaction);
      return disposal && explainDisposal(position!, disposal, figure.name);
    }
    case "cash": {
      if (!view.recording.book().cash.has(figure.currency)) return undefined;
      if (figure.name !== "weight") return explainCash(view, figure.currency, figure.name);
      const balance = view.valuation.cash.find(({ currency }) => currency === figure.currency);
      return explainWeight(view, explainCash(view, figure.currency, "value"), balance?.weight ?? null);
    }
    case "totals":
      return new TotalsView(view).figure(figure.name);
    case "income":
      return explainIncome(view, figure.from, figure.name, figure);
    case "yield":
      return explainYield(view, figure.instrument, figure.name);
    case "gains":
      return explainGains(view, figure.from, figure.name, figure.longAfterDays);
    case "allocation":
      return explainSlice(view, figure.label, figure.labelsOf, figure.name);
    case "drift":
      return explainDrift(view, figure.label, figure.labelsOf, figure.target, figure.name);
    default:
      return figure satisfies never;
  }
}
