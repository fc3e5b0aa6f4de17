import { type CloseSeries, dayNumber } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { createManualTime } from "./manual-time.ts";
import { createMarket } from "./market.ts";
import { createMemoryShelf } from "./price-shelf.ts";
import { listing, scripted } from "./testing.ts";

const storedAt = "2022-06-08T22:00:00Z";
const FB = listing("FB");
const ended = { ...FB, listedUntil: "2022-06-08" };

function series(days: Record<string, number>): CloseSeries {
  return {
    ...{ instrument: FB.id, source: "street", currency: "USD", adjustment: "raw" },
    days: Int32Array.from(Object.keys(days), dayNumber),
    closes: Float64Array.from(Object.values(days)),
  };
}

async function start() {
  const { clock, timers } = createManualTime("2025-03-03T22:00:00Z");
  const shelf = createMemoryShelf();
  const street = scripted({
    name: "street",
    clock,
    capabilities: ["quote", "closes", "stream"],
    closes: { "2025-03-03": 25 },
  });
  const market = createMarket({ shelf, clock, timers, providers: [street], isEnabled: () => true });
  const old = series({ "2022-06-07": 195.65, "2022-06-08": 196.64, "2022-06-09": 8 });
  await shelf.saveCloses("deployment", { series: old, askedFrom: "2022-01-01", storedAt });
  return { shelf, street, market, clock };
}

test("what somebody else's prices write over stays as it was at the end of the listing", async () => {
  const { shelf, street, market } = await start();
  await market.keepPast("ann", ended);
  // The next company under the symbol, for all who share these prices.
  await shelf.saveCloses("deployment", { series: series({ "2025-03-03": 25 }), askedFrom: "2022-01-01", storedAt });
  street.prices.set("FB", { price: 25 });
  // Said again, nothing is taken from what is there now.
  await market.keepPast("ann", ended);

  const kept = await market.closes("ann", ended, "2022-06-07");
  expect([...kept!.closes]).toEqual([195.65, 196.64]);
  expect((await market.quotes("ann", [ended])).quotes).toMatchObject([
    { price: 196.64, day: "2022-06-08", at: "2022-06-08T20:00:00.000Z", delay: "eod", source: "street" },
  ]);
  expect([street.requests, street.closeRequests]).toEqual([[], 0]);
  // To everybody else the symbol is who has it now.
  expect((await market.quotes("bob", [FB])).quotes).toMatchObject([{ price: 25 }]);
});

test("of who has a symbol after somebody else nothing older is shown", async () => {
  const { market, shelf } = await start();
  await shelf.saveCloses("deployment", {
    series: { ...series({ "2022-06-08": 196.64, "2025-03-03": 25 }), source: "gone" },
    ...{ askedFrom: "2022-01-01", storedAt },
  });
  const next = { ...FB, listedFrom: "2022-06-09" };
  const shown = await market.closes("bob", next, "2022-06-09");
  expect([...shown!.days].every((day) => day >= dayNumber("2022-06-09"))).toBe(true);
});

test("a stream is not opened for what is not listed any more", async () => {
  const { market, street } = await start();
  const feed = market.openFeed("ann", { quotes() {}, state() {} } as never);
  feed.watch([ended, listing("AAPL")]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(street.streamed.map(({ symbol }) => symbol)).toEqual(["AAPL"]);
  await market.close();
});
