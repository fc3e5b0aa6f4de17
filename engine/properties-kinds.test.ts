import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Book, type BookInput, buildBook, buildBooks } from "./book.ts";
import { addDays, dayNumber } from "./day.ts";
import { Decimal } from "./decimal.ts";
import { FIRST_DAY, fullJournal, LAST_DAY, type RandomJournal, withoutOversold } from "./fake-journal.ts";
import { dailyHistory } from "./history.ts";
import { liveTransactions } from "./journal.ts";
import { COST_METHODS } from "./portfolio.ts";
import type { Transaction } from "./transaction.ts";
import { valueBook } from "./valuation.ts";

// Properties of journals with every kind of transaction; `properties.test.ts` has those of everyday ones.

const day = fc.integer({ min: 0, max: 365 }).map((offset) => addDays(FIRST_DAY, offset));
const valued = (journal: RandomJournal, change: Partial<BookInput> = {}) =>
  valueBook(buildBook({ ...journal, ...change }), journal.market, LAST_DAY);
const sum = (values: readonly Decimal[]) => values.reduce((total, value) => total.plus(value), Decimal.ZERO);

function scaleOf({ moneyIn, moneyOut, marketValue, cash }: ReturnType<typeof valued>["totals"]): number {
  return moneyIn + moneyOut + Math.abs(marketValue) + Math.abs(cash) + 1;
}

test("under every method: realised + released + unrealised + income + currency gain on cash - separate charges = money out + value - money in", () => {
  fc.assert(
    fc.property(fullJournal, (journal) => {
      for (const book of buildBooks(journal, COST_METHODS)) {
        const { totals, partial } = valueBook(book, journal.market, LAST_DAY);
        expect(partial).toBe(false);
        expect(Math.abs(totals.residue)).toBeLessThan(scaleOf(totals) * 1e-11);
      }
    }),
    { numRuns: 300 },
  );
});

test("side by side or alone, a method books the same", () => {
  fc.assert(
    fc.property(fullJournal, (journal) => {
      const together = buildBooks(journal, COST_METHODS);
      for (const [index, costMethod] of COST_METHODS.entries()) {
        expect(together[index]).toEqual(buildBook({ ...journal, settings: { ...journal.settings, costMethod } }));
      }
    }),
    { numRuns: 60 },
  );
});

test("no cost is made or lost: it is in the lots, or it has left with a sale, a transfer or a return of capital", () => {
  fc.assert(
    fc.property(fullJournal, (journal) => {
      const settings = { ...journal.settings, feesInCost: true, allowShort: false };
      const held = withoutOversold({ ...journal, settings });
      const book = buildBook(held);
      let came = Decimal.ZERO;
      let lowered = Decimal.ZERO;
      for (const transaction of held.transactions) {
        came = came.plus(costThatCame(transaction, held));
        lowered = lowered.plus(capitalReturned(transaction, held));
      }
      const open = sum([...book.positions.values()].map(({ cost }) => cost));
      const left = sum([...book.disposals, ...book.departures].map(({ cost }) => cost));
      const atCost = sum(book.flows.filter(isUnvalued(held)).map(({ amount }) => amount));
      // What exceeded the cost it lowered is a disposal at no cost.
      const returns = new Set(held.transactions.filter(isCapital).map(({ id }) => id));
      const beyond = sum(
        book.disposals.filter(({ transaction }) => returns.has(transaction)).map(({ proceeds }) => proceeds),
      );
      const rest = came.minus(open).minus(left).plus(atCost).minus(lowered).plus(beyond);
      expect(Math.abs(rest.toNumber())).toBeLessThan(1e-9);
      for (const { lots, cost, quantity } of book.positions.values()) {
        expect([sum(lots.map((lot) => lot.cost)), sum(lots.map((lot) => lot.quantity))].map(String)).toEqual(
          [cost, quantity].map(String),
        );
      }
    }),
    { numRuns: 200 },
  );

  /** Flows of transfers that went at what they cost are the only ones of a journal without any other. */
  function isUnvalued(journal: RandomJournal) {
    const own = journal.transactions.filter((row) => row.kind === "transfer-out" && !row.amount && !row.price);
    const book = buildBook(journal);
    const others = buildBook({ ...journal, transactions: journal.transactions.filter((row) => !own.includes(row)) });
    const known = new Set(others.flows.map(({ day, amount }) => `${day} ${amount}`));
    const days = new Set(own.map((row) => dayNumber(row.day)));
    expect(book.flows.length - others.flows.length).toBeLessThanOrEqual(own.length * 2);
    return ({ day, amount }: Book["flows"][number]) =>
      days.has(day) && amount.isNegative() && !known.has(`${day} ${amount}`);
  }
});

