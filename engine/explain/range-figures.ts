import { type Day, dayNumber } from "../day.ts";
import type { DayView } from "./day-view.ts";
import { DEFINITIONS } from "./definitions.ts";
import { type Column, constant, type Explanation, explained } from "./explanation.ts";
import { nothing } from "./market-nodes.ts";
import type { Series } from "./series.ts";
import { type TotalFigure, TotalsView } from "./total-figures.ts";

/** Figures of the period (from, to]. Money in base currency, returns as fractions. */
export type RangeFigure =
  | LevelFigure
  | "opening"
  | "closing"
  | "moneyIn"
  | "moneyOut"
  | "gain"
  | "simpleReturn"
  | "gainRatio"
  | "averageCapital"
  | "modifiedDietz"
  | "timeWeighted"
  | "timeWeightedPerYear"
  | "moneyWeighted";

/** What has grown from one evening to another: parts of the gain, by why and by what. */
export type LevelFigure =
  | "price"
  | "currency"
  | "income"
  | "cashCurrency"
  | "fees"
  | "taxes"
  | "realizedPrice"
  | "realizedCurrency"
  | "unrealizedPrice"
  | "unrealizedCurrency"
  | "releasedPrice"
  | "releasedCurrency";

/** Each from figures of an evening, with those that are taken off. */
const LEVELS: Record<LevelFigure, { label: string; of: readonly TotalFigure[]; less?: readonly TotalFigure[] }> = {
  // Fees and taxes inside cost and proceeds made the gains smaller; they are counted by themselves.
  price: {
    label: "price part of the gain",
    of: ["unrealizedPrice", "realized", "released", "fees", "taxes"],
    less: ["realizedCurrency", "releasedCurrency", "separate"],
  },
  currency: {
    label: "currency part of the gain",
    of: ["unrealizedCurrency", "realizedCurrency", "releasedCurrency"],
  },
  income: { label: "income", of: ["income"] },
  cashCurrency: { label: "currency gain on cash", of: ["cashCurrencyGain"] },
  fees: { label: "fees", of: ["fees"] },
  taxes: { label: "taxes", of: ["taxes"] },
  realizedPrice: { label: "price part of the realised gain", of: ["realized"], less: ["realizedCurrency"] },
  realizedCurrency: { label: "currency part of the realised gain", of: ["realizedCurrency"] },
  unrealizedPrice: { label: "price part of the unrealised gain", of: ["unrealizedPrice"] },
  unrealizedCurrency: { label: "currency part of the unrealised gain", of: ["unrealizedCurrency"] },
  releasedPrice: { label: "price part of the released gain", of: ["released"], less: ["releasedCurrency"] },
  releasedCurrency: { label: "currency part of the released gain", of: ["releasedCurrency"] },
};
const DAYS_OF_A_YEAR = 365;
/** Worth less than this is what adding and taking out again leaves, and so is this share of the largest amount. */
const NOTHING = 1e-9;
const SHARE_OF_NOTHING = 1e-12;

/** A period of a portfolio. `before`: the evening it begins on; undefined where nothing was booked until then. */
export class RangeView {
  readonly before: DayView | undefined;
  readonly series: Series;
  /** Places of both evenings in the series; -1 is the evening before its first day. */
  readonly a: number;
  readonly b: number;
  private readonly made = new Map<RangeFigure, Explanation>();

  constructor(before: DayView | undefined, series: Series, from: Day) {
    this.before = before;
    this.series = series;
    this.b = series.count - 1;
    this.a = Math.min(Math.max(dayNumber(from) - series.first, -1), this.b);
  }

  get days(): number {
    return this.b - this.a;
  }

  figure(name: RangeFigure): Explanation {
    let node = this.made.get(name);
    if (!node) {
      node = name in LEVELS ? level(this, name as LevelFigure) : FIGURES[name as keyof typeof FIGURES](this);
      this.made.set(name, node);
    }
    return node;
  }

  node(
    label: string,
    parts: Omit<Parameters<typeof explained>[0], "label" | "unit"> & { unit?: string | null },
  ): Explanation {
    return explained({ unit: this.series.view.base, ...parts, label });
  }

  /** There are days, and the worth on the last evening is known. */
  get isMeasured(): boolean {
    const { input, valuation } = this.series.view;
    const { unpriced, totals, unrated } = valuation;
    const isWorthless = Math.abs(totals.marketValue) < NOTHING && unpriced.length + unrated.length > 0;
    return this.days > 0 && !(input.settings.cash === "untracked" && isWorthless);
  }

  /** What adding and subtracting leaves of a position that was closed is nothing to divide by. */
  private isSomething(whole: number): boolean {
    if (!(whole > 0) || whole > 1) return whole > 0;
    let largest = 0;
    for (const { value } of columns(this)) {
      for (const amount of (value as Column).values) largest = Math.max(largest, Math.abs(amount));
    }
    return whole > largest * SHARE_OF_NOTHING;
  }

  /** A share of a whole; null of one that is not above zero. */
  ratio(label: string, name: "simpleReturn" | "gainRatio" | "modifiedDietz", whole: Explanation): Explanation {
    if (!this.isMeasured || !this.isSomething(whole.value as number))
      return this.node(label, { operation: "none", unit: null });
    const terms = [this.figure("gain"), whole];
    return this.node(label, { operation: "quotient", unit: null, terms, definition: DEFINITIONS[name] });
  }
}

