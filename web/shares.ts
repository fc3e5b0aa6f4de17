import type { Instrument, InstrumentId, Valuation } from "@tickfolio/engine";
import { text } from "./text.ts";

export type By = "holding" | "currency" | "kind";

export interface Share {
  name: string;
  /** In the base currency; what is owed is positive too. */
  value: number;
}

export interface Shares {
  /** What is owned and has a price, largest first: its parts add up to the whole. */
  owned: Share[];
  /** Balances below zero and short positions. They make the worth smaller, and are no part of what is owned. */
  owed: Share[];
}

/** What the worth is made of, by holding, by currency or by kind. */
export function sharesOf(valuation: Valuation, by: By, instruments: ReadonlyMap<InstrumentId, Instrument>): Shares {
  const owned = new Map<string, number>();
  const owed = new Map<string, number>();
  const add = (name: string, value: number | null) => {
    if (value === null || value === 0) return;
    const sums = value > 0 ? owned : owed;
    sums.set(name, (sums.get(name) ?? 0) + Math.abs(value));
  };
  for (const { instrument: id, currency, marketValue } of valuation.positions) {
    const instrument = instruments.get(id);
    const kind = text.allocation.kinds[instrument?.kind ?? "other"];
    add({ holding: instrument?.symbol ?? id, currency, kind }[by], marketValue);
  }
  for (const { currency, value } of valuation.cash) {
    const isOwed = value !== null && value < 0;
    add(by === "currency" ? currency : isOwed ? text.allocation.cashIn(currency) : text.cash.title, value);
  }
  return { owned: sorted(owned), owed: sorted(owed) };
}

function sorted(sums: ReadonlyMap<string, number>): Share[] {
  return [...sums].map(([name, value]) => ({ name, value })).sort((a, b) => b.value - a.value);
}
