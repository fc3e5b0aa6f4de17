import { type Book, type BookInput, joinFamilies } from "../book.ts";
import { type CashMove, inOrderOfDays } from "../cash.ts";
import { Decimal } from "../decimal.ts";
import { createFamilyOf, groupFamilies } from "../families.ts";
import { bookFamily, type Family } from "../family.ts";
import type { InstrumentId } from "../instrument.ts";
import type { Currency } from "../money.ts";
import type { Rate, Rates } from "../rates.ts";
import type { Transaction } from "../transaction.ts";
import { Tape } from "./tape.ts";

/** How an instrument's holding stood after a transaction, and what of it that bought and sold in base (null: at no known rate). */
export interface HoldingStep {
  /** Day number. */
  day: number;
  /** Of each account where lots are kept by account. */
  units: Decimal[];
  /** What they cost, in base. */
  costs: Decimal[];
  bought: Decimal | null;
  sold: Decimal | null;
}

interface RecordedFamily {
  family: Family;
  steps: Map<InstrumentId, HoldingStep[]>;
}

/** A journal booked with numbers that remember where they come from; each family of instruments when it is first asked for. */
export interface Recording {
  familyOf(instrument: InstrumentId): Family;
  stepsOf(instrument: InstrumentId): readonly HoldingStep[];
  /** All of them as one book. */
  book(): Book;
  /** Balances of tracked cash after each day they moved on, by currency. */
  cashSteps(): Map<Currency, CashStep[]>;
}

export interface CashStep {
  /** Day number. */
  day: number;
  balance: Decimal;
}

export function recordBooking(input: BookInput): Recording {
  const tape = new Tape();
  const rates = traceRates(input.rates, tape);
  const recorded = new Map<string, RecordedFamily>();
  let book: Book | undefined;

  let grouped: { rows: Map<string, Transaction[]>; nameOf: (transaction: Transaction) => string } | undefined;

  function families() {
    const { transactions } = input;
    grouped ??= { rows: groupFamilies(transactions), nameOf: createFamilyOf(transactions) };
    return grouped;
  }

  function familyNamed(name: string): RecordedFamily {
    let known = recorded.get(name);
    if (!known) {
      known = recordFamily(families().rows.get(name) ?? [], { ...input, rates }, tape);
      recorded.set(name, known);
    }
    return known;
  }
  const ofInstrument = (instrument: InstrumentId) =>
    familyNamed(families().nameOf({ kind: "split", instrument, numerator: 1, denominator: 1, id: "", day: "" }));

  return {
    familyOf: (instrument) => ofInstrument(instrument).family,
    stepsOf: (instrument) => ofInstrument(instrument).steps.get(instrument) ?? [],
    book() {
      if (!book) {
        const all = Array.from(families().rows.keys(), (name) => familyNamed(name).family);
        book = joinFamilies(all, input.settings, [input.settings.costMethod])[0]!;
      }
      return book;
    },
    cashSteps() {
      this.book();
      const moves = Array.from(recorded.values(), ({ family }) => family.ledger.cash).flat();
      return cashStepsOf(moves);
    },
  };
}

function cashStepsOf(moves: readonly CashMove[]): Map<Currency, CashStep[]> {
  const steps = new Map<Currency, CashStep[]>();
  const balances = new Map<Currency, Decimal>();
  for (const { currency, amount, day } of inOrderOfDays(moves)) {
    const balance = balances.get(currency)?.plus(amount) ?? amount;
    balances.set(currency, balance);
    const own = steps.get(currency) ?? [];
    steps.set(currency, own);
    if (own.at(-1)?.day === day) own.pop();
    own.push({ day, balance });
  }
  return steps;
}

function recordFamily(rows: readonly Transaction[], input: BookInput, tape: Tape): RecordedFamily {
  const steps = new Map<InstrumentId, HoldingStep[]>();
  const family = bookFamily(
    rows.map((row) => traceTransaction(row, tape)),
    {
      ...input,
      methods: [input.settings.costMethod],
      watch: {
        row: (transaction) => tape.begin(transaction),
        step(holding, day, bought, sold) {
          let own = steps.get(holding.instrument);
          if (!own) {
            own = [];
            steps.set(holding.instrument, own);
          }
          const pools = holding.ownPools;
          const units = pools.map(({ lots, short }) => (short ? lots.quantity.negated() : lots.quantity));
          const costs = pools.map(({ lots, short }) => (short ? lots.cost.negated() : lots.cost));
          own.push({ day, units, costs, bought, sold });
        },
      },
    },
  );
  return { family, steps };
}

/** The transaction with each of its numbers traced to itself. */
function traceTransaction(transaction: Transaction, tape: Tape): Transaction {
  tape.enter(transaction);
  const traced = traceNumbers(transaction as object as Record<string, unknown>, "", tape);
  return traced as Transaction;
}

function traceNumbers(part: Readonly<Record<string, unknown>>, path: string, tape: Tape): object {
  const traced = { ...part };
  // Read from the one that stays as it is: names of an object that is written to meanwhile are looked up anew each time.
  for (const name in part) {
    const value = part[name];
    if (typeof value !== "object" || value === null) continue;
    if (value instanceof Decimal) traced[name] = tape.field(value, path + name);
    else if (Array.isArray(value)) {
      traced[name] = value.map((item, index) => traceNumbers(item, `${path}${name}.${index}.`, tape));
    } else traced[name] = traceNumbers(value as typeof part, `${path}${name}.`, tape);
  }
  return traced;
}

/** The transactions of some kinds with traced numbers, in their order, and rates to go with them. */
export function traceInput<T extends BookInput>(input: T, kinds: ReadonlySet<string>): T {
  const tape = new Tape();
  const rows = input.transactions.filter(({ kind }) => kinds.has(kind));
  return {
    ...input,
    transactions: rows.map((row) => traceTransaction(row, tape)),
    rates: traceRates(input.rates, tape),
  };
}

function traceRates(rates: Rates, tape: Tape): Rates {
  const known = new Map<Rate, Rate>();
  return {
    at(from, to, day) {
      const found = rates.at(from, to, day);
      if (!found || from === to) return found;
      let traced = known.get(found);
      if (!traced) {
        const { day: set, source } = found;
        traced = { ...found, rate: tape.rate(found.rate, from, to, set, source) };
        known.set(found, traced);
      }
      return traced;
    },
    column: rates.column,
  };
}
