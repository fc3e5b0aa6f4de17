import type { CloseSeries, Instrument, Quote, RateTable } from "@tickfolio/engine";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startFakeAlphaVantage } from "../fakes/fake-alpha-vantage.ts";
import { startFakeCoinExchanges } from "../fakes/fake-coin-exchanges.ts";
import { startFakeCoinGecko } from "../fakes/fake-coingecko.ts";
import { startFakeEcb } from "../fakes/fake-ecb.ts";
import { startFakeEodhd } from "../fakes/fake-eodhd.ts";
import { startFakeFinnhub } from "../fakes/fake-finnhub.ts";
import { startFakeFmp } from "../fakes/fake-fmp.ts";
import { startFakeFrankfurter } from "../fakes/fake-frankfurter.ts";
import { startFakeMassive } from "../fakes/fake-massive.ts";
import { startFakeOpenFigi } from "../fakes/fake-openfigi.ts";
import type { FakeServer } from "../fakes/fake-server.ts";
import { startFakeStooq } from "../fakes/fake-stooq.ts";
import { startFakeTiingo } from "../fakes/fake-tiingo.ts";
import { startFakeTwelveData } from "../fakes/fake-twelve-data.ts";
import { startFakeYahoo } from "../fakes/fake-yahoo.ts";
import { checkedCloses, checkedQuote, isPrice } from "../judging/validate.ts";
import { type FoundInstrument, type Provider, ProviderError, type ReportedAction } from "../provider.ts";
import { CATALOGUE, specOf } from "../roster/catalogue.ts";
import { listing } from "../testing.ts";
import { historyFrom, latestFrom } from "./custom-answer.ts";
import { apple, atOnce, clock, KEY, listApple, NOW_MS, unlimited, vodafone } from "./keyed-testing.ts";
import { type Spoiling, spoiled, spoiling } from "./spoil.ts";

const NOW = new Date(NOW_MS).toISOString();
/** Of each provider: enough to find what is easy to find, few enough for every run. */
const RUNS = 200;
/** However busy the machine is. */
const SLOW_MS = 5_000;
/** What a careless expression goes over again and again, so much of it that this shows. */
const REPEATED = ["\n", " ", "\r\n ", "0", "demo", "apikey ", "ticker '", ",", "[", '{"a":', "<a "];
const LONG = 120_000;
const bitcoin = listing("BTC-USD", { kind: "crypto", mic: null, name: "Bitcoin", currency: "USD" });

interface Recorded {
  status: number;
  headers: [string, string][];
  bytes: Uint8Array;
}

