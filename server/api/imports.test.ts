import { newId } from "@tickfolio/protocol";
import { expect, test } from "vitest";
import { FILE, fates, HEADER, start } from "./import-testing.ts";
import { entry, makePortfolio, makeShare, trade } from "./testing.ts";

test("a preview says what each row becomes and writes nothing, not even instruments", async () => {
  const { ann, portfolio, load } = await start();
  const preview = await load(FILE, false);
  expect(fates(preview.rows)).toEqual(["new", "new", "new", "new", "new"]);
  expect(preview.newInstruments).toEqual(["SAP.DE", "AAPL", "VOD.L"]);
  expect(preview.entry).toBeNull();
  expect((await ann.entries(portfolio)).items).toEqual([]);
  expect((await ann.instruments()).items).toEqual([]);
});

test("an import is one entry that names its file, and its instruments are in canonical spelling and major currency", async () => {
  const { ann, portfolio, load } = await start();
  const { entry: written } = await load(FILE);
  expect(written).toMatchObject({ number: 1, reason: { kind: "import", file: "trades.csv" }, warnings: [] });
  const instruments = (await ann.instruments()).items;
  expect(instruments.map(({ symbol, currency, quotedIn }) => `${symbol} ${currency} ${quotedIn ?? ""}`).sort()).toEqual(
    ["AAPL USD ", "SAP.DE EUR ", "VOD.L GBP GBX"],
  );
  const { positions } = await ann.valuation(portfolio);
  const held = Object.fromEntries(positions.map(({ instrument, quantity }) => [instrument, quantity]));
  const id = (symbol: string) => instruments.find((instrument) => instrument.symbol === symbol)!.id;
  expect(held).toEqual({ [id("SAP.DE")]: "6", [id("AAPL")]: "5", [id("VOD.L")]: "1000" });
  const vodafone = written!.transactions[2]!;
  expect("price" in vodafone && vodafone.price?.toString()).toBe("0.855");
});

test("the same file again adds nothing; a longer one adds what is new", async () => {
  const { ann, portfolio, load } = await start();
  const first = await load(FILE);
  const again = await load(FILE);
  expect(fates(again.rows)).toEqual(Array(5).fill("already-there"));
  expect(again.rows.map(({ transaction }) => transaction)).toEqual(first.entry!.transactions.map(({ id }) => id));
  expect(again.entry).toBeNull();
  const longer = await load(`${FILE}2026-02-20,buy,SAP.DE,1,161,,EUR,,Broker,\n`);
  expect(fates(longer.rows)).toEqual([...Array(5).fill("already-there"), "new"]);
  expect((await ann.entries(portfolio)).items).toHaveLength(2);
});

test("two equal trades in one file are two, and stay two when it is read again", async () => {
  const { load } = await start();
  const line = "2026-01-05,buy,SAP.DE,1,100,,EUR,,,\n";
  expect(fates((await load(`${HEADER}\n${line}${line}`)).rows)).toEqual(["new", "new"]);
  expect(fates((await load(`${HEADER}\n${line}${line}`)).rows)).toEqual(["already-there", "already-there"]);
  expect(fates((await load(`${HEADER}\n${line}${line}${line}`)).rows)).toEqual([
    "already-there",
    "already-there",
    "new",
  ]);
});

test("what was typed is recognised too, and what was voided is new again", async () => {
  const { ann, portfolio, load } = await start();
  const share = await makeShare(ann);
  const typed = trade("buy", share, "10", "100", "2026-01-05");
  await ann.writeEntry(portfolio, entry([{ ...typed, note: "typed by hand" }]));
  const file = `${HEADER}\n2026-01-05,buy,SAP.DE,10,100,,EUR,,,from the file\n`;
  expect((await load(file)).rows).toMatchObject([{ fate: "already-there", transaction: typed.id }]);
  await ann.writeEntry(portfolio, entry([], [typed.id]));
  expect(fates((await load(file)).rows)).toEqual(["new"]);
});

