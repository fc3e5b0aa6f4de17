import { createRates, dayFromNumber } from "@tickfolio/engine";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FakeEcb, startFakeEcb } from "../fakes/fake-ecb.ts";
import { type FakeFrankfurter, startFakeFrankfurter } from "../fakes/fake-frankfurter.ts";
import { createManualTime } from "../manual-time.ts";
import { createMarket } from "../market.ts";
import { createMemoryShelf } from "../price-shelf.ts";
import type { Provider } from "../provider.ts";
import { createEcb } from "../providers/ecb.ts";
import { createFrankfurter } from "../providers/frankfurter.ts";
import { unlimited } from "../testing.ts";

describe("rates when the ECB does not answer", () => {
  let ecb: FakeEcb;
  let frankfurter: FakeFrankfurter;
  let time: ReturnType<typeof createManualTime>;
  beforeAll(async () => {
    ecb = await startFakeEcb();
    frankfurter = await startFakeFrankfurter();
  });
  afterAll(() => Promise.all([ecb.close(), frankfurter.close()]));
  beforeEach(() => {
    time = createManualTime("2026-11-20T18:00:00Z");
    ecb.fault = undefined;
    frankfurter.fault = undefined;
    ecb.rates.clear();
    frankfurter.rates.clear();
    for (const day of ["2026-11-18", "2026-11-19"]) {
      ecb.rates.set(day, { USD: 1.15 });
      // As if another had rounded otherwise: what comes from whom can be told apart.
      frankfurter.rates.set(day, { USD: 1.1501 });
    }
    frankfurter.requests.length = 0;
  });

  const open = (shelf = createMemoryShelf(), isEnabled: (provider: Provider) => boolean = () => true) => {
    const parts = { clock: time.clock, quota: unlimited, timeoutMs: 60_000 };
    const timers = { after: (ms: number, run: () => void) => time.timers.after(ms, run) };
    return createMarket({
      ...{ shelf, clock: time.clock, timers, random: () => 0 },
      isEnabled: (_, provider) => isEnabled(provider),
      providers: [createEcb({ ...parts, url: ecb.url }), createFrankfurter({ ...parts, url: frankfurter.url })],
    });
  };

  /** Retries and patience wait on a clock that has to be moved. */
  async function moving<T>(promise: Promise<T>): Promise<T> {
    let isDone = false;
    void promise.finally(() => {
      isDone = true;
    });
    while (!isDone) await time.advance(50);
    return promise;
  }

  const told = (tables: Awaited<ReturnType<ReturnType<typeof open>["rates"]>>) =>
    tables.map(({ source, days, columns }) => [source, dayFromNumber(days.at(-1)!), columns.USD!.at(-1)]);

  test("while it answers, nobody else is asked", async () => {
    expect(told(await moving(open().rates("me", "2026-11-18")))).toEqual([["ecb", "2026-11-19", 1.15]]);
    expect(frankfurter.requests).toEqual([]);
  });

  test("Frankfurter's whole table takes its place, and no day has rates of both", async () => {
    const shelf = createMemoryShelf();
    await moving(open(shelf).rates("me", "2026-11-18"));
    await time.advance(24 * 3_600_000);
    ecb.fault = "html-502";
    frankfurter.rates.set("2026-11-20", { USD: 1.16 });
    const tables = await moving(open(shelf).rates("me", "2026-11-18"));
    expect(told(tables)).toEqual([["frankfurter", "2026-11-20", 1.16]]);
    expect(createRates(tables).at("EUR", "USD", "2026-11-19")).toMatchObject({ source: "frankfurter" });
  });

  test("where it knows nothing newer, what is kept of the ECB stays", async () => {
    const shelf = createMemoryShelf();
    await moving(open(shelf).rates("me", "2026-11-18"));
    await time.advance(24 * 3_600_000);
    ecb.fault = "html-502";
    expect(told(await moving(open(shelf).rates("me", "2026-11-18")))).toEqual([["ecb", "2026-11-19", 1.15]]);
    expect(frankfurter.requests.length).toBe(1);
  });

  test("a shorter past is no better: the older days would be lost", async () => {
    const shelf = createMemoryShelf();
    ecb.rates.clear();
    for (const day of ["2026-03-02", "2026-11-19"]) ecb.rates.set(day, { USD: 1.15 });
    await moving(open(shelf).rates("me", "2026-03-02"));
    await time.advance(24 * 3_600_000);
    ecb.fault = "html-502";
    frankfurter.rates.set("2026-11-20", { USD: 1.16 });
    expect(told(await moving(open(shelf).rates("me", "2026-03-02")))).toEqual([["ecb", "2026-11-19", 1.15]]);
  });

  test("whoever switched the ECB off has Frankfurter, and with both gone there is none", async () => {
    const without = (provider: Provider) => provider.name !== "ecb";
    expect(told(await moving(open(undefined, without).rates("me", "2026-11-18")))).toEqual([
      ["frankfurter", "2026-11-19", 1.1501],
    ]);
    ecb.fault = "reset";
    frankfurter.fault = "reset";
    expect(await moving(open().rates("me", "2026-11-18"))).toEqual([]);
  });
});
