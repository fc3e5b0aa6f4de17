import { newId } from "@tickfolio/protocol";
import { describe, expect, test } from "vitest";
import { readStory } from "../../engine/testing.ts";
import { fates, start } from "./import-testing.ts";
import { entry, makePortfolio } from "./testing.ts";

/** A portfolio with a transaction of every kind that is not in every file. */
const STORY = `
  2026-01-02 buy 10 OLD @ 100.00
  2026-01-02 buy 10 OLD @ 100.00
  2026-01-03 transfer-in 10 OLD @ 100.00 lots 4@2020-01-02=300.00,6@2021-05-05=550.00
  2026-01-05 reinvested-dividend 0.5 OLD for 60.00 tax 9.00
  2026-01-05 reinvested-dividend-reversal 0.1 OLD for 12.00 lots txn_4=0.1
  2026-01-06 stock-dividend 2 OLD
  2026-01-07 stock-dividend-reversal 1 OLD
  2026-01-08 dividend-reversal OLD 5.00
  2026-01-09 return-of-capital OLD 12.00
  2026-01-12 move 2 OLD to B account A lots txn_2=2
  2026-01-13 cash-in-lieu 0.5 OLD for 50.00
  2026-01-14 sell 5 OLD @ 130.00 lots txn_2=4,txn_3@2020-01-02=1
  2026-01-15 transfer-out 1 OLD
  2026-01-16 spin-off OLD 1:4 into BABY share 0.12
  2026-01-19 merger OLD 2:3 into BIG for 100.00 share 0.1
  2026-01-20 symbol-change BIG into BIGGER`;

async function recorded() {
  const server = await start();
  const { ann, portfolio } = server;
  const ids = new Map<string, string>();
  for (const symbol of ["OLD", "BABY", "BIG", "BIGGER"]) {
    const own = { symbol: `My ${symbol}`, name: `The ${symbol}`, kind: "other", mic: null, currency: "EUR" } as const;
    ids.set(symbol, (await ann.saveInstrument(own)).id);
  }
  const text = JSON.stringify(readStory(STORY).transactions).replaceAll(
    /"(OLD|BABY|BIG|BIGGER)"/g,
    (_, symbol) => `"${ids.get(symbol)}"`,
  );
  const made = newId("ent").slice(4);
  const transactions = JSON.parse(text.replaceAll(/"txn_(\d+)"/g, (_, number) => `"txn_${made}_${number}"`));
  await ann.writeEntry(portfolio, entry(transactions));
  return server;
}

describe("everything a journal may hold", () => {
  test("goes out into a file and is recognised when it comes back", async () => {
    const { ann, portfolio, load } = await recorded();
    const { rows, entry: written } = await load(await ann.exportTrades(portfolio));
    expect(rows.filter(({ fate }) => fate !== "already-there")).toEqual([]);
    expect(rows).toHaveLength(16);
    expect(written).toBeNull();
  });

  test("comes to somebody else whole: lots name what they named, and what came of an instrument has its name", async () => {
    const { ann, portfolio, as } = await recorded();
    const text = await ann.exportTrades(portfolio);
    const bob = as("bob");
    const copy = await makePortfolio(bob, "Copy");
    const result = await bob.importTrades(copy, { name: "a.csv", text, entry: newId("ent"), commit: true });
    expect(result.rows.filter(({ fate }) => fate !== "new")).toEqual([]);
    const written = result.entry!.transactions;
    const sale = written.find(({ kind }) => kind === "sell")!;
    expect(sale).toMatchObject({ lots: [{ transaction: written[1]!.id }, { transaction: written[2]!.id }] });
    const told = async (client: typeof bob) =>
      (await client.instruments()).items.map(({ symbol, name, currency }) => `${symbol} ${name} ${currency}`).sort();
    expect(await told(bob)).toEqual(await told(ann));
    const bare = (file: string, ids: { id: string }[]) => {
      return ids.reduce((left, { id }, index) => left.replaceAll(id, `row ${index}`), file);
    };
    const original = (await ann.entries(portfolio, 0)).items[0]!.transactions;
    expect(bare(await bob.exportTrades(copy), written)).toBe(bare(text, original));
  });
});

