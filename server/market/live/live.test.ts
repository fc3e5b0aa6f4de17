import type { Quote } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import { createManualTime, type ManualTime } from "../manual-time.ts";
import { createMarket, type Market, type MarketOptions } from "../market.ts";
import { createMemoryShelf } from "../price-shelf.ts";
import type { Provider } from "../provider.ts";
import { simulatedListings } from "../providers/simulated-companies.ts";
import { createSimulator } from "../providers/simulator.ts";
import { listing, quoteOf, scripted } from "../testing.ts";

const NOW = "2026-11-20T15:30:00Z";
const apple = listing("AAPL");
const tesla = listing("TSLA");
const nova = { ...simulatedListings[0]!, id: "ins_nova" };

function setUp(make: (time: ManualTime) => Provider[], rest: Partial<MarketOptions> & { start?: string } = {}) {
  const time = createManualTime(rest.start ?? NOW);
  const market = createMarket({
    providers: make(time),
    shelf: createMemoryShelf(),
    ...time,
    random: () => 0,
    isEnabled: () => true,
    ...rest,
  });
  return { time, market };
}

function listen(market: Market, user = "me") {
  const quotes: Quote[] = [];
  const states: string[] = [];
  const feed = market.openFeed(user, {
    quote: (quote) => quotes.push(quote),
    state: (state, reason) => states.push(reason ? `${state}: ${reason}` : state),
  });
  return { feed, quotes, states };
}

