import { type Cash, type CashTrail, inOrder, inOrderOfDays, sumCash } from "./cash.ts";
import { type Day, dayNumber } from "./day.ts";
import { Decimal } from "./decimal.ts";
import { groupFamilies } from "./families.ts";
import { bookFamily, type Family, type FamilyContext, type FamilyOfMethod } from "./family.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Issue } from "./issue.ts";
import { lazily } from "./lazily.ts";
import type { Earning, Flow } from "./ledger.ts";
import type { Currency } from "./money.ts";
import type { CostMethod, PortfolioSettings } from "./portfolio.ts";
import type { Disposal, Position } from "./position.ts";
import type { SplitOn } from "./splits.ts";
import type { Transaction } from "./transaction.ts";

export interface BookInput extends Omit<FamilyContext, "methods"> {
  /** In journal order. */
  transactions: readonly Transaction[];
}

/** What a journal adds up to. */
export interface Book {
  settings: PortfolioSettings;
  /** Positions ever held, closed ones with a quantity of zero, by their first day and id. */
  positions: Map<InstrumentId, Position>;
  /** Balances by currency; only kept where cash is tracked. */
  cash: Map<Currency, Decimal>;
  /** In order of days. */
  disposals: Disposal[];
  /** Units that left by transfers, with their worth as proceeds. In order of days. */
  departures: Disposal[];
  /** Base currency. Interest earned less interest charged; like all cash rows only counted where cash is tracked. */
  interest: Decimal;
  /** Fees and taxes in no cost and no proceeds, of instruments and of the portfolio as a whole. */
  separateFees: Decimal;
  separateTaxes: Decimal;
  /** Money put in and taken out, by the definition of the cash mode, in base at the rates of its days. */
  moneyIn: Decimal;
  moneyOut: Decimal;
  /** Of that, what was there on the evening that gains are measured from (`rebase`); zero where they are measured from what was paid. */
  opening: Decimal;
  /** The external flows behind them: in is positive. In order of days. */
  flows: Flow[];
  /** What all movements of each currency of tracked cash were worth in base when they were booked. */
  cashBooked: Map<Currency, Decimal>;
  /** Balances of tracked cash after each day they moved on. */
  cashTrails: Map<Currency, CashTrail>;
  /** Splits known from the journal, for basis changes of prices. */
  splits: Map<InstrumentId, SplitOn[]>;
  /** Interest and separate charges of the portfolio as a whole. In order of days. */
  earnings: Earning[];
  /** The first day on which an amount had no exchange rate or some units no known cost: from then on sums are of the rest. Null: never. */
  partialFrom: Day | null;
  /** Currencies of amounts that had no exchange rate. */
  unrated: Currency[];
  issues: Issue[];
}

/**
 * Books transactions in the order in which they take effect (see `orderTransactions`). Exact: all sums in decimals of 18 places.
 * What is wrong with the data comes back as issues, never as an exception: `oversold`, `no_rate`, `lots_not_named`.
 * Where cash is untracked, each trade and dividend is its own external flow, and rows of cash alone (deposits, withdrawals, interest,
 * fees and taxes that belong to no trade, conversions) are left out of every figure. Units transferred are flows either way.
 */
export function buildBook(input: BookInput): Book {
  return buildBooks(input, [input.settings.costMethod])[0]!;
}

/** The same under several cost methods side by side: amounts are worked out once. */
export function buildBooks(input: BookInput, methods: readonly CostMethod[]): Book[] {
  const context: FamilyContext = { ...input, methods };
  const families = Array.from(groupFamilies(input.transactions).values(), (rows) => bookFamily(rows, context));
  return joinFamilies(families, input.settings, methods);
}

