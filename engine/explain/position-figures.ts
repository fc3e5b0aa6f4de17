import type { Decimal } from "../decimal.ts";
import type { InstrumentId } from "../instrument.ts";
import type { Disposal, Position } from "../position.ts";
import { type DayPrice, priceOn } from "../prices.ts";
import { splitFactors } from "../splits.ts";
import type { PositionValue } from "../valuation.ts";
import { booked } from "./booked.ts";
import { explainDayChange } from "./day-change-figures.ts";
import type { DayView } from "./day-view.ts";
import { DEFINITIONS } from "./definitions.ts";
import { type Explanation, explained } from "./explanation.ts";
import { explainDisposals } from "./lot-figures.ts";
import { nothing } from "./market-nodes.ts";

/** Figures of a position, in base currency unless they say otherwise. */
export type PositionFigure =
  | "quantity"
  | "cost"
  | "localCost"
  | "averageCost"
  | "marketValue"
  | "localMarketValue"
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
  | "purchased"
  | "gain"
  | "gainRatio"
  | "dayChange"
  | "dayBase"
  | "dayBaseInCash"
  | "dayChangeRatio";

type Make = (position: PositionView, name: PositionFigure) => Explanation;

/** One position on a day, with what figures of it are made of. */
export class PositionView {
  readonly day: DayView;
  readonly instrument: InstrumentId;
  readonly position: Position;
  readonly value: PositionValue;
  readonly price: DayPrice | undefined;
  private readonly made = new Map<PositionFigure, Explanation>();

  constructor(day: DayView, position: Position, value: PositionValue) {
    this.day = day;
    this.instrument = position.instrument;
    this.position = position;
    this.value = value;
    const { market } = day;
    const splits = splitFactors(day.splitsOf(this.instrument));
    const known = { series: market.closes(this.instrument), quote: market.quote(this.instrument), splits };
    this.price = priceOn(known, day.number);
  }

  /** Each figure is made once, so that what stands in several places is one node. */
  figure(name: PositionFigure): Explanation {
    let node = this.made.get(name);
    if (!node) {
      node = FIGURES[name](this, name);
      this.made.set(name, node);
    }
    return node;
  }

  get disposals(): readonly Disposal[] {
    const { byMethod } = this.day.recording.familyOf(this.instrument);
    return byMethod[0]!.disposals.filter(({ instrument }) => instrument === this.instrument);
  }

  get isOpen(): boolean {
    return !this.position.quantity.isZero();
  }

  get symbol(): string {
    return this.day.symbolOf(this.instrument);
  }

  /** A node that is named after the instrument. */
  node(parts: Omit<Parameters<typeof explained>[0], "key"> & { label: string }): Explanation {
    return explained({ ...parts, label: `${parts.label} of ${this.symbol}`, key: `${parts.label} ${this.instrument}` });
  }

  none(label: string): Explanation {
    return this.node({ label, operation: "none", unit: this.day.base });
  }
}