describe("a live feed", () => {
  test("carries the simulated market without being asked again", async () => {
    const { market, time } = setUp((manual) => [createSimulator(manual)]);
    const { feed, quotes, states } = listen(market);
    feed.watch([nova]);
    await time.advance(10_000);
    expect(states).toEqual(["live"]);
    expect(quotes.length).toBeGreaterThan(3);
    expect(new Set(quotes.map((quote) => quote.instrument))).toEqual(new Set(["ins_nova"]));
    feed.close();
    await time.advance(70_000);
    quotes.length = 0;
    await time.advance(10_000);
    expect(quotes).toEqual([]);
    expect(time.pending).toBe(0);
    await market.close();
  });

  test("one stream serves all readers, each hears only what it watches", async () => {
    let stream: ReturnType<typeof scripted>;
    const { market, time } = setUp(({ clock }) => {
      stream = scripted({ name: "stream", capabilities: ["stream"], clock });
      return [stream];
    });
    const [mine, yours] = [listen(market, "me"), listen(market, "you")];
    mine.feed.watch([apple]);
    yours.feed.watch([apple, tesla]);
    await time.advance(0);
    stream!.listener!.state("live");
    await time.advance(0);
    expect(stream!.streamed.map(({ symbol }) => symbol)).toEqual(["AAPL", "TSLA"]);
    stream!.listener!.quote(quoteOf("stream", apple, time.clock(), { price: 100 }));
    stream!.listener!.quote(quoteOf("stream", tesla, time.clock(), { price: 200 }));
    await time.advance(0);
    expect(mine.quotes.map((quote) => quote.price)).toEqual([100]);
    expect(yours.quotes.map((quote) => quote.price)).toEqual([100, 200]);
    expect([mine.states.at(-1), yours.states.at(-1)]).toEqual(["live", "live"]);
    await market.close();
    expect(stream!.listener).toBeUndefined();
  });

  test("an older price is not sent after a newer one", async () => {
    let stream: ReturnType<typeof scripted>;
    const { market, time } = setUp(({ clock }) => {
      stream = scripted({ name: "stream", capabilities: ["stream"], clock });
      return [stream];
    });
    const { feed, quotes } = listen(market);
    feed.watch([apple]);
    await time.advance(0);
    const now = time.clock();
    for (const [ageMs, price] of [
      [1_000, 100],
      [2_000, 99],
      [500, 101],
    ] as const) {
      stream!.listener!.quote(quoteOf("stream", apple, now - ageMs, { price }));
    }
    await time.advance(0);
    expect(quotes.map((quote) => quote.price)).toEqual([100, 101]);
    await market.close();
  });

  test("what does not fit into the stream is polled, most watched first, and a place is kept for a minute", async () => {
    let both: ReturnType<typeof scripted>;
    const { market, time } = setUp(({ clock }) => {
      both = scripted({ name: "both", capabilities: ["quote", "stream"], clock, rest: { streamLimit: 1 } });
      both.prices.set("AAPL", { price: 100, previousClose: 99 }).set("TSLA", { price: 200, previousClose: 199 });
      return [both];
    });
    const [mine, yours] = [listen(market, "me"), listen(market, "you")];
    mine.feed.watch([apple, tesla]);
    yours.feed.watch([tesla]);
    await time.advance(0);
    both!.listener!.state("live");
    await time.advance(0);
    expect(both!.streamed).toEqual([tesla]);
    both!.requests.length = 0;
    await time.advance(60_000);
    expect(both!.requests.flat().filter((symbol) => symbol === "AAPL").length).toBeGreaterThanOrEqual(3);
    mine.feed.watch([apple]);
    yours.feed.watch([]);
    await time.advance(0);
    expect(both!.streamed).toEqual([apple]);
    mine.feed.watch([]);
    await time.advance(30_000);
    expect(both!.streamed).toEqual([apple]);
    await time.advance(31_000);
    expect(both!.streamed).toEqual([]);
    await market.close();
  });

  test("while its stream is down, everything is polled, and the feed says why", async () => {
    let both: ReturnType<typeof scripted>;
    const { market, time } = setUp(({ clock }) => {
      both = scripted({ name: "both", capabilities: ["quote", "stream"], clock });
      both.prices.set("AAPL", { price: 100 });
      return [both];
    });
    const { feed, quotes, states } = listen(market);
    feed.watch([apple]);
    await time.advance(0);
    both!.listener!.state("live");
    await time.advance(0);
    both!.listener!.state("down", "BOTH hung up.");
    both!.prices.set("AAPL", { price: 101 });
    await time.advance(20_000);
    expect(states).toEqual(["polling", "live", "polling: BOTH hung up."]);
    expect(quotes.at(-1)!.price).toBe(101);
    await market.close();
  });

  test("a provider that is switched off while it is watched is let go of", async () => {
    let both: ReturnType<typeof scripted>;
    let on = true;
    const { market, time } = setUp(
      ({ clock }) => {
        both = scripted({ name: "both", capabilities: ["quote", "stream"], clock });
        both.prices.set("AAPL", { price: 100 });
        return [both];
      },
      { isEnabled: () => on },
    );
    const { feed, states } = listen(market);
    feed.watch([apple]);
    await time.advance(0);
    both!.listener!.state("live");
    await time.advance(1_000);
    on = false;
    await time.advance(30_000);
    expect(both!.listener).toBeUndefined();
    both!.requests.length = 0;
    await time.advance(120_000);
    expect(both!.requests).toEqual([]);
    expect(states.at(-1)).toBe("down: No source has prices for what is watched.");
    await market.close();
  });

  test("with nobody to ask the feed is down and says so", async () => {
    const { market, time } = setUp(() => []);
    const { feed, states } = listen(market);
    feed.watch([apple]);
    await time.advance(0);
    expect(states).toEqual(["down: No source has prices for what is watched."]);
    await market.close();
  });

  test("a closed market is asked once and then left alone until it opens", async () => {
    let poll: ReturnType<typeof scripted>;
    const { market, time } = setUp(
      ({ clock }) => {
        poll = scripted({ name: "poll", clock });
        poll.prices.set("AAPL", { price: 100 });
        return [poll];
      },
      { start: "2026-11-22T08:00:00Z" },
    );
    const { feed } = listen(market);
    feed.watch([apple]);
    await time.advance(3_600_000);
    expect(poll!.requests).toEqual([["AAPL"]]);
    // Early hours begin at nine (UTC) on Monday; a minute apart is four times as seldom as in the session.
    await time.advance(26 * 3_600_000);
    expect(poll!.requests.length).toBeGreaterThan(100);
    expect(poll!.requests.length).toBeLessThan(150);
    await market.close();
  });

  test("a streamed trade keeps the previous close that a poll brought", async () => {
    let both: ReturnType<typeof scripted>;
    const { market, time } = setUp(({ clock }) => {
      both = scripted({ name: "both", capabilities: ["quote", "stream"], clock });
      both.prices.set("AAPL", { price: 100, previousClose: 98 });
      return [both];
    });
    const { feed, quotes } = listen(market);
    feed.watch([apple]);
    await time.advance(0);
    both!.listener!.state("live");
    await time.advance(1_000);
    both!.listener!.quote(quoteOf("both", apple, time.clock(), { price: 101 }));
    await time.advance(0);
    expect(quotes.at(-1)).toMatchObject({ price: 101, previousClose: 98 });
    await market.close();
  });

  test("prices are stored at most once a minute, and when the market closes", async () => {
    const shelf = createMemoryShelf();
    const saved: number[] = [];
    let stream: ReturnType<typeof scripted>;
    const { market, time } = setUp(
      ({ clock }) => {
        stream = scripted({ name: "stream", capabilities: ["stream"], clock });
        return [stream];
      },
      {
        shelf: {
          ...shelf,
          saveQuote: (scope, stored, correction) => {
            saved.push(stored.quote.price);
            return shelf.saveQuote(scope, stored, correction);
          },
        },
      },
    );
    const { feed } = listen(market);
    feed.watch([apple]);
    await time.advance(0);
    for (let second = 0; second < 70; second++) {
      stream!.listener!.quote(quoteOf("stream", apple, time.clock(), { price: 100 + second / 100 }));
      await time.advance(1_000);
    }
    await market.close();
    expect(saved).toEqual([100, 100.6, 100.69]);
  });
});
