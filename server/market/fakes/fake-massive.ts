import { instantOfLocal } from "@tickfolio/engine";
import {
  afterSplits,
  around,
  barsBetween,
  type FakeKeyed,
  type FakeKeyedOptions,
  json,
  startFakeKeyed,
} from "./fake-keyed.ts";
import type { FakeAnswer } from "./fake-server.ts";

export const massiveScenarios = [
  "limit",
  "wrong-key",
  "not-authorized",
  "today-not-authorized",
  "error",
  "pages",
  "pages-at-the-old-address",
  "pages-elsewhere",
  "endless-pages",
  "gateway",
] as const;
export type MassiveScenario = (typeof massiveScenarios)[number];
export type FakeMassive = FakeKeyed<MassiveScenario>;

const error = (status: number, text: string) => json({ status: "ERROR", request_id: "1", error: text }, status);
const LIMIT =
  "You've exceeded the maximum requests per minute, please wait or upgrade your subscription to continue. https://massive.com/pricing";
const notAuthorized = () =>
  json(
    {
      status: "NOT_AUTHORIZED",
      request_id: "1",
      message: "You are not entitled to this data. Please upgrade your plan.",
    },
    403,
  );
const PAGE = 2;

/** Massive on this machine: all closes of a day at once, series in pages, and no `results` where there is nothing. */
export function startFakeMassive(options: FakeKeyedOptions = {}): Promise<FakeMassive> {
  const clock = options.clock ?? Date.now;
  return startFakeKeyed<MassiveScenario>(
    {
      windows: [{ requests: 5, perMs: 60_000 }],
      keyOf: ({ headers, query }) => query.get("apiKey") ?? /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1],
      noKey: () => error(401, "API Key was not provided"),
      wrongKey: () => error(401, "Unknown API Key"),
      beyondQuota: () => error(429, LIMIT),
      refusal(scenario, { key }) {
        switch (scenario) {
          case "limit":
            return error(429, LIMIT);
          case "wrong-key":
            return error(401, "Unknown API Key");
          case "not-authorized":
            return notAuthorized();
          case "error":
            return error(400, `Could not parse the time, Authorization: Bearer ${key}.`);
          case "gateway":
            return { status: 502, type: "text/html", body: "<html>Bad Gateway</html>" };
          default:
            return undefined;
        }
      },
      data({ path, query }, fake) {
        const grouped = /^\/v2\/aggs\/grouped\/locale\/us\/market\/stocks\/(.+)$/.exec(path);
        if (grouped) {
          const day = grouped[1]!;
          const isToday = day === new Date(clock()).toISOString().slice(0, 10);
          if (fake.scenario === "today-not-authorized" && isToday) return notAuthorized();
          return aggregates(
            [...fake.listings].flatMap(([ticker, { bars }]) =>
              bars.filter(([barDay]) => barDay === day).map(([, close]) => ({ T: ticker, ...bar(day, close) })),
            ),
          );
        }
        const daily = /^\/v2\/aggs\/ticker\/([^/]+)\/range\/1\/day\/([^/]+)\/([^/]+)$/.exec(path);
        if (daily) {
          const listing = fake.listings.get(decodeURIComponent(daily[1]!));
          const bars = listing ? barsBetween(listing, daily[2], daily[3]) : [];
          const rows = bars.map(([day, close]) => bar(day, afterSplits(listing!, day, close)));
          return paged(rows, path, Number(query.get("cursor") ?? 0), fake);
        }
        const listing = fake.listings.get(query.get("ticker") ?? "");
        const since = <T>(days: Record<string, T> = {}, field: string) =>
          Object.entries(days).filter(([day]) => day >= (query.get(`${field}.gte`) ?? ""));
        switch (path) {
          case "/v3/reference/splits":
            return aggregates(
              since(listing?.splits, "execution_date").map(([execution_date, [split_to, split_from]]) => {
                return { ticker: query.get("ticker"), execution_date, split_from, split_to };
              }),
            );
          case "/v3/reference/dividends":
            return aggregates(
              since(listing?.dividends, "ex_dividend_date").map(([day, cash_amount]) => {
                return { ex_dividend_date: day, pay_date: day, cash_amount, currency: "USD", frequency: 4 };
              }),
            );
          case "/v3/reference/tickers": {
            const text = (query.get("search") ?? "").toLowerCase();
            const found = [...fake.listings].filter(([ticker, { name }]) =>
              `${ticker} ${name}`.toLowerCase().includes(text),
            );
            return aggregates(
              found.map(([ticker, { name }]) => ({ ticker, name, primary_exchange: "XNAS", type: "CS", active: true })),
            );
          }
          default:
            return json({ status: "NOT_FOUND", request_id: "1", message: "Not found." }, 404);
        }
      },
    },
    options,
  );
}

const bar = (day: string, close: number) => {
  const { open, high, low } = around(close);
  return { v: 1, o: open, c: close, h: high, l: low, t: instantOfLocal(day, "00:00:00", "America/New_York"), n: 1 };
};

/** Without anything to say there are no `results` at all. */
function aggregates(rows: readonly unknown[], rest: Record<string, unknown> = {}): FakeAnswer {
  const results = rows.length === 0 ? {} : { results: rows };
  return json({ resultsCount: rows.length, adjusted: true, ...results, status: "DELAYED", request_id: "1", ...rest });
}

function paged(rows: readonly unknown[], path: string, cursor: number, fake: FakeMassive): FakeAnswer {
  if (!fake.scenario?.includes("pages")) return aggregates(rows);
  const host = {
    "pages-at-the-old-address": "https://api.polygon.io",
    "pages-elsewhere": "https://collector.example",
  }[fake.scenario as string];
  const isEndless = fake.scenario === "endless-pages";
  const isMore = isEndless || cursor + PAGE < rows.length;
  const next = `${host ?? fake.url}${path}?cursor=${isEndless ? 0 : cursor + PAGE}&apiKey=${fake.key}`;
  return aggregates(rows.slice(cursor, cursor + PAGE), isMore ? { next_url: next } : {});
}
