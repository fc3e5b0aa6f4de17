import type { Instrument } from "@tickfolio/engine";
import type { CustomProviderDraft } from "@tickfolio/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeCustom, startFakeCustom } from "../market/fakes/fake-custom.ts";
import type { ProviderParts } from "../market/provider.ts";
import { createCustom, tryCustom } from "../market/providers/custom.ts";
import { NOW, startApp } from "./testing.ts";

const SECRET = "a-secret-of-ann";
const started = Date.now();
const clock = () => NOW + Date.now() - started;
const sap = { symbol: "SAP.DE", name: "SAP", kind: "stock", mic: "XETR", currency: "EUR" } as const;

let fake: FakeCustom;
beforeAll(async () => {
  fake = await startFakeCustom(SECRET);
  fake.history.set("SAP.DE", [
    ["2026-02-26", 199.25],
    ["2026-02-27", 201.5],
  ]);
});
afterAll(() => fake.close());

/** Only the public internet may be asked, and only over https; a test's server is on this machine and speaks plain HTTP. */
const plain = (draft: CustomProviderDraft): CustomProviderDraft => ({
  ...draft,
  history: { ...draft.history!, url: draft.history!.url.replace("https:", "http:") },
});
const custom = async () => ({
  createCustom: (parts: ProviderParts, name: string, draft: CustomProviderDraft) =>
    createCustom({ ...parts, onLoopback: true }, name, plain(draft)),
  tryCustom: (parts: ProviderParts, draft: CustomProviderDraft, instrument: Instrument) =>
    tryCustom({ ...parts, onLoopback: true }, plain(draft), instrument),
});

const described = (): CustomProviderDraft => ({
  ...{
    title: "My fund house",
    kind: "csv",
    dateFormat: "day-month-year",
    adjustment: "unknown",
    symbols: [],
    markets: [],
  },
  history: { url: `${fake.url.replace("http:", "https:")}/csv/{symbol}`, day: "Day", close: "Price" },
  headers: [{ name: "X-Key", value: SECRET }],
});

test("a source one describes is kept locked, shown without its secrets, and brings prices for its owner alone", async () => {
  const { as, send, logged } = startApp({ clock, custom });
  const [ann, bob] = [as("ann"), as("bob")];
  const saved = await ann.saveCustomProvider("fund-house", described());
  expect(saved).toMatchObject({ name: "custom-fund-house", draft: { headers: [{ name: "X-Key", value: "" }] } });
  // Sent back as it was shown, it keeps its secret.
  await ann.saveCustomProvider("fund-house", { ...saved.draft!, title: "Another title" });
  expect((await ann.customProviders()).items).toMatchObject([{ id: "fund-house", draft: { title: "Another title" } }]);
  const { id } = await ann.saveInstrument(sap);
  await bob.saveInstrument(sap);
  const trial = await ann.tryCustomProvider("fund-house", saved.draft!, id);
  expect(trial.parts).toMatchObject([{ part: "history", works: true }]);
  expect((await ann.quotes([id])).items).toMatchObject([{ source: "custom-fund-house", price: "201.5" }]);
  expect((await bob.quotes([id])).items).toEqual([]);
  expect((await bob.customProviders()).items).toEqual([]);
  expect((await ann.marketStatus()).items).toContainEqual(
    expect.objectContaining({ name: "custom-fund-house", title: "Another title", scope: "own", state: "ok" }),
  );
  for (const path of ["/api/custom-providers", "/api/market/status"]) {
    expect(await (await send("ann", "GET", path)).text()).not.toContain(SECRET);
  }
  expect(JSON.stringify(trial) + logged.join()).not.toContain(SECRET);
  // It has a switch like any other.
  await ann.saveSettings({ baseCurrency: "EUR", providers: { "custom-fund-house": false }, version: 0 });
  const status = (await ann.marketStatus()).items.find(({ name }) => name === "custom-fund-house");
  expect(status).toMatchObject({ enabled: false, state: "off" });
  await ann.removeCustomProvider("fund-house");
  expect((await ann.marketStatus()).items.map(({ name }) => name)).not.toContain("custom-fund-house");
});

test("a source that has refused what it was sent is asked again once that is mended", async () => {
  const ann = startApp({ clock, custom }).as("ann");
  await ann.saveCustomProvider("fund-house", { ...described(), headers: [{ name: "X-Key", value: "a-wrong-secret" }] });
  const { id } = await ann.saveInstrument(sap);
  expect((await ann.quotes([id])).items).toEqual([]);
  const status = async () => (await ann.marketStatus()).items.find(({ name }) => name === "custom-fund-house");
  expect(await status()).toMatchObject({ state: "needs-key" });
  await ann.saveCustomProvider("fund-house", described());
  await expect.poll(async () => (await ann.quotes([id])).items).toMatchObject([{ price: "201.5" }]);
  // What was asked before counts all the same.
  expect(await status()).toMatchObject({ state: "ok", budget: [{ perSeconds: 60, used: 2 }, { perSeconds: 86_400 }] });
});

test("addresses are not scanned from here: after ten in a minute nobody is asked", async () => {
  const ann = startApp({ clock, custom }).as("ann");
  const { id } = await ann.saveInstrument(sap);
  const works = async () => (await ann.tryCustomProvider("fund-house", described(), id)).parts[0]!;
  for (let time = 0; time < 10; time++) expect(await works()).toMatchObject({ works: true });
  const asked = fake.requests.length;
  expect(await works()).toMatchObject({ works: false, message: expect.stringContaining("nobody was asked") });
  expect(fake.requests.length).toBe(asked);
});
