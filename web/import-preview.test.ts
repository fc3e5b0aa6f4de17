import { readTradesCsv } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import { lineOf, previewOf, settingsFor, withLine } from "./import-preview.ts";

const file = [
  "date,kind,symbol,quantity,price,currency,amount",
  "2024-01-02,deposit,,,,EUR,5000",
  "2024-01-03,buy,AAPL,ten,185.50,USD,",
  "2024-01-04,buy,SAP.DE,5,140,EUR,",
].join("\r\n");

describe("what becomes of a file", () => {
  test("the good rows stand, and a bad one says what is wrong with which field", () => {
    const { rows, count } = previewOf(readTradesCsv(file), null);
    expect(count).toEqual({ new: 2, "already-there": 0, unreadable: 1 });
    expect(rows.map(({ row, fate, problems }) => [row, fate, problems[0]?.field])).toEqual([
      [2, "new", undefined],
      [3, "unreadable", "quantity"],
      [4, "new", undefined],
    ]);
  });

  test("a row mended on the page is read again", () => {
    const mended = withLine(file, 3, lineOf(file, 3).replace("ten", "10"));
    expect(previewOf(readTradesCsv(mended), null).count.new).toBe(3);
  });

  test("mending one row leaves the others to the letter, whatever ends their lines", () => {
    const text = 'date,kind,amount,currency,note\r2024-01-02,deposit,1,EUR,"two\r\nlines"\r2024-01-03,deposit,x,EUR,\r';
    expect(readTradesCsv(text).problems.map(({ row }) => row)).toEqual([4]);
    expect(lineOf(text, 4)).toBe("2024-01-03,deposit,x,EUR,");
    const mended = readTradesCsv(withLine(text, 4, lineOf(text, 4).replace("x", "2")));
    expect(mended.problems).toEqual([]);
    expect(mended.rows[0]!.transaction.note).toBe("two\r\nlines");
  });

  test("the server knows which rows are there already", () => {
    const answer = {
      rows: [
        { row: 2, fate: "already-there" as const, transaction: "txn_1" },
        { row: 4, fate: "new" as const },
      ],
      notes: [],
      warnings: [{ row: 4, code: "oversold", message: "5 SAP.DE sold, 5 more than held." }],
      newInstruments: ["SAP.DE"],
      entry: null,
    };
    const preview = previewOf(readTradesCsv(file), answer);
    expect(preview.count).toEqual({ new: 1, "already-there": 1, unreadable: 1 });
    expect(preview.newInstruments).toEqual(["SAP.DE"]);
    expect(preview.warnings).toEqual(answer.warnings);
  });

  test("a portfolio made for it is counted in the currency most rows have, with cash where the file has deposits", () => {
    expect(settingsFor(file, "USD")).toEqual({ baseCurrency: "EUR", cash: "tracked" });
    const rated = "date,kind,amount,currency,exchange_rate,exchange_rate_currency\n2024-01-02,deposit,5,USD,0.9,CHF";
    expect(settingsFor(rated, "EUR")).toMatchObject({ baseCurrency: "CHF" });
    expect(settingsFor("", "CHF")).toEqual({ baseCurrency: "CHF", cash: "untracked" });
  });
});
