import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FakeMassive, type MassiveScenario, startFakeMassive } from "../fakes/fake-massive.ts";
import { createManualTime } from "../manual-time.ts";
import type { Provider, ProviderError, ProviderParts } from "../provider.ts";
import { listing } from "../testing.ts";
import {
  apple,
  askOften,
  clock,
  connect,
  failureOf,
  KEY,
  keyedConformance,
  listApple,
  NOW_MS,
  vodafone,
} from "./keyed-testing.ts";
import { createMassive } from "./massive.ts";

async function start(now = clock) {
  const fake = await startFakeMassive({ clock: now });
  listApple(fake, "AAPL");
  fake.list("BRK.B", { bars: [["2026-11-20", 500]] });
  return fake;
}

/** Its memory of a day's closes would answer instead: here each request is the first of its kind. */
const forgetful = (parts: ProviderParts) => {
  const first = createMassive(parts);
  return {
    ...first,
    quote: (...asked: Parameters<NonNullable<Provider["quote"]>>) => createMassive(parts).quote!(...asked),
  };
};

keyedConformance("massive", forgetful, () => start(), { found: "apple", nothing: "zzzz" });

describe("massive", () => {
  let fake: FakeMassive;
  let provider: ReturnType<typeof createMassive>;
  beforeAll(async () => {
    fake = await start();
  });
  afterAll(() => fake.close());
  beforeEach(() => {
    fake.scenario = undefined;
    fake.limited = false;
    fake.requests.length = 0;
    provider = connect(createMassive, fake);
  });

  test("the closes of all American shares are one request, which says nothing of what is held", async () => {
    const berkshire = listing("BRK-B", { mic: "XNYS" });
    for (let round = 0; round < 5; round++) {
      expect(await provider.quote!([apple, berkshire, listing("XXXX")])).toMatchObject([
        { instrument: "ins_AAPL", price: 273.61, day: "2026-11-20", at: "2026-11-20T21:00:00.000Z", delay: "eod" },
        { instrument: "ins_BRK-B", price: 500 },
      ]);
    }
    expect(fake.requests.map(({ path }) => path)).toEqual(["/v2/aggs/grouped/locale/us/market/stocks/2026-11-20"]);
    expect(provider.covers(vodafone, "quote")).toBe(false);
  });

  test.each([
    ["before the close", "2026-11-20T18:00:00Z", "2026-11-19", 1],
    ["on a Sunday", "2026-11-22T18:00:00Z", "2026-11-20", 1],
    ["when today's are not there yet, without asking again at once", "2026-11-23T23:00:00Z", "2026-11-20", 2],
  ])("%s it is the last day that has closes", async (_, now, day, requests) => {
    const early = connect(createMassive, fake, { clock: () => Date.parse(now) });
    for (let round = 0; round < 3; round++) expect(await early.quote!([apple])).toMatchObject([{ day }]);
    expect(fake.requests.length).toBe(requests);
  });

  test("a free key is refused the closes of a day that is not over", async () => {
    fake.scenario = "today-not-authorized";
    expect(await provider.quote!([apple])).toMatchObject([{ day: "2026-11-19", price: 271.12 }]);
  });

  test("closes are on the units after the splits, and without results there are none", async () => {
    const series = await provider.closes!(apple, "2020-08-01");
    expect([...series.closes].slice(0, 2)).toEqual([124.8075, 129.04]);
    expect(series.adjustment).toBe("split");
    expect(await failureOf(provider.closes!(listing("XXXX"), "2026-01-01"))).toMatchObject({ reason: "no-data" });
  });

  test.each(["pages", "pages-at-the-old-address"] as const)(
    "%s are followed at its own address only",
    async (scenario) => {
      fake.scenario = scenario;
      const asked: string[] = [];
      const watched = connect(createMassive, fake, {
        fetch: (input, init) => {
          asked.push(String(input));
          return fetch(input, init);
        },
      });
      expect((await watched.closes!(apple, "2020-08-01")).days.length).toBe(5);
      expect(asked.length).toBe(3);
      expect(asked.every((address) => address.startsWith(fake.url) && !address.includes(KEY))).toBe(true);
    },
  );

  test("a next page elsewhere is refused, and pages without end are too", async () => {
    fake.scenario = "pages-elsewhere";
    expect(await failureOf(provider.closes!(apple, "2020-08-01"))).toMatchObject({ reason: "blocked" });
    expect(fake.requests.length).toBe(1);
    fake.scenario = "endless-pages";
    expect(await failureOf(provider.closes!(apple, "2020-08-01"))).toMatchObject({ reason: "malformed" });
    expect(fake.requests.length).toBeLessThan(15);
  });

  test("splits and dividends", async () => {
    expect(await provider.actions!(apple, "2020-08-08")).toEqual([
      { kind: "split", day: "2020-08-31", from: 1, to: 4 },
      {
        kind: "dividend",
        day: "2026-11-09",
        payDay: "2026-11-09",
        amount: 0.26,
        currency: "USD",
        basis: "declared",
      },
    ]);
    expect(await provider.actions!(listing("XXXX"), "2020-01-01")).toEqual([]);
  });

  const expected: Partial<Record<MassiveScenario, string>> = {
    limit: "rate-limited",
    "wrong-key": "unauthorized",
    "not-authorized": "plan-restricted",
    error: "malformed",
    gateway: "transient",
  };
  test.each(Object.entries(expected))("%s is a state of its own", async (scenario, reason) => {
    fake.scenario = scenario as MassiveScenario;
    expect((await failureOf(provider.closes!(apple, "2026-11-01"))).reason).toBe(reason);
  });

  test("what it cannot make sense of is kept for a person to look at, without the key", async () => {
    fake.scenario = "error";
    const error = await provider.closes!(apple, "2026-11-01").catch((caught: unknown) => caught);
    expect(error).toMatchObject({ reason: "malformed", sample: expect.stringContaining("Authorization: Bearer …") });
    expect((error as ProviderError).sample).not.toContain(KEY);
  });

  test("it is never asked more than five times a minute", async () => {
    const time = createManualTime(NOW_MS);
    const counted = await start(time.clock);
    await askOften(createMassive, counted, time, { rounds: 20, everyMs: 5_000 }, (own) =>
      own.closes!(apple, "2026-11-01"),
    );
    expect(counted.quota.refused).toBe(0);
    expect(counted.quota.taken).toBeGreaterThanOrEqual(8);
    await counted.close();
  });

  test("its key is tried with a list of one", async () => {
    await provider.test!();
    await expect(connect(createMassive, { ...fake, key: "wrong" }).test!()).rejects.toMatchObject({
      reason: "unauthorized",
    });
  });
});
