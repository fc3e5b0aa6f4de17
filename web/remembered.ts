import type { Valuation } from "@tickfolio/engine";
import { worthOf } from "./worth.ts";

/** What all was worth when it was last seen here, for the moment before it is known again. */
export interface Remembered {
  /** Of which books: another data folder at the same address is not shown the figures of this one. */
  books: string;
  worth: number;
  currency: string;
  at: string;
}

const KEY = "tickfolio.last";
const SELDOM_MS = 5_000;
let writtenAt = Number.NEGATIVE_INFINITY;

/** Only where nobody else can sit down: on the laptop itself, whose books have an id. */
export function remember(valuation: Valuation, books: string | null): void {
  const worth = worthOf(valuation);
  if (worth === null || books === null || performance.now() - writtenAt < SELDOM_MS) return;
  writtenAt = performance.now();
  const last: Remembered = { books, worth, currency: valuation.baseCurrency, at: new Date().toISOString() };
  try {
    localStorage.setItem(KEY, JSON.stringify(last));
  } catch {
    // Without storage the next start shows grey lines for a moment.
  }
}

export function remembered(books: string | null): Remembered | null {
  if (books === null) return null;
  try {
    const last = JSON.parse(localStorage.getItem(KEY) ?? "null") as Remembered | null;
    const isWhole = typeof last?.worth === "number" && typeof last.currency === "string" && last.at;
    return isWhole && last.books === books ? last : null;
  } catch {
    return null;
  }
}
