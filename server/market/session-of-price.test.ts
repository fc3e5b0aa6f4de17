import { expect, test } from "vitest";
import { closingInstant } from "./close-time.ts";
import { sessionOfPrice } from "./session-of-price.ts";
import { listing } from "./testing.ts";

const apple = listing("AAPL");
const of = (at: string, now: string, instrument = apple) => sessionOfPrice(instrument, Date.parse(at), Date.parse(now));

test("a price is of the session that is on, and of a session that is over it is the close", () => {
  expect(of("2026-11-25T15:00:00Z", "2026-11-25T15:01:00Z")).toBe("regular");
  expect(of("2026-11-25T20:59:00Z", "2026-11-25T21:01:00Z")).toBe("closed");
  expect(of("2026-11-25T21:00:19Z", "2026-11-25T21:01:00Z")).toBe("closed");
  expect(of("2026-11-25T15:00:00Z", "2026-11-27T15:00:00Z")).toBe("closed");
  expect(of("2026-11-25T20:59:00Z", "2026-11-26T15:00:00Z")).toBe("closed");
  expect(of("2026-11-27T17:59:00Z", "2026-11-27T18:30:00Z")).toBe("closed");
});

test("where nobody knows whether the market is open, the session of its price is unknown", () => {
  const tencent = listing("0700.HK", { mic: "XHKG" });
  expect(of("2027-02-08T02:00:00Z", "2027-02-08T02:01:00Z", tencent)).toBe("unknown");
});

test("a close is of the instant its session ended: at one in New York on the day after Thanksgiving", () => {
  const now = Date.parse("2026-12-01T00:00:00Z");
  expect(closingInstant(apple, "2026-11-25", now)).toBe("2026-11-25T21:00:00.000Z");
  expect(closingInstant(apple, "2026-11-27", now)).toBe("2026-11-27T18:00:00.000Z");
  expect(closingInstant(listing("SAP.DE", { mic: "XETR" }), "2026-10-26", now)).toBe("2026-10-26T16:30:00.000Z");
  // A price dated on a holiday is of that day's end; nothing else is known of it.
  expect(closingInstant(apple, "2026-11-26", now)).toBe("2026-11-27T04:59:59.000Z");
});