test("a retry of a commit answers the same entry and writes no second one", async () => {
  const { ann, portfolio, load } = await start();
  const id = newId("ent");
  const first = await load(FILE, true, id);
  const retried = await load(FILE, true, id);
  expect(retried.entry).toEqual(first.entry);
  expect(retried.rows).toEqual(first.rows);
  expect((await ann.entries(portfolio)).items).toHaveLength(1);
  await expect(load(FILE.replace("150.20", "151"), true, id)).rejects.toMatchObject({ code: "already_written" });
});

test("rows that cannot be read are named with their field, and the good rows stand", async () => {
  const { ann, load } = await start();
  const result = await load(`${HEADER}
2026-01-05,buy,SAP.DE,ten,100,,EUR,,,
2026-13-05,buy,SAP.DE,x,100,,EUR,,,
2026-01-07,buy,SAP.DE,1,100,,EUR,,,
2026-01-08,split,NO SUCH THING,,,,,,,
2026-01-09,buy,NOVA.SIM,1,100,,USD,,,
`);
  expect(result.rows).toMatchObject([
    { row: 2, fate: "unreadable", field: "quantity" },
    { row: 3, fate: "unreadable", field: "date", message: expect.stringContaining("quantity:") },
    { row: 4, fate: "new" },
    { row: 5, fate: "unreadable" },
    { row: 6, fate: "unreadable", field: "symbol", message: expect.stringContaining("simulated market") },
  ]);
  expect(result.entry!.transactions).toHaveLength(1);
  // Nothing stays behind of what was refused.
  expect(result.newInstruments).toEqual(["SAP.DE"]);
  expect((await ann.instruments()).items.map(({ symbol }) => symbol)).toEqual(["SAP.DE"]);
});

test("an id that leaves no room for those of its transactions is refused, before anything is written with it", async () => {
  const { ann, portfolio, load } = await start();
  const room = `ent_${"a".repeat(56)}`;
  await expect(load(FILE, true, `${room}a`)).rejects.toMatchObject({ status: 400, field: "entry" });
  await load(FILE, true, room);
  expect((await ann.entries(portfolio)).items).toHaveLength(1);
});

test("a row that no journal or instrument takes does not keep the others out", async () => {
  const { load } = await start();
  const rows = [
    `2026-01-05,buy,SAP.DE,1,1,,EUR,,${"a".repeat(101)},`,
    `2026-01-05,buy,${"S".repeat(41)},1,1,,EUR,,,`,
    '2026-01-05,buy,"   ",1,1,,EUR,,,',
    "2026-01-05,buy,SAP.DE,1,1,,EUR,,,",
  ];
  const { rows: fates, entry: written } = await load([HEADER, ...rows].join("\n"));
  expect(fates.map(({ fate, field }) => field ?? fate)).toEqual(["account", "symbol", "symbol", "new"]);
  expect(written?.transactions).toHaveLength(1);
});

