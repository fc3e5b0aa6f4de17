import { expect, test } from "vitest";
import { instrumentIdOf } from "../api/instrument-identity.ts";
import { createMarket } from "./market.ts";
import { createMemoryShelf } from "./price-shelf.ts";
import { ProviderError } from "./provider.ts";
import { createMemoryProviderState } from "./quota/provider-state.ts";
import { createFixedRoster } from "./roster/roster.ts";
import { listing, scripted } from "./testing.ts";

const NOW = Date.parse("2026-11-20T15:00:00Z");
const clock = () => NOW;
const sap = listing("SAP.DE", { mic: "XETR", currency: "EUR" });

function setUp() {
  const house = scripted({ name: "house", capabilities: ["quote", "closes", "stream"], clock });
  house.prices.set("SAP.DE", { price: 200 });
  const market = createMarket({
    providers: createFixedRoster([house]),
    shelf: createMemoryShelf(),
    state: createMemoryProviderState(clock),
    clock,
    isEnabled: () => true,
    patienceMs: 500,
  });
  return { house, market };
}

test("who says a listing is in another currency, and is refused, costs nobody else its price", async () => {
  const { house, market } = setUp();
  const { quote } = house;
  house.quote = async (instruments) => {
    for (const { symbol, currency } of instruments) {
      if (currency !== "EUR") throw new ProviderError("house", "unsupported", `House has ${symbol} in EUR.`);
    }
    return quote!(instruments);
  };
  const inDollars = { ...sap, id: "ins_usd", currency: "USD" };
  expect((await market.quotes("ann", [inDollars])).quotes).toEqual([]);
  expect((await market.quotes("bob", [sap])).quotes).toMatchObject([{ price: 200 }]);
  await market.close();
});

test("an American share said to be in euro is asked of nobody: its dollars would be taken for euro", async () => {
  const { house, market } = setUp();
  house.prices.set("AAPL", { price: 273 });
  const apple = listing("AAPL", { mic: "XNAS", currency: "USD" });
  const inEuro = { ...apple, id: "ins_eur", currency: "EUR" };
  expect((await market.quotes("ann", [inEuro])).quotes).toEqual([]);
  expect(house.requests).toEqual([]);
  expect((await market.quotes("ann", [apple])).quotes).toMatchObject([{ price: 273 }]);
  await market.close();
});

test("two listings under one symbol are asked for one by one: an answer that names symbols is for one of them", async () => {
  const { house, market } = setUp();
  const { quote } = house;
  // As many do it.
  house.quote = (instruments) => quote!([...new Map(instruments.map((each) => [each.symbol, each])).values()]);
  const later = { ...sap, id: "ins_later", listedFrom: "2020-01-01" };
  const others = ["A", "B", "C"].map((symbol) => listing(symbol));
  for (const { symbol } of others) house.prices.set(symbol, { price: 1 });
  const { quotes } = await market.quotes("ann", [sap, ...others, later]);
  expect(quotes.map(({ instrument }) => instrument)).toEqual([sap.id, ...others.map(({ id }) => id), later.id]);
  expect(house.requests).toEqual([["SAP.DE", "A", "B", "C"], ["SAP.DE"]]);
  await market.close();
});

test("for whom a listing has ended is not asked, and others go on getting its prices live", async () => {
  const { house, market } = setUp();
  const heard: number[] = [];
  const silent = { quote: () => {}, state: () => {} };
  market.openFeed("ann", silent).watch([{ ...sap, listedUntil: "2026-11-01" }]);
  const feed = market.openFeed("bob", { ...silent, quote: ({ price }) => heard.push(price) });
  feed.watch([sap]);
  await expect.poll(() => house.streamed.map(({ id }) => id)).toEqual([sap.id]);
  await market.close();
});

test("what a provider could not do for one person's instrument is not told to others by its name", async () => {
  const { house, market } = setUp();
  const secret = listing("SECRET");
  house.failure = new ProviderError("house", "malformed", "House's quote of SECRET has no price in it.");
  await market.quotes("ann", [secret]);
  const [status] = await market.status("bob");
  expect(status).toMatchObject({ state: "failing" });
  expect(JSON.stringify(status)).not.toContain("SECRET");
  await market.close();
});

test("what one market's plan leaves out is told of the market, not of the instrument it was found out with", async () => {
  const { house, market } = setUp();
  house.failure = new ProviderError("house", "plan-restricted", "House's plan does not include SECRET.DE.");
  await market.quotes("ann", [{ ...sap, id: "ins_secret", symbol: "SECRET.DE" }]);
  const { unpriced } = await market.quotes("bob", [sap]);
  expect(house.requests).toHaveLength(1);
  expect(unpriced[0]!.message).toContain("HOUSE's plan does not include Xetra");
  await market.close();
});

test("a listing that is called a coin is another: a coin has no hours, and the day of its price is another", () => {
  const { symbol, mic, currency } = sap;
  const share = instrumentIdOf({ symbol, mic, currency, kind: "stock" });
  expect(instrumentIdOf({ symbol, mic, currency, kind: "fund" })).toBe(share);
  expect(instrumentIdOf({ symbol, mic, currency, kind: "crypto" })).not.toBe(share);
});
