import { type BookInput, buildBook } from "../book.ts";
import { addDays, type Day, dayNumber, isDay, placeOf } from "../day.ts";
import { Decimal } from "../decimal.ts";
import { createFamilyOf } from "../families.ts";
import type { InstrumentId } from "../instrument.ts";
import { minorPlaces } from "../money.ts";
import type { Position } from "../position.ts";
import type { Dividend, Split } from "../transaction.ts";
import { apart, type CompanyAction, type CompanyDividend, companyActions, SAME_SPLIT_DAYS } from "./company-actions.ts";
import { isSplitRecorded, unrecordedDividends } from "./recorded.ts";
import type { ActionReport } from "./reported.ts";

/** What a source says happened to something that was held on the day, and the journal does not have. */
export interface Proposal {
  /** The same as long as its first source tells the same day. */
  id: string;
  instrument: InstrumentId;
  action: CompanyAction;
  isDismissed: boolean;
  /** Units held on the evening before, splits that are proposed counted in. */
  quantity: Decimal;
  /** Splits before it that are proposed and counted in `quantity`. */
  counts: Day[];
  /** What adopting it records, yet without names. None of what can only be pointed out. */
  records: ProposedRecord[];
}

export type ProposedRecord = Omit<Split, "id"> | Omit<Dividend, "id">;

export interface ProposeInput {
  instrument: InstrumentId;
  /** Best source first. */
  reports: readonly ActionReport[];
  /** The journal the reports are compared with. */
  input: BookInput;
  /** Proposals that somebody does not want to see again. */
  dismissals: readonly { id: string }[];
  /** What lies after it has not happened yet. */
  today: Day;
}

/** Compares what sources report of an instrument with a journal, oldest first. */
export function proposalsOf({ instrument, reports, input, dismissals, today }: ProposeInput): Proposal[] {
  const familyOf = createFamilyOf(input.transactions);
  const named = input.transactions.find((row) => "instrument" in row && row.instrument === instrument);
  const becomes = input.transactions.find((row) => "newInstrument" in row && row.newInstrument === instrument);
  const family = named ?? becomes;
  if (!family) return [];
  const name = familyOf(family);
  let rows = input.transactions.filter((row) => familyOf(row) === name);
  const isDismissed = (id: string) => dismissals.some((one) => isSameProposal(one.id, id));
  const actions = companyActions(reports).filter((action) => dayOfEffect(action) <= today);
  const proposals: Proposal[] = [];
  const counted: Day[] = [];
  let about = unitsBefore();

  for (const action of actions) {
    if (action.kind === "dividend" || isSplitRecorded(action, instrument, rows)) continue;
    if (about(action.day) === 0) continue;
    const quantity = positionBefore(action.day).quantity;
    const id = idOf(action, instrument);
    const proposal = { id, instrument, action, isDismissed: isDismissed(id), quantity, counts: [...counted] };
    if (action.kind === "odd-split") {
      proposals.push({ ...proposal, records: [] });
      continue;
    }
    const { day, numerator, denominator } = action;
    const record = { kind: "split" as const, day, instrument, numerator, denominator };
    proposals.push({ ...proposal, records: [record] });
    if (proposal.isDismissed) continue;
    rows = [...rows, { ...record, id: `proposed ${id}` }];
    about = unitsBefore();
    counted.push(day);
  }

  const paid = actions.filter((action) => action.kind === "dividend").filter(({ day }) => about(day) > 0);
  const gross = (dividend: CompanyDividend) => about(dividend.day) * dividend.amount;
  for (const dividend of unrecordedDividends(paid, instrument, rows, gross)) {
    const id = idOf(dividend, instrument);
    const position = positionBefore(dividend.day);
    proposals.push({
      ...{ id, instrument, action: dividend, isDismissed: isDismissed(id), quantity: position.quantity },
      counts: counted.filter((day) => day < dividend.day),
      records: sharesOf(position).map((share) => recordOf(dividend, instrument, share)),
    });
  }
  return proposals.sort((a, b) => (a.action.day < b.action.day ? -1 : a.action.day > b.action.day ? 1 : 0));

  /** Exact, for what is proposed. */
  function positionBefore(day: Day): Position {
    return buildBook({ ...input, transactions: rows, through: addDays(day, -1) }).positions.get(instrument)!;
  }

  /** As float64 from one booking, for the many days of which nothing is proposed. */
  function unitsBefore(): (day: Day) => number {
    const trail = buildBook({ ...input, transactions: rows }).positions.get(instrument)?.trail;
    return (day) => trail?.quantity[placeOf(trail.days, dayNumber(day) - 1)] ?? 0;
  }

  /** Who was paid: each account by itself where lots are kept by account. */
  function sharesOf({ quantity, lots }: Position): Share[] {
    if (input.settings.lots !== "account") return [{ account: undefined, quantity }];
    const byAccount = new Map<string | undefined, Decimal>();
    for (const lot of lots) byAccount.set(lot.account, (byAccount.get(lot.account) ?? Decimal.ZERO).plus(lot.quantity));
    const shares = Array.from(byAccount, ([account, units]) => ({ account, quantity: units }));
    return shares.filter((share) => share.quantity.isPositive());
  }
}

interface Share {
  account: string | undefined;
  quantity: Decimal;
}

/** A dividend is there when it is paid, a split on its day. */
function dayOfEffect(action: CompanyAction): Day {
  return action.kind === "dividend" ? paidOn(action) : action.day;
}

function paidOn({ day, payDay }: CompanyDividend): Day {
  return payDay !== undefined && payDay > day ? payDay : day;
}

/** What is paid is paid in the currency's smallest unit. */
function grossOf(quantity: Decimal, { amount, currency }: CompanyDividend): Decimal {
  return quantity.times(Decimal.fromNumber(amount)).round(minorPlaces(currency));
}

function recordOf(
  dividend: CompanyDividend,
  instrument: InstrumentId,
  { account, quantity }: Share,
): Omit<Dividend, "id"> {
  return {
    ...{ kind: "dividend", day: paidOn(dividend), instrument, currency: dividend.currency },
    amount: grossOf(quantity, dividend),
    ...(account === undefined ? {} : { account }),
  };
}

function idOf({ kind, day }: CompanyAction, instrument: InstrumentId): string {
  return `${kind}_${day}_${instrument}`;
}

/** Whether two ids name the same proposal: a better source may tell another day tomorrow, and what was dismissed stays so. */
export function isSameProposal(a: string, b: string): boolean {
  const [one, other] = [partsOf(a), partsOf(b)];
  if (!one || !other) return false;
  return one.kind === other.kind && one.instrument === other.instrument && apart(one.day, other.day) <= SAME_SPLIT_DAYS;
}

function partsOf(id: string): { kind: string; day: Day; instrument: InstrumentId } | undefined {
  const [, kind, day = "", instrument] = /^([a-z-]+)_(\d{4}-\d\d-\d\d)_(.+)$/.exec(id) ?? [];
  return kind && isDay(day) && instrument ? { kind, day, instrument } : undefined;
}

/** The instrument that an id speaks of. */
export function instrumentOfProposal(id: string): InstrumentId | undefined {
  return partsOf(id)?.instrument;
}