const FIGURES: Record<PositionFigure, Make> = {
  quantity: (view) => sumOfLots(view, "quantity", "units held", "units"),
  cost: (view) => sumOfLots(view, "cost", "cost", view.day.base),
  localCost: (view) => sumOfLots(view, "localCost", `cost in ${view.position.currency}`, view.position.currency),
  averageCost(view) {
    const label = "average cost of a unit";
    if (view.value.averageCost === null) return view.none(label);
    const terms = [view.figure("localCost"), view.figure("quantity")];
    return view.node({
      ...{ label, operation: "quotient", unit: view.position.currency, terms },
      definition: DEFINITIONS.averageCost,
    });
  },
  marketValue(view) {
    const label = "market value";
    if (!view.isOpen) return nothing(`market value of ${view.symbol}, of which nothing is held`, view.day.base);
    if (!view.price) return view.none(label);
    const { currency } = view.price;
    const terms = [view.figure("quantity"), priceNode(view), view.day.rate(currency)].filter(
      (term) => term !== undefined,
    );
    return view.node({
      ...{ label, formula: "units × price × exchange rate", operation: "product", unit: view.day.base, terms },
      definition: DEFINITIONS.marketValue,
    });
  },
  localMarketValue(view) {
    const { currency } = view.position;
    const label = `market value in ${currency}`;
    if (!view.isOpen) return nothing(`market value of ${view.symbol}, of which nothing is held`, currency);
    if (!view.price) return view.none(label);
    if (view.price.currency === currency) {
      return view.node({
        label,
        operation: "product",
        unit: currency,
        terms: [view.figure("quantity"), priceNode(view)],
      });
    }
    const rate = view.day.rate(currency);
    const inBase = view.figure("marketValue");
    return rate ? view.node({ label, operation: "quotient", unit: currency, terms: [inBase, rate] }) : inBase;
  },
  unrealized(view) {
    const label = "unrealised gain";
    if (view.value.unrealized === null) return view.none(label);
    return view.node({
      ...{ label, formula: "market value − cost", operation: "sum", unit: view.day.base, signs: [1, -1] },
      terms: [view.figure("marketValue"), view.figure("cost")],
      definition: DEFINITIONS.unrealized,
    });
  },
  unrealizedPrice(view) {
    const label = "price part of the unrealised gain";
    const { currency } = view.position;
    if (view.value.unrealized === null) return view.none(label);
    if (!view.isOpen) return nothing(`${label} of ${view.symbol}, of which nothing is held`, view.day.base);
    const local = view.node({
      ...{ label: `gain in ${currency}`, operation: "sum", unit: currency, signs: [1, -1] },
      terms: [view.figure("localMarketValue"), view.figure("localCost")],
    });
    const rate = view.day.rate(currency);
    const formula = "(local market value − local cost) × exchange rate";
    return view.node({
      ...{ label, formula, operation: "product", unit: view.day.base, terms: rate ? [local, rate] : [local] },
      definition: DEFINITIONS.unrealizedPrice,
    });
  },
  unrealizedCurrency(view) {
    const label = "currency part of the unrealised gain";
    if (view.value.unrealized === null) return view.none(label);
    return view.node({
      ...{ label, formula: "unrealised gain − price part", operation: "sum", unit: view.day.base, signs: [1, -1] },
      terms: [view.figure("unrealized"), view.figure("unrealizedPrice")],
      definition: DEFINITIONS.unrealizedCurrency,
    });
  },
  realized: (view) => explainDisposals(view, "gain"),
  realizedCurrency: (view) => explainDisposals(view, "currencyGain"),
  released: (view) => bookedFigure(view, "released", "released gain", DEFINITIONS.released),
  releasedCurrency: (view) =>
    bookedFigure(view, "releasedCurrency", "currency part of the released gain", DEFINITIONS.released),
  income: (view) => bookedFigure(view, "dividends", "dividends", DEFINITIONS.income),
  fees: (view) => bookedFigure(view, "fees", "fees", DEFINITIONS.fees),
  taxes: (view) => bookedFigure(view, "taxes", "taxes", DEFINITIONS.fees),
  separate(view) {
    const { separateFees, separateTaxes } = view.position;
    const part = (label: string, value: Decimal) =>
      view.node({ label, operation: "same", unit: view.day.base, value, terms: () => [booked(value, view.day.base)] });
    const terms = [part("separate fees", separateFees), part("separate taxes", separateTaxes)];
    const label = "fees and taxes that are in no cost and no proceeds";
    return view.node({ label, operation: "exact sum", unit: view.day.base, terms, definition: DEFINITIONS.fees });
  },
  purchased: (view) => bookedFigure(view, "purchased", "all that was paid for purchases", DEFINITIONS.purchased),
  gain(view) {
    const label = "gain";
    if (view.value.gain === null) return view.none(label);
    const formula = "realised + released + unrealised + dividends − separate fees and taxes";
    const names = ["realized", "released", "unrealized", "income", "separate"] as const;
    return view.node({
      ...{ label, formula, operation: "sum", unit: view.day.base, signs: [1, 1, 1, 1, -1] },
      terms: names.map((name) => view.figure(name)),
      definition: DEFINITIONS.gain,
    });
  },
  gainRatio(view) {
    const label = "gain, as a share of all that was paid";
    if (view.value.gainRatio === null) return view.none(label);
    const terms = [view.figure("gain"), view.figure("purchased")];
    return view.node({ label, operation: "quotient", unit: null, terms, definition: DEFINITIONS.gainRatio });
  },
  dayChange: explainDayChange,
  dayBase: explainDayChange,
  dayBaseInCash: explainDayChange,
  dayChangeRatio(view) {
    const label = "day change, as a share";
    if (view.value.dayChangeRatio === null) return view.none(label);
    const terms = [view.figure("dayChange"), view.figure("dayBase")];
    return view.node({ label, operation: "quotient", unit: null, terms, definition: DEFINITIONS.dayChange });
  },
};

function priceNode(view: PositionView): Explanation {
  return view.day.nodes.price(view.instrument, view.price!, view.day.number);
}

/** The units and cost of a position are those of its lots. */
function sumOfLots(
  view: PositionView,
  part: "quantity" | "cost" | "localCost",
  label: string,
  unit: string,
): Explanation {
  const { lots } = view.position;
  const terms = () => lots.map((_, index) => view.day.lot(view.instrument, index).figure(part));
  return view.node({
    ...{ label, operation: "exact sum", unit, terms, value: view.position[part] },
    definition: part === "quantity" ? DEFINITIONS.quantity : DEFINITIONS.cost,
  });
}

function bookedFigure(
  view: PositionView,
  part: "released" | "releasedCurrency" | "dividends" | "fees" | "taxes" | "purchased",
  label: string,
  definition: Explanation["definition"],
): Explanation {
  const { base } = view.day;
  return view.node({
    ...{ label, operation: "same", unit: base, terms: () => [booked(view.position[part], base)] },
    ...{ value: view.position[part], ...(definition ? { definition } : {}) },
  });
}