test("the same file sent twice at the same moment is written once", async () => {
  const { ann, portfolio, load } = await start();
  const outcomes = await Promise.allSettled([load(FILE), load(FILE)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(outcomes).toContainEqual({ status: "rejected", reason: expect.objectContaining({ code: "conflict" }) });
  expect((await ann.entries(portfolio)).items).toHaveLength(1);
});

test("a file that is something else is one problem, and nothing is written", async () => {
  const { ann, portfolio, load } = await start();
  const result = await load("hello\nworld\n");
  expect(result).toMatchObject({ rows: [{ fate: "unreadable", field: "date" }], entry: null });
  expect((await ann.entries(portfolio)).items).toEqual([]);
});

test("selling more than is held is recorded by an import, with its warning", async () => {
  const { load } = await start();
  const { entry: written } = await load(`${HEADER}\n2026-01-05,sell,SAP.DE,3,100,,EUR,,,\n`);
  expect(written!.warnings).toMatchObject([{ code: "oversold", message: "3 SAP.DE sold, 3 more than held." }]);
});

test("a name that is no symbol becomes an instrument of one's own, in the currency of its row", async () => {
  const { ann, load } = await start();
  await load(`${HEADER}\n2026-01-05,buy,My summer house,1,250000,,CHF,,,\n`);
  expect((await ann.instruments()).items).toMatchObject([
    { symbol: "My summer house", kind: "other", mic: null, currency: "CHF" },
  ]);
});

test("on an exchange with lines in several currencies the trade says which line it was", async () => {
  const { ann, load } = await start();
  await load(`${HEADER}\n2026-01-05,buy,CSPX.L,1,500,,USD,,,\n2026-01-05,buy,AAPL,1,180,,EUR,,,\n`);
  const lines = (await ann.instruments()).items.map(({ symbol, currency }) => `${symbol} ${currency}`).sort();
  expect(lines).toEqual(["AAPL USD", "CSPX.L USD"]);
});

test("what is exported and imported elsewhere is the same portfolio, to the last digit", async () => {
  const { as, ann, portfolio, load } = await start();
  await load(FILE);
  const file = await ann.exportTrades(portfolio);
  const bob = as("bob");
  const copy = await makePortfolio(bob, "Copy");
  await bob.importTrades(copy, { name: "copy.csv", text: file, entry: newId("ent"), commit: true });
  expect(await bob.exportTrades(copy)).toBe(file);
  const { asOf: _, ...original } = await ann.valuation(portfolio);
  expect(await bob.valuation(copy)).toMatchObject(original);
});

test("an export is offered as a file with the portfolio's name in all its letters", async () => {
  const { ann, send } = await start();
  const id = await makePortfolio(ann, "Zoë's 株");
  const answer = await send("ann", "GET", `/api/portfolios/${id}/export`);
  expect(answer.headers.get("content-disposition")).toBe(
    `attachment; filename="Zoe's .csv"; filename*=UTF-8''Zo%C3%AB%27s%20%E6%A0%AA.csv`,
  );
});

test("an instrument of one's own comes back as itself, not as a share of that name nor in another currency", async () => {
  const { ann, portfolio, send } = await start();
  const gold = { symbol: "Gold", name: "Gold", kind: "other", mic: null } as const;
  const [euro, dollar] = [
    await ann.saveInstrument({ ...gold, currency: "EUR" }),
    await ann.saveInstrument({ ...gold, currency: "USD" }),
  ];
  const trades = [trade("buy", euro.id, "1", "100"), { ...trade("buy", dollar.id, "2", "100"), currency: "USD" }];
  await ann.writeEntry(portfolio, entry(trades));
  const text = await (await send("ann", "GET", `/api/portfolios/${portfolio}/export`)).text();
  const { rows } = await ann.importTrades(portfolio, { name: "f.csv", text, entry: newId("ent"), commit: false });
  expect(rows.map(({ fate }) => fate)).toEqual(["already-there", "already-there"]);
});

test("the sample survives the journey too", async () => {
  const { as, ann } = await start();
  const { id, entries: __, version: ___, createdAt: ____, ...settings } = await ann.makeSample();
  const bob = as("bob");
  const copy = await bob.savePortfolio({ ...settings, id: newId("pf") }, 0);
  const text = await ann.exportTrades(id);
  const result = await bob.importTrades(copy.id, { name: "a.csv", text, entry: newId("ent"), commit: true });
  expect(new Set(fates(result.rows))).toEqual(new Set(["new"]));
  const { asOf: _, ...original } = await ann.valuation(id);
  expect(await bob.valuation(copy.id)).toMatchObject(original);
});

test("twenty thousand rows are read, written and recognised again within seconds", async () => {
  const { load } = await start();
  const symbols = Array.from({ length: 100 }, (_, index) => `T${index}.DE`);
  const lines = Array.from({ length: 20_000 }, (_, index) => {
    const day = `20${String(10 + (index % 15)).padStart(2, "0")}-0${1 + (index % 9)}-${10 + (index % 18)}`;
    return `${day},buy,${symbols[index % 100]},${1 + (index % 7)},${100 + index / 100},,EUR,,,`;
  });
  const startedMs = performance.now();
  const { entry: written } = await load(`${HEADER}\n${lines.join("\n")}\n`);
  expect(written!.transactions).toHaveLength(20_000);
  const again = await load(`${HEADER}\n${lines.join("\n")}\n`);
  expect(new Set(fates(again.rows))).toEqual(new Set(["already-there"]));
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});
