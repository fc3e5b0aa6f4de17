import { applyPosting } from "./apply-posting.ts";
import { type Booking, createBooking } from "./booking.ts";
import type { BookingWatch } from "./booking-watch.ts";
import { passOn } from "./corporate-actions.ts";
import { type Day, dayNumber } from "./day.ts";
import { Decimal } from "./decimal.ts";
import { Holding } from "./holding.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Issue } from "./issue.ts";
import { type Flow, Ledger } from "./ledger.ts";
import type { Currency } from "./money.ts";
import { type Rebase, reopenCash, reopenHolding, unitWorth } from "./opening.ts";
import { orderTransactions } from "./ordering.ts";
import type { CostMethod, PortfolioSettings } from "./portfolio.ts";
import type { Disposal, Position } from "./position.ts";
import { positionOf } from "./position-of.ts";
import { type InstrumentTransaction, type Posting, post } from "./posting.ts";
import type { Rates } from "./rates.ts";
import { withoutRepeats } from "./repeated-actions.ts";
import { settle } from "./settling.ts";
import type { SplitOn } from "./splits.ts";
import type { CashMovement, Split, Transaction } from "./transaction.ts";
import { instrumentsOf } from "./transaction-instruments.ts";
import { Turnover } from "./turnover.ts";

/** A position whose units fall below this is closed: what is left is the rounding of whoever split or converted them. */
const RESIDUE = Decimal.parse("0.000000001");

export interface FamilyContext {
  settings: PortfolioSettings;
  methods: readonly CostMethod[];
  rates: Rates;
  /** Currency of each instrument's listing; a trade in another currency is converted at the day's rate. */
  currencyOf(instrument: InstrumentId): Currency;
  /** How people write the instrument, for messages. Default: its id. */
  symbolOf?(instrument: InstrumentId): string;
  /** Transactions after this day are left out. Default: none are. */
  through?: Day;
  /** Only what happens in this account counts (empty: where no account is named), with lots by account. Default: everything. */
  account?: string;
  /** Fewer units than this close a position. Default: 0.000000001. */
  residue?: Decimal;
  /** A transaction with its own exchange rate moves cash of the base currency. Default: of its own. */
  changesAtOnce?: boolean;
  /** Within a day the list's order counts, and nothing else. Default: see `orderTransactions`. */
  keepOrder?: boolean;
  /** Gains are measured from an evening on. Default: from what was paid. */
  rebase?: Rebase;
  watch?: BookingWatch;
}

/** What instruments between which lots pass, or rows of cash alone, add up to. */
export interface Family {
  ledger: Ledger;
  /** Splits known from the journal, for basis changes of prices. */
  splits: Map<InstrumentId, SplitOn[]>;
  issues: Issue[];
  /** Currencies of amounts that had no exchange rate. */
  unrated: Set<Currency>;
  /** One for each of the cost methods asked for. */
  byMethod: FamilyOfMethod[];
}

export interface FamilyOfMethod {
  positions: Position[];
  disposals: Disposal[];
  departures: Disposal[];
  /** External flows of transfers that go at what they cost. */
  flows: Flow[];
  /** What was there when gains began to be measured, as money put in then. */
  opening: Flow | null;
  issues: Issue[];
}

interface Member {
  turnover: Turnover;
  /** One for each cost method. */
  holdings: Holding[];
}

/** Books the transactions of a family, given in journal order, under all methods at once. */
export function bookFamily(rows: readonly Transaction[], context: FamilyContext): Family {
  return new FamilyBooking(context).book(orderTransactions(rows, context.keepOrder));
}

class FamilyBooking {
  private readonly context: FamilyContext;
  private readonly tracked: boolean;
  private readonly issues: Issue[] = [];
  private readonly unrated = new Set<Currency>();
  private readonly booking: Booking;
  /** What is wrong with rows of other accounts; said where units come from there. */
  private readonly elsewhere = { issues: [] as Issue[], unrated: new Set<Currency>() };
  private readonly bookingElsewhere: Booking;
  private ledger: Ledger;
  private members = new Map<InstrumentId, Member>();
  private readonly splits: Family["splits"] = new Map();
  private readonly issuesOf: Issue[][];
  private flowsOf: Flow[][];
  private openings: (Flow | null)[];
  /** On how many days something can happen to each instrument. */
  private mostSteps!: (instrument: InstrumentId) => number;