/** Each provider's fake with something in it, and what it is asked about. */
const subjects: Record<string, { start(): Promise<FakeServer>; instruments: Instrument[] }> = {
  "twelve-data": {
    start: async () => withApple(await startFakeTwelveData({ key: KEY, clock })),
    instruments: [apple, vodafone],
  },
  tiingo: { start: async () => withApple(await startFakeTiingo({ key: KEY, clock })), instruments: [apple] },
  eodhd: {
    start: async () => withApple(await startFakeEodhd({ key: KEY, clock }), "AAPL.US"),
    instruments: [apple, vodafone],
  },
  "alpha-vantage": {
    start: async () => withApple(await startFakeAlphaVantage({ key: KEY, clock })),
    instruments: [apple],
  },
  massive: { start: async () => withApple(await startFakeMassive({ key: KEY, clock })), instruments: [apple] },
  fmp: { start: async () => withApple(await startFakeFmp({ key: KEY, clock })), instruments: [apple] },
  finnhub: {
    async start() {
      const fake = await startFakeFinnhub({ key: KEY, clock });
      fake.prices.set("AAPL", { c: 273.61, pc: 271.12, t: NOW_MS / 1_000 - 7_200 });
      return fake;
    },
    instruments: [apple],
  },
  stooq: {
    async start() {
      const fake = await startFakeStooq({ key: KEY });
      fake.history.set("aapl.us", [
        ["2026-11-19", 271.12],
        ["2026-11-20", 273.61],
      ]);
      fake.quotes.set("aapl.us", ["2026-11-20", "22:00:19", 273.61]);
      return fake;
    },
    instruments: [apple],
  },
  yahoo: {
    async start() {
      const fake = await startFakeYahoo(NOW);
      const bars: [string, number][] = [
        ["2026-11-19", 271.12],
        ["2026-11-20", 273.61],
      ];
      fake.list("AAPL", { bars, splits: { "2020-08-31": [4, 1] }, dividends: { "2026-08-10": 0.26 } });
      fake.list("MSFT", { bars });
      return fake;
    },
    instruments: [apple, listing("MSFT")],
  },
  coingecko: {
    async start() {
      const fake = await startFakeCoinGecko(NOW);
      const points: [string, number][] = [["2026-11-20T00:00:00Z", 91_000]];
      fake.list({ id: "bitcoin", symbol: "btc", name: "Bitcoin", rank: 1, prices: { usd: 91_234 }, points });
      return fake;
    },
    instruments: [bitcoin],
  },
  kraken: { start: coins, instruments: [bitcoin] },
  binance: { start: coins, instruments: [bitcoin] },
  openfigi: {
    async start() {
      const fake = Object.assign(await startFakeOpenFigi(), { key: KEY });
      const row = {
        figi: "BBG000B9XRY4",
        name: "APPLE INC",
        ticker: "AAPL",
        exchCode: "US",
        securityType2: "Common Stock",
      };
      fake.listings.set("ID_ISIN US0378331005", [row]);
      return fake;
    },
    instruments: [],
  },
  ecb: {
    async start() {
      const fake = await startFakeEcb();
      fake.rates.set("2026-11-19", { USD: 1.15, JPY: 179 }).set("2026-11-20", { USD: 1.16, JPY: undefined });
      return fake;
    },
    instruments: [],
  },
  frankfurter: {
    async start() {
      const fake = await startFakeFrankfurter();
      fake.rates.set("2026-11-19", { USD: 1.15, JPY: 179 }).set("2026-11-20", { USD: 1.16 });
      return fake;
    },
    instruments: [],
  },
};

async function coins() {
  const fake = await startFakeCoinExchanges();
  const at = new Date(NOW_MS - 2_000).toISOString();
  fake.pairs.set("XBTUSD", [at, 91_234, 91_000]).set("BTCUSDT", [at, 91_200, 91_001]);
  return fake;
}

function withApple<F extends Parameters<typeof listApple>[0]>(fake: F, symbol = "AAPL"): F {
  listApple(fake, symbol);
  fake.limited = false;
  return fake;
}

type Request = [kind: string, run: (provider: Provider) => Promise<unknown>];

function requestsOf(provider: Provider, instruments: Instrument[]): Request[] {
  const [first] = instruments;
  const requests: Request[] = [];
  if (first && provider.quote) requests.push(["quote", (own) => own.quote!(instruments.slice(0, own.quoteBatch))]);
  if (first && provider.closes) requests.push(["closes", (own) => own.closes!(first, "2020-01-01")]);
  if (first && provider.actions) requests.push(["actions", (own) => own.actions!(first, "2020-01-01")]);
  if (first && provider.profile) requests.push(["profile", (own) => own.profile!(first)]);
  if (provider.search) requests.push(["search", (own) => own.search!("apple")]);
  for (const from of ["2026-11-19", "2026-10-01", "2020-01-01"]) {
    if (provider.rates) requests.push(["rates", (own) => own.rates!(from)]);
  }
  if (provider.resolve) requests.push(["resolve", (own) => own.resolve!([{ kind: "isin", value: "US0378331005" }])]);
  if (provider.test) requests.push(["test", (own) => own.test!()]);
  return requests;
}

test("every provider of the catalogue is here", () => {
  expect(Object.keys(subjects).sort()).toEqual(CATALOGUE.map(({ name }) => name).sort());
});

