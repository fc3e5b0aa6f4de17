import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCsv } from "./csv.ts";
import { addDays } from "./day.ts";
import { Decimal } from "./decimal.ts";
import type { Instrument } from "./instrument.ts";
import { ratesOf, type TradeDraft, writeTradesCsv } from "./trades-csv.ts";
import { KIND_COLUMNS } from "./trades-csv-kinds.ts";
import { readTradesCsv } from "./trades-csv-read.ts";
import type { Charge, LotChoice, Transaction, TransactionKind, TransferredLot } from "./transaction.ts";

/** Everything a file could trip over: separators, quotes, line ends, what begins a formula, and any other text there is. */
const hostile = fc
  .array(fc.constantFrom(..."=+-@'\",;\t\r\n| ＝＠\u00A0\uFEFFa1", "''", "\r\n", '"=', ";=", "HYPERLINK(1)"), {
    maxLength: 12,
  })
  .map((pieces) => pieces.join(""));
const anything = fc.oneof(hostile, fc.string({ unit: "binary", maxLength: 20 }));
const text = anything.filter((one) => one !== "");
const oneLine = anything.map((one) => one.replace(/\p{Cc}/gu, "").trim()).filter((one) => one !== "");

const decimal = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 15n - 1n }), fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }))
  .map(([whole, fraction]) => Decimal.parse(`${whole}.${String(fraction).padStart(18, "0")}`));
/** So that a few of them still are within what a journal takes. */
const part = decimal.map((value) => value.dividedBy(Decimal.fromInteger(10)));
const currency = fc.constantFrom("EUR", "USD", "JPY", "GBP", "KWD", "BTC");
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const charge: fc.Arbitrary<Charge> = fc.record(
  { amount: decimal, currency, exchangeRate: decimal },
  { requiredKeys: ["amount"] },
);
const LISTINGS: readonly Pick<Instrument, "mic" | "kind" | "currency" | "quotedIn">[] = [
  { mic: "XNAS", kind: "stock", currency: "USD" },
  { mic: "XLON", kind: "fund", currency: "GBP", quotedIn: "GBX" },
  { mic: null, kind: "crypto", currency: "USD" },
  { mic: null, kind: "other", currency: "EUR" },
];
const instruments = fc.uniqueArray(
  fc.record({
    symbol: oneLine,
    name: oneLine,
    isin: optional(fc.constantFrom("US0378331005", "DE0007164600")),
    listing: fc.constantFrom(...LISTINGS),
  }),
  { minLength: 2, maxLength: 4, selector: ({ symbol }) => symbol },
);

const lotCount = { minLength: 1, maxLength: 3 };
const fields = fc.record({
  kind: fc.constantFrom(...(Object.keys(KIND_COLUMNS) as TransactionKind[])),
  day: fc.integer({ min: 0, max: 180_000 }).map((days) => addDays("1800-01-01", days)),
  time: optional(fc.constantFrom("00:00", "14:30:05")),
  account: optional(text),
  toAccount: optional(text),
  note: optional(text),
  currency,
  toCurrency: currency,
  exchangeRate: optional(decimal),
  fee: optional(charge),
  tax: optional(charge),
  amount: decimal,
  toAmount: decimal,
  quantity: decimal,
  price: optional(decimal),
  hasAmount: fc.boolean(),
  aboutInstrument: fc.boolean(),
  numerator: fc.integer({ min: 1, max: 1_000_000_000 }),
  denominator: fc.integer({ min: 1, max: 1_000_000_000 }),
  which: fc.nat(),
  share: fc.integer({ min: 0, max: 1000 }).map((share) => Decimal.parse(`${share / 1000}`)),
  brought: optional(fc.array(fc.record({ quantity: part, cost: decimal, exchangeRate: optional(decimal) }), lotCount)),
  taken: optional(fc.array(fc.record({ of: fc.nat(), quantity: decimal, isDated: fc.boolean() }), lotCount)),
});

type Fields = typeof fields extends fc.Arbitrary<infer F> ? F : never;

/** A transaction as the journal would take it: what is not set is left out. Lots are those of any row of the file. */
function transactionOf(given: Fields, index: number, count: number, symbols: readonly string[]): Transaction {
  const { kind, day, quantity, exchangeRate, fee, tax, amount, price, numerator, denominator } = given;
  const instrument = symbols[given.which % symbols.length]!;
  const newInstrument = symbols[(given.which + 1) % symbols.length]!;
  const money = { currency: given.currency, exchangeRate };
  const charged = { ...money, fee, tax };
  const units = { instrument, quantity };
  const worth = { price, amount: given.hasAmount ? amount : undefined };
  const paid = given.hasAmount || price ? worth : { amount };
  const lots = given.taken?.map(
    ({ of, quantity, isDated }): LotChoice => ({
      transaction: `txn_${of % count}`,
      ...(isDated ? { acquired: day } : {}),
      quantity,
    }),
  );
  const made = (): Record<string, unknown> => {
    switch (kind) {
      case "buy":
        return { ...charged, ...units, ...paid };
      case "sell":
      case "cash-in-lieu":
        return { ...charged, ...units, ...paid, lots };
      case "transfer-out":
        return { ...charged, ...units, ...worth, lots };
      case "move": {
        const to = given.toAccount === given.account ? undefined : given.toAccount;
        const account = to === undefined ? (given.account ?? "A") : given.account;
        return { ...charged, ...units, ...worth, lots, account, toAccount: to };
      }
      case "transfer-in":
        return { ...charged, ...units, ...(given.brought ? broughtIn(given, worth) : paid) };
      case "stock-dividend":
      case "stock-dividend-reversal":
        return units;
      case "reinvested-dividend":
        return { ...charged, ...units, amount };
      case "reinvested-dividend-reversal":
        return { ...charged, ...units, amount, lots };
      case "dividend":
      case "dividend-reversal":
      case "return-of-capital":
        return { ...charged, instrument, amount };
      case "split":
        return { instrument, numerator, denominator };
      case "spin-off":
        return { instrument, newInstrument, numerator, denominator, costShare: given.share };
      case "merger": {
        const cash = given.hasAmount ? { amount, cashCostShare: given.aboutInstrument ? given.share : undefined } : {};
        return { ...charged, instrument, newInstrument, numerator, denominator, ...cash };
      }
      case "symbol-change":
        return { instrument, newInstrument };
      case "conversion": {
        const toCurrency = given.toCurrency === given.currency ? "CHF" : given.toCurrency;
        return { ...money, amount, toAmount: given.toAmount, toCurrency, fee };
      }
      default:
        return { ...charged, amount, instrument: given.aboutInstrument ? instrument : undefined };
    }
  };
  const common = { kind, day, time: given.time, account: given.account, note: given.note };
  const all = Object.entries({ id: `txn_${index}`, ...common, ...made() });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined)) as unknown as Transaction;
}