  constructor(context: FamilyContext) {
    const { settings, rates, methods } = context;
    this.context = context;
    this.tracked = settings.cash === "tracked";
    this.booking = createBooking(settings.baseCurrency, rates, this.issues, this.unrated);
    const { issues, unrated } = this.elsewhere;
    // Where every account counts, nothing is elsewhere.
    this.bookingElsewhere =
      context.account === undefined ? this.booking : createBooking(settings.baseCurrency, rates, issues, unrated);
    this.ledger = this.emptyLedger();
    this.issuesOf = methods.map(() => []);
    this.flowsOf = methods.map(() => []);
    this.openings = methods.map(() => null);
  }

  book(all: readonly Transaction[]): Family {
    const { through, watch, rebase, symbolOf } = this.context;
    const rows = withoutRepeats(all, (instrument) => symbolOf?.(instrument) ?? instrument, this.issues);
    const daysOf = countDays(rows);
    // What is there when gains begin to be measured is of one more.
    this.mostSteps = (instrument) => daysOf(instrument) + (rebase ? 1 : 0);
    let reopens = rebase;
    for (const transaction of rows) {
      if (reopens && transaction.day > reopens.day) {
        this.reopen(reopens);
        reopens = undefined;
      }
      watch?.row(transaction);
      // Later splits are still noted: a series of closes may be adjusted for them.
      const later = through !== undefined && transaction.day > through;
      if (transaction.kind === "split") this.noteSplit(transaction);
      if (!later) this.bookRow(transaction);
    }
    if (reopens) this.reopen(reopens);
    const members = [...this.members.values()].filter(({ turnover }) => turnover.firstDay !== "");
    const byMethod = this.context.methods.map((_, method) => ({
      positions: members.map(({ turnover, holdings }) => positionOf(holdings[method]!, turnover)),
      disposals: members.flatMap(({ holdings }) => holdings[method]!.disposals),
      departures: members.flatMap(({ holdings }) => holdings[method]!.departures),
      flows: this.flowsOf[method]!,
      opening: this.openings[method]!,
      issues: this.issuesOf[method]!,
    }));
    const { ledger, splits, issues, unrated } = this;
    return { ledger, splits, issues, unrated, byMethod };
  }

  /** Begins anew with what is there, at what it is worth. Issues stay: they are about the data. */
  private reopen(rebase: Rebase): void {
    const { context, members, ledger, flowsOf, unrated } = this;
    const day = dayNumber(rebase.day);
    this.members = new Map();
    this.ledger = this.emptyLedger();
    this.flowsOf = flowsOf.map(() => []);
    unrated.clear();
    const cash = reopenCash(ledger, this.ledger, rebase.day, context, unrated);
    const worths = context.methods.map(() => cash);
    for (const [instrument, { holdings: before }] of members) {
      if (before.every(({ isEmpty }) => isEmpty)) continue;
      const unit = unitWorth(before[0]!, rebase, context, unrated, this.issues);
      const { turnover, holdings } = this.memberOf(instrument);
      const opened = holdings.map((holding, method) => reopenHolding(before[method]!, holding, unit, day));
      for (let method = 0; method < worths.length; method++) worths[method] = worths[method]!.plus(opened[method]!);
      turnover.opens(rebase.day, day, opened[0]!, unit !== undefined && !unit.base);
    }
    this.openings = worths.map((amount) => (amount.isZero() ? null : { day, amount }));
  }

  private emptyLedger(): Ledger {
    const { settings, changesAtOnce } = this.context;
    return new Ledger(settings.baseCurrency, this.booking, changesAtOnce ?? false);
  }

  private bookRow(transaction: Transaction): void {
    switch (transaction.kind) {
      case "conversion":
        if (this.tracked && this.counts(transaction))
          this.ledger.bookConversion(transaction, dayNumber(transaction.day));
        break;
      case "deposit":
      case "withdrawal":
      case "interest":
      case "interest-charge":
      case "fee":
      case "fee-refund":
      case "tax":
      case "tax-refund":
        if (this.tracked && this.counts(transaction)) this.bookCash(transaction);
        break;
      default:
        this.bookPosting(transaction);
    }
  }

