import { expect, test } from "vitest";
import { isOwn } from "./own-instrument.ts";
import { createFinnhub } from "./providers/finnhub.ts";
import { createStooq } from "./providers/stooq.ts";
import { listing } from "./testing.ts";

test.each([
  ["AAPL", { mic: "XNAS", kind: "stock" }, false],
  ["AAPL", { mic: null, kind: "stock" }, true],
  ["GOLD", { mic: null, kind: "other" }, true],
  // A share's symbol makes no coin: its price would be everybody's price of what they call GOLD.
  ["GOLD", { mic: null, kind: "crypto" }, true],
  ["BTC-USD", { mic: null, kind: "crypto" }, false],
  ["BTC-USD", { mic: null, kind: "other" }, true],
] as const)("%s %o is somebody's own: %s, and then nobody outside is asked for its price", (symbol, more, own) => {
  const clock = () => Date.parse("2026-11-22T12:00:00Z");
  const instrument = listing(symbol, more);
  expect(isOwn(instrument)).toBe(own);
  for (const provider of [createFinnhub({ key: "k", clock }), createStooq({ key: "k", clock })]) {
    expect(provider.covers(instrument, "quote")).toBe(!own);
  }
});
