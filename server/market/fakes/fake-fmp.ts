import {
  around,
  barsBetween,
  type FakeKeyed,
  type FakeKeyedOptions,
  json,
  lastOf,
  startFakeKeyed,
} from "./fake-keyed.ts";
import type { FakeAnswer } from "./fake-server.ts";

export const fmpScenarios = ["premium", "restricted", "legacy", "wrong-key", "limit", "error", "gateway"] as const;
export type FmpScenario = (typeof fmpScenarios)[number];
export interface FakeFmp extends FakeKeyed<FmpScenario> {
  /** The symbols a free key may ask for; undefined: all. */
  allowed: Set<string> | undefined;
}

const plain = (status: number, body: string): FakeAnswer => ({ status, type: "text/plain", body });
const premium = () =>
  plain(
    402,
    "Premium Query Parameter: 'Special Endpoint : This value set for 'symbol' is not available under your current subscription'",
  );
const wrongKey = () => json({ "Error Message": "Invalid API KEY. Feel free to create a Free API Key." }, 401);
const limit = () => json({ "Error Message": "Limit Reach . Please upgrade your plan." }, 429);

/** Financial Modeling Prep on this machine: restrictions are plain texts, and a symbol it does not have is an empty list. */
export async function startFakeFmp(options: FakeKeyedOptions = {}): Promise<FakeFmp> {
  const fake = await startFakeKeyed<FmpScenario>(
    {
      windows: [{ requests: 250, perMs: 86_400_000 }],
      keyOf: ({ query }) => query.get("apikey") ?? undefined,
      noKey: wrongKey,
      wrongKey,
      beyondQuota: limit,
      refusal(scenario, { key }) {
        switch (scenario) {
          case "premium":
            return premium();
          case "restricted":
            return plain(402, "Restricted Endpoint: This endpoint is not available under your current subscription.");
          case "legacy":
            return json(
              {
                "Error Message":
                  "Legacy Endpoint : Due to Legacy endpoints being no longer supported - This endpoint is only available for legacy users who have valid subscriptions prior August 31, 2025.",
              },
              403,
            );
          case "wrong-key":
            return wrongKey();
          case "limit":
            return limit();
          case "error":
            return json({ "Error Message": `Something is wrong with apikey=${key}.` }, 400);
          case "gateway":
            return { status: 502, type: "text/html", body: "<html>Bad Gateway</html>" };
          default:
            return scenario satisfies never;
        }
      },
      data({ path, query }) {
        const symbol = query.get("symbol") ?? "";
        const listing = whole.listings.get(symbol);
        if (path.startsWith("/search-")) return json(found(query.get("query") ?? "", whole));
        if (whole.allowed && !whole.allowed.has(symbol)) return premium();
        if (!listing) return json([]);
        switch (path) {
          case "/quote": {
            const { price, previousClose, at } = lastOf(listing);
            const timestamp = Date.parse(at) / 1_000;
            return json([{ symbol, name: listing.name, price, exchange: "NASDAQ", previousClose, timestamp }]);
          }
          case "/historical-price-eod/full":
            return json(
              barsBetween(listing, query.get("from") ?? undefined)
                .reverse()
                .map(([date, close]) => ({ symbol, date, ...around(close), volume: 1 })),
            );
          case "/splits":
            return json(
              Object.entries(listing.splits).map(([date, [numerator, denominator]]) => {
                return { symbol, date, numerator, denominator };
              }),
            );
          case "/dividends":
            return json(
              Object.entries(listing.dividends).map(([date, dividend]) => {
                return { symbol, date, paymentDate: "", adjDividend: dividend / 2, dividend };
              }),
            );
          default:
            return json([], 404);
        }
      },
    },
    options,
  );
  const whole: FakeFmp = Object.assign(fake, { allowed: undefined });
  return whole;
}

function found(text: string, fake: FakeFmp): unknown[] {
  return [...fake.listings]
    .filter(([symbol, { name }]) => `${symbol} ${name}`.toLowerCase().includes(text.toLowerCase()))
    .map(([symbol, { name, currency }]) => ({ symbol, name, currency, exchange: "NASDAQ" }));
}