/** Families as one book for each of the methods they were booked by. Long lists are put in order when somebody reads them. */
export function joinFamilies(
  families: readonly Family[],
  settings: PortfolioSettings,
  methods: readonly CostMethod[],
): Book[] {
  const shared = joinLedgers(families);
  return methods.map((costMethod, method) => {
    const own = families.map(({ byMethod }) => byMethod[method]!);
    const positions = own.flatMap((family) => family.positions).sort(byFirstDay);
    const opening = openingOf(own);
    const ownFlows = [...opening, ...own.flatMap((family) => family.flows)];
    const book = {
      settings: { ...settings, costMethod },
      positions: new Map(positions.map((position) => [position.instrument, position])),
      interest: shared.interest,
      separateFees: shared.fees.plus(sum(positions, ({ separateFees }) => separateFees)),
      separateTaxes: shared.taxes.plus(sum(positions, ({ separateTaxes }) => separateTaxes)),
      moneyIn: shared.moneyIn.plus(sum(ownFlows, ({ amount }) => (amount.isNegative() ? Decimal.ZERO : amount))),
      moneyOut: shared.moneyOut.plus(
        sum(ownFlows, ({ amount }) => (amount.isNegative() ? amount.negated() : Decimal.ZERO)),
      ),
      opening: opening[0]?.amount ?? Decimal.ZERO,
      partialFrom: earliest([shared.unratedFrom, ...positions.map(({ oversoldFrom }) => oversoldFrom)]),
      splits: new Map(families.flatMap(({ splits }) => [...splits])),
      unrated: [...new Set(families.flatMap(({ unrated }) => [...unrated]))],
    };
    return lazily(book, {
      disposals: () =>
        inOrder(
          own.flatMap(({ disposals }) => disposals),
          dayOf,
        ),
      departures: () =>
        inOrder(
          own.flatMap(({ departures }) => departures),
          dayOf,
        ),
      flows: () => (ownFlows.length > 0 ? inOrderOfDays([...shared.flows(), ...ownFlows]) : shared.flows()),
      earnings: shared.earnings,
      cash: () => shared.cash().balances,
      cashBooked: () => shared.cash().booked,
      cashTrails: () => shared.cash().trails,
      issues: () => [...families.flatMap(({ issues }) => issues), ...own.flatMap(({ issues }) => issues)].sort(byDay),
    });
  });
}

/** What was there when gains began to be measured, as one flow: cash that one family paid to another is no money put in. */
function openingOf(own: readonly FamilyOfMethod[]): Flow[] {
  const openings = own.flatMap(({ opening }) => opening ?? []);
  const amount = sum(openings, (opening) => opening.amount);
  return amount.isZero() ? [] : [{ day: openings[0]!.day, amount }];
}

/** What is the same under every method. */
function joinLedgers(families: readonly Family[]) {
  const ledgers = families.map(({ ledger }) => ledger);
  return {
    moneyIn: sum(ledgers, ({ moneyIn }) => moneyIn),
    moneyOut: sum(ledgers, ({ moneyOut }) => moneyOut),
    interest: sum(ledgers, ({ interest }) => interest),
    fees: sum(ledgers, ({ fees }) => fees),
    taxes: sum(ledgers, ({ taxes }) => taxes),
    unratedFrom: earliest(ledgers.map(({ unratedFrom }) => unratedFrom)),
    flows: once(() => inOrderOfDays(ledgers.flatMap(({ flows }) => flows))),
    earnings: once(() => inOrderOfDays(ledgers.flatMap(({ earnings }) => earnings))),
    cash: once((): Cash => sumCash(ledgers.flatMap(({ cash }) => cash))),
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function dayOf({ day }: Disposal): number {
  return dayNumber(day);
}

function byFirstDay(a: Position, b: Position): number {
  return compare(a.firstDay, b.firstDay) || compare(a.instrument, b.instrument);
}

function byDay(a: { day?: Day }, b: { day?: Day }): number {
  return compare(a.day ?? "", b.day ?? "");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function earliest(days: readonly (Day | null)[]): Day | null {
  return days.reduce((first, day) => (day !== null && (first === null || day < first) ? day : first), null);
}

function sum<T>(items: readonly T[], figure: (item: T) => Decimal): Decimal {
  let total = Decimal.ZERO;
  for (const item of items) total = total.plus(figure(item));
  return total;
}