  private bookPosting(transaction: InstrumentTransaction): void {
    const { settings, currencyOf } = this.context;
    // A split of what nobody holds is only noted.
    if (transaction.kind === "split" && !this.members.has(transaction.instrument)) return;
    const counts = this.counts(transaction);
    const comes = !counts && this.comes(transaction);
    // One instrument becomes another in all accounts.
    const concerns = counts || comes || "newInstrument" in transaction;
    const posting = post(transaction, concerns ? this.booking : this.bookingElsewhere, settings, currencyOf);
    const { turnover, holdings } = this.memberOf(transaction.instrument);
    if (counts) settle(posting, turnover, this.ledger, settings);
    if ("newInstrument" in transaction) {
      const heir = this.memberOf(transaction.newInstrument);
      for (let method = 0; method < holdings.length; method++) {
        passOn(posting, holdings[method]!, heir.holdings[method]!);
      }
      if (heir.holdings[0]!.isOpen) this.sawUnits(heir, transaction.day);
      heir.turnover.step(posting.day);
    } else {
      for (let method = 0; method < holdings.length; method++) this.applyTo(holdings[method]!, method, posting);
      if (comes || (!counts && holdings[0]!.isCostUnknown)) this.sawUnits({ turnover, holdings }, transaction.day);
    }
    turnover.step(posting.day);
  }

  /** A row of another account, or of another instrument, brought units or changed their cost, which may not be known. */
  private sawUnits({ turnover, holdings }: Member, day: Day): void {
    const { isCostUnknown } = holdings[0]!;
    turnover.seen(day, isCostUnknown);
    this.ledger.seen(day, isCostUnknown);
    if (!isCostUnknown) return;
    const { issues, unrated } = this.elsewhere;
    this.issues.push(...issues.splice(0));
    for (const currency of unrated) this.unrated.add(currency);
  }

  /** Units move from another account into the one that counts. */
  private comes(transaction: Transaction): boolean {
    return transaction.kind === "move" && (transaction.toAccount ?? "") === this.context.account;
  }

  /** Units whose worth nobody states are external flows of what they cost, which each method has its own answer for. */
  private applyTo(holding: Holding, method: number, posting: Posting): void {
    const { transaction, day } = posting;
    const worth = applyPosting(posting, holding);
    if (transaction.kind === "transfer-out") {
      if (posting.unvalued && this.counts(transaction)) this.flowsOf[method]!.push({ day, amount: worth.negated() });
    } else if (transaction.kind === "move" && this.context.account !== undefined && !worth.isZero()) {
      const goes = this.counts(transaction);
      if (goes || this.comes(transaction)) this.flowsOf[method]!.push({ day, amount: goes ? worth.negated() : worth });
    }
  }

  private bookCash(movement: CashMovement): void {
    const day = dayNumber(movement.day);
    const { fees, taxes, unrated } = this.ledger.bookCash(movement, day);
    if (movement.instrument === undefined) return;
    const { turnover, holdings } = this.memberOf(movement.instrument);
    turnover.charge(fees, taxes, true);
    turnover.seen(movement.day, unrated);
    for (const holding of holdings) holding.step(day);
    turnover.step(day);
  }

  private counts({ account }: Transaction): boolean {
    return this.context.account === undefined || (account ?? "") === this.context.account;
  }

  private noteSplit({ instrument, day, numerator, denominator }: Split): void {
    const known = this.splits.get(instrument);
    if (known) known.push({ day, numerator, denominator });
    else this.splits.set(instrument, [{ day, numerator, denominator }]);
  }

  private memberOf(instrument: InstrumentId): Member {
    let member = this.members.get(instrument);
    if (!member) {
      const { settings, methods, residue = RESIDUE, account, currencyOf, symbolOf, watch } = this.context;
      const symbol = symbolOf?.(instrument) ?? instrument;
      const currency = currencyOf(instrument);
      const shared = { settings, symbol, residue, account, watch };
      const most = this.mostSteps(instrument);
      const holdings = methods.map(
        (method, index) =>
          new Holding(instrument, currency, { ...shared, method, issues: this.issuesOf[index]! }, most),
      );
      member = { turnover: new Turnover(most), holdings };
      this.members.set(instrument, member);
    }
    return member;
  }
}

/** On how many days rows name each instrument. The rows go by days; mostly all of a family are of the one instrument it has. */
function countDays(rows: readonly Transaction[]): (instrument: InstrumentId) => number {
  if (!rows.some((row) => "newInstrument" in row)) {
    let count = 0;
    for (let i = 0; i < rows.length; i++) if (i === 0 || rows[i]!.day !== rows[i - 1]!.day) count++;
    return () => count;
  }
  const days = new Map<InstrumentId, Set<Day>>();
  for (const row of rows) {
    for (const one of instrumentsOf(row)) days.set(one, (days.get(one) ?? new Set()).add(row.day));
  }
  return (instrument) => days.get(instrument)?.size ?? 0;
}
