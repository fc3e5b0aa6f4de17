import { type Day, dayNumber } from "../day.ts";
import type { Currency } from "../money.ts";
import { isSameRatio, type Ratio, splitRatio } from "./ratio.ts";
import type { ActionReport, ReportedDividend, ReportedSplit } from "./reported.ts";

/** A split, as the first of its sources tells it; `others` say something else of the same days. */
export interface CompanySplit extends Ratio {
  kind: "split";
  day: Day;
  sources: string[];
  others: ({ source: string; day: Day } & Ratio)[];
}

/** A change of the share count that is no split of whole units: mostly a spin-off that is in the source's prices. */
export interface OddSplit {
  kind: "odd-split";
  day: Day;
  /** New units for one old. */
  factor: number;
  sources: string[];
}

/** Cash for each unit of its time, in the major currency. */
export interface CompanyDividend {
  kind: "dividend";
  day: Day;
  payDay?: Day;
  amount: number;
  currency: Currency;
  sources: string[];
  others: { source: string; day: Day; amount: number; currency: Currency }[];
}

export type CompanyAction = CompanySplit | OddSplit | CompanyDividend;

/** Sources differ by a weekend or so about the day of the same thing. */
export const SAME_SPLIT_DAYS = 7;
const SAME_DIVIDEND_DAYS = 4;
/** Divided by splits and rounded, the same dividend differs by so much. */
const SAME_AMOUNT = 0.015;

/** What a company did, by its day: what several sources tell is one action, and where they disagree it has all they say. Best source first. */
export function companyActions(reports: readonly ActionReport[]): CompanyAction[] {
  const splits = splitsOf(reports);
  const actions: CompanyAction[] = [...splits, ...dividendsOf(reports, splits)];
  return actions.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

function splitsOf(reports: readonly ActionReport[]): (CompanySplit | OddSplit)[] {
  const found: (CompanySplit | OddSplit)[] = [];
  for (const { source, actions } of reports) {
    const told = new Set<CompanySplit | OddSplit>();
    for (const reported of actions.filter(isSplit)) {
      const { day } = reported;
      const ratio = splitRatio(reported.from, reported.to);
      const known = found.find((one) => !told.has(one) && apart(one.day, day) <= SAME_SPLIT_DAYS);
      if (!known) found.push(begun(reported, source));
      else if (known.kind === "split" && ratio && isSameRatio(known, ratio)) known.sources.push(source);
      else if (known.kind === "odd-split" && !ratio) known.sources.push(source);
      else if (known.kind === "split") known.others.push({ source, day, ...(ratio ?? inThousandths(reported)) });
      // Somebody has whole numbers for what looked odd: then that is what is asked about.
      else found[found.indexOf(known)] = corrected(known, reported, source);
      told.add(known ?? found.at(-1)!);
    }
  }
  return found;
}

function begun(reported: ReportedSplit, source: string): CompanySplit | OddSplit {
  const { day, from, to } = reported;
  const ratio = splitRatio(from, to);
  if (ratio) return { kind: "split", day, ...ratio, sources: [source], others: [] };
  return { kind: "odd-split", day, factor: to / from, sources: [source] };
}

function corrected(odd: OddSplit, reported: ReportedSplit, source: string): CompanySplit {
  const split = begun(reported, source) as CompanySplit;
  const others = odd.sources.map((one) => ({
    source: one,
    day: odd.day,
    ...inThousandths({ from: 1, to: odd.factor }),
  }));
  return { ...split, others };
}

function inThousandths({ from, to }: Pick<ReportedSplit, "from" | "to">): Ratio {
  return { numerator: Math.round((to / from) * 1_000), denominator: 1_000 };
}

function dividendsOf(
  reports: readonly ActionReport[],
  splits: readonly (CompanySplit | OddSplit)[],
): CompanyDividend[] {
  const found: CompanyDividend[] = [];
  for (const { source, actions } of reports) {
    const told = new Set<CompanyDividend>();
    for (const dividend of perDay(actions, splits)) {
      const { day, payDay, amount, currency } = dividend;
      const known = found.find((one) => !told.has(one) && apart(one.day, day) <= SAME_DIVIDEND_DAYS);
      if (!known) {
        found.push({ ...dividend, kind: "dividend", sources: [source], others: [] });
      } else if (known.currency === currency && Math.abs(known.amount / amount - 1) <= SAME_AMOUNT) {
        known.sources.push(source);
        if (payDay !== undefined) known.payDay ??= payDay;
      } else known.others.push({ source, day, amount, currency });
      told.add(known ?? found.at(-1)!);
    }
  }
  return found;
}

type DeclaredDividend = Pick<CompanyDividend, "day" | "payDay" | "amount" | "currency">;

/** A source's dividends for a unit of their time. A regular and a special one of the same day come together. */
function perDay(
  actions: ActionReport["actions"],
  splits: readonly (CompanySplit | OddSplit)[],
): Iterable<DeclaredDividend> {
  // A source divides by the splits it knows, spin-offs that it takes for splits among them.
  const own = actions.filter(isSplit).map(({ day, from, to }) => ({ day, factor: to / from }));
  const factors = own.length > 0 ? own : splits.map((split) => ({ day: split.day, factor: factorOf(split) }));
  const byDay = new Map<string, DeclaredDividend>();
  for (const { day, payDay, amount, currency, basis } of actions.filter(isDividend)) {
    if (!(amount > 0 && Number.isFinite(amount))) continue;
    const since = basis === "split" ? factors.filter((split) => split.day > day) : [];
    // Ten digits are more than anybody declares, and leave out what float64 adds.
    const declared = Number(since.reduce((sum, { factor }) => sum * factor, amount).toPrecision(10));
    const before = byDay.get(`${day} ${currency}`);
    if (before) before.amount += declared;
    else byDay.set(`${day} ${currency}`, { day, ...(payDay ? { payDay } : {}), amount: declared, currency });
  }
  return byDay.values();
}

function factorOf(split: CompanySplit | OddSplit): number {
  return split.kind === "split" ? split.numerator / split.denominator : split.factor;
}

const isSplit = (action: ActionReport["actions"][number]): action is ReportedSplit => action.kind === "split";
const isDividend = (action: ActionReport["actions"][number]): action is ReportedDividend => action.kind === "dividend";

export function apart(a: Day, b: Day): number {
  return Math.abs(dayNumber(a) - dayNumber(b));
}