describe("the order of rows", () => {
  test("counts in a day only among those of one rank", () => {
    fc.assert(
      fc.property(fullJournal, (journal) => {
        const byKind = [...journal.transactions].sort(
          (a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0) || rank(b) - rank(a),
        );
        expect(buildBook({ ...journal, transactions: byKind })).toEqual(buildBook(journal));
      }),
    );
  });

  test("is that of the list, where it is to be kept", () => {
    fc.assert(
      fc.property(fullJournal, (journal) => {
        const ordered = [...journal.transactions].sort((a, b) =>
          a.day < b.day ? -1 : a.day > b.day ? 1 : rank(a) - rank(b),
        );
        expect(buildBook({ ...journal, transactions: ordered, keepOrder: true })).toEqual(buildBook(journal));
      }),
    );
  });
});

test("what was recorded and voided again was never there", () => {
  fc.assert(
    fc.property(fullJournal, fullJournal, (journal, mistakes) => {
      const wrong = mistakes.transactions.map((transaction) => ({ ...transaction, id: `${transaction.id}_wrong` }));
      const reason = { kind: "typed" } as const;
      const entries = [
        { id: "ent_1", reason, transactions: [...wrong, ...journal.transactions], voids: [] },
        { id: "ent_2", reason, transactions: [], voids: wrong.map(({ id }) => id) },
      ];
      expect(buildBook({ ...journal, transactions: liveTransactions(entries) })).toEqual(buildBook(journal));
    }),
    { numRuns: 40 },
  );
});

// A book is not continued but booked again, family by family; what makes that the same thing is that later rows change no earlier day.
test("book(a + b) = continue(book(a), b): a book through a day is the beginning of the whole", () => {
  fc.assert(
    fc.property(fullJournal, day, (journal, through) => {
      const whole = buildBook(journal);
      const part = buildBook({ ...journal, through });
      const until = dayNumber(through);
      for (const [instrument, { trail }] of part.positions) {
        const steps = trail.days.length;
        const all = whole.positions.get(instrument)!.trail;
        expect(Array.from(all.days).filter((one) => one <= until)).toEqual(Array.from(trail.days));
        for (const [name, column] of Object.entries(trail)) {
          expect(Array.from(all[name as keyof typeof all]).slice(0, steps), name).toEqual(Array.from(column));
        }
      }
      const before = <T extends { day: string }>(items: readonly T[]) => items.filter((item) => item.day <= through);
      expect(part.disposals).toEqual(before(whole.disposals));
      expect(part.departures).toEqual(before(whole.departures));
      expect(part.flows).toEqual(whole.flows.filter((flow) => flow.day <= until));
      expect(part.earnings).toEqual(whole.earnings.filter((earning) => earning.day <= until));
      for (const [currency, { days, balances }] of part.cashTrails) {
        const all = whole.cashTrails.get(currency)!;
        expect([all.days.slice(0, days.length), all.balances.slice(0, days.length)]).toEqual([days, balances]);
      }
    }),
  );
});