/** Lots that add up to what is transferred. */
function broughtIn({ brought = [], day }: Fields, worth: object) {
  const quantity = brought.reduce((sum, lot) => sum.plus(lot.quantity), Decimal.ZERO);
  const lots = brought.map(({ exchangeRate, ...lot }): TransferredLot => {
    return { acquired: day, ...lot, ...(exchangeRate ? { exchangeRate } : {}) };
  });
  return { ...worth, quantity, lots };
}

const file = fc.record({ known: instruments, rows: fc.array(fields, { maxLength: 12 }) }).map(({ known, rows }) => {
  const symbols = known.map(({ symbol }) => symbol);
  const bySymbol = new Map(
    known.map(({ symbol, name, isin, listing }) => {
      const instrument: Instrument = { id: symbol, symbol, name, ...listing, ...(isin === undefined ? {} : { isin }) };
      return [symbol, instrument];
    }),
  );
  return { bySymbol, transactions: rows.map((row, index) => transactionOf(row, index, rows.length, symbols)) };
});
type Journal = typeof file extends fc.Arbitrary<infer F> ? F : never;
const written = ({ bySymbol, transactions }: Journal) =>
  writeTradesCsv(transactions, { baseCurrency: "EUR", instrumentOf: (symbol) => bySymbol.get(symbol) });

const draftOf = ({ id: _, ...draft }: Transaction) => draft as TradeDraft;

describe("what is written reads back the same", () => {
  test("transactions of every kind with everything they may have, their instruments, and what their rates lead into", () => {
    fc.assert(
      fc.property(file, (journal) => {
        const { rows, problems, notes } = readTradesCsv(written(journal));
        expect({ problems, notes }).toEqual({ problems: [], notes: [] });
        expect(rows.map(({ transaction }) => transaction)).toEqual(journal.transactions.map(draftOf));
        const named = JSON.stringify(journal.transactions.map((one) => ("lots" in one ? one.lots : [])));
        for (const [index, { transaction, rateCurrency, listing, newListing, id }] of rows.entries()) {
          expect(rateCurrency).toBe(ratesOf(transaction).length > 0 ? "EUR" : undefined);
          expect(id).toBe(named.includes(`"txn_${index}"`) ? `txn_${index}` : undefined);
          const symbol = "instrument" in transaction ? transaction.instrument : undefined;
          expect(listing).toEqual(symbol === undefined ? {} : wordsOf(journal.bySymbol.get(symbol)!));
          const comes = "newInstrument" in transaction ? transaction.newInstrument : undefined;
          expect(newListing).toEqual(comes === undefined ? undefined : wordsOf(journal.bySymbol.get(comes)!));
        }
      }),
      { numRuns: 500 },
    );
  });

  test("and so it does with the line ends of another system, and a byte order mark before it", () => {
    fc.assert(
      fc.property(file, (journal) => {
        const calm = journal.transactions.filter((one) => {
          const { note = "", account = "" } = one;
          return !/[\r\n]/.test(note + account + (one.kind === "move" ? (one.toAccount ?? "") : ""));
        });
        const text = `\uFEFF${written({ ...journal, transactions: calm }).replaceAll("\n", "\r\n")}`;
        expect(readTradesCsv(text).rows.map(({ transaction }) => transaction)).toEqual(calm.map(draftOf));
      }),
    );
  });
});

function wordsOf({ symbol, name, isin, mic, kind, currency, quotedIn = currency }: Instrument) {
  const market = mic ?? (kind === "crypto" ? "crypto" : "custom");
  return {
    ...(name === symbol ? {} : { name }),
    ...(isin === undefined ? {} : { isin }),
    ...{ market, kind, currency, quotedIn },
  };
}

describe("no spreadsheet finds a formula in it", () => {
  const FORMULA = /^["\s]*[=+\-@＝＋－＠]/;

  test("whatever people have written, cell by cell", () => {
    fc.assert(
      fc.property(file, (journal) => {
        const cells = readCsv(written(journal)).flatMap((record) => record.cells);
        expect(cells.filter((cell) => FORMULA.test(cell))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("also one that takes semicolons or tabs for separators, and quotes in the middle of a cell for nothing", () => {
    fc.assert(
      fc.property(file, (journal) => {
        const cells = written(journal).split(/[;\t\r\n]/);
        expect(cells.filter((cell) => FORMULA.test(cell))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