describe.each(Object.keys(subjects))("%s: whatever it answers", (name) => {
  const { start, instruments } = subjects[name]!;
  const recorded = new Map<string, Recorded>();
  let fake: FakeServer;
  let make: (send: typeof fetch) => Provider;
  let requests: Request[] = [];

  beforeAll(async () => {
    fake = await start();
    const create = await specOf(name)!.load();
    make = (send) =>
      create({
        clock,
        timers: atOnce,
        key: KEY,
        url: fake.url,
        fetch: send,
        quota: () => unlimited,
        random: () => 0.5,
      });
    const provider = make(async (input, init) => {
      const response = await fetch(input, init);
      const bytes = new Uint8Array(await response.arrayBuffer());
      recorded.set(placeOf(input, init), { status: response.status, headers: [...response.headers], bytes });
      return new Response(bytes.slice(), { status: response.status });
    });
    requests = requestsOf(provider, instruments);
    for (const [, run] of requests) await run(provider).catch(() => {});
  });
  afterAll(() => fake.close());

  test("is data or a failure in words, soon, and never a price that is none", async () => {
    expect(recorded.size).toBeGreaterThan(0);
    const outcomes = { data: 0, failures: 0 };
    await fc.assert(
      fc.asyncProperty(fc.nat(), spoiling, async (which, spoil) => {
        const [kind, run] = requests[which % requests.length]!;
        const startedMs = performance.now();
        const answer = await run(make(answering(spoil))).catch((error: unknown) => error);
        expect(performance.now() - startedMs, kind).toBeLessThan(SLOW_MS);
        outcomes[answer instanceof Error ? "failures" : "data"] += 1;
        if (answer instanceof Error) {
          expect(answer, `${kind}: ${answer.stack}`).toBeInstanceOf(ProviderError);
          expect(answer.message).not.toContain(KEY);
          expect(answer.message.length).toBeLessThan(400);
        } else expectSound(kind, answer);
      }),
      { numRuns: RUNS },
    );
    // Else it would have shown nothing.
    expect(Math.min(outcomes.data, outcomes.failures)).toBeGreaterThan(RUNS / 50);
  });

  test("is read in a time that its length says, however it is repeated", async () => {
    const texts = [...recorded.values()].map(({ bytes }) => new TextDecoder().decode(bytes.subarray(0, 200)));
    const begun = new Set(texts.flatMap((text) => [/^\W*\w+/.exec(text)?.[0] ?? "", text.split(/\r?\n/)[0]!]));
    const named = ["error", "message", "detail", "Note", "Error Message", "status"].map((field) => `{"${field}":"`);
    for (const beginning of ["", ...begun, ...named]) {
      for (const piece of REPEATED) {
        const body = beginning + piece.repeat(LONG / piece.length) + (beginning.endsWith('"') ? '"}' : "");
        const startedMs = performance.now();
        const [kind, run] = requests[0]!;
        await run(make(async () => new Response(body))).catch(() => {});
        expect(performance.now() - startedMs, `${kind}: ${beginning} ${JSON.stringify(piece)}`).toBeLessThan(SLOW_MS);
      }
    }
  });

  /** Answers as was recorded, spoiled, to whatever is asked. */
  function answering(spoil: Spoiling): typeof fetch {
    const all = [...recorded.values()];
    return async (input, init) => {
      const own = recorded.get(placeOf(input, init)) ?? all[0]!;
      const { bytes } = spoil.swap === undefined ? own : all[spoil.swap % all.length]!;
      const isText = !new TextDecoder().decode(bytes.subarray(0, 2)).startsWith("PK");
      const body = isText ? spoiled(new TextDecoder().decode(bytes), spoil) : spoiltBytes(bytes, spoil);
      const status = spoil.status === 999 ? 599 : spoil.status;
      return new Response(status === 304 ? null : body, { status, headers: spoil.headers });
    };
  }

  function expectSound(kind: string, answer: unknown): void {
    if (kind === "quote") {
      for (const quote of answer as Quote[]) {
        const instrument = instruments.find(({ id }) => id === quote.instrument)!;
        expect(checkedQuote(quote, instrument, NOW_MS)).toEqual(quote);
      }
    } else if (kind === "closes") {
      const series = answer as CloseSeries;
      expect(checkedCloses(series, NOW_MS)).toBe(series);
    } else if (kind === "rates") {
      const { days, columns } = answer as RateTable;
      expect([...days]).toEqual([...new Set(days)].sort((a, b) => a - b));
      for (const column of Object.values(columns)) {
        for (const rate of column) expect(Number.isNaN(rate) || isPrice(rate)).toBe(true);
      }
    } else if (kind === "actions") {
      for (const action of answer as ReportedAction[]) {
        const numbers = action.kind === "split" ? [action.from, action.to] : [action.amount];
        expect(numbers.every(isPrice), JSON.stringify(action)).toBe(true);
      }
    } else if (kind === "search" || kind === "resolve") {
      for (const { symbol, name: title, currency } of (answer as FoundInstrument[]).flat()) {
        expect(symbol).not.toBe("");
        expect(typeof title === "string" && title !== "").toBe(true);
        expect(currency === null || typeof currency === "string").toBe(true);
      }
    }
  }
});

