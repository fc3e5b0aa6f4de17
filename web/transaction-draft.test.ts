import { Decimal, instrumentsOf, type Transaction } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import { readStory } from "../engine/testing.ts";
import { createFormats } from "./format.ts";
import { text } from "./text.ts";
import { type DraftInput, readDraft } from "./transaction-draft.ts";
import { emptyFields, type Fields, fieldsOf } from "./transaction-form.ts";
import { kindGroups } from "./transaction-kinds.ts";

const german = createFormats("de-DE");
const read = (text: string) => createFormats("en-US").parseNumber(text);

function draft(patch: Partial<Fields>, more: Partial<DraftInput> = {}) {
  const fields = { ...emptyFields("buy", "2024-03-01", "USD"), ...patch };
  return readDraft({ fields, id: "txn_1", instrument: "A", baseCurrency: "USD", read, ...more });
}
const lot = (acquired: string, quantity: string, cost: string) => ({ acquired, quantity, cost, exchangeRate: "" });
const plain = (result: ReturnType<typeof draft>) => JSON.parse(JSON.stringify(result));

describe("what is typed becomes a transaction", () => {
  test("a purchase", () => {
    expect(plain(draft({ quantity: "10", price: "1,182.50", fee: "1", account: " Broker " }))).toEqual({
      transaction: {
        id: "txn_1",
        kind: "buy",
        day: "2024-03-01",
        instrument: "A",
        quantity: "10",
        price: "1182.5",
        currency: "USD",
        fee: { amount: "1" },
        account: "Broker",
      },
    });
  });

  test("pence become pounds before they are written", () => {
    const result = plain(
      draft({ quantity: "100", price: "77.54", unit: "GBX", currency: "GBP", exchangeRate: "1.27" }),
    );
    expect(result.transaction).toMatchObject({ price: "0.7754", currency: "GBP", exchangeRate: "1.27" });
  });

  test("a whole amount instead of a price, and a fee in another currency", () => {
    const result = plain(draft({ quantity: "3", by: "amount", amount: "100", fee: "2", feeCurrency: "EUR" }));
    expect(result.transaction).toMatchObject({ amount: "100", fee: { amount: "2", currency: "EUR" } });
    expect(result.transaction.price).toBeUndefined();
  });

  test("a conversion, a split and cash", () => {
    expect(
      plain(draft({ kind: "conversion", amount: "100", toAmount: "92", toCurrency: "EUR" })).transaction,
    ).toMatchObject({
      amount: "100",
      toAmount: "92",
      toCurrency: "EUR",
    });
    expect(plain(draft({ kind: "split", numerator: "10", denominator: "1" })).transaction).toMatchObject({
      numerator: 10,
      denominator: 1,
    });
    expect(plain(draft({ kind: "deposit", amount: "500" }, { instrument: null })).transaction).toMatchObject({
      kind: "deposit",
      amount: "500",
    });
  });
});

describe("what is wrong is named by its field", () => {
  test.each<[Partial<Fields>, string[]]>([
    [{}, ["quantity", "price"]],
    [{ quantity: "0", price: "1" }, ["quantity"]],
    [{ quantity: "-3", price: "1" }, ["quantity"]],
    [{ quantity: "1,5", price: "1" }, ["quantity"]],
    [{ quantity: "1", price: "1", day: "" }, ["day"]],
    [{ kind: "split", numerator: "1.5", denominator: "1" }, ["numerator"]],
    [{ kind: "split", numerator: "2000000000", denominator: "1" }, ["numerator"]],
    [{ quantity: "1000000000000000", price: "999999999999999" }, ["quantity"]],
    [{ quantity: "1", price: "1", fee: "1000000000000000" }, ["fee"]],
    [{ kind: "conversion", amount: "1", toAmount: "1", toCurrency: "USD" }, ["toCurrency"]],
  ])("%o", (patch, fields) => {
    const result = draft(patch);
    expect("problems" in result && Object.keys(result.problems)).toEqual(fields);
  });

  test.each<[Partial<Fields>, Partial<DraftInput>, string[]]>([
    [{ kind: "symbol-change" }, {}, ["becomes"]],
    [{ kind: "symbol-change" }, { becomes: "A" }, ["becomes"]],
    [{ kind: "spin-off", numerator: "1", denominator: "4", share: "112" }, { becomes: "B" }, ["share"]],
    [{ kind: "spin-off", numerator: "1", denominator: "4" }, { becomes: "B" }, ["share"]],
    [{ kind: "move", quantity: "1", account: "A", toAccount: "A" }, {}, ["toAccount"]],
    [{ kind: "transfer-in", quantity: "1" }, {}, ["price"]],
    [{ kind: "transfer-in", quantity: "5", brought: [lot("2020-01-02", "4", "300")] }, {}, ["brought"]],
    [{ kind: "transfer-in", quantity: "4", brought: [lot("2024-03-02", "4", "300")] }, {}, ["brought.0.acquired"]],
    [
      { kind: "transfer-in", quantity: "4", brought: [lot("2020-01-02", "4", "300"), lot("", "x", "")] },
      {},
      ["brought.1.acquired", "brought.1.quantity", "brought.1.cost"],
    ],
    [
      { kind: "sell", quantity: "1", price: "1", taken: [{ transaction: "txn_0", acquired: "", quantity: "2" }] },
      {},
      ["taken"],
    ],
    [
      { kind: "sell", quantity: "1", price: "1", taken: [{ transaction: "txn_0", acquired: "", quantity: "x" }] },
      {},
      ["taken.0"],
    ],
  ])("%o", (patch, more, fields) => {
    const result = draft(patch, more);
    expect("problems" in result && Object.keys(result.problems)).toEqual(fields);
  });

  test("an instrument that was not chosen", () => {
    const result = draft({ quantity: "1", price: "1" }, { instrument: null });
    expect("problems" in result && Object.keys(result.problems)).toEqual(["instrument"]);
  });
});

