import type { Figure } from "@tickfolio/engine";

type NamesOf<K extends Figure["of"]> = Extract<Figure, { of: K }>["name"];
/** Figures that can be named in a line. */
export type FigureKind = Exclude<Figure["of"], "drift">;

/** What figures there are; the types make sure that none is forgotten. */
const NAMES: { [K in FigureKind]: Record<NamesOf<K>, true> } = {
  totals: {
    ...{ moneyIn: true, moneyOut: true, invested: true, cost: true, unpricedCost: true, marketValue: true, cash: true },
    ...{ worth: true, unrealized: true, unrealizedPrice: true, unrealizedCurrency: true, realized: true },
    ...{ realizedCurrency: true, released: true, releasedCurrency: true, income: true, fees: true, taxes: true },
    ...{ separate: true, cashCurrencyGain: true, gain: true, gainRatio: true, dayChange: true, dayBase: true },
    ...{ dayChangeRatio: true, residue: true },
  },
  position: {
    ...{ quantity: true, cost: true, localCost: true, averageCost: true, marketValue: true, localMarketValue: true },
    ...{ unrealized: true, unrealizedPrice: true, unrealizedCurrency: true, realized: true, realizedCurrency: true },
    ...{ released: true, releasedCurrency: true, income: true, fees: true, taxes: true, separate: true },
    ...{ purchased: true, gain: true, gainRatio: true, dayChange: true, dayBase: true, dayBaseInCash: true },
    ...{ dayChangeRatio: true, weight: true },
  },
  lot: { quantity: true, cost: true, localCost: true, averageCost: true, marketValue: true, unrealized: true },
  disposal: { quantity: true, proceeds: true, cost: true, gain: true, pricePart: true, currencyPart: true },
  cash: { amount: true, value: true, booked: true, currencyGain: true, weight: true },
  range: {
    ...{ opening: true, closing: true, moneyIn: true, moneyOut: true, gain: true, simpleReturn: true, gainRatio: true },
    ...{ averageCapital: true, modifiedDietz: true, timeWeighted: true, timeWeightedPerYear: true },
    ...{ moneyWeighted: true, price: true, currency: true, income: true, cashCurrency: true, fees: true, taxes: true },
    ...{ realizedPrice: true, realizedCurrency: true, unrealizedPrice: true, unrealizedCurrency: true },
    ...{ releasedPrice: true, releasedCurrency: true },
  },
  benchmark: { closing: true, gain: true, timeWeighted: true, moneyWeighted: true },
  risk: {
    ...{ volatility: true, semiDeviation: true, volatilityPerYear: true, semiDeviationPerYear: true, sharpe: true },
    ...{ sortino: true, valueAtRisk: true, expectedShortfall: true, maximumDrawdown: true, beta: true },
    correlation: true,
  },
  income: { gross: true, tax: true, net: true },
  yield: { dividends: true, trailingYield: true, yieldOnCost: true },
  gains: { gain: true, pricePart: true, currencyPart: true, proceeds: true, cost: true, short: true, long: true },
  allocation: { value: true, share: true },
};

/** What stands between the kind and the name. */
const KEYS: Record<FigureKind, readonly string[]> = {
  ...{ totals: [], range: [], benchmark: [], risk: [], income: [], gains: [] },
  ...{ position: ["instrument"], yield: ["instrument"], cash: ["currency"] },
  ...{ lot: ["instrument", "lot"], disposal: ["instrument", "transaction"], allocation: ["by", "label"] },
};

export interface FigurePath {
  of: FigureKind;
  name: string;
  keys: Record<string, string>;
}

/**
 * A figure in one line, by what it is of: `totals/gain`, `position/ins_1/cost`, `lot/ins_1/0/cost`, `disposal/ins_1/txn_7/gain`, `cash/EUR/value`,
 * `range/timeWeighted`, `benchmark/gain`, `risk/volatility`, `income/gross`, `yield/ins_1/trailingYield`, `gains/short`,
 * `allocation/currency/EUR/share`. Undefined where there is none of that form.
 */
export function readFigurePath(text: string): FigurePath | undefined {
  const parts = text.split("/");
  const [of = ""] = parts;
  if (!Object.hasOwn(NAMES, of)) return undefined;
  const kind = of as FigureKind;
  const names = KEYS[kind];
  const name = parts.at(-1)!;
  if (parts.length !== names.length + 2 || !Object.hasOwn(NAMES[kind], name)) return undefined;
  return { of: kind, name, keys: Object.fromEntries(names.map((key, i) => [key, parts[i + 1]!])) };
}
