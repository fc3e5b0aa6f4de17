import type { Decimal } from "../decimal.ts";
import type { PositionValue } from "../valuation.ts";
import { booked } from "./booked.ts";
import { cashDayTerms, explainCash } from "./cash-figures.ts";
import type { DayView } from "./day-view.ts";
import { DEFINITIONS } from "./definitions.ts";
import { type Explanation, explained } from "./explanation.ts";
import type { PositionFigure } from "./position-figures.ts";

/** Figures of a portfolio, as its totals have them. */
export type TotalFigure =
  | "moneyIn"
  | "moneyOut"
  | "invested"
  | "cost"
  | "unpricedCost"
  | "marketValue"
  | "cash"
  | "worth"
  | "unrealized"
  | "unrealizedPrice"
  | "unrealizedCurrency"
  | "realized"
  | "realizedCurrency"
  | "released"
  | "releasedCurrency"
  | "income"
  | "fees"
  | "taxes"
  | "separate"
  | "cashCurrencyGain"
  | "gain"
  | "gainRatio"
  | "dayChange"
  | "dayBase"
  | "dayChangeRatio"
  | "residue";

type Make = (totals: TotalsView) => Explanation;

/** The totals of a day: float64 sums of unrounded rows, in the order of their instruments' ids. */
export class TotalsView {
  readonly day: DayView;
  private readonly made = new Map<TotalFigure, Explanation>();

  constructor(day: DayView) {
    this.day = day;
  }

  figure(name: TotalFigure): Explanation {
    let node = this.made.get(name);
    if (!node) {
      node = FIGURES[name](this);
      this.made.set(name, node);
    }
    return node;
  }

  node(
    label: string,
    parts: Omit<Parameters<typeof explained>[0], "label" | "unit"> & { unit?: string | null },
  ): Explanation {
    return explained({ unit: this.day.base, ...parts, label });
  }

  /** Of those of which it is known, and of what belongs to no position. */
  sum(
    label: string,
    name: PositionFigure,
    own: readonly Explanation[] = [],
    isPart?: (value: PositionValue) => boolean,
  ) {
    const parts = this.day.valuesById.filter((value) => isPart?.(value) ?? isKnown(value, name));
    const terms = () => [...parts.map(({ instrument }) => this.day.position(instrument)!.figure(name)), ...own];
    return this.node(`${label} of all positions`, { formula: "sum of all positions", operation: "sum", terms });
  }

  booked(label: string, number: Decimal): Explanation {
    return this.node(label, { operation: "same", value: number, terms: () => [booked(number, this.day.base)] });
  }
}

const FIGURES: Record<TotalFigure, Make> = {
  moneyIn: (totals) => money(totals, "moneyIn", "money put in"),
  moneyOut: (totals) => money(totals, "moneyOut", "money taken out"),
  invested: (totals) =>
    totals.node("invested", {
      ...{ formula: "money put in − money taken out", operation: "exact sum", signs: [1, -1] },
      terms: [totals.figure("moneyIn"), totals.figure("moneyOut")],
      definition: DEFINITIONS.invested,
    }),
  cost: (totals) => totals.sum("cost", "cost", [], ({ unrealized }) => unrealized !== null),
  unpricedCost: (totals) => totals.sum("cost without a price", "cost", [], ({ unrealized }) => unrealized === null),
  marketValue: (totals) => totals.sum("market value", "marketValue"),
  cash: (totals) => ofCash(totals, "value", "cash"),
  worth: (totals) =>
    totals.node("worth", {
      ...{ formula: "market value + cash", operation: "sum" },
      terms: [totals.figure("marketValue"), totals.figure("cash")],
    }),
  unrealized: (totals) => totals.sum("unrealised gain", "unrealized"),
  unrealizedPrice: (totals) => totals.sum("price part of the unrealised gain", "unrealizedPrice"),
  unrealizedCurrency: (totals) => totals.sum("currency part of the unrealised gain", "unrealizedCurrency"),
  realized: (totals) => totals.sum("realised gain", "realized"),
  realizedCurrency: (totals) => totals.sum("currency part of the realised gain", "realizedCurrency"),
  released: (totals) => totals.sum("released gain", "released"),
  releasedCurrency: (totals) => totals.sum("currency part of the released gain", "releasedCurrency"),
  income: (totals) =>
    totals.sum("dividends", "income", [totals.booked("interest", totals.day.recording.book().interest)]),
  fees: (totals) => totals.sum("fees", "fees", [own(totals, "fees")]),
  taxes: (totals) => totals.sum("taxes", "taxes", [own(totals, "taxes")]),
  separate(totals) {
    const { separateFees, separateTaxes } = totals.day.recording.book();
    const label = "fees and taxes that are in no cost and no proceeds";
    const terms = [totals.booked("separate fees", separateFees), totals.booked("separate taxes", separateTaxes)];
    return totals.node(label, { operation: "exact sum", terms, definition: DEFINITIONS.fees });
  },
  cashCurrencyGain: (totals) => ofCash(totals, "currencyGain", "currency gain on cash"),
  gain(totals) {
    const names = ["realized", "released", "unrealized", "income", "cashCurrencyGain", "separate"] as const;
    return totals.node("gain", {
      formula: "realised + released + unrealised + income + currency gain on cash − separate fees and taxes",
      ...{ operation: "sum", signs: [1, 1, 1, 1, 1, -1], terms: names.map((name) => totals.figure(name)) },
      definition: DEFINITIONS.gain,
    });
  },
  gainRatio(totals) {
    const label = "gain, as a share of the money put in";
    if (totals.day.valuation.totals.gainRatio === null) return totals.node(label, { operation: "none" });
    const whole = totals.node("money put in, less the cost of what has no price", {
      ...{ operation: "sum", signs: [1, -1], terms: [totals.figure("moneyIn"), totals.figure("unpricedCost")] },
    });
    const terms = [totals.figure("gain"), whole];
    return totals.node(label, { operation: "quotient", unit: null, terms, definition: DEFINITIONS.gainRatio });
  },
  dayChange(totals) {
    const label = "day change of everything";
    if (totals.day.valuation.totals.dayChange === null) return totals.node(label, { operation: "none" });
    const terms = () => [cashDay(totals, "change"), ...withDayChange(totals).map((view) => view.figure("dayChange"))];
    return totals.node(label, { operation: "sum", terms, definition: DEFINITIONS.dayChange });
  },
  dayBase(totals) {
    const label = "value the day change is of";
    const { settings } = totals.day.input;
    if (totals.day.valuation.totals.dayBase === null) return totals.node(label, { operation: "none" });
    const ofPositions = () =>
      withDayChange(totals).map((view) =>
        settings.cash === "untracked"
          ? view.figure("dayBase")
          : totals.node(`value the day change of ${view.symbol} is of, but for what is in cash`, {
              ...{ operation: "sum", signs: [1, -1], terms: [view.figure("dayBase"), view.figure("dayBaseInCash")] },
            }),
      );
    const terms = () => [cashDay(totals, "base"), ...ofPositions(), putInToday(totals)];
    return totals.node(label, { operation: "sum", terms, definition: DEFINITIONS.dayChange });
  },
  dayChangeRatio(totals) {
    const label = "day change, as a share";
    if (totals.day.valuation.totals.dayChangeRatio === null) return totals.node(label, { operation: "none" });
    const terms = [totals.figure("dayChange"), totals.figure("dayBase")];
    return totals.node(label, { operation: "quotient", unit: null, terms, definition: DEFINITIONS.dayChange });
  },
  residue(totals) {
    const names = ["moneyOut", "marketValue", "cash", "moneyIn"] as const;
    const terms = names.map((name) => totals.figure(name));
    const formula = "money taken out + value − money put in";
    const made = totals.node("what came of the money", { formula, operation: "sum", signs: [1, 1, 1, -1], terms });
    return totals.node("residue of the cash identity", {
      ...{ formula: "gain − (money taken out + value − money put in)", operation: "sum", signs: [1, -1] },
      ...{ terms: [totals.figure("gain"), made], definition: DEFINITIONS.residue },
    });
  },
};

