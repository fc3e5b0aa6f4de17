import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createCorrections } from "./corrections.ts";
import { type FakeFinnhub, startFakeFinnhub } from "./fakes/fake-finnhub.ts";
import { createMarket } from "./market.ts";
import { createMemoryShelf } from "./price-shelf.ts";
import { createFinnhub } from "./providers/finnhub.ts";
import { listing, unlimited } from "./testing.ts";

const apple = listing("AAPL");
const toyota = listing("7203.T", { mic: "XTKS" });
let fake: FakeFinnhub;
let now = 0;

beforeAll(async () => {
  fake = await startFakeFinnhub({ clock: () => now });
});
afterAll(() => fake.close());
beforeEach(() => {
  now = Date.parse("2026-11-24T15:00:00Z");
  fake.requests.length = 0;
  Object.assign(fake, { holidays: undefined, status: undefined, scenario: undefined });
});

async function corrected(scope: "deployment" | "user:me" = "deployment") {
  const problems: string[] = [];
  const corrections = createCorrections(
    () => now,
    (message) => problems.push(message),
  );
  const finnhub = createFinnhub({ clock: () => now, key: fake.key, url: fake.url, scope, quota: unlimited });
  corrections.ask(finnhub);
  corrections.ask(finnhub);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(problems).toEqual([]);
  return corrections;
}

test("a feed asks for them once, and what waits for a market to open waits on a day of mourning", async () => {
  fake.holidays = [{ eventName: "Day of mourning", atDate: "2026-11-24", tradingHour: "" }];
  fake.prices.set("AAPL", { c: 100, pc: 99, t: now / 1_000 });
  const finnhub = createFinnhub({
    clock: () => now,
    key: fake.key,
    url: fake.url,
    socketUrl: fake.socketUrl,
    quota: unlimited,
  });
  const market = createMarket({
    providers: [finnhub],
    shelf: createMemoryShelf(),
    clock: () => now,
    isEnabled: () => true,
  });
  expect(market.isTrading(apple)).toBe(true);
  const feed = market.openFeed("me", { quote: () => {}, state: () => {} });
  feed.watch([apple]);
  await expect.poll(() => market.isTrading(apple), { timeout: 5_000 }).toBe(false);
  expect(paths().filter((path) => path === "/stock/market-holiday")).toHaveLength(1);
  feed.close();
  await market.close();
});

const paths = () => fake.requests.map(({ path }) => path);

test("a day of mourning and a half day the calendar does not know are taken from who knows them, for all American markets", async () => {
  fake.holidays = [
    { eventName: "Day of mourning", atDate: "2026-11-24", tradingHour: "" },
    { eventName: "Half day", atDate: "2026-11-25", tradingHour: "09:30-13:00" },
    { eventName: "Nobody can read this", atDate: "2026-11-30", tradingHour: "until lunch" },
  ];
  const corrections = await corrected();
  expect(paths()).toEqual(["/stock/market-holiday"]);
  expect(corrections.sessionOf(apple)).toBe("closed");
  expect(corrections.sessionOf(listing("SPY", { mic: "ARCX" }))).toBe("closed");
  now = Date.parse("2026-11-25T17:59:00Z");
  expect(corrections.sessionOf(apple)).toBe("regular");
  now = Date.parse("2026-11-25T18:01:00Z");
  expect(corrections.sessionOf(apple)).toBe("post");
  now = Date.parse("2026-11-30T15:00:00Z");
  expect(corrections.sessionOf(apple)).toBe("regular");
  now = Date.parse("2026-11-24T01:00:00Z");
  expect(corrections.sessionOf(toyota)).toBe("regular");
});

test("where the plan has no list, today's holiday is; closed at night is no holiday, and unknown is not closed", async () => {
  fake.status = { holiday: "Day of mourning", isOpen: false };
  expect((await corrected()).sessionOf(apple)).toBe("closed");
  expect(paths()).toEqual(["/stock/market-holiday", "/stock/market-status"]);
  fake.status = { holiday: null, isOpen: false };
  expect((await corrected()).sessionOf(apple)).toBe("regular");
  fake.status = undefined;
  expect((await corrected()).sessionOf(apple)).toBe("regular");
});

test("what is refused or says nothing changes nothing, and one person's key is nobody else's calendar", async () => {
  fake.scenario = "gateway";
  expect((await corrected()).sessionOf(apple)).toBe("regular");
  fake.scenario = undefined;
  fake.requests.length = 0;
  fake.holidays = [{ eventName: "Day of mourning", atDate: "2026-11-24", tradingHour: "" }];
  expect((await corrected("user:me")).sessionOf(apple)).toBe("regular");
  expect(paths()).toEqual([]);
});
