import {
  afterSplits,
  around,
  barsBetween,
  type FakeKeyed,
  type FakeKeyedOptions,
  type FakeListing,
  json,
  lastOf,
  startFakeKeyed,
} from "./fake-keyed.ts";
import type { FakeAnswer } from "./fake-server.ts";

export const twelveDataScenarios = [
  "limit",
  "limit-of-the-day",
  "limit-by-status",
  "member-limit",
  "wrong-key",
  "plan",
  "no-data",
  "bad-parameter",
  "gateway",
] as const;
export type TwelveDataScenario = (typeof twelveDataScenarios)[number];
export type FakeTwelveData = FakeKeyed<TwelveDataScenario>;

const error = (code: number, message: string, status = 200): FakeAnswer =>
  json({ code, message, status: "error" }, status, { "api-credits-used": "9", "api-credits-left": "0" });
const LIMIT =
  "You have run out of API credits for the current minute. 9 API credits were used, with the current limit being 8. Wait for the next minute or consider switching to a higher tier plan.";
const LIMIT_OF_THE_DAY =
  "You have run out of API credits for the day. 801 API credits were used, with the current limit being 800.";

/** Twelve Data on this machine: an error may come with status 200, and each member of a batch may fail by itself. */
export function startFakeTwelveData(options: FakeKeyedOptions = {}): Promise<FakeTwelveData> {
  return startFakeKeyed<TwelveDataScenario>(
    {
      windows: [
        { requests: 8, perMs: 60_000 },
        { requests: 800, perMs: 86_400_000 },
      ],
      keyOf: ({ headers, query }) =>
        query.get("apikey") ?? /^apikey (.+)$/.exec(headers.authorization ?? "")?.[1] ?? undefined,
      costOf: ({ path, query }) => (path === "/api_usage" ? 0 : (query.get("symbol") ?? "").split(",").length),
      noKey: () => error(401, "**apikey** parameter is incorrect or not specified.", 401),
      wrongKey: () => error(401, "**apikey** parameter is incorrect or not specified.", 401),
      beyondQuota: ({ perMs }) => error(429, perMs > 60_000 ? LIMIT_OF_THE_DAY : LIMIT),
      refusal(scenario) {
        switch (scenario) {
          case "limit":
            return error(429, LIMIT);
          case "limit-of-the-day":
            return error(429, LIMIT_OF_THE_DAY);
          case "limit-by-status":
            return { status: 429, type: "text/plain", headers: { "retry-after": "17" }, body: "" };
          case "wrong-key":
            return error(401, "**apikey** parameter is incorrect or not specified.");
          case "plan":
            return error(403, "This symbol is available starting with Grow or Venture plan.", 403);
          case "no-data":
            return error(400, "No data is available on the specified dates. Try setting different start/end dates.");
          case "bad-parameter":
            return error(400, "**interval** parameter is invalid, apikey=Fake-Key-0123456789.");
          case "gateway":
            return { status: 503, type: "text/html", body: "<html>Service Unavailable</html>" };
          case "member-limit":
            return undefined;
          default:
            return scenario satisfies never;
        }
      },
      data({ path, query }, fake) {
        const mic = query.get("mic_code");
        const find = (symbol: string) => fake.listings.get(mic === null ? symbol : `${symbol}:${mic}`);
        const symbols = (query.get("symbol") ?? "").split(",");
        switch (path) {
          case "/quote": {
            const entries = symbols.map((symbol, index): [string, unknown] => {
              if (fake.scenario === "member-limit" && index === symbols.length - 1) {
                return [symbol, { code: 429, message: LIMIT, status: "error" }];
              }
              const listing = find(symbol);
              return [symbol, listing ? quoteOf(symbol, listing) : notFound(symbol)];
            });
            return json(entries.length === 1 ? entries[0]![1] : Object.fromEntries(entries));
          }
          case "/time_series": {
            const listing = find(symbols[0]!);
            if (!listing) return json(notFound(symbols[0]!));
            const bars = barsBetween(listing, query.get("start_date") ?? undefined).reverse();
            if (bars.length === 0) return error(400, "No data is available on the specified dates.");
            return json({
              meta: { symbol: symbols[0], interval: "1day", currency: listing.currency, type: "Common Stock" },
              values: bars.map(([day, close]) => ({
                datetime: day,
                ...texts(around(afterSplits(listing, day, close))),
                volume: "1000",
              })),
              status: "ok",
            });
          }
          case "/symbol_search":
            return json({ data: found(symbols[0]!, fake), status: "ok" });
          case "/api_usage":
            return json({ timestamp: "2026-11-20 22:00:00", current_usage: 1, plan_limit: 8, plan_category: "basic" });
          default:
            return error(404, "Not found.", 404);
        }
      },
    },
    options,
  );
}

const notFound = (symbol: string) => ({
  code: 404,
  message: `**symbol** or **figi** parameter is missing or invalid: ${symbol}. Please provide a valid symbol.`,
  status: "error",
});

function quoteOf(symbol: string, listing: FakeListing): unknown {
  const { price, previousClose, at } = lastOf(listing);
  return {
    symbol,
    name: listing.name,
    currency: listing.currency,
    datetime: at.slice(0, 10),
    // Of the day's bar, which begins with the session; when its last price was is beside it.
    timestamp: Math.floor(Date.parse(`${at.slice(0, 10)}T14:30:00Z`) / 1_000),
    last_quote_at: Math.floor(Date.parse(at) / 1_000),
    ...texts(around(price)),
    ...(previousClose === undefined ? {} : { previous_close: previousClose.toFixed(5) }),
    is_market_open: false,
  };
}

const texts = (prices: Record<string, number>) =>
  Object.fromEntries(Object.entries(prices).map(([name, price]) => [name, price.toFixed(5)]));

function found(text: string, fake: FakeTwelveData): unknown[] {
  return [...fake.listings]
    .filter(([symbol, { name }]) => `${symbol} ${name}`.toLowerCase().includes(text.toLowerCase()))
    .map(([symbol, { name, currency }]) => {
      const [ticker, mic = "XNAS"] = symbol.split(":");
      return { symbol: ticker, instrument_name: name, mic_code: mic, instrument_type: "Common Stock", currency };
    });
}
