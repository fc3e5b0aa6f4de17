import * as z from "zod/mini";
import type { Currency } from "./money.ts";
import { currencyCode, freeText, idText, lazy } from "./schema.ts";

/** How a sale picks the cost it relieves. `average` is the moving average of all units held; `specific` are the lots the sale names. */
export type CostMethod = "fifo" | "lifo" | "hifo" | "average" | "specific";
export const COST_METHODS: readonly CostMethod[] = ["fifo", "lifo", "hifo", "average", "specific"];

/** Whether a sale takes from all lots of the portfolio or from those of its own account only. */
export type LotScope = "portfolio" | "account";
export const LOT_SCOPES: readonly LotScope[] = ["portfolio", "account"];

/** Tracked: deposits and withdrawals are the external flows. Untracked: each trade is its own. */
export type CashMode = "tracked" | "untracked";

export interface PortfolioSettings {
  baseCurrency: Currency;
  costMethod: CostMethod;
  cash: CashMode;
  /** Fees and taxes join a buy's cost and reduce a sale's proceeds; otherwise they are kept apart. Default true. */
  feesInCost?: boolean;
  /** Selling more than is held opens a short position instead of raising an issue. Default false. */
  allowShort?: boolean;
  /** Default: portfolio. */
  lots?: LotScope;
}

// The type makes sure that a new setting is added here too.
const SETTINGS: Record<keyof PortfolioSettings, true> = {
  baseCurrency: true,
  costMethod: true,
  cash: true,
  feesInCost: true,
  allowShort: true,
  lots: true,
};
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly (keyof PortfolioSettings)[];

/** The settings alone, of what has more than those; and of them what is set. */
export function pickSettings(from: PortfolioSettings): PortfolioSettings {
  const set = SETTING_NAMES.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]]));
  return Object.fromEntries(set) as PortfolioSettings;
}

export interface Portfolio extends PortfolioSettings {
  id: string;
  name: string;
  /** Lives on the simulated market and is never added to real totals. */
  sample: boolean;
  createdAt: string;
  /** Set while the portfolio is in the bin; restoring clears it. */
  deletedAt?: string;
  /** Grows by one with each change of these settings. */
  version: number;
}

export const portfolioSchema = lazy(() =>
  z.strictObject({
    id: idText("pf"),
    name: freeText(100).check(z.minLength(1)),
    sample: z.boolean(),
    createdAt: z.iso.datetime(),
    deletedAt: z.optional(z.iso.datetime()),
    version: z.int().check(z.nonnegative()),
    baseCurrency: currencyCode(),
    costMethod: z.enum(COST_METHODS),
    cash: z.enum(["tracked", "untracked"]),
    feesInCost: z.optional(z.boolean()),
    allowShort: z.optional(z.boolean()),
    lots: z.optional(z.enum(LOT_SCOPES)),
  }),
);