function isKnown(value: PositionValue, name: PositionFigure): boolean {
  return !(name in value) || value[name as keyof PositionValue] !== null;
}

function money(totals: TotalsView, name: "moneyIn" | "moneyOut", label: string): Explanation {
  const { base, recording } = totals.day;
  const book = recording.book();
  const own = () => book.flows.filter(({ amount }) => amount.isNegative() === (name === "moneyOut"));
  return totals.node(label, {
    ...{ formula: "sum of all flows from outside or to it", operation: "exact sum", value: book[name] },
    ...{ terms: () => own().map(({ amount }) => booked(amount, base)), definition: DEFINITIONS.moneyIn },
    ...(name === "moneyOut" ? { signs: [-1] } : {}),
  });
}

function ofCash(totals: TotalsView, name: "value" | "currencyGain", label: string): Explanation {
  const { day } = totals;
  const known = day.valuation.cash.filter((balance) => balance[name] !== null);
  const terms = () => known.map(({ currency }) => explainCash(day, currency, name));
  return totals.node(label, {
    formula: "sum of all currencies",
    operation: "sum",
    terms,
    definition: DEFINITIONS.cash,
  });
}

/** Charges of the portfolio as a whole, on account of no instrument. */
function own(totals: TotalsView, part: "fees" | "taxes"): Explanation {
  const { earnings } = totals.day.recording.book();
  const charged = earnings.filter((earning) => !earning[part].isZero());
  return totals.node(`${part} of no position`, {
    ...{ operation: "exact sum", terms: () => charged.map((earning) => booked(earning[part], totals.day.base)) },
  });
}

function withDayChange({ day }: TotalsView) {
  const known = day.valuesById.filter(({ dayChange }) => dayChange !== null);
  return known.map(({ instrument }) => day.position(instrument)!);
}

function cashDay(totals: TotalsView, part: "change" | "base"): Explanation {
  const terms = cashDayTerms(totals.day);
  if (part === "base") {
    return totals.node("cash of the evening before", { operation: "sum", terms: terms.map(({ before }) => before) });
  }
  const changes = terms.map(({ now, before }) =>
    totals.node("change of a rate, on cash", { operation: "sum", signs: [1, -1], terms: [now, before] }),
  );
  return totals.node("what the rates of the day made of cash", { operation: "sum", terms: changes });
}

function putInToday(totals: TotalsView): Explanation {
  const { base, number, input, recording } = totals.day;
  const flows = input.settings.cash === "tracked" ? recording.book().flows : [];
  const today = flows.filter(({ day, amount }) => day >= number && amount.isPositive());
  return totals.node("money put in today", {
    ...{ operation: "exact sum", terms: () => today.map(({ amount }) => booked(amount, base)) },
  });
}
