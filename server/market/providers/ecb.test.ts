import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { dayFromNumber, dayNumber } from "@tickfolio/engine";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type EcbScenario, type FakeEcb, startFakeEcb } from "../fakes/fake-ecb.ts";
import { createManualTime } from "../manual-time.ts";
import { createMarket } from "../market.ts";
import { createMemoryShelf } from "../price-shelf.ts";
import { listing, unlimited } from "../testing.ts";
import { providerConformance } from "./conformance.ts";
import { createEcb } from "./ecb.ts";
import { readEcbCsv, readEcbZip } from "./ecb-files.ts";
import { createRatesFile } from "./rates-file.ts";

const NOW = "2026-11-20T18:00:00Z";
const clock = () => Date.parse(NOW);
const fullFile = join(import.meta.dirname, "../../../../shared/data/fx/eurofxref-hist.csv");

async function start() {
  const fake = await startFakeEcb();
  fake.rates
    .set("2026-03-02", { USD: 1.1, JPY: 170 })
    .set("2026-11-18", { USD: 1.157, JPY: 179 })
    .set("2026-11-19", { USD: 1.1588, JPY: undefined })
    .set("2026-11-20", { USD: 1.1602, JPY: 179.41 });
  return fake;
}
/** However slow the machine is: only what never comes is given up. */
const PATIENT_MS = 60_000;
const connect = (fake: FakeEcb, timeoutMs = PATIENT_MS) =>
  createEcb({ clock, url: fake.url, timeoutMs, quota: unlimited });

providerConformance("ecb", async () => {
  const fake = await start();
  return {
    ...{ provider: connect(fake), impatient: connect(fake, 100), clock },
    ...{ foreign: listing("AAPL"), server: fake, close: () => fake.close() },
  };
});

describe("the ECB's files", () => {
  let fake: FakeEcb;
  beforeAll(async () => {
    fake = await start();
  });
  afterAll(() => fake.close());
  beforeEach(() => {
    fake.scenario = undefined;
    fake.modified = undefined;
    fake.requests.length = 0;
  });

  test.each([
    ["2026-11-19", "/eurofxref-daily.xml", 1],
    ["2026-11-01", "/eurofxref-hist-90d.xml", 4],
    ["2026-02-01", "/eurofxref-hist.zip", 4],
  ])("from %s on it is %s", async (from, path, days) => {
    const table = await connect(fake).rates!(from);
    expect(fake.requests.map((request) => request.path)).toEqual([path]);
    expect(table.days.length).toBe(days);
    expect(table).toMatchObject({ base: "EUR", source: "ecb" });
    expect(dayFromNumber(table.days.at(-1)!)).toBe("2026-11-20");
    expect(table.columns.USD!.at(-1)).toBe(1.1602);
  });

  test("a gap is a gap, a currency nobody knows is a column, a trailing comma is nothing", async () => {
    const { columns, days } = await connect(fake).rates!("1999-01-04");
    expect(Object.keys(columns)).toEqual(["USD", "JPY", "XQX"]);
    expect([...columns.JPY!]).toEqual([170, 179, Number.NaN, 179.41]);
    expect([...columns.XQX!].every(Number.isNaN)).toBe(true);
    expect([...days]).toEqual([...days].sort((a, b) => a - b));
  });

  test("a file that has not changed is not sent again", async () => {
    fake.modified = "Fri, 20 Nov 2026 15:00:00 GMT";
    const ecb = connect(fake);
    const first = await ecb.rates!("2026-11-01");
    expect(await ecb.rates!("2026-11-01")).toBe(first);
    expect(fake.requests[1]!.headers["if-modified-since"]).toBe(fake.modified);
  });

  test.each<[EcbScenario, string, string]>([
    ["doctype", "2026-11-01", "document type"],
    ["no-rates", "2026-11-01", "no rates"],
    ["no-rates", "1999-01-04", "no rates"],
    ["corrupt", "1999-01-04", "ECB's"],
    ["bomb", "1999-01-04", "more than it ever holds"],
    ["lying-size", "1999-01-04", "ECB's"],
    ["other-file", "1999-01-04", "has no eurofxref-hist.csv"],
    ["broken-row", "1999-01-04", "cut off"],
  ])("%s (from %s) is refused", async (scenario, from, words) => {
    fake.scenario = scenario;
    await expect(connect(fake).rates!(from)).rejects.toMatchObject({
      reason: "malformed",
      message: expect.stringContaining(words),
    });
  });
});

describe("rates of the market", () => {
  let fake: FakeEcb;
  beforeAll(async () => {
    fake = await start();
  });
  afterAll(() => fake.close());

  test("are asked for once, then only what is missing, and what we have outlives a failure", async () => {
    const time = createManualTime(NOW);
    const shelf = createMemoryShelf();
    const options = { shelf, clock: time.clock, random: () => 0, isEnabled: () => true };
    const timers = { after: (_: number, run: () => void) => time.timers.after(0, run) };
    const open = () =>
      createMarket({
        ...options,
        timers,
        providers: [createEcb({ clock: time.clock, url: fake.url, timeoutMs: PATIENT_MS })],
      });
    const market = open();
    fake.requests.length = 0;
    const [table] = await market.rates("me", "2025-01-01");
    expect(table!.days.length).toBe(4);
    await market.rates("me", "2026-01-01");
    expect(fake.requests.map(({ path }) => path)).toEqual(["/eurofxref-hist.zip"]);

    await time.advance(24 * 3_600_000);
    fake.rates.set("2026-11-21", { USD: 1.17, JPY: 180 });
    fake.requests.length = 0;
    const later = (await open().rates("me", "2026-03-05"))[0]!;
    expect(fake.requests.map(({ path }) => path)).toEqual(["/eurofxref-daily.xml"]);
    expect([...later.columns.USD!]).toEqual([1.1, 1.157, 1.1588, 1.1602, 1.17]);

    await time.advance(24 * 3_600_000);
    fake.fault = "html-502";
    const asked = market.rates("me", "2026-03-05");
    await vi.waitFor(
      async () => {
        await time.advance(1);
        expect((await market.status("me"))[0]).toMatchObject({ state: "failing" });
      },
      { timeout: 15_000, interval: 5 },
    );
    expect((await asked)[0]!.days.length).toBe(4);

    // Without a network nobody waits for it again and again.
    fake.requests.length = 0;
    expect((await market.rates("me", "2026-03-05"))[0]!.days.length).toBe(4);
    expect(fake.requests).toEqual([]);
  });
});

describe.runIf(existsSync(fullFile))("the ECB's full file of the shared data", () => {
  test("has 6,983 days since 1999", () => {
    const table = readEcbCsv(readFileSync(fullFile, "utf8"));
    expect(table.days.length).toBe(6_983);
    expect(dayFromNumber(table.days[0]!)).toBe("1999-01-04");
    expect(table.columns.USD!.at(-1)).toBe(1.1684);
    expect(table.columns.SIT![table.days.indexOf(dayNumber("2007-01-02"))]).toBeNaN();
  });

  test("is the same in its archive, and as a file on this machine", async () => {
    const text = readFileSync(fullFile, "utf8");
    expect(readEcbZip(zipSync({ "eurofxref-hist.csv": strToU8(text) }))).toEqual(readEcbCsv(text));
    expect((await createRatesFile({ file: fullFile }).rates!("2020-01-01")).days.length).toBe(6_983);
  });
});
