import { instantOfLocal } from "@tickfolio/engine";
import { type FakeAnswer, type FakeRequest, type FakeServer, startFakeServer } from "./fake-server.ts";

/** What Yahoo may do instead of answering, or do differently. */
export const yahooScenarios = [
  "too-many",
  "consent",
  "unauthorized",
  "page",
  "error-with-200",
  "unprocessable",
  "without-timestamps",
  "with-null-cells",
  "duplicate-last-day",
  "by-months",
  "without-currency",
  "another-symbol",
  "unknown-zone",
] as const;
export type YahooScenario = (typeof yahooScenarios)[number];

export interface YahooListing {
  /** As Yahoo writes it: `GBp` for pence. */
  currency: string;
  timeZone: string;
  /** When its sessions open and close on its own clock. */
  hours: [open: string, close: string];
  exchange: string;
  type: string;
  name: string;
  /** Days with their closes, ascending, as Yahoo has them today. */
  bars: [day: string, close: number][];
  price?: number;
  /** Instant of the last price. */
  at?: string;
  splits: Record<string, [to: number, from: number]>;
  dividends: Record<string, number>;
}

export interface FakeYahoo extends FakeServer {
  listings: Map<string, YahooListing>;
  scenario: YahooScenario | undefined;
  now: string;
  list(symbol: string, listing?: Partial<YahooListing>): YahooListing;
}

const seconds = (listing: YahooListing, day: string, time: string) =>
  instantOfLocal(day, `${time}:00`, listing.timeZone) / 1_000;

/** Yahoo's chart, spark and search on this machine. */
export async function startFakeYahoo(now: string, port = 0): Promise<FakeYahoo> {
  function answer(request: FakeRequest): FakeAnswer {
    const { path, query } = request;
    switch (fake.scenario) {
      case "too-many":
        return { status: 429, type: "text/plain", body: "Too Many Requests" };
      case "consent":
        return { status: 302, headers: { location: "http://guce.localhost:9/consent" }, body: "" };
      case "unauthorized":
        return json({ finance: { result: null, error: { code: "Unauthorized", description: "Invalid Crumb" } } }, 401);
      case "page":
        return { type: "text/html", body: "<html><body>Will be right back...</body></html>" };
    }
    if (path.startsWith("/v8/finance/chart/")) return chart(decodeURIComponent(path.slice(18)), query);
    if (path === "/v7/finance/spark") return spark((query.get("symbols") ?? "").split(","));
    if (path === "/v1/finance/search") return search(query.get("q") ?? "");
    if (path === "/v7/finance/quote") {
      return json({ finance: { result: null, error: { code: "Unauthorized", description: "Invalid Crumb" } } }, 401);
    }
    return json({ finance: { result: null, error: { code: "Not Found", description: "" } } }, 404);
  }

  function chart(symbol: string, query: URLSearchParams): FakeAnswer {
    const listing = fake.listings.get(symbol);
    if (fake.scenario === "unprocessable") return chartError("Unprocessable Entity", "Data doesn't exist", 422);
    if (!listing || fake.scenario === "error-with-200") {
      const status = listing ? 200 : 404;
      return chartError("Not Found", "No data found, symbol may be delisted", status);
    }
    const first = Number(query.get("period1") ?? seconds(listing, listing.bars.at(-1)![0], "00:00"));
    const last = Number(query.get("period2") ?? Date.parse(fake.now) / 1_000);
    const asked = listing.bars.filter(([day]) => {
      const opens = seconds(listing, day, listing.hours[0]);
      return opens >= first && opens < last;
    });
    // A range by name, long enough, comes by months however it was asked for.
    const coarse = query.get("range") === "max" || fake.scenario === "by-months";
    return json({ chart: { result: [resultOf(symbol, listing, asked, coarse)], error: null } });
  }

  function spark(symbols: string[]): FakeAnswer {
    if (symbols.length > 20) {
      return json({ spark: { result: null, error: { code: "Bad Request", description: "Too many symbols" } } }, 400);
    }
    const found = symbols.flatMap((symbol) => {
      const listing = fake.listings.get(symbol);
      return listing ? [{ symbol, response: [resultOf(symbol, listing, listing.bars.slice(-1), false)] }] : [];
    });
    return json({ spark: { result: found.reverse(), error: null } });
  }

  function resultOf(symbol: string, listing: YahooListing, bars: YahooListing["bars"], coarse: boolean) {
    const { currency, timeZone, hours, bars: all } = listing;
    const day = all.at(-1)![0];
    const rows = bars.map(([each, close]): [number, number | null] => [seconds(listing, each, hours[0]), close]);
    if (fake.scenario === "with-null-cells" && rows.length > 0) rows.splice(-1, 0, [rows.at(-1)![0] - 3_600, null]);
    if (fake.scenario === "duplicate-last-day" && rows.length > 0) {
      rows.splice(-1, 0, [rows.at(-1)![0], rows.at(-1)![1]! / 2]);
    }
    const at = listing.at ? Date.parse(listing.at) / 1_000 : seconds(listing, day, hours[1]);
    const meta = {
      ...(fake.scenario === "without-currency" ? {} : { currency }),
      symbol: fake.scenario === "another-symbol" ? "OTHER" : symbol,
      exchangeName: listing.exchange,
      instrumentType: listing.type,
      regularMarketTime: at,
      exchangeTimezoneName: fake.scenario === "unknown-zone" ? "Mars/Olympus" : timeZone,
      regularMarketPrice: listing.price ?? all.at(-1)![1],
      chartPreviousClose: all.at(-bars.length - 1)?.[1] ?? null,
      dataGranularity: coarse ? "1mo" : "1d",
      currentTradingPeriod: {
        regular: { start: seconds(listing, day, hours[0]), end: seconds(listing, day, hours[1]) },
      },
    };
    const cells = rows.map(([, close]) => close);
    const quote = [{ open: cells, high: cells, low: cells, close: cells, volume: cells.map(() => 1_000) }];
    return {
      meta,
      ...(fake.scenario === "without-timestamps" ? {} : { timestamp: rows.map(([each]) => each) }),
      ...eventsOf(listing),
      indicators: fake.scenario === "without-timestamps" ? { quote: [{}] } : { quote, adjclose: [{ adjclose: cells }] },
    };
  }

  function search(text: string): FakeAnswer {
    const wanted = text.toLowerCase();
    const quotes = [...fake.listings]
      .filter(([symbol, { name }]) => `${symbol} ${name}`.toLowerCase().includes(wanted))
      .map(([symbol, { exchange, type, name }]) => {
        return { exchange, shortname: name.toUpperCase(), longname: name, quoteType: type, symbol, score: 24_012 };
      });
    const other = [{ exchange: "LSE", quoteType: "EQUITY", isYahooFinance: false, name: "Listed elsewhere" }];
    const option = { symbol: "AAPL261218C00200000", quoteType: "OPTION", shortname: "AAPL Dec 2026 200 call" };
    return json({ count: quotes.length, quotes: quotes.length > 0 ? [...other, ...quotes, option] : [], news: [] });
  }

  const http = await startFakeServer(answer, port);
  const fake: FakeYahoo = Object.assign(http, {
    listings: new Map<string, YahooListing>(),
    scenario: undefined,
    now,
    list(symbol: string, listing: Partial<YahooListing> = {}) {
      const whole: YahooListing = {
        ...{
          currency: "USD",
          timeZone: "America/New_York",
          hours: ["09:30", "16:00"],
          exchange: "NMS",
          type: "EQUITY",
        },
        ...{ name: symbol, bars: [], splits: {}, dividends: {} },
        ...listing,
      };
      fake.listings.set(symbol, whole);
      return whole;
    },
  });
  return fake;
}