test("a recorded transaction comes back from its form as it was, in any notation", () => {
  const recorded: Transaction = {
    id: "txn_1",
    kind: "sell",
    day: "2024-05-06",
    time: "14:30",
    instrument: "A",
    quantity: Decimal.parse("1234.5"),
    price: Decimal.parse("0.25"),
    currency: "EUR",
    exchangeRate: Decimal.parse("1.0875"),
    fee: { amount: Decimal.parse("4.9"), currency: "CHF", exchangeRate: Decimal.parse("1.1") },
    note: "out",
  };
  const fields = fieldsOf(recorded, "USD", german.typed);
  expect(fields.quantity).toBe("1234,5");
  const again = readDraft({
    fields,
    id: "txn_1",
    instrument: "A",
    baseCurrency: "USD",
    was: recorded,
    read: german.parseNumber,
  });
  expect(plain(again)).toEqual({ transaction: JSON.parse(JSON.stringify(recorded)) });
});

const EVERY_KIND = `
  2024-01-02 deposit 5000.00 EUR fee 1.00
  2024-01-02 withdrawal 1.00
  2024-01-02 interest 1.00 tax 0.25
  2024-01-02 interest-charge 1.00
  2024-01-02 fee 1.00
  2024-01-02 fee-refund 1.00
  2024-01-02 tax 1.00
  2024-01-02 tax-refund 1.00
  2024-01-03 buy 10 AAPL @ 100.00 USD fee 1.00 tax 0.50 rate 0.92 time 10:00 account A
  2024-02-01 dividend AAPL 12.00 USD tax 1.80
  2024-02-02 dividend-reversal AAPL 12.00 USD tax 1.80
  2024-03-01 split AAPL 2000:1
  2024-03-01 convert 100.00 EUR to 108.00 USD
  2024-03-01 cash-in-lieu 0.5 AAPL for 50.00 USD
  2024-03-01 stock-dividend 2 AAPL
  2024-03-01 stock-dividend-reversal 2 AAPL
  2024-03-01 reinvested-dividend 0.5 AAPL for 60.00 USD tax 9.00
  2024-03-01 reinvested-dividend-reversal 0.5 AAPL for 60.00 USD lots txn_17=0.5
  2024-03-01 transfer-in 10 AAPL USD lots 4@2020-01-02=300.00,6@2021-05-05=1550.50*0.92
  2024-03-01 transfer-in 10 AAPL @ 100.00 EUR tax 1.00
  2024-03-01 transfer-out 5 AAPL
  2024-03-01 transfer-out 5 AAPL for 700.00 lots txn_19@2020-01-02=4
  2024-03-01 move 5 AAPL @ 120.00 USD to B account A lots txn_9=5
  2024-03-01 move 5 AAPL account B
  2024-03-01 spin-off AAPL 1:4 into BABY share 0.1234
  2024-03-01 merger AAPL 2:3 into BIG for 100.00 EUR share 0.1
  2024-03-01 merger AAPL 2:3 into BIG
  2024-03-01 symbol-change BABY into BABE
  2024-03-01 return-of-capital AAPL 12.00 USD
  2024-03-02 sell 5 AAPL @ 130.00 lots txn_19@2020-01-02=4,txn_19@2021-05-05=1`;

describe("a recorded transaction comes back from its form as it was", () => {
  const { transactions } = readStory(EVERY_KIND);

  test.each(transactions.map((one) => [one.kind, one] as const))("%s", (_, recorded) => {
    const [instrument = null, becomes = null] = instrumentsOf(recorded);
    const fields = fieldsOf(recorded, "EUR", german.typed);
    const ids = { id: recorded.id, instrument, becomes, baseCurrency: "EUR" };
    const again = readDraft({ fields, ...ids, was: recorded, read: german.parseNumber });
    expect(plain(again)).toEqual({ transaction: JSON.parse(JSON.stringify(recorded)) });
  });

  test("of every kind there is", () => {
    const offered = kindGroups.flatMap(({ kinds }) => kinds);
    expect(new Set(transactions.map(({ kind }) => kind))).toEqual(new Set(offered));
    expect(offered).toHaveLength(Object.keys(text.kinds).length);
  });
});
