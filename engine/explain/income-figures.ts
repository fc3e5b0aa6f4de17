import type { Day } from "../day.ts";
import type { InstrumentId } from "../instrument.ts";
import { gainsOf } from "../performance/gains.ts";
import { type Income, incomeOf, trailingIncomeOf } from "../performance/income.ts";
import { yieldsOf } from "../performance/yields.ts";
import { booked } from "./booked.ts";
import type { DayView } from "./day-view.ts";
import { DEFINITIONS } from "./definitions.ts";
import { type Explanation, explained } from "./explanation.ts";
import { nothing } from "./market-nodes.ts";
import { traceInput } from "./recording.ts";

export type IncomeFigure = "gross" | "tax" | "net";
export type YieldFigure = "dividends" | "trailingYield" | "yieldOnCost";
export type GainFigure = "gain" | "pricePart" | "currencyPart" | "proceeds" | "cost" | "short" | "long";

/** Which payments: those of a month (`2024-03`) or year (`2024`) of the period, of an instrument, of a kind. Default: all. */
export interface IncomeOf {
  by?: string;
  instrument?: InstrumentId;
  kind?: "dividend" | "interest";
}

/** What was paid in the period (from, to], each payment from its own transaction. */
export function explainIncome(view: DayView, from: Day | null, name: IncomeFigure, which: IncomeOf): Explanation {
  const rows = tracedIncome(view, from).rows.filter(
    ({ day, kind, instrument }) =>
      (which.by === undefined || day.startsWith(which.by)) &&
      (which.kind === undefined || kind === which.kind) &&
      (which.instrument === undefined || instrument === which.instrument),
  );
  const terms = rows.map((row) =>
    explained({
      ...{ label: `${row.kind} of ${row.day}`, key: row.transaction, operation: "same", unit: view.base },
      terms: [booked(row[name], view.base)],
    }),
  );
  const label = name === "tax" ? "tax on income" : `${name} income`;
  return explained({ label, operation: "exact sum", unit: view.base, terms, definition: DEFINITIONS.income });
}

function tracedIncome(view: DayView, from: Day | null): Income {
  return incomeOf(traceInput(view.input, PAYMENTS), view.day, from);
}

const PAYMENTS: ReadonlySet<string> = new Set([
  ...[
    "dividend",
    "reinvested-dividend",
    "dividend-reversal",
    "reinvested-dividend-reversal",
    "interest",
    "interest-charge",
  ],
]);

/** Gross dividends of the last twelve months against market value or cost. Undefined of what is not held. */
export function explainYield(view: DayView, instrument: InstrumentId, name: YieldFigure): Explanation | undefined {
  const position = view.position(instrument);
  const own = yieldsOf(trailingIncomeOf(view.input, view.day), view.valuation).byInstrument.get(instrument);
  if (!position || !own) return undefined;
  const trailing = trailingIncomeOf(traceInput(view.input, PAYMENTS), view.day).byInstrument.get(instrument);
  const dividends = explained({
    ...{ label: `dividends of ${position.symbol} in twelve months`, operation: "same", unit: view.base },
    terms: [trailing ? booked(trailing.gross, view.base) : nothing("nothing was paid", view.base)],
    definition: DEFINITIONS.dividends,
  });
  if (name === "dividends") return dividends;
  const label = name === "trailingYield" ? "dividends / market value" : "dividends / cost";
  if (own[name] === null) return explained({ label, operation: "none", unit: null });
  const terms = [dividends, position.figure(name === "trailingYield" ? "marketValue" : "cost")];
  return explained({ label, operation: "quotient", unit: null, terms, definition: DEFINITIONS[name] });
}

/** Sums of the gains realized in the period (from, to], also by how long lots were held. */
export function explainGains(view: DayView, from: Day | null, name: GainFigure, longAfterDays?: number): Explanation {
  const options = longAfterDays === undefined ? {} : { longAfterDays };
  const { total } = gainsOf(view.recording.book(), from, view.day, options);
  const label =
    { short: "gain of lots held shortly", long: "gain of lots held long" }[name as string] ?? `${name} of all sales`;
  const terms = [booked(total[name], view.base)];
  return explained({ label, operation: "same", unit: view.base, terms, definition: DEFINITIONS.realized });
}
