import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FakeFinnhub, startFakeFinnhub } from "../market/fakes/fake-finnhub.ts";
import { createMemoryTable } from "../store/memory-table.ts";
import { createDerivedKey } from "../vault-keys.ts";
import { NOW, startApp } from "./testing.ts";

const KEY = "ann-0123456789-SECRET";
const apple = { symbol: "AAPL", name: "Apple", kind: "stock", mic: "XNAS", currency: "USD" } as const;
// Goes on, so that the pauses between requests pass.
const started = Date.now();
const clock = () => NOW + Date.now() - started;

let fake: FakeFinnhub;
let table: ReturnType<typeof createMemoryTable>;
beforeAll(async () => {
  fake = await startFakeFinnhub({ key: KEY });
  fake.prices.set("AAPL", { c: 230, pc: 229, t: NOW / 1_000 - 60 });
});
afterAll(() => fake.close());
beforeEach(() => {
  fake.scenario = undefined;
  fake.fault = undefined;
  fake.requests.length = 0;
  table = createMemoryTable({ clock });
});

const start = (rest: Parameters<typeof startApp>[0] = {}) =>
  startApp({ table, clock, settings: { finnhub: { url: fake.url, socketUrl: fake.socketUrl } }, ...rest });
const problem = (code: string, status: number, words = "") => ({
  ...{ code, status },
  message: expect.stringContaining(words),
});

/** Everything that lies in the table, as text. */
async function stored(): Promise<string> {
  const partitions = ["USER#ann", "USER#bob", "DEPLOYMENT", "PROVIDER#user:ann#finnhub", "PROVIDER#deployment#finnhub"];
  const pages = await Promise.all(partitions.map((partition) => table.query({ partition })));
  return JSON.stringify(pages);
}

