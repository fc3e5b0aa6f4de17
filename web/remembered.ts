import type { Valuation } from "@tickfolio/engine";
import type { SessionInfo } from "@tickfolio/protocol";
import { worthOf } from "./worth.ts";

/** What all was worth when it was last seen here, for the moment before it is known again. */
export interface Remembered {
  worth: number;
  currency: string;
  at: string;
}

const KEY = "tickfolio.last";
const SELDOM_MS = 5_000;
let writtenAt = Number.NEGATIVE_INFINITY;

/** Only where nobody else can sit down: on the laptop itself. */
export function remember(valuation: Valuation, session: SessionInfo | null): void {
  const worth = worthOf(valuation);
  if (worth === null || session?.home !== "laptop" || performance.now() - writtenAt < SELDOM_MS) return;
  writtenAt = performance.now();
  const last: Remembered = { worth, currency: valuation.baseCurrency, at: new Date().toISOString() };
  try {
    localStorage.setItem(KEY, JSON.stringify(last));
  } catch {
    // Without storage the next start shows grey lines for a moment.
  }
}

export function remembered(): Remembered | null {
  try {
    const last = JSON.parse(localStorage.getItem(KEY) ?? "null") as Remembered | null;
    return typeof last?.worth === "number" && typeof last.currency === "string" && last.at ? last : null;
  } catch {
    return null;
  }
}
