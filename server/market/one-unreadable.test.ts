import { expect, test } from "vitest";
import { createManualTime } from "./manual-time.ts";
import { createMarket } from "./market.ts";
import { createMemoryShelf } from "./price-shelf.ts";
import { ProviderError } from "./provider.ts";
import { listing, scripted } from "./testing.ts";

const symbols = ["QA", "QB", "QC", "QD"];
const all = symbols.map((symbol) => listing(symbol));
const MINUTES = 60_000;

/** A source asked one by one, whose answers about some make no sense. */
function setUp(unreadable: readonly string[]) {
  const time = createManualTime("2026-11-20T15:30:00Z");
  const source = scripted({
    name: "one",
    ...{ clock: time.clock, capabilities: ["quote", "closes"], rest: { quoteBatch: 1 } },
    closes: { "2026-11-18": 99, "2026-11-19": 100 },
  });
  for (const symbol of symbols) source.prices.set(symbol, { price: 100 });
  const asked: string[] = [];
  const spoil =
    <T>(answer: (symbol: string) => Promise<T>) =>
    async (symbol: string) => {
      asked.push(symbol);
      // The others are under way at the same time.
      await new Promise((resolve) => setImmediate(resolve));
      if (unreadable.includes(symbol)) throw new ProviderError("one", "malformed", `${symbol} makes no sense.`);
      return answer(symbol);
    };
  const { quote, closes } = source;
  source.quote = (instruments, signal) => spoil(() => quote!.call(source, instruments, signal))(instruments[0]!.symbol);
  source.closes = (instrument, from, signal) =>
    spoil(() => closes!.call(source, instrument, from, signal))(instrument.symbol);
  const market = createMarket({
    ...{ providers: [source], shelf: createMemoryShelf(), isEnabled: () => true, random: () => 0.5 },
    ...time,
  });
  return { time, market, asked };
}

test.each(symbols)("an answer about %s that makes no sense keeps the others' prices from nobody", async (odd) => {
  const { time, market, asked } = setUp([odd]);
  for (let minute = 0; minute < 12; minute++) {
    const quotes = market.quotes("me", all);
    await time.advance(3_000);
    const fresh = (await quotes).quotes.filter(({ at }) => time.clock() - Date.parse(at) < 10_000);
    expect(fresh, `minute ${minute}`).toHaveLength(3);
    await time.advance(MINUTES - 3_000);
  }
  // After five minutes, and after ten more.
  expect(asked.filter((symbol) => symbol === odd)).toHaveLength(2);
});

test("nor does one keep the others' history, whichever comes first", async () => {
  const { market } = setUp(["QA"]);
  const lengths = [];
  for (const instrument of all) lengths.push((await market.closes("me", instrument, "2026-11-18"))?.days.length);
  expect(lengths).toEqual([undefined, 2, 2, 2]);
});

test("where the answers about two in a row make no sense, nothing is asked for five minutes", async () => {
  const { market, time, asked } = setUp(["QA", "QB"]);
  for (const instrument of all) await market.closes("me", instrument, "2026-11-18");
  expect(asked).toEqual(["QA", "QB"]);
  await time.advance(5 * MINUTES);
  expect((await market.closes("me", all[3]!, "2026-11-18"))?.days.length).toBe(2);
});
