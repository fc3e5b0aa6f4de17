import { Decimal, dayFromNumber, type Quote } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import { createManualTime } from "./manual-time.ts";
import { createMarket, type MarketOptions } from "./market.ts";
import { createMemoryShelf } from "./price-shelf.ts";
import { type Provider, ProviderError } from "./provider.ts";
import { simulatedListings } from "./providers/simulated-companies.ts";
import { createSimulator } from "./providers/simulator.ts";
import { listing, scripted } from "./testing.ts";

// A Friday, an hour into New York's session.
const NOW = "2026-11-20T15:30:00Z";
const apple = listing("AAPL");
const tesla = listing("TSLA");
const nova = { ...simulatedListings[0]!, id: "ins_nova" };

function setUp(make: (clock: () => number) => Provider[], rest: Partial<MarketOptions> = {}) {
  const time = createManualTime(NOW);
  const shelf = createMemoryShelf();
  const logged: string[] = [];
  const market = createMarket({
    providers: make(time.clock),
    shelf,
    ...time,
    random: () => 0.5,
    isEnabled: (_, provider) => provider.defaultOn,
    log: (message) => logged.push(message),
    ...rest,
  });
  return { time, shelf, market, logged };
}

/** Answers without waiting for real time to pass. */
async function settled<T>(time: { advance(ms: number): Promise<void> }, promise: Promise<T>): Promise<T> {
  let done = false;
  const finished = promise.finally(() => {
    done = true;
  });
  finished.catch(() => {});
  for (let i = 0; i < 100 && !done; i++) await time.advance(i === 0 ? 0 : 500);
  return finished;
}

describe("who prices what", () => {
  test("invented instruments come from the simulator only, real ones never do", async () => {
    let real: ReturnType<typeof scripted>;
    const { market, time } = setUp((clock) => {
      real = scripted({ name: "real", clock });
      real.prices.set("AAPL", { price: 100 }).set("NOVA.SIM", { price: 1 });
      return [real, createSimulator({ clock })];
    });
    const { quotes } = await settled(time, market.quotes("me", [apple, nova]));
    expect(quotes.map(({ instrument, source }) => [instrument, source])).toEqual([
      ["ins_AAPL", "real"],
      ["ins_nova", "simulator"],
    ]);
    expect(real!.requests).toEqual([["AAPL"]]);
  });

  test("without a source a real instrument is unpriced, and the next step is named", async () => {
    const { market, time } = setUp((clock) => [createSimulator({ clock })]);
    const { quotes, unpriced } = await settled(time, market.quotes("me", [apple]));
    expect(quotes).toEqual([]);
    expect(unpriced).toEqual([
      {
        instrument: "ins_AAPL",
        code: "upload-prices",
        message: "Nobody asked here has a price of AAPL. Upload prices of AAPL, or type one.",
        sources: [],
      },
    ]);
  });

  test("who would be without a price can be known without asking anybody", async () => {
    let real: ReturnType<typeof scripted>;
    const { market } = setUp((clock) => {
      real = scripted({ name: "real", clock, covers: ({ symbol }) => symbol !== "BARN" });
      return [real];
    });
    const barn = listing("BARN");
    expect(await market.sourceless("me", [apple, barn])).toMatchObject([{ instrument: barn.id }]);
    expect(real!.requests).toEqual([]);
    await market.setPrice("me", barn, { day: "2026-11-19", price: Decimal.parse("5") });
    expect(await market.sourceless("me", [apple, barn])).toEqual([]);
    expect(await market.sourceless("another", [barn])).toHaveLength(1);
  });

  test("a provider that lacks its key says what to do, and is not asked", async () => {
    let keyless: ReturnType<typeof scripted>;
    const { market, time } = setUp((clock) => {
      keyless = scripted({ name: "live", clock, rest: { needs: "Paste a Live key." } });
      return [keyless];
    });
    const { unpriced } = await settled(time, market.quotes("me", [apple]));
    expect(unpriced[0]).toMatchObject({
      code: "add-key",
      message: "Paste a Live key. Or upload prices of AAPL, or type one.",
      sources: [{ name: "live", lacks: "key" }],
    });
    expect(keyless!.requests).toEqual([]);
    // A state of its own: neither on nor switched off.
    expect((await market.status("me"))[0]).toMatchObject({
      ...{ state: "needs-key", message: "Paste a Live key.", enabled: false },
    });
  });

  test("a provider switched off is not asked, and can be switched on", async () => {
    let off: ReturnType<typeof scripted>;
    const { market, time } = setUp(
      (clock) => {
        off = scripted({ name: "off", clock });
        return [off];
      },
      { isEnabled: (user) => user !== "me" },
    );
    const { unpriced } = await settled(time, market.quotes("me", [apple]));
    expect(unpriced[0]).toMatchObject({ code: "switch-on", sources: [{ name: "off", lacks: "switch" }] });
    expect(off!.requests).toEqual([]);
    expect((await market.status("me"))[0]).toMatchObject({ state: "off", enabled: false });
  });
});