const FIGURES: Record<Exclude<RangeFigure, LevelFigure>, (range: RangeView) => Explanation> = {
  opening: (range) => worth(range, "worth on the evening the range begins", range.a),
  closing: (range) => worth(range, "worth on the evening the range ends", range.b),
  moneyIn: (range) => flow(range, "money put in", range.series.flows.cameIn),
  moneyOut: (range) => flow(range, "money taken out", range.series.flows.wentOut),
  gain(range) {
    const names = ["price", "currency", "income", "cashCurrency", "fees", "taxes"] as const;
    return range.node("gain", {
      formula: "price + currency + income + currency gain on cash − fees − taxes",
      ...{ operation: "sum", signs: [1, 1, 1, 1, -1, -1], terms: names.map((name) => range.figure(name)) },
      definition: DEFINITIONS.attribution,
    });
  },
  simpleReturn: (range) => range.ratio("simple return", "simpleReturn", range.figure("opening")),
  gainRatio: (range) =>
    range.ratio(
      "gain, as a share of the opening value and all that was put in",
      "gainRatio",
      range.node("opening value and money put in", {
        ...{ operation: "sum", terms: [range.figure("opening"), range.figure("moneyIn")] },
      }),
    ),
  averageCapital(range) {
    const { cameIn, wentOut } = range.series.flows;
    return range.node("average capital", {
      ...{ formula: "opening + each flow × the share of the period it was there", operation: "average capital" },
      ...{ parameters: [range.a, range.b], terms: [range.figure("opening"), cameIn, wentOut] },
      definition: DEFINITIONS.averageCapital,
    });
  },
  modifiedDietz: (range) => range.ratio("return on average capital", "modifiedDietz", range.figure("averageCapital")),
  timeWeighted(range) {
    const label = "time-weighted return";
    if (!range.isMeasured) return range.node(label, { operation: "none", unit: null });
    return range.node(label, {
      formula: "product of (worth + taken out) / (worth before + put in) of all days, less 1",
      ...{ operation: "time-weighted", unit: null, parameters: [range.a, range.b], terms: columns(range) },
      definition: DEFINITIONS.timeWeighted,
    });
  },
  timeWeightedPerYear(range) {
    const label = "time-weighted return per year";
    if (!range.isMeasured || range.days < DAYS_OF_A_YEAR) return range.node(label, { operation: "none", unit: null });
    return range.node(label, {
      ...{ formula: "(1 + time-weighted return)^(365 / days) − 1", operation: "annualised", unit: null },
      terms: [
        range.figure("timeWeighted"),
        constant("days of the range", range.days, "days"),
        constant("days of a year", DAYS_OF_A_YEAR, "days"),
      ],
      definition: DEFINITIONS.timeWeightedPerYear,
    });
  },
  moneyWeighted(range) {
    const label = "money-weighted return per year";
    if (!range.isMeasured) return range.node(label, { operation: "none", unit: null });
    return range.node(label, {
      formula: "the yearly rate at which opening value, flows and closing value are worth nothing together",
      ...{ operation: "money-weighted", unit: null, parameters: [range.a, range.b] },
      terms: moneyWeightedTerms(range, range.figure("closing")),
      definition: DEFINITIONS.moneyWeighted,
    });
  },
};

export function columns({ series }: RangeView): Explanation[] {
  return [series.measured, series.flows.cameIn, series.flows.wentOut];
}

/** Opening, flows in, flows out, closing. */
export function moneyWeightedTerms(range: RangeView, closing: Explanation): Explanation[] {
  const { cameIn, wentOut } = range.series.flows;
  return [range.figure("opening"), cameIn, wentOut, closing];
}

function level(range: RangeView, name: LevelFigure): Explanation {
  const { label } = LEVELS[name];
  const before = range.before
    ? onEvening(new TotalsView(range.before), name)
    : nothing("nothing, as nothing was booked before", range.series.view.base);
  const terms = [onEvening(new TotalsView(range.series.view), name), before];
  const formula = "so far on the last evening − so far on the first";
  return range.node(label, { formula, operation: "sum", signs: [1, -1], terms, definition: DEFINITIONS.attribution });
}

function onEvening(totals: TotalsView, name: LevelFigure): Explanation {
  const { label, of, less = [] } = LEVELS[name];
  return totals.node(`${label} so far, on ${totals.day.day}`, {
    ...{ operation: "sum", signs: [...of.map(() => 1 as const), ...less.map(() => -1 as const)] },
    terms: () => [...of, ...less].map((figure) => totals.figure(figure)),
  });
}

function worth(range: RangeView, label: string, place: number): Explanation {
  return range.node(label, { operation: "cell", parameters: [place], terms: [range.series.measured] });
}

function flow(range: RangeView, label: string, column: Explanation): Explanation {
  return range.node(label, {
    ...{ operation: "sum of cells", parameters: [range.a + 1, range.b], terms: [column] },
    definition: DEFINITIONS.moneyIn,
  });
}
