import { Decimal, type Transaction } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import { createFormats } from "./format.ts";
import { type DraftInput, emptyFields, type Fields, fieldsOf, readDraft } from "./transaction-draft.ts";

const german = createFormats("de-DE");
const read = (text: string) => createFormats("en-US").parseNumber(text);

function draft(patch: Partial<Fields>, more: Partial<DraftInput> = {}) {
  const fields = { ...emptyFields("buy", "2024-03-01", "USD"), ...patch };
  return readDraft({ fields, id: "txn_1", instrument: "A", baseCurrency: "USD", read, ...more });
}
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
