import { Decimal } from "@tickfolio/engine";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createMemoryTable } from "../../store/memory-table.ts";
import { createStore, type Store } from "../../store/store.ts";
import { createDerivedKey } from "../../vault-keys.ts";
import { type FakeFinnhub, startFakeFinnhub } from "../fakes/fake-finnhub.ts";
import { type FakeStooq, startFakeStooq } from "../fakes/fake-stooq.ts";
import { createMarket, type Market } from "../market.ts";
import { createMemoryShelf } from "../price-shelf.ts";
import type { Provider } from "../provider.ts";
import { listing } from "../testing.ts";
import { systemTimers } from "../timers.ts";
import { CATALOGUE } from "./catalogue.ts";
import { openRoster } from "./open-roster.ts";
import type { OwnSources } from "./own-sources.ts";
import { PROVIDER_NAMES } from "./provider-names.ts";
import type { Roster } from "./roster.ts";

const FINNHUB = "finnhub-0123456789";
const STOOQ = "0123456789abcdef0123456789abcdef";
const NOW = Date.parse("2026-11-20T22:30:00Z");
const started = Date.now();
// Goes on faster than it should, so that the pauses between requests pass.
const SPEED = 10;
const clock = () => NOW + (Date.now() - started) * SPEED;
const timers = { after: (ms: number, run: () => void) => systemTimers.after(ms / SPEED, run) };
const apple = listing("AAPL");

let finnhub: FakeFinnhub;
let stooq: FakeStooq;
let store: Store;
let roster: Roster;
let sources: OwnSources;
let market: Market;

beforeAll(async () => {
  [finnhub, stooq] = await Promise.all([startFakeFinnhub({ key: FINNHUB }), startFakeStooq({ key: STOOQ })]);
  finnhub.prices.set("AAPL", { c: 273.61, pc: 271.12, t: NOW / 1_000 - 5_300 });
  stooq.history.set("aapl.us", [["2026-11-20", 273.5]]).set("spy.us", [["2026-11-20", 600]]);
  stooq.quotes.set("aapl.us", ["2026-11-20", "22:00:19", 273.5]).set("other.us", ["2026-11-20", "22:00:19", 5]);
  stooq.quotes.set("near.us", ["2026-11-20", "22:00:19", 270]);
});
afterAll(() => Promise.all([finnhub.close(), stooq.close()]));

beforeEach(() => {
  for (const fake of [finnhub, stooq]) fake.requests.length = 0;
  store = createStore(createMemoryTable({ clock }), { clock });
  ({ roster, sources } = openRoster({
    ...{ store, clock, timers, local: [], keepsKeys: true },
    without: new Set(CATALOGUE.map(({ name }) => name).filter((name) => name !== "finnhub" && name !== "stooq")),
    settings: {
      finnhub: { key: FINNHUB, url: finnhub.url, socketUrl: finnhub.socketUrl },
      stooq: { url: stooq.url },
    },
    vaultKey: createDerivedKey(async () => "a text that nobody can guess, or so"),
    keyRemedy: () => "Put it in under Market data.",
  }));
  market = createMarket({
    providers: roster,
    shelf: createMemoryShelf(),
    state: store.providerState,
    clock,
    isEnabled,
    patienceMs: 20_000,
  });
});

const isEnabled = (user: string, { name }: Provider) => user !== "carl" || name !== "finnhub";
const names = async (user: string) => (await roster.of(user)).map(({ name, scope }) => `${name} of ${scope}`);
const priceOf = async (user: string) => (await market.quotes(user, [apple])).quotes[0];

test("every provider of the catalogue is made by its name, with a key where it says so, and each has its switch", async () => {
  for (const { name, key, load } of CATALOGUE) {
    const provider = (await load())({ clock, key: key === "none" ? undefined : "0123456789abcdef" });
    expect([provider.name, provider.needs], name).toEqual([name, undefined]);
    expect(provider.key !== undefined, `${name} takes a key`).toBe(key !== "none");
    expect(provider.key?.isNeeded === true, `${name} needs a key`).toBe(key === "needed");
    expect((await load())({ clock, key: undefined }).needs !== undefined, `${name} without`).toBe(key === "needed");
    expect(provider.hosts.length).toBeGreaterThan(0);
  }
  const here = ["simulator", "price-folder"];
  expect([...CATALOGUE.map(({ name }) => name), ...here].toSorted()).toEqual([...PROVIDER_NAMES].toSorted());
});

