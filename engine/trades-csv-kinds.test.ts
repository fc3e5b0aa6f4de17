import { describe, expect, test } from "vitest";
import { readKind } from "./trades-csv-kinds.ts";
import { readTradesCsv } from "./trades-csv-read.ts";

const COLUMNS =
  "date,kind,symbol,quantity,price,amount,currency,fee,numerator,denominator,id,lots,to_account,cost_share,new_symbol,new_name,account";
const problemOf = (cells: string) => {
  const { problems } = readTradesCsv(`${COLUMNS}\n2024-03-01,${cells}\n`);
  return problems.map(({ row, field, message }) => `${row} ${field}: ${message}`);
};
const transactionOf = (cells: string) => {
  const read = readTradesCsv(`${COLUMNS}\n2024-03-01,${cells}\n`);
  expect(read.problems).toEqual([]);
  return JSON.parse(JSON.stringify(read.rows[0]));
};

describe("a row of a kind that few people have", () => {
  test.each([
    ["cash-in-lieu,AAPL,0.5,,50,USD", { kind: "cash-in-lieu", quantity: "0.5", amount: "50" }],
    [
      "sell,AAPL,5,130,,USD,,,,,buy_1=4 txn_2@2020-01-02=1",
      { lots: [{ transaction: "txn_buy_1" }, { quantity: "1" }] },
    ],
    ["dividend-reversal,AAPL,10,0.24,,USD", { kind: "dividend-reversal", amount: "2.4" }],
    ["stock-dividend,AAPL,2", { kind: "stock-dividend", quantity: "2" }],
    ["reinvested-dividend,AAPL,0.5,,60,USD,1", { amount: "60", fee: { amount: "1" } }],
    ["transfer-out,AAPL,5,,,USD", { kind: "transfer-out", currency: "USD" }],
    ["move,AAPL,5,,,USD,,,,,,B,,,,A", { account: "A", toAccount: "B" }],
    ["spin-off,AAPL,,,,,,1,4,,,,0.12,BABY", { newInstrument: "BABY", costShare: "0.12", denominator: 4 }],
    ["merger,AAPL,,,100,EUR,,2,3,,,,0.1,BIG", { amount: "100", cashCostShare: "0.1", currency: "EUR" }],
    ["symbol-change,AAPL,,,,,,,,,,,,APPL", { kind: "symbol-change", newInstrument: "APPL" }],
    ["return-of-capital,AAPL,,,12,USD", { kind: "return-of-capital", amount: "12" }],
  ])("%s", (cells, expected) => {
    expect(transactionOf(cells).transaction).toMatchObject(expected);
  });

  test("a transfer brings its lots; in pence their costs are pence too", () => {
    const cells = "transfer-in,VOD.L,10,,,GBX,,,,,4@2020-01-02=30000 6@2021-05-05=55000";
    expect(transactionOf(cells).transaction).toMatchObject({
      currency: "GBP",
      lots: [
        { acquired: "2020-01-02", quantity: "4", cost: "300" },
        { acquired: "2021-05-05", quantity: "6", cost: "550" },
      ],
    });
  });

  test("may have an id for other rows to name it by; one that no row could use is left alone", () => {
    expect(transactionOf("buy,AAPL,1,2,,USD,,,,first").id).toBe("txn_first");
    expect(transactionOf("buy,AAPL,1,2,,USD,,,,A/12 x")).not.toHaveProperty("id");
  });
});

describe("what is wrong with it is named", () => {
  test.each([
    [
      "transfer-in,AAPL,10,,,USD,,,,,10 on 2020-01-02",
      '2 lots: Expected lots like 4@2020-01-02=300.00 (units@day=cost), with commas between them, found "10 on 2020-01-02".',
    ],
    [
      "transfer-in,AAPL,10,,,USD,,,,,4@2020-02-30=300",
      '2 lots: Expected lots like 4@2020-01-02=300.00 (units@day=cost), with commas between them, found "4@2020-02-30=300".',
    ],
    [
      "transfer-in,AAPL,10,,,USD,,,,,4@2020-01-02=300",
      "2 lots: Expected lots whose quantities add up to the transfer's.",
    ],
    [
      "transfer-in,AAPL,4,,,USD,,,,,4@2024-03-02=300",
      "2 lots: Expected lots acquired on or before the day of the transfer.",
    ],
    ["transfer-in,AAPL,4,,,USD", "2 price: Expected a price per unit, an amount, or the lots with their cost."],
    [
      "transfer-in,VOD.L,4,,,GBX,,,,,4@2020-01-02=300*1.17",
      "2 lots: Beside a minor unit like GBX it is not clear of what the rate speaks: write the row in the major currency.",
    ],
    [
      "sell,AAPL,4,1,,USD,,,,,4 of first",
      '2 lots: Expected lots like txn_1=4 (id=units), with commas between them, found "4 of first".',
    ],
    ["buy,AAPL,4,1,,USD,,,,,txn_1=4", "2 lots: A buy has none: leave it empty."],
    ["move,AAPL,4,,,USD,,,,,,A,,,,A", "2 to_account: Expected another account than the one the units come from."],
    ["spin-off,AAPL,,,,,,1,4,,,,12,BABY", '2 cost_share: Expected a share from 0 to 1, like "0.25".'],
    ["spin-off,AAPL,,,,,,1,4,,,,12%,BABY", '2 cost_share: Expected a number like 1234.56, found "12%".'],
    ["spin-off,AAPL,,,,,,1,4,,,,0.1", "2 new_symbol: Expected a symbol like AAPL or VOD.L, found nothing."],
    ["symbol-change,AAPL,,,,,,,,,,,,AAPL", "2 new_symbol: Expected another instrument than the old one."],
    [
      "merger,AAPL,,,,EUR,,2,3,,,,0.1,BIG",
      "2 cost_share: Expected no share of the cost for cash where no cash is paid.",
    ],
    ["buy,AAPL,1,2,,USD,,,,,,,,BIG", "2 new_symbol: A buy has none: leave it empty."],
    ["stock-dividend,AAPL,2,3", "2 price: A stock-dividend has none: leave it empty."],
  ])("%s", (cells, message) => {
    expect(problemOf(cells)).toEqual([message]);
  });

  test("a name of a new instrument that the row does not have", () => {
    expect(problemOf("symbol-change,AAPL,,,,,,,,,,,,,Big")[0]).toBe(
      "2 new_name: It is said of a new symbol, and the row has none: name it, or leave this empty.",
    );
  });
});

test("kinds may be written as other programs do, where that can mean nothing else", () => {
  const spoken = [
    "BUY",
    "Bought",
    "Transfer In",
    "transfer_out",
    "Delivery (Inbound)",
    "DRIP",
    "Spinoff",
    "Stock Split",
  ];
  const kinds = [
    "buy",
    "buy",
    "transfer-in",
    "transfer-out",
    "transfer-in",
    "reinvested-dividend",
    "spin-off",
    "split",
  ];
  expect(spoken.map(readKind)).toEqual(kinds);
  expect(["transfer", "exchange", "constructor", "interest paid"].map(readKind)).toEqual(Array(4).fill(undefined));
});
