import { dayFromNumber, dayNumber, type Instrument } from "@tickfolio/engine";
import { newId } from "@tickfolio/protocol";
import { beforeEach, describe, expect, test } from "vitest";
import { ProviderError } from "../market/provider.ts";
import { scripted } from "../market/testing.ts";
import { entry, makePortfolio, startApp, trade } from "./testing.ts";

const listing = (symbol: string, name = symbol) =>
  ({ symbol, name, kind: "stock", mic: "XNAS", currency: "USD" }) as const;

/** A market in which a symbol means whoever has it at the time. */
function start() {
  let now = "2022-06-08T21:00:00Z";
  const clock = () => Date.parse(now);
  const closes = new Map<string, Record<string, number>>();
  const askedCloses: string[] = [];
  const street = scripted({
    ...{ name: "street", clock, capabilities: ["quote", "closes", "search"] },
    rest: {
      freshMs: 0,
      search: async () => [{ ...listing("FB", "Firebird"), source: "street" }],
      async closes(instrument) {
        askedCloses.push(instrument.symbol);
        const known = closes.get(instrument.symbol);
        if (!known) throw new ProviderError("street", "not-found", `street does not have ${instrument.symbol}.`);
        return {
          ...{ instrument: instrument.id, source: "street", currency: "USD", adjustment: "raw" as const },
          days: Int32Array.from(Object.keys(known), dayNumber),
          closes: Float64Array.from(Object.values(known)),
        };
      },
    },
  });
  const server = startApp({ providers: [street], clock });
  const closesOf = async (user: string, { id }: Instrument, from: string) => {
    const [series] = (await server.as(user).closes([id], from)).items;
    return series?.days.map((day, row) => [dayFromNumber(day), series.closes[row]]);
  };
  const quoteOf = async (user: string, { id }: Instrument) => {
    const { items, unpriced } = await server.as(user).quotes([id]);
    return items[0] ?? unpriced[0];
  };
  const pass = (to: string) => {
    now = to;
  };
  return { ...server, street, closes, askedCloses, closesOf, quoteOf, pass };
}

