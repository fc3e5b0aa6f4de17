import type { Currency } from "@tickfolio/engine";

/** One line of the sample's story. Amounts are in euro and converted to the portfolio's own currency where that is another. */
export type PlannedStep = { daysAgo: number } & (
  | { does: "deposit" | "withdraw"; amount: number }
  /** Left out in a portfolio that keeps that currency itself. */
  | { does: "convert"; amount: number; to: Currency }
  | { does: "buy"; symbol: string; amount: number; note?: string }
  /** Part of what is held then. */
  | { does: "sell"; symbol: string; part: number; note?: string }
  /** Per unit held, as a part of that day's price. */
  | { does: "dividend"; symbol: string; part: number; taxed: number }
  | { does: "interest"; amount: number }
  | { does: "fee"; amount: number; note: string }
);

/** What a small investor might have done in two years: a start, a savings plan, a sale with a loss or a gain, and dividends. */
export const samplePlan: readonly PlannedStep[] = [
  { daysAgo: 728, does: "deposit", amount: 15_000 },
  { daysAgo: 727, does: "convert", amount: 9_000, to: "USD" },
  { daysAgo: 727, does: "convert", amount: 5_200, to: "EUR" },
  { daysAgo: 727, does: "buy", symbol: "GLOBE.SIM", amount: 4_000, note: "The core: the whole world in one fund." },
  { daysAgo: 726, does: "buy", symbol: "NOVA.SIM", amount: 2_200 },
  { daysAgo: 721, does: "buy", symbol: "BOND.SIM", amount: 3_000 },
  { daysAgo: 714, does: "buy", symbol: "TIDE.SIM", amount: 1_500 },
  { daysAgo: 698, does: "buy", symbol: "ALPN.SIM", amount: 1_800 },
  { daysAgo: 641, does: "dividend", symbol: "TIDE.SIM", part: 0.008, taxed: 0.15 },
  { daysAgo: 640, does: "deposit", amount: 2_500 },
  { daysAgo: 639, does: "convert", amount: 1_400, to: "GBP" },
  { daysAgo: 638, does: "buy", symbol: "GLEN.SIM", amount: 1_200 },
  { daysAgo: 611, does: "fee", amount: 4.9, note: "Custody" },
  { daysAgo: 590, does: "interest", amount: 11.37 },
  { daysAgo: 562, does: "dividend", symbol: "GLOBE.SIM", part: 0.006, taxed: 0.15 },
  { daysAgo: 549, does: "deposit", amount: 3_000 },
  { daysAgo: 548, does: "convert", amount: 2_800, to: "USD" },
  { daysAgo: 547, does: "buy", symbol: "LOOM.SIM", amount: 2_400 },
  { daysAgo: 488, does: "dividend", symbol: "BOND.SIM", part: 0.011, taxed: 0 },
  { daysAgo: 462, does: "deposit", amount: 2_500 },
  { daysAgo: 461, does: "convert", amount: 2_200, to: "JPY" },
  { daysAgo: 460, does: "buy", symbol: "KUMO.SIM", amount: 1_900 },
  { daysAgo: 455, does: "dividend", symbol: "TIDE.SIM", part: 0.008, taxed: 0.15 },
  { daysAgo: 401, does: "sell", symbol: "NOVA.SIM", part: 0.4, note: "It had grown too large." },
  { daysAgo: 366, does: "interest", amount: 14.02 },
  { daysAgo: 365, does: "fee", amount: 4.9, note: "Custody" },
  { daysAgo: 352, does: "deposit", amount: 2_000 },
  { daysAgo: 352, does: "convert", amount: 1_900, to: "EUR" },
  { daysAgo: 351, does: "buy", symbol: "BRIO.SIM", amount: 1_700 },
  { daysAgo: 318, does: "dividend", symbol: "GLOBE.SIM", part: 0.006, taxed: 0.15 },
  { daysAgo: 280, does: "deposit", amount: 1_500 },
  { daysAgo: 279, does: "convert", amount: 1_400, to: "USD" },
  { daysAgo: 278, does: "buy", symbol: "PEBL.SIM", amount: 700, note: "A small bet." },
  { daysAgo: 277, does: "buy", symbol: "GLOBE.SIM", amount: 600 },
  { daysAgo: 244, does: "buy", symbol: "ORCH.SIM", amount: 500 },
  { daysAgo: 212, does: "dividend", symbol: "BOND.SIM", part: 0.011, taxed: 0 },
  { daysAgo: 183, does: "deposit", amount: 1_000 },
  { daysAgo: 182, does: "convert", amount: 950, to: "USD" },
  { daysAgo: 181, does: "buy", symbol: "GLOBE.SIM", amount: 900 },
  { daysAgo: 133, does: "sell", symbol: "ORCH.SIM", part: 1, note: "The trial failed; out." },
  { daysAgo: 120, does: "dividend", symbol: "TIDE.SIM", part: 0.009, taxed: 0.15 },
  { daysAgo: 92, does: "deposit", amount: 1_000 },
  { daysAgo: 91, does: "convert", amount: 950, to: "USD" },
  { daysAgo: 90, does: "buy", symbol: "GLOBE.SIM", amount: 900 },
  { daysAgo: 61, does: "withdraw", amount: 400 },
  { daysAgo: 45, does: "dividend", symbol: "ALPN.SIM", part: 0.021, taxed: 0.26 },
  { daysAgo: 30, does: "interest", amount: 9.61 },
  { daysAgo: 12, does: "dividend", symbol: "GLEN.SIM", part: 0.018, taxed: 0 },
  { daysAgo: 5, does: "buy", symbol: "LOOM.SIM", amount: 300 },
];