describe("a sale that names its lots in a file", () => {
  const HEAD = "date,kind,symbol,quantity,price,currency,id,lots";
  const bought = (id: string, price = "100") => `2026-01-05,buy,SAP.DE,10,${price},EUR,${id},`;
  const sold = (lots: string) => `2026-01-06,sell,SAP.DE,4,120,EUR,,${lots}`;
  const file = (...rows: string[]) => [HEAD, ...rows].join("\n");

  test("may stand above the purchase, and may name what was there before", async () => {
    const { ann, portfolio, load } = await start();
    const first = await load(file(sold("first=4"), bought("first")));
    const [sale, purchase] = first.entry!.transactions;
    expect(sale).toMatchObject({ kind: "sell", lots: [{ transaction: purchase!.id }] });
    const again = await load(file(bought("first"), sold("first=4"), sold("first=3").replace(",4,", ",3,")));
    expect(fates(again.rows)).toEqual(["already-there", "already-there", "new"]);
    const later = sold(`${purchase!.id}=1`).replace(",4,", ",1,");
    expect((await load(file(later))).entry!.transactions[0]).toMatchObject({ lots: [{ transaction: purchase!.id }] });
    expect((await ann.entries(portfolio, 0)).items).toHaveLength(3);
  });

  test.each([
    [
      [bought("first"), sold("second=4")],
      'Expected the id of a row of this file that can be read, or of a transaction in this portfolio, found "txn_second".',
    ],
    [
      [bought("first").replace("EUR", "euro"), sold("first=4")],
      'Expected the id of a row of this file that can be read, or of a transaction in this portfolio, found "txn_first".',
    ],
    [
      [bought("first"), bought("first", "90"), sold("first=4")],
      'More than one row has the id "txn_first", so it is not clear whose lot is meant.',
    ],
  ])("is told when it is not clear which: %#", async (rows, message) => {
    const { load } = await start();
    const read = await load(file(...rows));
    expect(read.rows.at(-1)).toEqual({ row: rows.length + 1, fate: "unreadable", field: "lots", message });
  });
});

describe("what comes of an instrument", () => {
  const HEAD =
    "date,kind,symbol,new_symbol,numerator,denominator,cost_share,new_market,new_isin,new_instrument_currency";

  test("is made from what its row says of it, is in the old one's currency otherwise, and is asked a price for", async () => {
    const { ann, load } = await start();
    const rows = ["2026-01-05,spin-off,VOD.L,My part,1,4,0.1,custom,,", "2026-01-06,symbol-change,AAPL,APPL,,,,,,"];
    const { warnings } = await load([HEAD, ...rows].join("\n"));
    expect((await ann.instruments()).items.map(({ symbol, currency }) => `${symbol} ${currency}`).sort()).toEqual([
      ...["AAPL USD", "APPL USD", "My part GBP", "VOD.L GBP"],
    ]);
    const unpriced = warnings.filter(({ code }) => code === "no_price_source");
    expect(unpriced.map(({ row }) => row)).toEqual([2, 2, 3, 3]);
  });

  test.each([
    ["symbol-change,AAPL,aapl.us,,,,,,", "new_symbol", "This is AAPL too: name the instrument it has become."],
    [
      "symbol-change,AAPL,NOVA.SIM,,,,,,",
      "new_symbol",
      "NOVA.SIM is on the simulated market, which only a sample portfolio holds.",
    ],
    [
      "symbol-change,AAPL,APPL,,,,,US0378331006,",
      "new_isin",
      'Expected an ISIN whose check digit fits, like US0378331005, found "US0378331006".',
    ],
    ["symbol-change,AAPL,VOD.L,,,,XNYS,,", "new_market", "VOD.L is a symbol of London, not of XNYS."],
  ])("is named when it cannot be: %s", async (cells, field, message) => {
    const { load } = await start();
    const { rows } = await load(`${HEAD}\n2026-01-05,${cells}\n`);
    expect(rows).toEqual([{ row: 2, fate: "unreadable", field, message }]);
  });
});

test("rates of lots that lead into another base are left out with the row's own", async () => {
  const { load } = await start();
  const cells = "transfer-in,AAPL,10,USD,4@2020-01-02=300*0.9 6@2021-05-05=550,USD";
  const { warnings, entry: written } = await load(
    `date,kind,symbol,quantity,currency,lots,exchange_rate_currency\n2026-01-05,${cells.replace(/USD$/, "CHF")}\n`,
  );
  expect(warnings).toContainEqual(expect.objectContaining({ row: 2, code: "rate_left_out" }));
  expect(JSON.stringify(written)).not.toContain("exchangeRate");
});

test("what an entry makes wrong of the instrument it becomes is warned of, and of the one that became of it", async () => {
  const { ann, portfolio } = await start();
  const [old, made] = [
    await ann.saveInstrument({ symbol: "Old", name: "Old", kind: "other", mic: null, currency: "EUR" }),
    await ann.saveInstrument({ symbol: "New", name: "New", kind: "other", mic: null, currency: "EUR" }),
  ];
  const write = (story: string) => {
    const text = JSON.stringify(readStory(story).transactions);
    const ids = text.replaceAll('"OLD"', `"${old.id}"`).replaceAll('"NEW"', `"${made.id}"`);
    return ann.writeEntry(portfolio, entry(JSON.parse(ids.replaceAll(/"txn_\d+"/g, () => `"${newId("txn")}"`))));
  };
  await write("2026-01-05 buy 10 OLD @ 100.00");
  const renamed = await write("2026-01-10 symbol-change OLD into NEW");
  await write("2026-01-12 sell 10 NEW @ 110.00");
  expect((await write("2026-01-06 sell 4 OLD @ 90.00")).warnings).toMatchObject([
    { code: "oversold", message: expect.stringContaining("New") },
  ]);
  const voided = await ann.writeEntry(
    portfolio,
    entry(
      [],
      renamed.transactions.map(({ id }) => id),
    ),
  );
  expect(voided.warnings).toMatchObject([{ code: "oversold", message: expect.stringContaining("10 New") }]);
});
