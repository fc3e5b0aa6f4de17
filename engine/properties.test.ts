import fc from "fast-check";
import { expect, test } from "vitest";
import { buildBook } from "./book.ts";
import { addDays, dayNumber } from "./day.ts";
import { Decimal } from "./decimal.ts";
import { FIRST_DAY, LAST_DAY, patchyJournal, type RandomJournal, randomJournal } from "./fake-journal.ts";
import { dailyHistory } from "./history.ts";
import { liveTransactions } from "./journal.ts";
import type { Charge, Transaction } from "./transaction.ts";
import { valueBook } from "./valuation.ts";

const valued = (journal: RandomJournal) => valueBook(buildBook(journal), journal.market, LAST_DAY);

/** Half of the smallest unit of a currency in EUR, for each movement: what rounding cash may leave. */
const ROUNDING = 0.02;

test("gain = money out + value - money in, whatever happened", () => {
  fc.assert(
    fc.property(randomJournal, (journal) => {
      const { totals, partial } = valued(journal);
      expect(partial).toBe(false);
      const scale = totals.moneyIn + totals.moneyOut + Math.abs(totals.marketValue) + Math.abs(totals.cash) + 1;
      // From the rows themselves and not from the book: an independent count of the money that came and went.
      const { moneyIn, moneyOut } = countMoney(journal);
      expect(Math.abs(totals.moneyIn - totals.moneyOut - (moneyIn - moneyOut))).toBeLessThan(scale * 1e-12);
      const gain = moneyOut + totals.marketValue + totals.cash - moneyIn;
      expect(Math.abs(totals.gain - gain)).toBeLessThan(scale * 1e-12);
      expect(Math.abs(totals.residue)).toBeLessThan(scale * 1e-12);
    }),
    { numRuns: 300 },
  );
});

test("the currency gain on cash is each evening's balance times the next day's change of its rate", () => {
  fc.assert(
    fc.property(randomJournal, (journal) => {
      const transactions = journal.transactions
        .filter(({ kind }) => kind !== "conversion")
        .map((transaction) => ({ ...transaction, exchangeRate: undefined }) as Transaction);
      const tracked = {
        ...journal,
        transactions,
        settings: { ...journal.settings, cash: "tracked" as const, allowShort: true },
      };
      const { totals } = valued(tracked);
      const book = buildBook(tracked);
      let expected = 0;
      for (const [currency, { days, balances }] of book.cashTrails) {
        const first = days[0]!;
        const rates = journal.rates.column(currency, "EUR", first, dayNumber(LAST_DAY) - first + 1);
        for (let i = 1, step = 0; i < rates.length; i++) {
          while (step + 1 < days.length && days[step + 1]! < first + i) step++;
          expected += balances[step]! * (rates[i]! - rates[i - 1]!);
        }
      }
      expect(Math.abs(totals.cashCurrencyGain - expected)).toBeLessThan(ROUNDING * (transactions.length + 1));
    }),
  );
});

test("no cost is made or lost: what purchases cost is in the lots or has left with a sale", () => {
  fc.assert(
    fc.property(randomJournal, (journal) => {
      const book = buildBook({ ...journal, settings: { ...journal.settings, feesInCost: true, allowShort: false } });
      let purchased = Decimal.ZERO;
      let open = Decimal.ZERO;
      for (const position of book.positions.values()) {
        purchased = purchased.plus(position.purchased);
        open = open.plus(position.cost);
        const lots = position.lots.reduce((sum, { cost }) => sum.plus(cost), Decimal.ZERO);
        const units = position.lots.reduce((sum, { quantity }) => sum.plus(quantity), Decimal.ZERO);
        expect([lots, units]).toEqual([position.cost, position.quantity]);
      }
      const left = book.disposals.reduce((sum, { cost }) => sum.plus(cost), Decimal.ZERO);
      expect(open.plus(left).toString()).toBe(purchased.toString());
      for (const { gain, proceeds, cost } of book.disposals) expect(gain).toEqual(proceeds.minus(cost));
    }),
  );
});

test("what was recorded and voided again was never there", () => {
  fc.assert(
    fc.property(randomJournal, randomJournal, (journal, mistakes) => {
      const wrong = mistakes.transactions.map((transaction) => ({ ...transaction, id: `${transaction.id}_wrong` }));
      const reason = { kind: "typed" } as const;
      const half = Math.floor(journal.transactions.length / 2);
      const entries = [
        { id: "ent_1", reason, transactions: journal.transactions.slice(0, half), voids: [] },
        { id: "ent_2", reason, transactions: wrong, voids: [] },
        { id: "ent_3", reason, transactions: journal.transactions.slice(half), voids: wrong.map(({ id }) => id) },
      ];
      expect(liveTransactions(entries)).toEqual(journal.transactions);
      expect(buildBook({ ...journal, transactions: liveTransactions(entries) })).toEqual(buildBook(journal));
    }),
  );
});

test("the order of recording only counts among rows of one day", () => {
  fc.assert(
    fc.property(randomJournal, (journal) => {
      const backwards = [...journal.transactions].sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0));
      expect(buildBook({ ...journal, transactions: backwards })).toEqual(buildBook(journal));
    }),
  );
});

test("nothing shown is ever not a number or without end", () => {
  fc.assert(
    fc.property(randomJournal, (journal) => {
      expectFinite(valued(journal), "valuation");
    }),
  );
});