describe("a user's providers", () => {
  test("are everybody's, until they have a key of their own, which then takes that one's place", async () => {
    expect(await names("ann")).toEqual(["finnhub of deployment", "stooq of deployment"]);
    await sources.saveKey("ann", "stooq", "own", STOOQ);
    expect(await names("ann")).toEqual(["stooq of user:ann", "finnhub of deployment"]);
    expect(await names("bob")).toEqual(["finnhub of deployment", "stooq of deployment"]);
    await sources.removeKey("ann", "stooq", "own");
    expect(await names("ann")).toEqual(["finnhub of deployment", "stooq of deployment"]);
  });

  test("are the same objects from one question to the next, and others with another key", async () => {
    await sources.saveKey("ann", "finnhub", "own", FINNHUB);
    const before = await roster.of("ann");
    expect((await roster.of("ann")).every((provider, index) => provider === before[index])).toBe(true);
    expect((await roster.of("bob"))[1]).toBe(before[1]);
    await sources.removeKey("ann", "finnhub", "own");
    expect((await roster.of("ann"))[0]).not.toBe(before[0]);
    await sources.saveKey("ann", "finnhub", "own", FINNHUB);
    expect((await roster.of("ann"))[0]!.keyHash).toBe(before[0]!.keyHash);
  });

  test("with the same key as another's are counted apart, and one key of all is counted once", async () => {
    await sources.saveKey("ann", "finnhub", "own", FINNHUB);
    const used = async (user: string) => (await (await roster.of(user))[0]!.budget!())[0]!.used;
    expect([await used("ann"), await used("bob")]).toEqual([1, 0]);
  });
});

test("where the deployment's keys cannot be read, the others are there all the same", async () => {
  const { roster: without } = openRoster({
    ...{ store, clock, timers, local: [], keepsKeys: false, settings: {} },
    keys: () => Promise.reject(new Error("the secret is not there")),
    vaultKey: createDerivedKey(() => Promise.reject(new Error("the secret is not there"))),
    keyRemedy: () => "Put it in under Settings.",
  });
  expect((await without.of("ann")).map(({ name }) => name)).toEqual(CATALOGUE.map(({ name }) => name));
});

describe("prices", () => {
  test("of one's own key are for its owner, while others are served by everybody's", async () => {
    await sources.saveKey("ann", "stooq", "own", STOOQ);
    await sources.saveChoice("ann", apple.id, { pin: "stooq", spellings: {} });
    expect(await priceOf("ann")).toMatchObject({ source: "stooq", price: 273.5 });
    expect(await priceOf("bob")).toMatchObject({ source: "finnhub", price: 273.61 });
    expect(await market.closes("bob", apple, "2026-11-20")).toBeUndefined();
    expect(await market.closes("ann", apple, "2026-11-20")).toMatchObject({ source: "stooq" });
  });

  test("two who want the same at once are served by one request", async () => {
    const [ann, bob] = await Promise.all([priceOf("ann"), priceOf("bob")]);
    expect([ann?.price, bob?.price]).toEqual([273.61, 273.61]);
    expect(finnhub.requests.length).toBe(1);
  });

  test("a pinned source comes before a better one, also for history; others see what they saw", async () => {
    await sources.saveKey("ann", "stooq", "deployment", STOOQ);
    await market.setPrice("bob", apple, { day: "2026-11-19", price: Decimal.parse("1") });
    expect(await priceOf("ann")).toMatchObject({ source: "finnhub" });
    await sources.saveChoice("ann", apple.id, { pin: "stooq", spellings: {} });
    expect(await priceOf("ann")).toMatchObject({ source: "stooq" });
    expect(await priceOf("bob")).toMatchObject({ source: "finnhub" });
    await sources.saveChoice("ann", apple.id, { pin: null, spellings: {} });
    expect(await priceOf("ann")).toMatchObject({ source: "finnhub" });
  });

  test("of a source somebody has switched off are not what they see while another has one", async () => {
    await sources.saveKey("ann", "stooq", "deployment", STOOQ);
    expect(await priceOf("carl")).toMatchObject({ source: "stooq" });
    expect(await priceOf("ann")).toMatchObject({ source: "finnhub" });
    expect(await priceOf("carl")).toMatchObject({ source: "stooq" });
  });

  test("are found under a mended spelling at once, though there was nothing under the one before", async () => {
    await sources.saveKey("ann", "stooq", "deployment", STOOQ);
    await sources.saveChoice("ann", apple.id, { pin: "stooq", spellings: { stooq: "NOTHING.US" } });
    expect(await priceOf("ann")).not.toMatchObject({ source: "stooq" });
    await sources.saveChoice("ann", apple.id, { pin: "stooq", spellings: { stooq: "NEAR.US" } });
    expect(await priceOf("ann")).toMatchObject({ source: "stooq", price: 270 });
  });

  test("where somebody has said how a provider spells a share, it is asked so, for them, and not as it usually is", async () => {
    await sources.saveKey("ann", "stooq", "deployment", STOOQ);
    await sources.saveChoice("ann", apple.id, { pin: "stooq", spellings: { stooq: "OTHER.US" } });
    expect(await priceOf("ann")).toMatchObject({ source: "stooq", price: 5 });
    await sources.saveChoice("bob", apple.id, { pin: "stooq", spellings: {} });
    expect(await priceOf("bob")).toMatchObject({ source: "stooq", price: 273.5 });
    expect(await priceOf("ann")).toMatchObject({ price: 5 });
    // It is one source, and is listed once.
    expect((await market.status("ann")).filter(({ name }) => name === "stooq")).toHaveLength(1);
  });
});