describe("a key of one's own", () => {
  test("is tested, kept locked, and never shown again", async () => {
    const { as, send, logged } = start();
    const ann = as("ann");
    expect(await ann.providerKeys()).toEqual({ items: [], next: null });
    const held = await ann.saveProviderKey("finnhub", ` ${KEY} `);
    expect(held).toEqual({
      provider: "finnhub",
      scope: "own",
      savedAt: expect.stringMatching(/^2026-03-02T10:0/),
      isReadable: true,
    });
    expect(fake.requests.length).toBe(1);
    for (const path of ["/api/provider-keys", "/api/market/status", "/api/settings"]) {
      expect(await (await send("ann", "GET", path)).text()).not.toContain("SECRET");
    }
    expect(await stored()).toContain("PROVIDERKEY");
    expect(await stored()).not.toContain("SECRET");
    expect(logged.join()).not.toContain("SECRET");
  });

  test("brings prices for its owner, whom nobody else's books can see, and for nobody else", async () => {
    const { as } = start();
    const [ann, bob] = [as("ann"), as("bob")];
    await ann.saveProviderKey("finnhub", KEY);
    const { id } = await ann.saveInstrument(apple);
    await bob.saveInstrument(apple);
    expect((await ann.quotes([id])).items).toMatchObject([{ source: "finnhub", price: "230" }]);
    const asked = fake.requests.length;
    expect((await bob.quotes([id])).items).toEqual([]);
    expect(fake.requests.length).toBe(asked);
    expect((await bob.providerKeys()).items).toEqual([]);
    const statusOf = async (client: typeof ann) =>
      (await client.marketStatus()).items.find(({ name }) => name === "finnhub");
    expect(await statusOf(ann)).toMatchObject({ state: "ok", scope: "own" });
    expect(await statusOf(bob)).toMatchObject({ state: "needs-key", scope: "deployment" });
  });

  test("that the provider rejects is not kept", async () => {
    const ann = start().as("ann");
    await expect(ann.saveProviderKey("finnhub", "another-SECRET")).rejects.toMatchObject(
      problem("key_rejected", 422, "was not kept"),
    );
    expect((await ann.providerKeys()).items).toEqual([]);
  });

  test("that could not be tested is not kept, and that is said", async () => {
    const ann = start().as("ann");
    fake.fault = "reset";
    await expect(ann.saveProviderKey("finnhub", KEY)).rejects.toMatchObject(
      problem("key_untested", 503, "could not be tested and was not kept"),
    );
    expect((await ann.providerKeys()).items).toEqual([]);
    expect(await stored()).not.toContain("PROVIDERKEY");
  });

  test("is not guessed here: after ten that were tried in a minute nobody is asked", async () => {
    const { as } = start();
    for (let guess = 0; guess < 10; guess++) {
      await expect(as("ann").saveProviderKey("finnhub", `wrong-${guess}`)).rejects.toMatchObject({
        code: "key_rejected",
      });
    }
    const asked = fake.requests.length;
    const refused = problem("key_untested", 503, "Much has been tried out in a short time; nobody was asked.");
    await expect(as("ann").saveProviderKey("finnhub", KEY)).rejects.toMatchObject(refused);
    expect(fake.requests.length).toBe(asked);
    expect(await as("bob").saveProviderKey("finnhub", KEY)).toMatchObject({ provider: "finnhub" });
  });

  test("replaces the one before it, and can be taken away", async () => {
    const ann = start().as("ann");
    await ann.saveProviderKey("finnhub", KEY);
    await expect(ann.saveProviderKey("finnhub", "wrong")).rejects.toMatchObject({ code: "key_rejected" });
    fake.scenario = "wrong-key";
    expect(await ann.testProvider("finnhub")).toMatchObject({ works: false });
    const state = async () => (await ann.marketStatus()).items.find(({ name }) => name === "finnhub")?.state;
    expect(await state()).toBe("needs-key");
    fake.scenario = undefined;
    await ann.saveProviderKey("finnhub", KEY);
    expect(await state()).toBe("ok");
    expect(await ann.testProvider("finnhub")).toEqual({ works: true, message: "Finnhub answered." });
    expect((await ann.removeProviderKey("finnhub")).items).toEqual([]);
    expect(await ann.testProvider("finnhub")).toMatchObject({ works: false, message: expect.stringContaining("key") });
  });

  test("outlives a restart, and where the deployment's key is gone has to be entered again", async () => {
    await start().as("ann").saveProviderKey("finnhub", KEY);
    expect(await start().as("ann").testProvider("finnhub")).toMatchObject({ works: true });
    for (const text of ["another text that nobody can guess", undefined]) {
      const ann = start({ vaultKey: createDerivedKey(async () => text) }).as("ann");
      expect((await ann.providerKeys()).items).toMatchObject([{ provider: "finnhub", isReadable: false }]);
      const status = (await ann.marketStatus()).items.find(({ name }) => name === "finnhub");
      expect(status).toMatchObject({ state: "needs-key", message: expect.stringContaining("enter it again") });
      const { id } = await ann.saveInstrument(apple);
      expect((await ann.quotes([id])).unpriced).toMatchObject([{ code: "add-key" }]);
    }
  });

  test("that cannot be unlocked just now takes nothing else away", async () => {
    await start().as("ann").saveProviderKey("finnhub", KEY);
    const broken = () => Promise.reject(new Error("the disk is gone"));
    const ann = start({ vaultKey: { read: broken, make: broken } }).as("ann");
    const { id } = await ann.saveInstrument(apple);
    expect((await ann.quotes([id])).unpriced).toMatchObject([{ code: "add-key" }]);
    expect((await ann.providerKeys()).items).toMatchObject([{ isReadable: false }]);
  });

  test("is kept nowhere where there is nothing to lock it with", async () => {
    const ann = start({ vaultKey: createDerivedKey(async () => undefined) }).as("ann");
    await expect(ann.saveProviderKey("finnhub", KEY)).rejects.toMatchObject(problem("no_vault", 503));
  });
});

