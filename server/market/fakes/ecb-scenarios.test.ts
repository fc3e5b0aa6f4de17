import { dayFromNumber } from "@tickfolio/engine";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { createEcb } from "../providers/ecb.ts";
import { unlimited } from "../testing.ts";
import { type EcbScenario, type FakeEcb, startFakeEcb } from "./fake-ecb.ts";
import { everyScenarioIsPlayed } from "./scenarios.ts";

let fake: FakeEcb;
let now: string;

beforeAll(async () => {
  fake = await startFakeEcb();
});
afterAll(() => fake.close());
beforeEach(() => {
  now = "2026-11-20T18:00:00Z";
  Object.assign(fake, { scenario: undefined, modified: undefined });
  fake.rates.clear();
  fake.rates
    .set("2026-03-02", { USD: 1.1, JPY: 170 })
    .set("2026-11-19", { USD: 1.1588, JPY: undefined })
    .set("2026-11-20", { USD: 1.1602, JPY: 179.41 });
});

const connect = () => createEcb({ clock: () => Date.parse(now), quota: unlimited, url: fake.url, timeoutMs: 60_000 });
const all = () => connect().rates!("1999-01-04");
const wrong = async (scenario: EcbScenario, from = "1999-01-04") => {
  fake.scenario = scenario;
  return connect().rates!(from).catch((error: { reason: string; message: string }) => [error.reason, error.message]);
};
const lastDay = async (from: string) => dayFromNumber((await connect().rates!(from)).days.at(-1)!);

everyScenarioIsPlayed("ECB", {
  "trailing comma": async () => {
    expect(Object.keys((await all()).columns)).not.toContain("");
  },
  "N/A": async () => {
    expect([...(await all()).columns.JPY!]).toEqual([170, Number.NaN, 179.41]);
  },
  "new unknown column": async () => {
    expect([...(await all()).columns.XQX!].every(Number.isNaN)).toBe(true);
  },
  weekend: async () => {
    // A Sunday: the last there are is Friday's, and nobody makes one up.
    now = "2026-11-22T12:00:00Z";
    expect(await lastDay("2026-11-20")).toBe("2026-11-20");
    expect(await lastDay("2026-11-22")).toBe("2026-11-20");
  },
  "before-16:00": async () => {
    fake.rates.delete("2026-11-20");
    now = "2026-11-20T10:00:00Z";
    expect(await lastDay("2026-11-20")).toBe("2026-11-19");
  },
  "304": async () => {
    fake.modified = "Fri, 20 Nov 2026 15:00:00 GMT";
    const ecb = connect();
    const first = await ecb.rates!("2026-11-01");
    expect(await ecb.rates!("2026-11-01")).toBe(first);
  },
  "corrupt zip": async () => expect(await wrong("corrupt")).toMatchObject(["malformed", expect.anything()]),
  "zip bomb (limit 20 MB)": async () => {
    expect(await wrong("bomb")).toEqual(["malformed", expect.stringContaining("more than it ever holds")]);
    expect(await wrong("lying-size")).toMatchObject(["malformed", expect.anything()]);
  },
  "XML with DTD (must be refused)": async () => {
    expect(await wrong("doctype", "2026-11-01")).toEqual(["malformed", expect.stringContaining("document type")]);
  },
});