describe("the chain", () => {
  test("what the first does not have, the next is asked for, and the first not again that day", async () => {
    let first: ReturnType<typeof scripted>;
    let second: ReturnType<typeof scripted>;
    const { market, time } = setUp((clock) => {
      first = scripted({ name: "first", clock });
      second = scripted({ name: "second", clock });
      first.prices.set("AAPL", { price: 100 });
      second.prices.set("TSLA", { price: 200 });
      return [first, second];
    });
    const { quotes } = await settled(time, market.quotes("me", [apple, tesla]));
    expect(quotes.map((quote) => quote.source)).toEqual(["first", "second"]);
    expect([first!.requests, second!.requests]).toEqual([[["AAPL", "TSLA"]], [["TSLA"]]]);
    await time.advance(20_000);
    await settled(time, market.quotes("me", [apple, tesla]));
    expect(first!.requests.slice(1)).toEqual([["AAPL"]]);
  });

  test("several who ask for the same at once make one request, and a fresh price is not asked again", async () => {
    let only: ReturnType<typeof scripted>;
    const { market, time } = setUp((clock) => {
      only = scripted({ name: "only", clock });
      only.prices.set("AAPL", { price: 100 });
      return [only];
    });
    await settled(time, Promise.all([1, 2, 3].map(() => market.quotes("me", [apple]))));
    await settled(time, market.quotes("you", [apple]));
    expect(only!.requests).toEqual([["AAPL"]]);
  });

  test("answers with the last known price when a provider is slow, and has the new one later", async () => {
    let slow: ReturnType<typeof scripted>;
    let open = () => {};
    const { market, time } = setUp((clock) => {
      slow = scripted({ name: "slow", clock });
      slow.prices.set("AAPL", { price: 100 });
      return [slow];
    });
    await settled(time, market.quotes("me", [apple]));
    await time.advance(60_000);
    slow!.prices.set("AAPL", { price: 101 });
    slow!.gate = new Promise((resolve) => {
      open = resolve;
    });
    const asked = market.quotes("me", [apple]);
    await time.advance(2_000);
    expect((await asked).quotes[0]!.price).toBe(100);
    open();
    await time.advance(0);
    expect((await settled(time, market.quotes("me", [apple]))).quotes[0]!.price).toBe(101);
  });

  test("five failures in a row close a provider for a minute; the last good price stays", async () => {
    let flaky: ReturnType<typeof scripted>;
    const { market, time } = setUp((clock) => {
      flaky = scripted({ name: "flaky", clock });
      flaky.prices.set("AAPL", { price: 100 });
      return [flaky];
    });
    await settled(time, market.quotes("me", [apple]));
    flaky!.failure = new ProviderError("flaky", "transient", "FLAKY did not answer.");
    for (let i = 0; i < 8; i++) {
      await time.advance(20_000);
      const { quotes } = await settled(time, market.quotes("me", [apple]));
      expect(quotes[0]!.price).toBe(100);
    }
    // Five failures, a minute of silence, and one look whether it is back.
    expect(flaky!.requests.length).toBeLessThanOrEqual(7);
    expect((await market.status("me"))[0]).toMatchObject({ state: "failing", message: "FLAKY did not answer." });
  });

  test("a rate limit is kept until the instant the provider named", async () => {
    let busy: ReturnType<typeof scripted>;
    const { market, time } = setUp((clock) => {
      busy = scripted({ name: "busy", clock });
      return [busy];
    });
    const retryAt = "2026-11-20T15:31:00.000Z";
    busy!.failure = new ProviderError("busy", "rate-limited", "BUSY has had enough for this minute.", retryAt);
    const { unpriced } = await settled(time, market.quotes("me", [apple]));
    expect(unpriced[0]).toMatchObject({ code: "wait" });
    expect((await market.status("me"))[0]).toMatchObject({ state: "rate-limited", retryAt });
    await settled(time, market.quotes("me", [tesla]));
    expect(busy!.requests.length).toBe(1);
    busy!.failure = undefined;
    busy!.prices.set("AAPL", { price: 100 });
    await time.advance(60_000);
    expect((await settled(time, market.quotes("me", [apple]))).quotes[0]!.price).toBe(100);
  });

  test("a plan without a market is not asked for that market again, and still for others", async () => {
    let plan: ReturnType<typeof scripted>;
    const { market, time } = setUp((clock) => {
      plan = scripted({ name: "plan", clock, rest: { quoteBatch: 1 } });
      return [plan];
    });
    const london = (symbol: string) => listing(symbol, { mic: "XLON", currency: "GBP" });
    plan!.failure = new ProviderError("plan", "plan-restricted", "PLAN's plan does not include London.");
    await settled(time, market.quotes("me", [london("VOD.L")]));
    plan!.failure = undefined;
    plan!.prices.set("AAPL", { price: 100 });
    const { unpriced } = await settled(time, market.quotes("me", [london("SHEL.L"), apple]));
    expect(plan!.requests).toEqual([["VOD.L"], ["AAPL"]]);
    expect(unpriced[0]!.message).toContain("PLAN's plan does not include London.");
  });
});

