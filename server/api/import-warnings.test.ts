import { newId } from "@tickfolio/protocol";
import { describe, expect, test } from "vitest";
import { FILE, HEADER, start } from "./import-testing.ts";
import { entry, makeShare, trade } from "./testing.ts";

type Load = Awaited<ReturnType<typeof start>>["load"];

/** What is warned of before anything is written, told as `row code`; the commit must say the same. */
async function foretold(load: Load, ...rows: string[]): Promise<string[]> {
  const text = [HEADER, ...rows].join("\n");
  const { warnings } = await load(text, false);
  expect((await load(text, true)).warnings).toEqual(warnings);
  return warnings.filter(({ code }) => code !== "no_price_source").map(({ row, code }) => `${row ?? "-"} ${code}`);
}

describe("before anything is written it is said of a row that it", () => {
  test("sells more than would then be held", async () => {
    const { load } = await start();
    const rows = ["2026-01-05,buy,SAP.DE,2,100,,EUR,,,", "2026-01-06,sell,SAP.DE,3,100,,EUR,,,"];
    expect((await load([HEADER, ...rows].join("\n"), false)).warnings).toContainEqual({
      row: 3,
      code: "oversold",
      message: "3 SAP.DE sold, 1 more than held.",
    });
    expect(await foretold(load, ...rows)).toEqual(["3 oversold"]);
  });

  test("is of a day in the future, or so long ago that the year is likely wrong", async () => {
    const { load } = await start();
    const rows = [
      "2062-01-05,buy,SAP.DE,1,100,,EUR,,,",
      "1969-12-31,buy,SAP.DE,2,100,,EUR,,,",
      "1970-01-01,buy,SAP.DE,3,100,,EUR,,,",
      // Tomorrow is today somewhere already.
      "2026-03-03,buy,SAP.DE,4,100,,EUR,,,",
    ];
    expect(await foretold(load, ...rows)).toEqual(["2 in_future", "3 long_ago"]);
  });

  test("is in another currency than its listing", async () => {
    const { load } = await start();
    const rows = ["2026-01-05,buy,AAPL,1,180,,USD,,,", "2026-01-06,buy,AAPL,2,170,,EUR,,,"];
    expect(await foretold(load, ...rows)).toEqual(["3 other_currency"]);
    const { warnings } = await load([HEADER, ...rows].join("\n"), false);
    expect(warnings).not.toContainEqual(expect.objectContaining({ code: "other_currency" }));
  });

  test("looks like another row, or like what was typed", async () => {
    const { ann, portfolio, load } = await start();
    const share = await makeShare(ann);
    await ann.writeEntry(portfolio, entry([trade("buy", share, "10", "100", "2026-01-05")]));
    const rows = [
      "2026-01-05,buy,SAP.DE,10,100.20,,EUR,1.50,,",
      "2026-01-07,buy,SAP.DE,1,100,,EUR,,One,",
      "2026-01-07,buy,SAP.DE,1,100,,EUR,,Two,",
      "2026-01-07,buy,SAP.DE,1,101,,EUR,,Two,",
    ];
    expect(await foretold(load, ...rows)).toEqual(["2 looks_there", "5 looks_there"]);
    const { warnings } = await load(`${HEADER}\n2026-01-05,buy,SAP.DE,10,100.30,,EUR,,,\n`, false);
    expect(warnings[0]?.message).toBe(
      "This looks like a buy of SAP.DE that is there already (same kind, day and units). Both will count.",
    );
  });
});

test("an import that makes a later sale one of too much says so, though that sale is no row of it", async () => {
  const { ann, portfolio, load } = await start();
  const share = await makeShare(ann);
  const typed = [trade("buy", share, "5", "100", "2026-01-05"), trade("sell", share, "5", "100", "2026-01-09")];
  await ann.writeEntry(portfolio, entry(typed));
  expect(await foretold(load, "2026-01-07,sell,SAP.DE,2,100,,EUR,,,")).toEqual(["- oversold"]);
});