test("split then sell = sell then split, at quantities and prices of their days", () => {
  const lots = fc.array(
    fc.record({ units: fc.integer({ min: 1, max: 100 }), price: fc.integer({ min: 1, max: 500 }) }),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
  const terms = fc.record({ numerator: fc.integer({ min: 1, max: 9 }), denominator: fc.integer({ min: 1, max: 9 }) });
  const sold = fc.integer({ min: 1, max: 99 });
  fc.assert(
    fc.property(
      lots,
      terms,
      sold,
      fc.constantFrom(...COST_METHODS),
      (held, { numerator, denominator }, percent, method) => {
        const common = { instrument: "AAA", currency: "EUR" };
        const whole = (value: number) => Decimal.fromInteger(value);
        const buys = held.map(({ units, price }, index): Transaction => {
          return {
            ...common,
            id: `txn_${index}`,
            day: addDays(FIRST_DAY, index),
            kind: "buy",
            quantity: whole(units),
            price: whole(price),
          };
        });
        const units = sum(held.map(({ units: own }) => whole(own))).timesRatio(whole(percent), whole(100));
        const amount = whole(1000);
        const on = (offset: number) => addDays("2024-03-01", offset);
        const split = (at: number): Transaction => ({
          id: "txn_split",
          day: on(at),
          kind: "split",
          instrument: "AAA",
          numerator,
          denominator,
        });
        const sale = (at: number, quantity: Decimal): Transaction => ({
          ...common,
          id: "txn_sale",
          day: on(at),
          kind: "sell",
          quantity,
          amount,
        });
        const settings = { baseCurrency: "EUR", costMethod: method, cash: "untracked" } as const;
        const rates = { at: () => undefined, column: () => new Float64Array() };
        const after = (rows: Transaction[]) => {
          const book = buildBook({ transactions: [...buys, ...rows], settings, rates, currencyOf: () => "EUR" });
          return book.positions.get("AAA")!;
        };
        const first = after([split(0), sale(1, units.timesRatio(whole(numerator), whole(denominator)))]);
        const last = after([sale(0, units), split(1)]);
        for (const figure of ["quantity", "cost", "realized"] as const) {
          expect(Math.abs(first[figure].minus(last[figure]).toNumber()), figure).toBeLessThan(1e-9);
        }
      },
    ),
  );
});

describe("currency parts", () => {
  test("and price parts add up to their gains, and there are none in the base currency", () => {
    fc.assert(
      fc.property(fullJournal, (journal) => {
        const { positions } = valued(journal);
        for (const { unrealized, unrealizedPrice, unrealizedCurrency, currency, quantity } of positions) {
          expect(unrealizedPrice! + unrealizedCurrency!).toBeCloseTo(unrealized!, 9);
          if (currency === "EUR" && !quantity.isZero()) expect(Math.abs(unrealizedCurrency!)).toBeLessThan(1e-6);
        }
        const book = buildBook(journal);
        for (const [instrument, { realizedCurrency, currency }] of book.positions) {
          const own = book.disposals.filter((disposal) => disposal.instrument === instrument);
          expect(String(realizedCurrency)).toBe(String(sum(own.map(({ currencyGain }) => currencyGain!))));
          if (currency === "EUR") expect(realizedCurrency.isZero()).toBe(true);
        }
      }),
    );
  });

  test("are nothing where no rate ever changes", () => {
    fc.assert(
      fc.property(fullJournal, (journal) => {
        const fixed: RandomJournal["rates"] = {
          at: (from, to, on) => {
            const steady = { ...journal.rates.at(from, to, FIRST_DAY)!, day: on };
            return steady;
          },
          column: (from, to, _, count) =>
            new Float64Array(count).fill(journal.rates.at(from, to, FIRST_DAY)!.rate.toNumber()),
        };
        const transactions = journal.transactions.map(atMarketRates);
        const market = { ...journal.market, rates: fixed };
        const calm = { ...journal, transactions, market, rates: fixed };
        const { positions, totals } = valued(calm);
        const scale = scaleOf(totals) * 1e-9;
        for (const { unrealizedCurrency } of positions) expect(Math.abs(unrealizedCurrency!)).toBeLessThan(scale);
        for (const { realizedCurrency, releasedCurrency } of buildBook(calm).positions.values()) {
          expect(Math.abs(realizedCurrency.toNumber()) + Math.abs(releasedCurrency.toNumber())).toBeLessThan(scale);
        }
      }),
    );
  });
});

describe("other units", () => {
  const relative = (journal: RandomJournal) => {
    const { totals } = valued(journal);
    return { totals, scale: scaleOf(totals) * 1e-9 };
  };
  const factor = fc.constantFrom(2, 4, 8, 16);

  test("of quantity (all x k, prices / k) change no money", () => {
    fc.assert(
      fc.property(fullJournal, factor, (journal, k) => {
        const { totals, scale } = relative(journal);
        const other = inUnits(journal, k, 1);
        const found = relative(other).totals;
        for (const name of ["moneyIn", "cost", "marketValue", "realized", "released", "income", "gain"] as const) {
          expect(Math.abs(found[name] - totals[name]), name).toBeLessThan(scale);
        }
      }),
    );
  });

  test("of money (all x k) change every amount by as much, and no ratio", () => {
    fc.assert(
      fc.property(fullJournal, factor, (given, k) => {
        const journal = { ...given, settings: { ...given.settings, cash: "untracked" as const } };
        const { totals, scale } = relative(journal);
        const found = relative(inUnits(journal, 1, k)).totals;
        for (const name of [
          "moneyIn",
          "moneyOut",
          "cost",
          "marketValue",
          "realized",
          "released",
          "income",
          "gain",
        ] as const) {
          expect(Math.abs(found[name] - k * totals[name]), name).toBeLessThan(k * scale);
        }
        if (totals.gainRatio !== null) expect(found.gainRatio! - totals.gainRatio).toBeCloseTo(0, 6);
      }),
    );
  });
});

test("when everything is sold all methods have made the same gain", () => {
  fc.assert(
    fc.property(fullJournal, (journal) => {
      const together = { ...journal, settings: { ...journal.settings, lots: "portfolio" as const } };
      // A transfer at what it cost takes out more under one method than under another.
      together.transactions = journal.transactions.filter(
        (row) => row.kind !== "transfer-out" || row.amount || row.price,
      );
      const sound = withoutOversold(together);
      const closing = [...buildBook(sound).positions.values()].filter(({ quantity }) => !quantity.isZero());
      const transactions = [
        ...sound.transactions,
        ...closing.map(({ instrument, quantity, currency }, index): Transaction => {
          const kind = quantity.isNegative() ? "buy" : "sell";
          return {
            id: `txn_last${index}`,
            day: "2025-01-02",
            kind,
            instrument,
            currency,
            quantity: quantity.abs(),
            price: Decimal.fromInteger(50),
          };
        }),
      ];
      const books = buildBooks({ ...sound, transactions }, COST_METHODS);
      const gains = books.map((book) => {
        const { totals, positions } = valueBook(book, journal.market, "2025-01-02");
        expect(positions.every(({ quantity }) => quantity.isZero())).toBe(true);
        return { ...totals, made: totals.realized + totals.released };
      });
      const [first] = gains as [(typeof gains)[number]];
      for (const { gain, made } of gains) {
        expect(Math.abs(gain - first.gain)).toBeLessThan(scaleOf(first) * 1e-9);
        expect(Math.abs(made - first.made)).toBeLessThan(scaleOf(first) * 1e-9);
      }
    }),
  );
});

describe("accounts", () => {
  test("with one of them, lots by account are lots by portfolio", () => {
    fc.assert(
      fc.property(fullJournal, (journal) => {
        const transactions = journal.transactions
          .filter(({ kind }) => kind !== "move")
          .map((row) => ({ ...row, account: "A" }));
        const by = (lots: "account" | "portfolio") => {
          const { settings: _, ...book } = buildBook({
            ...journal,
            transactions,
            settings: { ...journal.settings, lots },
          });
          return book;
        };
        expect(by("account")).toEqual(by("portfolio"));
      }),
      { numRuns: 60 },
    );
  });

  test("what each of them is worth and has gained adds up to the portfolio", () => {
    fc.assert(
      fc.property(fullJournal, (journal) => {
        const settings = { ...journal.settings, lots: "account" as const };
        const sound = withoutOversold({ ...journal, settings });
        const whole = valued(sound).totals;
        const parts = ["", "A", "B"].map((account) => valued(sound, { account }).totals);
        const scale = scaleOf(whole) * 1e-9;
        for (const name of ["marketValue", "cash", "income", "fees", "taxes", "gain", "invested"] as const) {
          const added = parts.reduce((total, part) => total + part[name], 0);
          expect(Math.abs(added - whole[name]), name).toBeLessThan(scale);
        }
      }),
    );
  });
});

test("every day of a history of any journal is the valuation of that day", () => {
  fc.assert(
    fc.property(fullJournal, day, (journal, on) => {
      const history = dailyHistory({ ...journal, from: FIRST_DAY, to: LAST_DAY });
      const offset = dayNumber(on) - dayNumber(FIRST_DAY);
      const { totals } = valueBook(buildBook({ ...journal, through: on }), journal.market, on);
      const scale = scaleOf(totals) * 1e-9;
      expect(Math.abs(history.value[offset]! - totals.marketValue - totals.cash)).toBeLessThan(scale);
      for (const name of ["cost", "invested", "gain", "realized", "released", "income", "fees", "taxes"] as const) {
        expect(Math.abs(history[name][offset]! - totals[name]), name).toBeLessThan(scale);
      }
    }),
  );
});

function rank({ kind }: Transaction): number {
  if (["split", "stock-dividend", "spin-off", "merger", "symbol-change"].includes(kind)) return 0;
  return kind === "deposit" ? 1 : ["buy", "transfer-in", "reinvested-dividend"].includes(kind) ? 2 : 3;
}

/** The rate that the engine must have used, found anew. */
function rateOf(
  row: { currency: string; exchangeRate?: Decimal | undefined; day: string },
  { rates }: RandomJournal,
): Decimal {
  return row.exchangeRate ?? rates.at(row.currency, "EUR", row.day)!.rate;
}

function chargesOf(row: Transaction, journal: RandomJournal): Decimal {
  const charges = [...("fee" in row && row.fee ? [row.fee] : []), ...("tax" in row && row.tax ? [row.tax] : [])];
  if (!("currency" in row)) return Decimal.ZERO;
  return sum(charges.map(({ amount }) => amount.times(rateOf(row, journal))));
}

function costThatCame(row: Transaction, journal: RandomJournal): Decimal {
  const gross = (own: { amount?: Decimal; price?: Decimal; quantity: Decimal; currency: string; day: string }) =>
    (own.amount ?? own.quantity.times(own.price!)).times(rateOf(own, journal));
  if (row.kind === "buy") return gross(row).plus(chargesOf(row, journal));
  if (row.kind === "reinvested-dividend") return gross(row);
  if (row.kind !== "transfer-in") return Decimal.ZERO;
  if (!row.lots) return gross(row).plus(chargesOf(row, journal));
  return sum(
    row.lots.map(({ cost, exchangeRate, acquired }) =>
      cost.times(rateOf({ ...row, exchangeRate, day: acquired }, journal)),
    ),
  );
}

function isCapital(row: Transaction): boolean {
  return row.kind === "return-of-capital" || (row.kind === "merger" && !row.cashCostShare);
}

function capitalReturned(row: Transaction, journal: RandomJournal): Decimal {
  if (!isCapital(row)) return Decimal.ZERO;
  const paid = "amount" in row && row.amount ? row.amount.times(rateOf(row as never, journal)) : Decimal.ZERO;
  return paid.minus(chargesOf(row, journal));
}

function atMarketRates(row: Transaction): Transaction {
  const { exchangeRate: _, ...plain } = row as Transaction & { exchangeRate?: Decimal };
  if (plain.kind !== "transfer-in" || !plain.lots) return plain as Transaction;
  return { ...plain, lots: plain.lots.map(({ exchangeRate: __, ...lot }) => lot) } as Transaction;
}

const QUANTITIES = ["quantity"];
const PRICES = ["price"];
const MONEY = ["amount", "toAmount", "cost"];

/** All quantities x k and prices / k, and all money x m. */
function inUnits(journal: RandomJournal, k: number, m: number): RandomJournal {
  const [times, money] = [Decimal.fromInteger(k), Decimal.fromInteger(m)];
  const scaled = (fields: object): object =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => {
        if (Array.isArray(value)) return [name, value.map((part: object) => scaled(part))];
        if (!(value instanceof Decimal))
          return [name, typeof value === "object" && value !== null ? scaled(value) : value];
        if (QUANTITIES.includes(name)) return [name, value.times(times)];
        if (PRICES.includes(name)) return [name, value.times(money).dividedBy(times)];
        return [name, MONEY.includes(name) ? value.times(money) : value];
      }),
    );
  const closes = (instrument: string) => {
    const series = journal.market.closes(instrument);
    return series && { ...series, closes: series.closes.map((close) => (close / k) * m) };
  };
  return {
    ...journal,
    transactions: journal.transactions.map((row) => scaled(row) as Transaction),
    market: { ...journal.market, closes },
  };
}
