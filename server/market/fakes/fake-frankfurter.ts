import { type FakeAnswer, type FakeRequest, type FakeServer, startFakeServer } from "./fake-server.ts";

export type FrankfurterScenario = "not-found" | "unprocessable" | "unavailable" | "too-many" | "other-base" | "blend";

export interface FakeFrankfurter extends FakeServer {
  /** Days with rates of one euro, ascending. */
  rates: Map<string, Record<string, number>>;
  /** 1: a server that was set up long ago and knows no other. */
  version: 1 | 2;
  scenario: FrankfurterScenario | undefined;
  /** Changes with the rates; a request that knows it is answered 304. */
  etag: string | undefined;
}

/** Frankfurter's rates on this machine, of both its versions. */
export async function startFakeFrankfurter(port = 0): Promise<FakeFrankfurter> {
  function answer({ path, query, headers }: FakeRequest): FakeAnswer {
    const { scenario, etag } = fake;
    if (scenario === "unprocessable") return json({ status: 422, message: "invalid currency: XXX" }, 422);
    if (scenario === "unavailable") return json({ status: 503, message: "database is not ready" }, 503);
    if (scenario === "too-many") return json({ status: 429, message: "slow down" }, 429, { "retry-after": "90" });
    if (scenario === "not-found") return missing();
    if (etag !== undefined && headers["if-none-match"] === etag) return { status: 304, body: "" };
    const tag: Record<string, string> = etag === undefined ? {} : { etag };

    const old = /^\/v1\/(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)?$/.exec(path);
    if (fake.version === 1) return old ? json(versionOne(old[1]!, old[2]), 200, tag) : missing();
    if (path !== "/v2/rates") return missing();
    const days = between(query.get("from") ?? "", query.get("to") ?? undefined);
    if (days.length === 0) return missing();
    // Without this it blends the rates of a hundred institutions.
    const blended = query.get("providers") !== "ecb" || scenario === "blend" ? 1.001 : 1;
    const base = scenario === "other-base" ? "USD" : "EUR";
    const rows = days.flatMap(([date, rates]) =>
      Object.entries({ EUR: 1, ...rates }).map(([quote, rate]) => {
        return { date, base, quote, rate: quote === "EUR" ? 1 : rate * blended };
      }),
    );
    return json(rows, 200, tag);
  }

  const between = (from: string, to = "9999-12-31") => [...fake.rates].filter(([day]) => day >= from && day <= to);
  const missing = () =>
    json(fake.version === 1 ? { message: "not found" } : { status: 404, message: "not found" }, 404);
  const versionOne = (from: string, to: string | undefined) => {
    const days = between(from, to);
    const span = { start_date: days[0]?.[0] ?? from, end_date: days.at(-1)?.[0] ?? from };
    return { amount: 1, base: "EUR", ...span, rates: Object.fromEntries(days) };
  };

  const http = await startFakeServer(answer, port);
  const empty = { rates: new Map(), version: 2 as const, scenario: undefined, etag: undefined };
  const fake: FakeFrankfurter = Object.assign(http, empty);
  return fake;
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): FakeAnswer => {
  return { status, headers, body: JSON.stringify(body) };
};

// Run by itself it is a Frankfurter for development, with a hundred days of three currencies.
if (import.meta.main) {
  const fake = await startFakeFrankfurter(4805);
  for (let ago = 100; ago > 0; ago--) {
    const day = new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    fake.rates.set(day, { USD: 1.16 + ago / 10_000, GBP: 0.87, JPY: 179.4 });
  }
  console.log(`Fake Frankfurter: TICKFOLIO_FRANKFURTER_URL=${fake.url}`);
}