function eventsOf(listing: YahooListing) {
  const at = (day: string) => seconds(listing, day, listing.hours[0]);
  const dividends = Object.entries(listing.dividends).map(([day, amount]) => [at(day), { amount, date: at(day) }]);
  const splits = Object.entries(listing.splits).map(([day, [numerator, denominator]]) => {
    return [at(day), { date: at(day), numerator, denominator, splitRatio: `${numerator}:${denominator}` }];
  });
  const events = {
    ...(dividends.length > 0 ? { dividends: Object.fromEntries(dividends) } : {}),
    ...(splits.length > 0 ? { splits: Object.fromEntries(splits) } : {}),
  };
  return Object.keys(events).length > 0 ? { events } : {};
}

const chartError = (code: string, description: string, status: number) =>
  json({ chart: { result: null, error: { code, description } } }, status);

const json = (body: unknown, status = 200): FakeAnswer => ({ status, body: JSON.stringify(body) });

// Run by itself it is a Yahoo for development, with a few days of a few symbols.
if (import.meta.main) {
  const fake = await startFakeYahoo(new Date().toISOString(), 4804);
  const bars = Array.from({ length: 250 }, (_, ago): [string, number] => [
    new Date(Date.now() - (250 - ago) * 86_400_000).toISOString().slice(0, 10),
    100 + ago / 10,
  ]);
  fake.list("AAPL", { bars, name: "Apple Inc." });
  fake.list("VOD.L", { bars, name: "Vodafone Group", currency: "GBp", timeZone: "Europe/London", exchange: "LSE" });
  console.log(`Fake Yahoo: TICKFOLIO_YAHOO_URL=${fake.url}`);
}
