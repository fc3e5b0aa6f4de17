import { Decimal, type Instrument, type Transaction } from "@tickfolio/engine";
import { beforeEach, describe, expect, test } from "vitest";
import { createLog } from "../../log.ts";
import { type Death, dyingTable } from "../../store/dying-table.ts";
import { createMemoryTable } from "../../store/memory-table.ts";
import { createStoreShelf } from "../../store/price-shelf.ts";
import { createStore } from "../../store/store.ts";
import type { Table } from "../../store/table.ts";
import { createManualTime } from "../manual-time.ts";
import { createMarket } from "../market.ts";
import { type Provider, ProviderError } from "../provider.ts";
import { listing, type ScriptedProvider, scripted } from "../testing.ts";
import { createBackfill } from "./backfill.ts";
import { createUpkeep } from "./upkeep.ts";

const NOW = "2026-11-20T12:00:00Z";
const closes = { "2026-11-18": 99, "2026-11-19": 100 };
const [apple, microsoft, nova, sap] = [
  listing("AAPL"),
  listing("MSFT"),
  listing("NOVA.SIM", { mic: "SIM" }),
  listing("SAP.DE", { mic: "XETR", currency: "EUR" }),
] as [Instrument, Instrument, Instrument, Instrument];

let time: ReturnType<typeof createManualTime>;
let sleptMs = 0;
const clock = () => time.clock() + sleptMs;
let table: Table;
let source: ScriptedProvider;
let asked: string[];
let known: Record<string, number>;
beforeEach(() => {
  time = createManualTime(NOW);
  sleptMs = 0;
  table = createMemoryTable({ clock });
  asked = [];
  known = { ...closes };
  source = scripted({ name: "source", capabilities: ["closes"], closes: known, clock });
  const whole = source.closes!;
  source.closes = async (instrument, from, signal) => {
    asked.push(`${instrument.symbol} from ${from}`);
    return whole(instrument, from, signal);
  };
});

function open(given: Table = table) {
  const { timers } = time;
  const store = createStore(given, { clock });
  const shelf = createStoreShelf(store);
  const providers: Provider[] = [source];
  const log = createLog({ level: "error", write: () => {}, clock });
  const market = createMarket({ providers, shelf, clock, timers, random: () => 0, isEnabled: () => true });
  const backfill = createBackfill({ store, market, clock, log });
  const upkeep = createUpkeep({ user: "ann", store, market, backfill, clock, timers, log });
  return { store, market, backfill, upkeep, ann: store.forUser("ann") };
}

const buy = (id: string, instrument: Instrument, day: string, kind: "buy" | "sell" = "buy"): Transaction => ({
  ...{ id: `txn_${id}`, kind, day, instrument: instrument.id, currency: instrument.currency },
  ...{ quantity: Decimal.ONE, price: Decimal.ONE },
});

async function record({ ann }: ReturnType<typeof open>, id: string, transactions: Transaction[], sample = false) {
  const settings = { baseCurrency: "USD", costMethod: "fifo", cash: "untracked", sample } as const;
  await ann.savePortfolio({ id: `pf_${id}`, name: id, ...settings }, 0);
  for (const instrument of [apple, microsoft, nova, sap]) await ann.saveInstrument(instrument);
  const draft = { id: `ent_${id}`, reason: { kind: "typed" } as const, transactions, voids: [] };
  await (await ann.journal(`pf_${id}`)).append(draft, { at: NOW, by: "ann" });
}

const FAR = Number.POSITIVE_INFINITY;
const parts = async ({ backfill }: ReturnType<typeof open>) =>
  (await backfill.progress("ann")).parts.map(({ id, state }) => `${id} ${state}`);

test("fetches everything ever held from its first trade on, the oldest first; samples and rates of one currency are left out", async () => {
  const home = open();
  await record(home, "a", [buy("1", apple, "2024-05-06"), buy("2", sap, "2021-03-01")]);
  await record(home, "b", [buy("3", apple, "2022-05-06")]);
  await record(home, "c", [buy("4", nova, "2020-01-02")], true);
  await home.backfill.plan("ann");
  expect(await parts(home)).toEqual(["rates open", "ins_SAP.DE open", "ins_AAPL open"]);
  // Nobody here has rates: they are tried a few times, and then found to be nowhere.
  for (const tries of [1, 2]) {
    expect(await home.backfill.run("ann", FAR), `after ${tries}`).toBe(time.clock() + 15 * 60_000);
    await time.advance(15 * 60_000);
  }
  expect(await home.backfill.run("ann", FAR)).toBeUndefined();
  expect(asked).toEqual(["SAP.DE from 2021-02-15", "AAPL from 2022-04-22"]);
  expect(await home.backfill.progress("ann")).toMatchObject({
    ...{ state: "done", total: 3, done: 3, endedAt: "2026-11-20T12:30:00.000Z" },
    parts: [{ id: "rates", state: "none" }, { state: "there", source: "source" }, { state: "there" }],
  });
});

test("is planned anew only where something needs more than was planned", async () => {
  const home = open();
  await record(home, "a", [buy("1", apple, "2024-05-06")]);
  await home.backfill.plan("ann");
  await home.backfill.run("ann", FAR);
  await home.backfill.plan("ann");
  expect((await home.backfill.progress("ann")).state).toBe("done");
  await record(home, "b", [buy("2", apple, "2020-05-06")]);
  await home.backfill.plan("ann");
  expect((await home.backfill.progress("ann")).state).toBe("running");
  await home.backfill.run("ann", FAR);
  // The whole series again, never a piece beside another.
  expect(asked).toEqual(["AAPL from 2024-04-22", "AAPL from 2020-04-22"]);
});

