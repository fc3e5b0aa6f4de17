import {
  around,
  barsBetween,
  type FakeKeyed,
  type FakeKeyedOptions,
  json,
  lastOf,
  startFakeKeyed,
} from "./fake-keyed.ts";

export const tiingoScenarios = [
  "limit-of-the-hour",
  "limit-of-the-month",
  "limit-with-200",
  "limit-by-status",
  "wrong-key",
  "no-key",
  "plan",
  "refusal",
  "without-last",
  "gateway",
] as const;
export type TiingoScenario = (typeof tiingoScenarios)[number];
export type FakeTiingo = FakeKeyed<TiingoScenario>;

const detail = (status: number, text: string) => json({ detail: text }, status);
const LIMIT = "Error: You have run over your hourly request allocation. Too many requests.";

/** Tiingo on this machine: its refusals are texts called `detail`, and its rows have splits and dividends in them. */
export function startFakeTiingo(options: FakeKeyedOptions = {}): Promise<FakeTiingo> {
  return startFakeKeyed<TiingoScenario>(
    {
      windows: [
        { requests: 50, perMs: 3_600_000 },
        { requests: 1_000, perMs: 86_400_000 },
      ],
      keyOf: ({ headers, query }) => query.get("token") ?? /^Token (.+)$/.exec(headers.authorization ?? "")?.[1],
      noKey: () => detail(403, "Please supply a token"),
      wrongKey: () => detail(401, "Invalid token."),
      beyondQuota: () => detail(200, LIMIT),
      refusal(scenario, fake) {
        switch (scenario) {
          case "limit-of-the-hour":
            return detail(429, LIMIT);
          case "limit-of-the-month":
            return detail(403, "You have hit your rate limit of 500 unique symbols this month.");
          case "limit-with-200":
            return detail(200, "Too many requests.");
          case "limit-by-status":
            return { status: 429, type: "text/plain", headers: { "retry-after": "90" }, body: "slow down" };
          case "wrong-key":
            return detail(403, "Invalid token.");
          case "no-key":
            return detail(403, "Please supply a token");
          case "plan":
            return detail(403, "You do not have permission to access this endpoint.");
          case "refusal":
            return detail(400, `Something is wrong with token=${fake.key} or Token ${fake.key}.`);
          case "gateway":
            return { status: 502, type: "text/html", body: "<html>Bad Gateway</html>" };
          case "without-last":
            return undefined;
          default:
            return scenario satisfies never;
        }
      },
      data({ path, query }, fake) {
        if (path === "/iex/") {
          const tickers = (query.get("tickers") ?? "").toUpperCase().split(",");
          return json(
            tickers.flatMap((ticker) => {
              const listing = fake.listings.get(ticker);
              if (!listing) return [];
              const { price, previousClose, at } = lastOf(listing);
              const tngoLast = fake.scenario === "without-last" ? null : price;
              return [
                {
                  ticker,
                  timestamp: at.replace("Z", "+00:00"),
                  tngoLast,
                  last: null,
                  prevClose: previousClose ?? null,
                },
              ];
            }),
          );
        }
        const daily = /^\/tiingo\/daily\/([^/]+)\/prices$/.exec(path);
        if (daily) {
          const listing = fake.listings.get(decodeURIComponent(daily[1]!).toUpperCase());
          if (!listing) return detail(404, "Not found.");
          return json(
            barsBetween(listing, query.get("startDate") ?? undefined).map(([day, close]) => {
              const [to, from] = listing.splits[day] ?? [1, 1];
              const prices = { ...around(close), adjClose: close / 2 };
              const divCash = listing.dividends[day] ?? 0;
              return { date: `${day}T00:00:00.000Z`, ...prices, volume: 1, divCash, splitFactor: to / from };
            }),
          );
        }
        if (path === "/tiingo/utilities/search") {
          const text = (query.get("query") ?? "").toLowerCase();
          const found = [...fake.listings].filter(([symbol, { name }]) =>
            `${symbol} ${name}`.toLowerCase().includes(text),
          );
          return json(
            found.flatMap(([ticker, { name }]) =>
              ["US", "CA"].map((countryCode) => ({ ticker, name, assetType: "Stock", isActive: true, countryCode })),
            ),
          );
        }
        if (path === "/api/test") return json({ message: "You successfully sent a request" });
        return detail(404, "Not found.");
      },
    },
    options,
  );
}
