import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCsv } from "./csv.ts";
import { addDays } from "./day.ts";
import { Decimal } from "./decimal.ts";
import type { Instrument } from "./instrument.ts";
import { type TradeDraft, writeTradesCsv } from "./trades-csv.ts";
import { readTradesCsv } from "./trades-csv-read.ts";
import type { Charge, Trade, TransactionKind } from "./transaction.ts";

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
  { minLength: 1, maxLength: 4, selector: ({ symbol }) => symbol },
);

const KINDS: Record<TransactionKind, true> = {
  buy: true,
  sell: true,
  dividend: true,
  deposit: true,
  withdrawal: true,
  interest: true,
  "interest-charge": true,
  fee: true,
  "fee-refund": true,
  tax: true,
  "tax-refund": true,
  conversion: true,
  split: true,
};
const fields = fc.record({
  kind: fc.constantFrom(...(Object.keys(KINDS) as TransactionKind[])),
  day: fc.integer({ min: 0, max: 180_000 }).map((days) => addDays("1800-01-01", days)),
  time: optional(fc.constantFrom("00:00", "14:30:05")),
  account: optional(text),
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
});

type Fields = typeof fields extends fc.Arbitrary<infer F> ? F : never;

/** A transaction as the journal would take it: what is not set is left out. */
function transactionOf(given: Fields, symbols: readonly string[]): TradeDraft {
  const { kind, day, time, account, note, exchangeRate, fee, tax, amount, price } = given;
  const instrument = symbols[given.which % symbols.length]!;
  const made = (): Record<string, unknown> => {
    const money = { currency: given.currency, exchangeRate };
    if (kind === "split") return { instrument, numerator: given.numerator, denominator: given.denominator };
    if (kind === "conversion") {
      const toCurrency = given.toCurrency === given.currency ? "CHF" : given.toCurrency;
      return { ...money, amount, toAmount: given.toAmount, toCurrency, fee };
    }
    if (kind === "buy" || kind === "sell") {
      const stated = given.hasAmount || !price ? amount : undefined;
      return { ...money, fee, tax, instrument, quantity: given.quantity, price, amount: stated };
    }
    const isAbout = kind === "dividend" || given.aboutInstrument;
    return { ...money, fee, tax, amount, instrument: isAbout ? instrument : undefined };
  };
  const all = Object.entries({ kind, day, time, account, note, ...made() });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined)) as unknown as TradeDraft;
}

const file = fc.record({ known: instruments, rows: fc.array(fields, { maxLength: 12 }) }).map(({ known, rows }) => {
  const symbols = known.map(({ symbol }) => symbol);
  const bySymbol = new Map(
    known.map(({ symbol, name, isin, listing }) => {
      const instrument: Instrument = { id: symbol, symbol, name, ...listing, ...(isin === undefined ? {} : { isin }) };
      return [symbol, instrument];
    }),
  );
  return { bySymbol, drafts: rows.map((row) => transactionOf(row, symbols)) };
});
type Journal = typeof file extends fc.Arbitrary<infer F> ? F : never;
const written = ({ bySymbol, drafts }: Journal) =>
  writeTradesCsv(drafts, { baseCurrency: "EUR", instrumentOf: (symbol) => bySymbol.get(symbol) });

const statesRate = (draft: TradeDraft) => {
  const { exchangeRate, fee, tax } = draft as Partial<Trade>;
  return [exchangeRate, fee?.exchangeRate, tax?.exchangeRate].some((rate) => rate !== undefined);
};

describe("what is written reads back the same", () => {
  test("transactions of every kind with everything they may have, their instruments, and what their rates lead into", () => {
    fc.assert(
      fc.property(file, (journal) => {
        const { rows, problems, notes } = readTradesCsv(written(journal));
        expect({ problems, notes }).toEqual({ problems: [], notes: [] });
        expect(rows.map(({ transaction }) => transaction)).toEqual(journal.drafts);
        for (const { transaction, rateCurrency, listing } of rows) {
          expect(rateCurrency).toBe(statesRate(transaction) ? "EUR" : undefined);
          const symbol = "instrument" in transaction ? transaction.instrument : undefined;
          const instrument = symbol === undefined ? undefined : journal.bySymbol.get(symbol)!;
          expect(listing).toEqual(instrument ? wordsOf(instrument) : {});
        }
      }),
      { numRuns: 300 },
    );
  });

  test("and so it does with the line ends of another system, and a byte order mark before it", () => {
    fc.assert(
      fc.property(file, (journal) => {
        const calm = journal.drafts.filter(({ note = "", account = "" }) => !/[\r\n]/.test(note + account));
        const text = `\uFEFF${written({ ...journal, drafts: calm }).replaceAll("\n", "\r\n")}`;
        expect(readTradesCsv(text).rows.map(({ transaction }) => transaction)).toEqual(calm);
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
