import { type Book, type BookInput, buildBook } from "../book.ts";
import { Decimal } from "../decimal.ts";
import { createFamilyOf } from "../families.ts";
import { bookFamily } from "../family.ts";
import { type HistoryInput, historyOf } from "../history.ts";
import type { InstrumentId } from "../instrument.ts";
import type { Flow } from "../ledger.ts";
import { orderTransactions } from "../ordering.ts";
import type { Position } from "../position.ts";
import type { Transaction } from "../transaction.ts";
import { performanceColumns } from "./columns.ts";
import { createPerformance, type Performance } from "./performance.ts";

/**
 * What figures are of. An instrument: its rows alone, with its trades and dividends as its flows, whatever the portfolio's cash mode. An
 * account: what happens in it, with lots of its own (empty: where no account is named); units moved from or to another are flows.
 */
export type Subject =
  | { kind: "portfolio" }
  | { kind: "instrument"; instrument: InstrumentId }
  | { kind: "account"; account: string };

/** Performance of a portfolio, or of a part of it, from its journal. All portfolios together: `createPerformance(combineColumns(...))`. */
export function performanceOf(input: HistoryInput, subject: Subject = { kind: "portfolio" }): Performance {
  const { market, from, to } = input;
  const book = bookOfSubject({ ...input, through: to }, subject);
  return createPerformance(performanceColumns(historyOf(book, market, from, to), book, market));
}

/** The book of a subject. */
export function bookOfSubject(input: BookInput, subject: Subject): Book {
  switch (subject.kind) {
    case "portfolio":
      return buildBook(input);
    case "account":
      return buildBook({ ...input, account: subject.account });
    case "instrument":
      return instrumentBook(input, subject.instrument);
    default:
      return subject satisfies never;
  }
}

/** The instrument's position as the whole book, with its own flows. */
function instrumentBook(input: BookInput, instrument: InstrumentId): Book {
  const rows = familyRows(input.transactions, instrument);
  const own = rows.filter((row) => "instrument" in row && row.instrument === instrument);
  // Rows of cash alone count where cash is kept: a fee or tax on account of the instrument is paid from outside of it.
  const isTracked = input.settings.cash === "tracked";
  const book = buildBook({ ...input, transactions: rows });
  const flows = [...flowsOf(input, rows, own), ...(isTracked ? chargesPaid(input, own) : [])];
  const position = book.positions.get(instrument);
  const sum = (part: (flow: Flow) => boolean) =>
    flows
      .filter(part)
      .reduce((total, { amount }) => total.plus(amount.isNegative() ? amount.negated() : amount), Decimal.ZERO);
  return {
    ...book,
    settings: { ...input.settings, cash: "untracked" },
    ...{ flows, earnings: [], interest: Decimal.ZERO },
    ...{ cash: new Map(), cashBooked: new Map(), cashTrails: new Map() },
    positions: new Map(position ? [[instrument, position]] : []),
    disposals: book.disposals.filter((disposal) => disposal.instrument === instrument),
    departures: book.departures.filter((departure) => departure.instrument === instrument),
    separateFees: position?.separateFees ?? Decimal.ZERO,
    separateTaxes: position?.separateTaxes ?? Decimal.ZERO,
    moneyIn: sum(({ amount }) => amount.isPositive()),
    moneyOut: sum(({ amount }) => amount.isNegative()),
    partialFrom: position ? partialFrom(position) : null,
    unrated: position?.unratedFrom ? book.unrated : [],
  };
}

function familyRows(transactions: readonly Transaction[], instrument: InstrumentId): Transaction[] {
  const familyOf = createFamilyOf(transactions);
  const isOwn = (row: Transaction) =>
    ("instrument" in row && row.instrument === instrument) ||
    ("newInstrument" in row && row.newInstrument === instrument);
  const one = transactions.find(isOwn);
  if (!one) return [];
  const family = familyOf(one);
  return transactions.filter((row) => familyOf(row) === family);
}

/** Money for its trades and dividends, and worth of its transfers: from outside, as where cash is not kept. */
function flowsOf(input: BookInput, rows: readonly Transaction[], own: readonly Transaction[]): Flow[] {
  const { costMethod, cash: _, ...settings } = input.settings;
  const context = {
    ...input,
    settings: { ...settings, costMethod, cash: "untracked" as const },
    methods: [costMethod],
  };
  const { flows } = bookFamily(own, context).ledger;
  // Transfers whose worth nobody states go at what the units cost, which other instruments may have given them: one flow each, in their order.
  const [atCost] = bookFamily(rows, context).byMethod;
  const transfers = orderTransactions(rows).filter((row) => isAtCost(row) && row.day <= (input.through ?? row.day));
  const isOwn = new Set(own);
  const ofOwn = atCost!.flows.filter((flow, i) => isOwn.has(transfers[i]!) && !flow.amount.isZero());
  return [...flows, ...ofOwn];
}

function isAtCost(row: Transaction): boolean {
  return row.kind === "transfer-out" && row.amount === undefined && row.price === undefined;
}

function chargesPaid(input: BookInput, own: readonly Transaction[]): Flow[] {
  const rows = own.filter(
    ({ kind }) => kind === "fee" || kind === "fee-refund" || kind === "tax" || kind === "tax-refund",
  );
  const { ledger } = bookFamily(rows, { ...input, methods: [input.settings.costMethod] });
  return ledger.cash.map(({ day, base }) => ({ day, amount: base.negated() }));
}

function partialFrom({ oversoldFrom, unratedFrom }: Position): string | null {
  if (oversoldFrom === null || unratedFrom === null) return oversoldFrom ?? unratedFrom;
  return oversoldFrom < unratedFrom ? oversoldFrom : unratedFrom;
}