describe("FB becomes META, and later somebody else is FB", () => {
  let at: ReturnType<typeof start>;
  let facebook: Instrument;
  let meta: Instrument;
  let portfolio: string;
  const ANN = "ann";

  beforeEach(async () => {
    at = start();
    const ann = at.as(ANN);
    portfolio = await makePortfolio(ann);
    facebook = await ann.saveInstrument(listing("FB", "Facebook"));
    await ann.writeEntry(portfolio, entry([{ ...trade("buy", facebook.id, "10", "200"), day: "2022-05-02" }]));
    at.closes.set("FB", { "2022-06-06": 194.25, "2022-06-07": 195.65, "2022-06-08": 196.64 });
    at.street.prices.set("FB", { price: 196.64, at: "2022-06-08T20:00:00Z", day: "2022-06-08" });
    expect(await at.quoteOf(ANN, facebook)).toMatchObject({ price: "196.64" });
    expect(await at.closesOf(ANN, facebook, "2022-06-06")).toHaveLength(3);

    at.pass("2022-06-10T21:00:00Z");
    meta = await ann.saveInstrument(listing("META", "Meta Platforms"));
    const renamed = { id: newId("txn"), kind: "symbol-change", day: "2022-06-09" } as const;
    await ann.writeEntry(portfolio, entry([{ ...renamed, instrument: facebook.id, newInstrument: meta.id }]));
    facebook = (await ann.instruments()).items.find(({ id }) => id === facebook.id)!;
    expect(facebook.listedUntil).toBe("2022-06-08");
    await ann.saveListing(meta.id, { listedFrom: "2022-06-09", listedUntil: null, formerSymbols: ["FB"] });

    // Three years on Firebird has the symbol, and Bob has Firebird.
    at.pass("2025-03-03T21:30:00Z");
    at.closes.set("FB", { "2025-02-28": 24.5, "2025-03-03": 25 });
    at.street.prices.set("FB", { price: 25, at: "2025-03-03T21:00:00Z", day: "2025-03-03" });
    const bobs = await at.as("bob").saveInstrument(listing("FB", "Firebird"));
    await at.quoteOf("bob", bobs);
    await at.closesOf("bob", bobs, "2025-02-28");
    at.street.requests.length = 0;
    at.askedCloses.length = 0;
  });

  test("what was bought as FB is held as META", async () => {
    const { positions } = await at.as(ANN).valuation(portfolio);
    const held = positions.map(({ instrument, quantity }) => [instrument, quantity]);
    expect(new Map(held as [string, string][])).toEqual(
      new Map([
        [meta.id, "10"],
        [facebook.id, "0"],
      ]),
    );
  });

  test("a rename that is taken back ends nothing any more", async () => {
    const { items } = await at.as(ANN).entries(portfolio);
    await at.as(ANN).undoEntry(portfolio, items[1]!.id, newId("ent"));
    const again = (await at.as(ANN).instruments()).items.find(({ id }) => id === facebook.id);
    expect(again?.listedUntil).toBeUndefined();
  });

  test("the old FB keeps its own prices, and nobody is asked for it", async () => {
    expect(await at.quoteOf(ANN, facebook)).toMatchObject({ price: "196.64", day: "2022-06-08", source: "street" });
    expect(await at.closesOf(ANN, facebook, "2022-06-06")).toEqual([
      ["2022-06-06", 194.25],
      ["2022-06-07", 195.65],
      ["2022-06-08", 196.64],
    ]);
    expect([at.street.requests, at.askedCloses]).toEqual([[], []]);
  });

  test("the new FB is another instrument, with prices of its own", async () => {
    const ann = at.as(ANN);
    const firebird = await ann.saveInstrument(listing("FB", "Firebird"));
    expect(firebird).toMatchObject({ symbol: "FB", name: "Firebird", listedFrom: "2022-06-09" });
    expect(firebird.id).not.toBe(facebook.id);
    expect((await ann.saveInstrument(listing("FB"))).id).toBe(firebird.id);
    expect(await at.quoteOf(ANN, firebird)).toMatchObject({ price: "25" });
    expect(await at.closesOf(ANN, firebird, "2025-02-28")).toHaveLength(2);
    expect(await at.quoteOf(ANN, facebook)).toMatchObject({ price: "196.64" });
    expect((await ann.instruments()).items.filter(({ symbol }) => symbol === "FB")).toHaveLength(2);
  });

  test("a search for FB finds all three, and the one that can be had now", async () => {
    const { items } = await at.as(ANN).searchInstruments("FB");
    expect(items.map(({ name, instrument }) => [name, instrument])).toEqual([
      ["Facebook", facebook.id],
      ["Meta Platforms", meta.id],
      ["Firebird", undefined],
    ]);
  });

  test("an import knows by its day which FB a row is about", async () => {
    const ann = at.as(ANN);
    const rows = "2022-05-10,buy,FB,1,190,USD\n2025-02-03,buy,FB,2,24,USD\n2025-02-04,buy,FB,3,24,USD\n";
    const file = { name: "trades.csv", text: `date,kind,symbol,quantity,price,currency\n${rows}` };
    const result = await ann.importTrades(portfolio, { ...file, entry: newId("ent"), commit: true });
    expect(result.rows.map(({ fate }) => fate)).toEqual(["new", "new", "new"]);
    const firebird = await ann.saveInstrument(listing("FB"));
    const written = result.entry!.transactions.map((one) => "instrument" in one && one.instrument);
    expect(written).toEqual([facebook.id, firebird.id, firebird.id]);
  });
});

test("what is delisted keeps its last price and its history; without any it says since when it is gone", async () => {
  const at = start();
  const ann = at.as("ann");
  const [gone, never] = [await ann.saveInstrument(listing("GONE")), await ann.saveInstrument(listing("NEVER"))];
  at.closes.set("GONE", { "2022-06-07": 3, "2022-06-08": 2.5 });
  expect(await at.closesOf("ann", gone, "2022-06-07")).toHaveLength(2);
  at.pass("2022-07-01T12:00:00Z");
  for (const { id } of [gone, never]) await ann.saveListing(id, { listedFrom: null, listedUntil: "2022-06-08" });
  at.street.requests.length = 0;
  expect(await at.quoteOf("ann", gone)).toMatchObject({ price: "2.5", day: "2022-06-08", delay: "eod" });
  expect(await at.quoteOf("ann", never)).toMatchObject({
    code: "upload-prices",
    message: expect.stringContaining("NEVER was listed until 2022-06-08"),
  });
  expect(at.street.requests).toEqual([]);
  // It was a mistake: it is asked for again.
  at.street.prices.set("GONE", { price: 2.6 });
  await ann.saveListing(gone.id, { listedFrom: null, listedUntil: null });
  expect(await at.quoteOf("ann", gone)).toMatchObject({ price: "2.6" });
});

test("a listing ends when it has ended, and not before it began", async () => {
  const ann = start().as("ann");
  const { id } = await ann.saveInstrument(listing("AAPL"));
  await expect(ann.saveListing(id, { listedFrom: null, listedUntil: "2022-06-09" })).rejects.toThrow("not over yet");
  await expect(ann.saveListing(id, { listedFrom: "2022-06-02", listedUntil: "2022-06-01" })).rejects.toThrow("after");
  await expect(ann.saveListing(id, { listedFrom: "soon", listedUntil: null })).rejects.toThrow("listedFrom");
});