test("an instrument nobody has a price of is said once, at its first row and after everything else", async () => {
  const { ann, load } = await start();
  const { warnings } = await load(FILE, false);
  expect(warnings.map(({ row, code }) => `${row} ${code}`)).toEqual([
    "2 no_price_source",
    "3 no_price_source",
    "4 no_price_source",
  ]);
  expect(warnings[0]!.message).toBe("Nobody asked here has a price of SAP.DE. Upload prices of SAP.DE, or type one.");
  const share = await makeShare(ann);
  await ann.setPrice(share, { day: "2026-02-27", price: "150" });
  expect((await load(FILE)).warnings.map(({ row }) => row)).toEqual([3, 4]);
});

test("a retry of a commit is warned of the same again", async () => {
  const { load } = await start();
  const text = `${HEADER}\n2026-01-06,sell,SAP.DE,3,100,,EUR,,,\n`;
  const id = newId("ent");
  const first = await load(text, true, id);
  expect(first.warnings.map(({ code }) => code)).toEqual(["oversold", "no_price_source"]);
  expect(await load(text, true, id)).toMatchObject({ warnings: first.warnings, entry: first.entry });
});

test("a portfolio that is not made yet can be asked about too, and is not made by it", async () => {
  const { ann, load, portfolio } = await start();
  const text = `${FILE}2026-02-20,sell,AAPL,9,200,,EUR,,,\n`;
  const foreseen = await ann.foreseeImport({ baseCurrency: "EUR", cash: "untracked" }, text);
  const { rows, ...asked } = await load(text, false);
  expect({ ...foreseen, rows: [] }).toEqual({ ...asked, rows: [] });
  expect(foreseen.rows.map(({ row, fate }) => `${row} ${fate}`)).toEqual(rows.map(({ row, fate }) => `${row} ${fate}`));
  expect(foreseen.warnings.map(({ row, code }) => `${row} ${code}`)).toEqual(
    expect.arrayContaining(["7 oversold", "7 other_currency"]),
  );
  expect((await ann.portfolios()).items.map(({ id }) => id)).toEqual([portfolio]);
  expect((await ann.instruments()).items).toEqual([]);
});

describe("a rate of a row's own", () => {
  const RATED = "date,kind,symbol,quantity,price,currency,fee,exchange_rate,exchange_rate_currency";
  const bought = (rate: string) => `${RATED}\n2026-01-05,buy,AAPL,10,200,USD,1 GBP @ 1.2,${rate}\n`;
  const dollars = { baseCurrency: "USD", costMethod: "fifo", cash: "untracked", sample: false } as const;

  test("goes out with the currency it leads into, and comes back", async () => {
    const { ann, portfolio, load } = await start();
    const first = await load(bought("0.92,EUR"));
    expect(first.warnings.map(({ code }) => code)).toEqual(["no_price_source"]);
    const file = await ann.exportTrades(portfolio);
    expect(file).toContain(",exchange_rate_currency");
    expect((await load(file)).rows).toMatchObject([{ fate: "already-there" }]);
  });

  test("is left out of a portfolio that counts in another currency: the rate of the day is right there, this one is not", async () => {
    const { ann, portfolio, load } = await start();
    await load(bought("0.92,EUR"));
    const text = await ann.exportTrades(portfolio);
    const copy = await ann.savePortfolio({ ...dollars, id: newId("pf"), name: "Copy" }, 0);
    const result = await ann.importTrades(copy.id, { name: "a.csv", text, entry: newId("ent"), commit: true });
    expect(result.warnings).toContainEqual({
      row: 2,
      code: "rate_left_out",
      message:
        "The rate 0.92 or 1.2 leads into EUR and this portfolio counts in USD: it is left out, and the rate of the day is used.",
    });
    // 10 x 200 USD and one pound at 1.1 / 0.85.
    const { positions } = await ann.valuation(copy.id);
    expect(Number(positions[0]!.cost)).toBeCloseTo(2000 + 1.1 / 0.85, 9);
  });

  test("without a name is the portfolio's, as it was before rates had one, and that is said", async () => {
    const { ann, portfolio, load } = await start();
    const old = bought("0.92").replace(",exchange_rate_currency", "");
    const { warnings } = await load(old);
    expect(warnings[0]).toMatchObject({ row: 2, code: "rate_assumed", message: expect.stringContaining("to be EUR") });
    const { positions } = await ann.valuation(portfolio);
    expect(positions[0]!.cost).toBe(1841.2);
  });
});