test("a total is the sum of its rows in the order of their instruments' ids, from the first to the last", () => {
  fc.assert(
    fc.property(randomJournal, (journal) => {
      const { positions: shown, cash, totals } = valued(journal);
      const positions = shown.toSorted((a, b) => (a.instrument < b.instrument ? -1 : 1));
      const sum = (values: (number | null)[]) => values.reduce<number>((total, value) => total + (value ?? 0), 0);
      expect(totals.marketValue).toBe(sum(positions.map(({ marketValue }) => marketValue)));
      expect(totals.unrealized).toBe(sum(positions.map(({ unrealized }) => unrealized)));
      expect(totals.realized).toBe(sum(positions.map(({ realized }) => realized)));
      expect(totals.cash).toBe(sum(cash.map(({ value }) => value)));
      const weights = [...positions, ...cash].flatMap(({ weight }) => weight ?? []);
      expect(weights.every((weight) => weight >= 0 && weight <= 1)).toBe(true);
      if (weights.length > 0) expect(sum(weights)).toBeCloseTo(1, 9);
    }),
  );
});

test("every day of a history is the valuation of that day, and its last is equal as text", () => {
  fc.assert(
    fc.property(
      randomJournal,
      fc.array(fc.integer({ min: 0, max: 365 }), { minLength: 3, maxLength: 3 }),
      (journal, offsets) => {
        const history = dailyHistory({ ...journal, from: FIRST_DAY, to: LAST_DAY });
        for (const column of [history.value, history.cost, history.invested, history.gain])
          expect(column.every(Number.isFinite)).toBe(true);
        for (const offset of [...offsets, 365]) {
          const day = addDays(FIRST_DAY, offset);
          const { totals } = valueBook(buildBook({ ...journal, through: day }), journal.market, day);
          const value = totals.marketValue + totals.cash;
          expect(Math.abs(history.value[offset]! - value)).toBeLessThan(0.005);
          expect(Math.abs(history.cost[offset]! - totals.cost)).toBeLessThan(0.005);
          expect(Math.abs(history.invested[offset]! - totals.invested)).toBeLessThan(0.005);
          expect(Math.abs(history.gain[offset]! - totals.gain)).toBeLessThan(0.005);
          if (day !== LAST_DAY) continue;
          expect(String(history.value[offset])).toBe(String(value));
          expect(String(history.gain[offset])).toBe(String(totals.gain));
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("where much is not known, a history still says on every day what the valuation of that day says, and how much is missing", () => {
  fc.assert(
    fc.property(patchyJournal, fc.integer({ min: 0, max: 364 }), (journal, some) => {
      const history = dailyHistory({ ...journal, from: FIRST_DAY, to: LAST_DAY });
      for (const offset of [some, 365]) {
        const day = addDays(FIRST_DAY, offset);
        const { totals, positions, cash, ...rest } = valueBook(
          buildBook({ ...journal, through: day }),
          journal.market,
          day,
        );
        const near = (column: Float64Array, wanted: number) =>
          expect(Math.abs(column[offset]! - wanted)).toBeLessThan(0.005);
        if (!Number.isNaN(history.value[offset]!)) near(history.value, totals.marketValue + totals.cash);
        near(history.cost, totals.cost);
        near(history.invested, totals.invested);
        near(history.gain, totals.gain);
        const missing = [...positions.map(({ marketValue }) => marketValue), ...cash.map(({ value }) => value)];
        expect(history.unpriced[offset]).toBe(missing.filter((value) => value === null).length);
        const isPartial = history.unpriced[offset]! > 0 || (history.partialFrom !== null && history.partialFrom <= day);
        expect(isPartial).toBe(rest.partial);
        for (const id of [...rest.unpriced, ...rest.oversold]) expect(history.without).toContain(id);
      }
    }),
    { numRuns: 200 },
  );
});

test("leaving a journal as it is, the engine changes nothing it was given", () => {
  fc.assert(
    fc.property(randomJournal, (journal) => {
      const before = JSON.stringify([journal.transactions, journal.settings]);
      valued(journal);
      expect(JSON.stringify([journal.transactions, journal.settings])).toBe(before);
    }),
    { numRuns: 20 },
  );
});

function countMoney({ transactions, settings, rates }: RandomJournal): { moneyIn: number; moneyOut: number } {
  let moneyIn = 0;
  let moneyOut = 0;
  for (const transaction of transactions) {
    if (!("currency" in transaction) || transaction.kind === "conversion" || transaction.kind === "merger") continue;
    const rate = (transaction.exchangeRate ?? rates.at(transaction.currency, "EUR", transaction.day)!.rate).toNumber();
    const charged = (charge?: Charge) => (charge?.amount.toNumber() ?? 0) * rate;
    const charges = charged(transaction.fee) + charged(transaction.tax);
    if (settings.cash === "tracked") {
      if (transaction.kind === "deposit") moneyIn += transaction.amount.toNumber() * rate;
      if (transaction.kind === "withdrawal") moneyOut += transaction.amount.toNumber() * rate;
    } else if (transaction.kind === "buy" || transaction.kind === "sell") {
      const gross =
        (transaction.amount?.toNumber() ?? transaction.quantity.toNumber() * transaction.price!.toNumber()) * rate;
      if (transaction.kind === "buy") moneyIn += gross + charges;
      else moneyOut += gross - charges;
    } else if (transaction.kind === "dividend") moneyOut += transaction.amount.toNumber() * rate - charges;
  }
  return { moneyIn, moneyOut };
}

function expectFinite(value: unknown, path: string): void {
  if (typeof value === "number") expect(Number.isFinite(value), path).toBe(true);
  else if (typeof value === "object" && value !== null && !(value instanceof Decimal)) {
    for (const [key, part] of Object.entries(value)) expectFinite(part, `${path}.${key}`);
  }
}
