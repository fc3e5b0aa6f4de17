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

export const eodhdScenarios = ["limit", "limit-by-text", "wrong-key", "plan", "error", "gateway"] as const;
export type EodhdScenario = (typeof eodhdScenarios)[number];
export type FakeEodhd = FakeKeyed<EodhdScenario>;

const plain = (status: number, body: string): FakeAnswer => ({ status, type: "text/plain", body });
const LIMIT = "You exceeded your daily API requests limit. Please contact support@eodhistoricaldata.com";

/** EODHD on this machine: closes as traded, "NA" where it has nothing, and London in pence. */
export function startFakeEodhd(options: FakeKeyedOptions = {}): Promise<FakeEodhd> {
  return startFakeKeyed<EodhdScenario>(
    {
      windows: [{ requests: 20, perMs: 86_400_000 }],
      keyOf: ({ query }) => query.get("api_token") ?? undefined,
      costOf: ({ path, query }) =>
        path === "/user" ? 0 : 1 + (query.get("s") ?? "").split(",").filter((symbol) => symbol !== "").length,
      noKey: () => plain(401, "Unauthenticated"),
      wrongKey: () => plain(401, "Unauthenticated"),
      beyondQuota: () => plain(402, LIMIT),
      refusal(scenario, fake) {
        switch (scenario) {
          case "limit":
            return plain(402, LIMIT);
          case "limit-by-text":
            return plain(200, LIMIT);
          case "wrong-key":
            return plain(401, "Unauthenticated");
          case "plan":
            return plain(403, "Only EOD data allowed for free users. Please, upgrade your plan.");
          case "error":
            return json({ error: `Something failed for api_token ${fake.key}` });
          case "gateway":
            return { status: 504, type: "text/html", body: "<html>Gateway Time-out</html>" };
          default:
            return scenario satisfies never;
        }
      },
      data({ path, query }, fake) {
        const [, door, rest = ""] = path.split("/");
        const subject = decodeURIComponent(rest);
        if (door === "user") return json({ name: "A user", apiRequests: 3, dailyRateLimit: 20 });
        if (door === "search") return json(found(subject, fake));
        if (door === "real-time") {
          const symbols = [subject, ...(query.get("s") ?? "").split(",").filter((symbol) => symbol !== "")];
          const entries = symbols.map((symbol) => lastQuote(symbol, fake));
          return json(entries.length === 1 ? entries[0] : entries);
        }
        const listing = fake.listings.get(subject);
        if (!listing) return plain(404, "Ticker Not Found.");
        const from = query.get("from") ?? "";
        const since = <T>(days: Record<string, T>) => Object.entries(days).filter(([day]) => day >= from);
        switch (door) {
          case "eod":
            return json(
              barsBetween(listing, from).map(([day, close]) => {
                return { date: day, ...around(close), adjusted_close: close / 2, volume: 1 };
              }),
            );
          case "splits":
            return json(
              since(listing.splits).map(([date, [to, old]]) => ({ date, split: `${to.toFixed(6)}/${old.toFixed(6)}` })),
            );
          case "div":
            return json(
              since(listing.dividends).map(([date, value]) => {
                return {
                  date,
                  paymentDate: date,
                  value: value / 2,
                  unadjustedValue: value,
                  currency: listing.currency,
                };
              }),
            );
          default:
            return plain(404, "Not Found");
        }
      },
    },
    options,
  );
}

function lastQuote(symbol: string, fake: FakeEodhd): unknown {
  const listing = fake.listings.get(symbol);
  if (!listing) return { code: symbol, timestamp: "NA", gmtoffset: 0, open: "NA", close: "NA", previousClose: "NA" };
  const { price, previousClose, at } = lastOf(listing);
  const timestamp = Date.parse(at) / 1_000;
  return { code: symbol, timestamp, gmtoffset: 0, ...around(price), previousClose: previousClose ?? "NA" };
}

function found(text: string, fake: FakeEodhd): unknown[] {
  return [...fake.listings]
    .filter(([symbol, { name }]) => `${symbol} ${name}`.toLowerCase().includes(text.toLowerCase()))
    .map(([symbol, { name, currency }]) => {
      const dot = symbol.lastIndexOf(".");
      const [Code, Exchange] = [symbol.slice(0, dot), symbol.slice(dot + 1)];
      return { Code, Exchange, Name: name, Type: "Common Stock", Country: "", Currency: currency, ISIN: null };
    });
}
