import type { CashValue, PositionValue, Totals } from "./valuation.ts";

/**
 * How a figure of several parts comes from theirs. All but `local` and `made` are money in base currency, and go into another one by its rate.
 * `sum`: always known, added. `all`: known where all parts have it. `any`: known where some part has it; one without has nothing to add.
 * `local`: as `all`, in the listing's own currency. `made`: not added but made of other figures: a ratio, an average, a share.
 */
export type Combination = "sum" | "all" | "any" | "local" | "made";

/** Of each number in a type its combination. What is null somewhere cannot be a plain sum, and what never is, is one. */
export type Figures<T> = {
  readonly [K in keyof T as T[K] extends number | null ? K : never]: T[K] extends number
    ? "sum"
    : Exclude<Combination, "sum">;
};

export const POSITION_FIGURES: Figures<PositionValue> = {
  averageCost: "made",
  cost: "sum",
  marketValue: "all",
  localMarketValue: "local",
  unrealized: "all",
  unrealizedPrice: "all",
  unrealizedCurrency: "all",
  realized: "sum",
  released: "sum",
  income: "sum",
  fees: "sum",
  taxes: "sum",
  gain: "all",
  purchased: "sum",
  gainRatio: "made",
  dayChange: "any",
  dayBase: "any",
  dayBaseInCash: "sum",
  dayChangeRatio: "made",
  weight: "made",
};

export const CASH_FIGURES: Figures<CashValue> = { value: "all", currencyGain: "all", weight: "made" };

export const TOTAL_FIGURES: Figures<Totals> = {
  moneyIn: "sum",
  moneyOut: "sum",
  invested: "sum",
  cost: "sum",
  unpricedCost: "sum",
  marketValue: "sum",
  cash: "sum",
  unrealized: "sum",
  unrealizedPrice: "sum",
  unrealizedCurrency: "sum",
  realized: "sum",
  released: "sum",
  income: "sum",
  fees: "sum",
  taxes: "sum",
  cashCurrencyGain: "sum",
  gain: "sum",
  gainRatio: "made",
  dayChange: "any",
  dayBase: "any",
  dayChangeRatio: "made",
  residue: "sum",
};

/** The same in another currency. */
export function convertFigures<T extends object>(value: T, figures: Figures<T>, rate: number): T {
  const converted = { ...value } as Record<string, unknown>;
  for (const [name, combination] of Object.entries<Combination>(figures)) {
    if (combination === "local" || combination === "made") continue;
    const figure = converted[name] as number | null;
    if (figure !== null) converted[name] = figure * rate;
  }
  return converted as T;
}

/** Two parts as one. What is `made` is null until it is made; what is no figure is the first one's. */
export function joinFigures<T extends object>(a: T, b: T, figures: Figures<T>): T {
  const joined = { ...a } as Record<string, unknown>;
  for (const [name, combination] of Object.entries<Combination>(figures)) {
    joined[name] = join(
      joined[name] as number | null,
      (b as Record<string, unknown>)[name] as number | null,
      combination,
    );
  }
  return joined as T;
}

function join(a: number | null, b: number | null, combination: Combination): number | null {
  if (combination === "made") return null;
  if (a !== null && b !== null) return a + b;
  return combination === "any" ? (a ?? b) : null;
}

/** A part of a whole; null without either, and of a whole that is not above zero. */
export function ratio(part: number | null, whole: number | null): number | null {
  return part !== null && whole !== null && whole > 0 ? part / whole : null;
}
