import { type BookInput, buildBook } from "../book.ts";
import { addDays, type Day } from "../day.ts";
import { Decimal } from "../decimal.ts";
import { createFamilyOf } from "../families.ts";
import type { InstrumentId } from "../instrument.ts";
import { minorPlaces } from "../money.ts";
import type { Dividend, Split, Transaction } from "../transaction.ts";
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

/** A proposal that somebody does not want to see again; another day of the same thing is still the same. */
export interface Dismissal {
  id: string;
}

export interface ProposeInput {
  instrument: InstrumentId;
  /** Best source first. */
  reports: readonly ActionReport[];
  /** The journal the reports are compared with. */
  input: BookInput;
  dismissals: readonly Dismissal[];
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
  const isDismissed = dismissedBy(dismissals);
  const actions = companyActions(reports).filter((action) => dayOfEffect(action) <= today);
  const proposals: Proposal[] = [];
  const counted: Day[] = [];

  for (const action of actions) {
    if (action.kind === "dividend" || isSplitRecorded(action, instrument, rows)) continue;
    const quantity = heldBefore(action.day, rows);
    if (quantity.isZero()) continue;
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
    counted.push(day);
  }

  const dividends = actions.filter((action) => action.kind === "dividend");
  const held = new Map(dividends.map((dividend) => [dividend, heldBefore(dividend.day, rows)]));
  const paid = dividends.filter((dividend) => held.get(dividend)!.isPositive());
  const gross = (dividend: CompanyDividend) => grossOf(held.get(dividend)!, dividend);
  for (const dividend of unrecordedDividends(paid, instrument, rows, gross)) {
    const id = idOf(dividend, instrument);
    const shares = sharesBefore(dividend.day, rows);
    proposals.push({
      ...{ id, instrument, action: dividend, isDismissed: isDismissed(id), quantity: held.get(dividend)! },
      counts: counted.filter((day) => day < dividend.day),
      records: shares.map(({ account, quantity }) => recordOf(dividend, instrument, account, quantity)),
    });
  }
  return proposals.sort((a, b) => (a.action.day < b.action.day ? -1 : a.action.day > b.action.day ? 1 : 0));

  function bookBefore(day: Day, given: readonly Transaction[]) {
    const book = buildBook({ ...input, transactions: given, through: addDays(day, -1) });
    return book.positions.get(instrument);
  }

  function heldBefore(day: Day, given: readonly Transaction[]): Decimal {
    return bookBefore(day, given)?.quantity ?? Decimal.ZERO;
  }

  /** Who was paid: each account by itself where lots are kept by account. */
  function sharesBefore(day: Day, given: readonly Transaction[]): { account: string | undefined; quantity: Decimal }[] {
    const position = bookBefore(day, given)!;
    if (input.settings.lots !== "account") return [{ account: undefined, quantity: position.quantity }];
    const byAccount = new Map<string | undefined, Decimal>();
    for (const { account, quantity } of position.lots) {
      byAccount.set(account, (byAccount.get(account) ?? Decimal.ZERO).plus(quantity));
    }
    return [...byAccount]
      .map(([account, quantity]) => ({ account, quantity }))
      .filter(({ quantity }) => quantity.isPositive());
  }
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
  account: string | undefined,
  quantity: Decimal,
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

/** A better source may tell another day tomorrow: what was dismissed stays so. */
function dismissedBy(dismissals: readonly Dismissal[]): (id: string) => boolean {
  const known = dismissals.flatMap(({ id }) => partsOf(id) ?? []);
  return (id) => {
    const asked = partsOf(id)!;
    return known.some(
      ({ kind, day, instrument }) =>
        kind === asked.kind && instrument === asked.instrument && apart(day, asked.day) <= SAME_SPLIT_DAYS,
    );
  };
}

function partsOf(id: string): { kind: string; day: Day; instrument: InstrumentId } | undefined {
  const [, kind, day, instrument] = /^([a-z-]+)_(\d{4}-\d\d-\d\d)_(.+)$/.exec(id) ?? [];
  return kind && day && instrument ? { kind, day, instrument } : undefined;
}