describe("what is not a price is not taken", () => {
  async function after(
    good: number,
    next: Partial<Quote> & { price: number },
    again?: Partial<Quote> & { price: number },
  ) {
    let only: ReturnType<typeof scripted>;
    const { market, time } = setUp((clock) => {
      only = scripted({ name: "only", clock });
      only.prices.set("AAPL", { price: good });
      return [only];
    });
    await settled(time, market.quotes("me", [apple]));
    for (const quote of again ? [next, again] : [next]) {
      await time.advance(60_000);
      only!.prices.set("AAPL", quote);
      await settled(time, market.quotes("me", [apple]));
    }
    return (await settled(time, market.quotes("me", [apple]))).quotes[0]!.price;
  }

  test.each([
    ["zero", { price: 0 }],
    ["not a number", { price: Number.NaN }],
    ["of the future", { price: 101, at: "2026-11-20T16:00:00.000Z" }],
    ["older than the one we have", { price: 99, at: "2026-11-20T15:00:00.000Z" }],
    ["in another currency", { price: 101, currency: "EUR" }],
    ["a hundred times the last one, as pence are", { price: 10_000 }],
    ["a move that is too large to be believed once", { price: 180 }],
  ])("%s", async (_, quote) => {
    expect(await after(100, quote)).toBe(100);
  });

  test("a small move is", async () => {
    expect(await after(100, { price: 101 })).toBe(101);
  });

  test("a large move is when it is said a second time, or when the previous close shares it", async () => {
    expect(await after(100, { price: 180 }, { price: 181 })).toBe(181);
    expect(await after(100, { price: 25, previousClose: 25.2 })).toBe(25);
  });

  test("pence are never taken for pounds, however often they are said", async () => {
    expect(await after(100, { price: 10_000 }, { price: 10_001 })).toBe(100);
  });
});