describe("a key of the deployment", () => {
  test("is tested once for all who ask at about the same time", async () => {
    const { as } = start();
    await as("ann").saveProviderKey("finnhub", KEY, "deployment");
    const before = fake.requests.length;
    const told = await Promise.all(["ann", "bob", "bob"].map((name) => as(name).testProvider("finnhub")));
    expect(told.map(({ works }) => works)).toEqual([true, true, true]);
    expect((await as("bob").testProvider("finnhub")).works).toBe(true);
    expect(fake.requests.length).toBe(before + 1);
  });

  test("is for everybody on a laptop, and whoever has their own uses that", async () => {
    const { as } = start();
    await as("ann").saveProviderKey("finnhub", KEY, "deployment");
    expect((await as("ann").providerKeys()).items).toMatchObject([{ provider: "finnhub", scope: "deployment" }]);
    expect(await as("bob").testProvider("finnhub")).toMatchObject({ works: true });
    await as("ann").removeProviderKey("finnhub", "deployment");
    expect(await as("bob").testProvider("finnhub")).toMatchObject({ works: false });
  });

  test("is the operator's in the cloud, where it is in the stack's secret", async () => {
    const ann = start({ home: "cloud" }).as("ann");
    await expect(ann.saveProviderKey("finnhub", KEY, "deployment")).rejects.toMatchObject(
      problem("operator_only", 403),
    );
    await expect(ann.removeProviderKey("finnhub", "deployment")).rejects.toMatchObject(problem("operator_only", 403));
    expect(await ann.saveProviderKey("finnhub", KEY)).toMatchObject({ scope: "own" });
  });
});

test("a provider that says the key back is not quoted with it", async () => {
  const echo = async () =>
    Response.json({ error: `The key ${KEY} is not right: ?token=${KEY} ${encodeURIComponent(KEY)}` }, { status: 401 });
  const { send, logged } = start({ fetch: echo });
  const body = JSON.stringify({ key: KEY, scope: "own" });
  const response = await send("ann", "PUT", "/api/providers/finnhub/key", {
    ...{ body, headers: { "content-type": "application/json" } },
  });
  expect(response.status).toBe(422);
  expect(await response.text()).not.toContain("SECRET");
  expect(logged.join()).not.toContain("SECRET");
});

test("there are keys only for providers that take one", async () => {
  const ann = startApp({ settings: { ecb: { url: "http://127.0.0.1:9" } } }).as("ann");
  await expect(ann.saveProviderKey("ecb", KEY)).rejects.toMatchObject(problem("invalid", 400, "takes no key"));
  await expect(ann.saveProviderKey("nobody", KEY)).rejects.toMatchObject({ status: 404 });
  await expect(ann.saveProviderKey("../x", KEY)).rejects.toMatchObject({ status: 404 });
  await expect(ann.testProvider("nobody")).rejects.toMatchObject({ status: 404 });
});

test("a spelling is one symbol: no list that costs more than it counts, and no way to elsewhere on the host", async () => {
  const ann = start().as("ann");
  const { id } = await ann.saveInstrument(apple);
  for (const spelling of [
    "AAPL,MSFT",
    "..",
    "../user",
    "a/../b",
    "a/.",
    "AAPL?x=1",
    "AAPL#",
    "AAPL%2f",
    "A B",
    "A\\B",
    "a;b",
    "",
  ]) {
    const saved = ann.saveSourceChoice(id, { spellings: { finnhub: spelling } });
    await expect(saved, spelling).rejects.toMatchObject({ status: 400, code: "invalid" });
  }
  for (const spelling of [
    "BINANCE:BTCUSDT",
    "^GSPC",
    "EURUSD=X",
    "M&M.NS",
    "BTC/USD",
    "brk-b.us",
    "usd-coin",
    "VOD..L",
  ]) {
    expect(await ann.saveSourceChoice(id, { spellings: { finnhub: spelling } })).toMatchObject({
      spellings: { finnhub: spelling },
    });
  }
});
