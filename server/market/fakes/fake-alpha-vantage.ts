import { around, type FakeKeyed, type FakeKeyedOptions, json, lastOf, startFakeKeyed } from "./fake-keyed.ts";

export const alphaVantageScenarios = [
  "error-message",
  "wrong-key",
  "note",
  "information",
  "per-second",
  "premium",
  "demo",
  "another-notice",
  "gateway",
] as const;
export type AlphaVantageScenario = (typeof alphaVantageScenarios)[number];
export type FakeAlphaVantage = FakeKeyed<AlphaVantageScenario>;

/** Alpha Vantage on this machine: every refusal has status 200 and one of three names, and one of them repeats the key. */
export function startFakeAlphaVantage(options: FakeKeyedOptions = {}): Promise<FakeAlphaVantage> {
  const limit = (key: string) =>
    json({
      Information: `We have detected your API key as ${key} and our standard API rate limit is 25 requests per day. Please subscribe to any of the premium plans at https://www.alphavantage.co/premium/ to instantly remove all daily rate limits.`,
    });
  return startFakeKeyed<AlphaVantageScenario>(
    {
      windows: [
        { requests: 25, perMs: 86_400_000 },
        { requests: 1, perMs: 1_000 },
      ],
      keyOf: ({ query }) => query.get("apikey") ?? undefined,
      noKey: () =>
        json({ "Error Message": "the parameter apikey is invalid or missing. Please claim your free API key." }),
      wrongKey: () =>
        json({ "Error Message": "the parameter apikey is invalid or missing. Please claim your free API key." }),
      beyondQuota: () => limit(options.key ?? "Fake-Key-0123456789"),
      refusal(scenario, { key }) {
        switch (scenario) {
          case "error-message":
            return json({
              "Error Message": "Invalid API call. Please retry or visit the documentation for GLOBAL_QUOTE.",
            });
          case "wrong-key":
            return json({ "Error Message": "the parameter apikey is invalid or missing." });
          case "note":
            return json({
              Note: `Thank you for using Alpha Vantage! Our standard API call frequency is 5 calls per minute and 500 calls per day. (${key})`,
            });
          case "information":
            return limit(key);
          case "per-second":
            return json({
              Information:
                "Please consider spreading out your free API requests more sparingly (1 request per second). You may subscribe to any of the premium plans to lift the free key rate limit (25 requests per day).",
            });
          case "premium":
            return json({
              Information:
                "Thank you for using Alpha Vantage! This is a premium endpoint. You may subscribe to any of the premium plans.",
            });
          case "demo":
            return json({
              Information: "The **demo** API key is for demo purposes only. Please claim your free API key.",
            });
          case "another-notice":
            return json({ Information: `Something new, said to ${key} (apikey=${key})` });
          case "gateway":
            return { status: 503, type: "text/html", body: "<html>Service Unavailable</html>" };
          default:
            return scenario satisfies never;
        }
      },
      data({ query }, fake) {
        const symbol = query.get("symbol") ?? "";
        const listing = fake.listings.get(symbol);
        switch (query.get("function")) {
          case "GLOBAL_QUOTE": {
            if (!listing) return json({ "Global Quote": {} });
            const { price, previousClose, at } = lastOf(listing);
            const { open, high, low } = around(price);
            return json({
              "Global Quote": {
                "01. symbol": symbol,
                "02. open": String(open),
                "03. high": String(high),
                "04. low": String(low),
                "05. price": String(price),
                "06. volume": "41200345",
                "07. latest trading day": at.slice(0, 10),
                "08. previous close": String(previousClose ?? "0.0000"),
                "10. change percent": "0.7824%",
              },
            });
          }
          case "TIME_SERIES_DAILY": {
            if (!listing) return json({ "Error Message": "Invalid API call. Please retry." });
            const rows = listing.bars.slice(-100).reverse();
            return json({
              "Meta Data": { "2. Symbol": symbol, "5. Time Zone": "US/Eastern" },
              "Time Series (Daily)": Object.fromEntries(
                rows.map(([day, close]) => {
                  const bar = around(close);
                  const names = { open: "1. open", high: "2. high", low: "3. low", close: "4. close" } as const;
                  const texts = Object.entries(names).map(([name, label]) => [label, String(bar[name as "open"])]);
                  return [day, { ...Object.fromEntries(texts), "5. volume": "1" }];
                }),
              ),
            });
          }
          case "SYMBOL_SEARCH": {
            const text = (query.get("keywords") ?? "").toLowerCase();
            const found = [...fake.listings].filter(([known, { name }]) =>
              `${known} ${name}`.toLowerCase().includes(text),
            );
            return json({
              bestMatches: found.map(([known, { name, currency }]) => {
                return { "1. symbol": known, "2. name": name, "3. type": "Equity", "8. currency": currency };
              }),
            });
          }
          default:
            return json({ "Error Message": "This API function does not exist." });
        }
      },
    },
    options,
  );
}