describe("closes", () => {
  const days = { "2026-11-17": 98, "2026-11-18": 99, "2026-11-19": 100 };

  test("come from one source, are kept, and survive its failure", async () => {
    let only: ReturnType<typeof scripted>;
    const { market, time } = setUp((clock) => {
      only = scripted({ name: "only", capabilities: ["closes"], closes: days, clock });
      return [only];
    });
    const first = await settled(time, market.closes("me", apple, "2026-11-18"));
    expect([...first!.closes]).toEqual([98, 99, 100]);
    await settled(time, market.closes("me", apple, "2026-11-18"));
    expect(only!.closeRequests).toBe(1);
    await time.advance(24 * 3_600_000);
    only!.failure = new ProviderError("only", "transient", "ONLY did not answer.");
    expect([...(await settled(time, market.closes("me", apple, "2026-11-18")))!.closes]).toEqual([98, 99, 100]);
    // The answer did not wait for all of the three attempts.
    await time.advance(20_000);
    expect(only!.closeRequests).toBe(4);
  });

  test("several who want the same series make one request", async () => {
    let only: ReturnType<typeof scripted>;
    const { market } = setUp((clock) => {
      only = scripted({ name: "only", capabilities: ["closes"], closes: days, clock });
      return [only];
    });
    await Promise.all([1, 2, 3].map(() => market.closes("me", apple, "2026-11-18")));
    expect(only!.closeRequests).toBe(1);
  });

  test("a series in another currency than the instrument's is not taken, and the next source is asked", async () => {
    const { market } = setUp((clock) => [
      scripted({
        name: "euros",
        capabilities: ["closes"],
        clock,
        rest: {
          closes: async (instrument) => ({
            ...{ instrument: instrument.id, source: "euros", currency: "EUR", adjustment: "raw" as const },
            days: Int32Array.of(20_000),
            closes: Float64Array.of(1),
          }),
        },
      }),
      scripted({ name: "dollars", capabilities: ["closes"], closes: days, clock }),
    ]);
    expect((await market.closes("me", apple, "2026-11-18"))!.source).toBe("dollars");
  });

  test("days that cannot be are left out of a provider's series", async () => {
    const wild = { "2026-11-18": 99, "2026-11-17": 1, "2026-11-19": Number.NaN, "2026-11-20": 101, "2027-01-01": 5 };
    const { market } = setUp((clock) => [scripted({ name: "wild", capabilities: ["closes"], closes: wild, clock })]);
    expect([...(await market.closes("me", apple, "2026-11-18"))!.closes]).toEqual([99, 101]);
  });

  test("the simulated market's are never written down", async () => {
    const { market, shelf } = setUp((clock) => [createSimulator({ clock })]);
    const series = await market.closes("me", nova, "2026-01-01");
    expect(dayFromNumber(series!.days.at(-1)!)).toBe("2026-11-19");
    expect(await shelf.closes("public", nova.id)).toEqual([]);
  });
});

describe("a shelf that several processes share", () => {
  test("what another process has just written is not asked for again, and what it writes later is seen", async () => {
    const time = createManualTime(NOW);
    const shelf = createMemoryShelf();
    const open = (sharedShelf: boolean) => {
      const provider = scripted({ name: "live", clock: time.clock });
      provider.prices.set("AAPL", { price: 100 });
      const market = createMarket({ providers: [provider], shelf, ...time, isEnabled: () => true, sharedShelf });
      return { provider, market };
    };
    const writer = open(true);
    await settled(time, writer.market.quotes("me", [apple]));
    const reader = open(true);
    expect((await settled(time, reader.market.quotes("me", [apple]))).quotes[0]!.price).toBe(100);
    expect(reader.provider.requests).toEqual([]);

    await time.advance(70_000);
    writer.provider.prices.set("AAPL", { price: 101 });
    await settled(time, writer.market.quotes("me", [apple]));
    expect((await settled(time, reader.market.quotes("me", [apple]))).quotes[0]!.price).toBe(101);
    expect(reader.provider.requests).toEqual([]);

    await time.advance(95_000);
    await settled(time, reader.market.quotes("me", [apple]));
    expect(reader.provider.requests).toEqual([["AAPL"]]);
  });
});

