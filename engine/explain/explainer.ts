import type { Day } from "../day.ts";
import type { InstrumentId } from "../instrument.ts";
import type { Currency } from "../money.ts";
import { type CashFigure, explainCash } from "./cash-figures.ts";
import { DayView, type ExplainInput } from "./day-view.ts";
import type { Explanation } from "./explanation.ts";
import { type DisposalFigure, explainDisposal, type LotFigure } from "./lot-figures.ts";
import { createMarketNodes, type MarketNodes } from "./market-nodes.ts";
import type { PositionFigure } from "./position-figures.ts";
import { type TotalFigure, TotalsView } from "./total-figures.ts";
import { explainWeight } from "./weight-figures.ts";

/** Which figure of which day. Lots are called by their place in the position, of which the book keeps the order. */
export type Figure =
  | { of: "position"; instrument: InstrumentId; name: PositionFigure | "weight" }
  | { of: "lot"; instrument: InstrumentId; lot: number; name: LotFigure }
  | { of: "disposal"; instrument: InstrumentId; transaction: string; name: DisposalFigure }
  | { of: "cash"; currency: Currency; name: CashFigure | "weight" }
  | { of: "totals"; name: TotalFigure };

/** Explains figures of one journal. What it has booked for one figure it keeps for the next. */
export interface Explainer {
  /** Undefined where there is no such position, lot, disposal or balance. */
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

  return { explain: (figure, day) => explainOn(viewOf(day), figure) };
}

/** One figure, for those who ask for one. */
export function explain(figure: Figure, input: ExplainInput, day: Day): Explanation | undefined {
  return createExplainer(input).explain(figure, day);
}

function explainOn(view: DayView, figure: Figure): Explanation | undefined {
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
    default:
      return figure satisfies never;
  }
}