test("waits for a budget, says for whose and until when, and goes on then", async () => {
  const home = open();
  await record(home, "a", [buy("1", apple, "2024-05-06")]);
  source.failure = new ProviderError("source", "rate-limited", "It was asked enough.", "2026-11-20T13:00:00.000Z");
  await home.backfill.plan("ann");
  expect(await home.backfill.run("ann", FAR)).toBe(Date.parse("2026-11-20T13:00:00Z"));
  expect(await home.backfill.progress("ann")).toMatchObject({
    ...{ state: "running", total: 1, done: 0 },
    parts: [
      { state: "waiting", source: "source", retryAt: "2026-11-20T13:00:00.000Z", message: "It was asked enough." },
    ],
  });
  source.failure = undefined;
  await time.advance(3_600_000);
  expect(await home.backfill.run("ann", FAR)).toBeUndefined();
  expect(await parts(home)).toEqual(["ins_AAPL there"]);
});

test("is cancelled, and stays so until more is needed or somebody begins it again", async () => {
  const home = open();
  await record(home, "a", [buy("1", apple, "2024-05-06")]);
  await home.backfill.plan("ann");
  await home.backfill.cancel("ann");
  await home.backfill.plan("ann");
  expect(await home.backfill.run("ann", FAR)).toBeUndefined();
  expect([asked, (await home.backfill.progress("ann")).state]).toEqual([[], "cancelled"]);
  await home.backfill.plan("ann", true);
  await home.backfill.run("ann", FAR);
  expect((await home.backfill.progress("ann")).state).toBe("done");
});

test("stops when its time is over, and another process goes on", async () => {
  const home = open();
  await record(home, "a", [buy("1", apple, "2024-05-06")]);
  await home.backfill.plan("ann");
  expect(await home.backfill.run("ann", clock())).toBe(clock());
  expect(await parts(home)).toEqual(["ins_AAPL open"]);
  await open().backfill.run("ann", FAR);
  expect(await parts(home)).toEqual(["ins_AAPL there"]);
});

describe("killed at any step", () => {
  for (const death of ["before", "after"] as Death[]) {
    test(`${death} it is carried out, the next process finishes it and nothing is lost`, async () => {
      for (let survives = 0; ; survives++) {
        table = createMemoryTable({ clock });
        const home = open();
        await record(home, "a", [
          buy("1", apple, "2024-05-06"),
          buy("2", microsoft, "2021-03-01"),
          buy("3", microsoft, "2022-01-03", "sell"),
        ]);
        const dying = dyingTable(table, survives, death);
        const first = open(dying);
        const died = await first.backfill
          .plan("ann")
          .then(() => first.backfill.run("ann", FAR))
          .then(
            () => false,
            () => true,
          );
        await home.backfill.plan("ann");
        await home.backfill.run("ann", FAR);
        expect((await home.backfill.progress("ann")).state, `after ${survives} steps`).toBe("done");
        for (const instrument of [apple, microsoft]) {
          const [kept, ...others] = await home.store.prices("deployment").keptCloses(instrument.id);
          expect([kept?.series.closes.length, others]).toEqual([2, []]);
        }
        if (!died && dying.operations() <= survives) return;
      }
    });
  }
});

describe("a laptop", () => {
  test("begins by itself soon after a first trade, and has each session's close after its end", async () => {
    const home = open();
    home.upkeep.wake();
    await time.advance(10_000);
    // Nothing is held: nothing runs.
    expect(time.pending).toBe(0);
    await record(home, "a", [buy("1", apple, "2024-05-06")]);
    home.upkeep.wake();
    await time.advance(10_000);
    expect(asked).toEqual(["AAPL from 2024-04-22"]);
    await time.advance(9 * 3_600_000);
    expect(asked).toHaveLength(1);
    known["2026-11-20"] = 101;
    await time.advance(20 * 60_000 + 60_000);
    expect(asked).toHaveLength(2);
    // Over the weekend nobody is asked.
    await time.advance(2 * 86_400_000);
    expect(asked).toHaveLength(2);
    known["2026-11-23"] = 102;
    await time.advance(86_400_000);
    expect(asked).toHaveLength(3);
    await home.upkeep.close();
    expect(time.pending).toBe(0);
  });

  test("asks a source that is slow with a close once more, some hours later, and then not again", async () => {
    const home = open();
    await record(home, "a", [buy("1", apple, "2024-05-06")]);
    home.upkeep.wake();
    await time.advance(10_000);
    await time.advance(9.5 * 3_600_000);
    expect(asked).toHaveLength(2);
    await time.advance(3 * 3_600_000);
    expect(asked).toHaveLength(3);
    await time.advance(24 * 3_600_000);
    expect(asked).toHaveLength(3);
    await home.upkeep.close();
  });

  test("that slept through a close has it within a minute of waking up", async () => {
    const home = open();
    await record(home, "a", [buy("1", apple, "2024-05-06")]);
    home.upkeep.wake();
    await time.advance(10_000);
    // No timer runs meanwhile, but the clock on the wall does.
    sleptMs = 12 * 3_600_000;
    await time.advance(61_000);
    expect(asked).toHaveLength(2);
    await home.upkeep.close();
  });

  test("asks nothing anew for what is there since the last close when it starts again", async () => {
    const home = open();
    await record(home, "a", [buy("1", apple, "2024-05-06")]);
    home.upkeep.wake();
    await time.advance(10_000);
    await home.upkeep.close();
    const again = open();
    again.upkeep.wake();
    await time.advance(120_000);
    expect(asked).toHaveLength(1);
    await again.upkeep.close();
  });
});