describe("a person's own prices", () => {
  test("a typed price prices the instrument for them and for nobody else", async () => {
    const { market } = setUp(() => []);
    const house = listing("MY-HOUSE", { mic: null, kind: "other", currency: "EUR" });
    await market.setPrice("me", house, { day: "2026-11-01", price: Decimal.parse("250000") });
    const mine = await market.quotes("me", [house]);
    expect(mine.quotes[0]).toMatchObject({ price: 250_000, source: "manual", delay: "manual", day: "2026-11-01" });
    expect((await market.quotes("you", [house])).quotes).toEqual([]);
    expect([...(await market.closes("me", house, "2026-11-10"))!.closes]).toEqual([250_000]);
  });

  test("a typed price can be corrected, also by a factor of a hundred", async () => {
    const { market } = setUp(() => []);
    await market.setPrice("me", apple, { day: "2026-11-19", price: Decimal.parse("1234") });
    await market.setPrice("me", apple, { day: "2026-11-19", price: Decimal.parse("12.34") });
    expect((await market.quotes("me", [apple])).quotes[0]!.price).toBe(12.34);
  });

  test("uploaded prices are the series and the last of them the price; bad rows are reported and left out", async () => {
    const { market } = setUp(() => []);
    const vodafone = listing("VOD.L", { mic: "XLON", currency: "GBP", quotedIn: "GBX" });
    const csv =
      "date,open,high,low,close,adj_close,volume\n2026-11-18,90,92,89,91.02,91,1\n2026-11-19,1,1,1,null,1,1\n2026-11-20,92,93,91,92.74,92,1\n";
    const result = await market.uploadPrices("me", vodafone, csv, { adjustment: "split", quotedIn: "GBX" });
    expect(result).toEqual({
      stored: 2,
      from: "2026-11-18",
      to: "2026-11-20",
      problems: [{ row: 3, field: "close", message: '"null" is no price.' }],
      notes: [],
    });
    const series = await market.closes("me", vodafone, "2026-11-20");
    expect(series).toMatchObject({
      source: "upload",
      adjustment: "split",
      adjustedThrough: "2026-11-20",
      currency: "GBP",
    });
    expect([...series!.closes]).toEqual([0.9102, 0.9274]);
    // The day between has no close, so what came before it is not the previous one.
    const quote = (await market.quotes("me", [vodafone])).quotes[0]!;
    expect([quote.price, quote.previousClose]).toEqual([0.9274, undefined]);
  });

  test("nobody prices an invented company by hand", async () => {
    const { market } = setUp((clock) => [createSimulator({ clock })]);
    const price = { day: "2026-11-20", price: Decimal.ONE };
    await expect(market.setPrice("me", nova, price)).rejects.toMatchObject({ reason: "unsupported" });
  });
});

describe("search", () => {
  test("finds what providers know, each listing once, and offers an unknown symbol as it was typed", async () => {
    const { market } = setUp((clock) => [
      scripted({
        name: "one",
        clock,
        capabilities: ["search"],
        rest: {
          search: async () => [
            { symbol: "VOD", name: "Vodafone ADR", kind: "stock", mic: null, currency: null, source: "one" },
            { symbol: "vod.l", name: "Vodafone Group", kind: "stock", mic: null, currency: null, source: "one" },
            { symbol: "VOD.L", name: "again", kind: "stock", mic: null, currency: null, source: "one" },
          ],
        },
      }),
      createSimulator({ clock }),
    ]);
    expect(await market.search("me", "VOD.L")).toEqual([
      {
        symbol: "VOD.L",
        name: "Vodafone Group",
        kind: "stock",
        mic: "XLON",
        currency: "GBP",
        quotedIn: "GBX",
        source: "one",
        isUnquoted: true,
      },
      {
        symbol: "VOD",
        name: "Vodafone ADR",
        kind: "stock",
        mic: "US",
        currency: "USD",
        source: "one",
        isUnquoted: true,
      },
    ]);
    expect(await market.search("me", "zzzz.de")).toContainEqual(
      expect.objectContaining({ symbol: "ZZZZ.DE", mic: "XETR", currency: "EUR", source: "typed" }),
    );
    expect((await market.search("me", "nova", { simulated: true }))[0]).toMatchObject({ symbol: "NOVA.SIM" });
    expect((await market.search("me", "nova")).map(({ mic }) => mic)).not.toContain("SIM");
  });
});