/** What a request asks: the clock stands still, so the same is asked with the same words. */
const placeOf = (input: unknown, init?: RequestInit) => `${String(input)} ${String(init?.body ?? "")}`;

function spoiltBytes(bytes: Uint8Array, { cuts, values }: Spoiling): Uint8Array<ArrayBuffer> {
  const spoilt = new Uint8Array(bytes);
  for (const { at } of [...cuts, ...values]) spoilt[Math.floor(at * spoilt.length) % spoilt.length]! ^= 0x55;
  return cuts.length > 1 ? spoilt.slice(0, Math.floor(cuts[0]!.at * spoilt.length)) : spoilt;
}

describe("a source of one's own: whatever it answers", () => {
  const rows = Array.from({ length: 5 }, (_, row) => ({ day: `2026-11-${16 + row}`, close: 100 + row, unit: "USD" }));
  const json = JSON.stringify({ last: { price: 104, time: "2026-11-20T20:00:00Z", unit: "USD" }, rows });
  const csv = `Day,Close,Unit\n${rows.map(({ day, close, unit }) => `${day},${close},${unit}`).join("\n")}\n`;

  test("is data or a failure in words", () => {
    const kinds = fc.constantFrom("json" as const, "csv" as const);
    const place = fc.constantFrom(
      "$.last.price",
      "$.rows[*].close",
      "$.rows[*].day",
      "Close",
      "Day",
      "Unit",
      "$.rows",
      "x[-1]",
    );
    fc.assert(
      fc.property(kinds, place, place, place, spoiling, (kind, price, time, currency, spoil) => {
        const draft = {
          ...{
            title: "Mine",
            kind,
            latest: { url: "", price, time, currency },
            history: { url: "", day: time, close: price },
          },
          ...{ dateFormat: "iso" as const, adjustment: "raw" as const, headers: [], symbols: [], markets: [] },
        };
        const reading = { name: "custom-1", title: "Mine", draft, instrument: apple, nowMs: NOW_MS };
        const text = spoiled(kind === "json" ? json : csv, spoil);
        for (const read of [latestFrom, historyFrom]) {
          try {
            const answer = read(text, reading);
            if ("price" in answer) expect(checkedQuote(answer, apple, NOW_MS)).toEqual(answer);
            else expect(checkedCloses(answer, NOW_MS)).toBe(answer);
          } catch (error) {
            expect(error).toBeInstanceOf(ProviderError);
            expect((error as Error).message.length).toBeLessThan(700);
          }
        }
      }),
      { numRuns: 1_500 },
    );
  });
});
