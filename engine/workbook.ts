import { type Book, joinFamilies } from "./book.ts";
import { addCash, addEarnings, addFlows, addPosition, createDailySums, type DailySums } from "./daily-sums.ts";
import { dayNumber } from "./day.ts";
import { createFamilyOf, groupFamilies, inOrderOfNames } from "./families.ts";
import { bookFamily, type Family, type FamilyContext } from "./family.ts";
import { type History, type HistoryInput, historyFrom, pricesOf } from "./history.ts";
import type { CostMethod } from "./portfolio.ts";
import type { Transaction } from "./transaction.ts";
import { createUnitWorths, type UnitWorths } from "./unit-worth.ts";

export interface WorkbookInput extends HistoryInput {
  /** Cost methods to keep books by, beside the portfolio's own. Default: none. */
  methods?: readonly CostMethod[];
}

/** What changes in a journal: transactions that count from now on, and ids of those that no longer do. */
export interface Edit {
  records: readonly Transaction[];
  voids: readonly string[];
}

/** A family's transactions in journal order, and what they add up to. */
interface Booked {
  rows: Transaction[];
  family: Family;
}

/**
 * The books and the daily history of one portfolio, kept up to date: an edit books again only the instruments it touches, and takes their
 * days out of the history and puts the new ones in. `books` has one for each method, the portfolio's own first; the history is under that.
 */
export class Workbook {
  books: Book[] = [];
  history!: History;
  private readonly input: WorkbookInput;
  private readonly methods: CostMethod[];
  private readonly context: FamilyContext;
  private families = new Map<string, Booked>();
  private familyOf!: (transaction: Transaction) => string;
  /** Transactions that count by id, in journal order; gathered with the first edit. */
  private live: Map<string, Transaction> | undefined;
  private sums!: DailySums;
  private worths!: UnitWorths;

  constructor(input: WorkbookInput) {
    this.input = input;
    this.methods = [...new Set([input.settings.costMethod, ...(input.methods ?? [])])];
    this.context = { ...input, methods: this.methods, through: input.to };
    this.open(input.transactions);
  }

  /**
   * Voids, then records. The figures are those of a workbook opened with the journal as it is then; those of days, which are float64, up to
   * their noise. An id that is not there is passed over.
   */
  edit({ records, voids }: Edit): void {
    this.live ??= new Map(this.input.transactions.map((transaction) => [transaction.id, transaction]));
    const gone = new Set<Transaction>();
    // A record takes the place of one with its id, as it does in a journal.
    for (const id of [...voids, ...records.map((record) => record.id)]) {
      const transaction = this.live.get(id);
      if (transaction) gone.add(transaction);
      this.live.delete(id);
    }
    for (const record of records) this.live.set(record.id, record);
    const changed = [...gone, ...records];
    // Lots pass between instruments by these, so the families themselves change.
    if (changed.some((transaction) => "newInstrument" in transaction)) this.open([...this.live.values()]);
    else {
      for (const name of new Set(changed.map(this.familyOf))) this.redo(name, gone, records);
      this.join();
    }
  }

  private open(transactions: readonly Transaction[]): void {
    const { from, to } = this.input;
    const first = dayNumber(from);
    const count = dayNumber(to) - first + 1;
    if (count < 1) throw new RangeError(`${to} lies before ${from}.`);
    this.familyOf = createFamilyOf(transactions);
    this.families = new Map();
    this.sums = createDailySums(first, count);
    for (const [name, rows] of groupFamilies(transactions)) {
      this.families.set(name, { rows, family: bookFamily(rows, this.context) });
    }
    this.worths = createUnitWorths(this.input.settings.baseCurrency, this.input.market, first, count);
    for (const { family } of this.families.values()) this.count(family, 1);
    this.join();
  }

  private redo(name: string, gone: ReadonlySet<Transaction>, records: readonly Transaction[]): void {
    const before = this.families.get(name);
    if (before) this.count(before.family, -1);
    const own = records.filter((record) => this.familyOf(record) === name);
    const rows = [...(before?.rows.filter((row) => !gone.has(row)) ?? []), ...own];
    if (rows.length === 0) this.families.delete(name);
    else this.families.set(name, { rows, family: bookFamily(rows, this.context) });
    const after = this.families.get(name);
    if (after) this.count(after.family, 1);
    if (!before) this.families = inOrderOfNames(this.families);
  }

  /** Adds the days of a family, or takes them out. */
  private count({ byMethod, ledger, splits }: Family, sign: 1 | -1): void {
    const { sums } = this;
    const [own] = byMethod as [Family["byMethod"][number]];
    for (const position of own.positions) {
      addPosition(sums, position, () => pricesOf(position, this.worths, splits.get(position.instrument)), sign);
    }
    addFlows(sums, ledger.flows, sign);
    addFlows(sums, own.flows, sign);
    addEarnings(sums, ledger.earnings, sign);
  }

  private join(): void {
    const families = Array.from(this.families.values(), ({ family }) => family);
    this.books = joinFamilies(families, this.input.settings, this.methods);
    this.finish(this.books[0]!);
  }

  /** Balances are rounded by the day over all families, so they are counted as a whole. */
  private finish(book: Book): void {
    const { sums } = this;
    const ofPositions = sums.unpriced.slice();
    sums.cash.fill(0);
    sums.cashBooked.fill(0);
    for (const [currency, trail] of book.cashTrails) addCash(sums, trail, this.worths.rate(currency));
    this.history = historyFrom(sums, this.worths, book, this.input.market, this.input.to);
    sums.unpriced.set(ofPositions);
  }
}
