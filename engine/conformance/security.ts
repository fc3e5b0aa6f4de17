import { buildBook } from "../book.ts";
import { dayNumber } from "../day.ts";
import { dailyHistory } from "../history.ts";
import { linkReturns, returnBetween } from "../returns/time-weighted.ts";
import { xirr } from "../returns/xirr.ts";
import type { CashMovement, Transaction } from "../transaction.ts";
import { valueBook } from "../valuation.ts";
import type { VerificationCase } from "./case-file.ts";
import { compare } from "./compare.ts";
import { type CaseFacts, factsOf, firstDayOf, lastDayOf } from "./facts.ts";
import { errorOf, withError } from "./holdings.ts";
import { type CaseResult, judged } from "./result.ts";

/** Returns of what is held, by itself: every trade is money put in or taken out, and so are rows of cash on its account. */
export function verifySecurity(one: VerificationCase): CaseResult {
  const given = factsOf(one);
  const to = lastDayOf(one);
  const transactions = given.transactions.filter((row) => "instrument" in row && row.instrument !== undefined);
  // So that rows of cash on account of an instrument are counted; balances are of no interest here.
  const facts: CaseFacts = { ...given, transactions, settings: { ...given.settings, cash: "tracked" } };
  const book = buildBook({ ...facts, through: to });
  const { totals } = valueBook(book, facts.market, to);
  const withTaxes = returnsOf(facts, one, to);
  const exTaxes = returnsOf({ ...facts, transactions: transactions.flatMap(withoutTaxes) }, one, to);
  const error = errorOf(book);
  const compared = compare(one, {
    error,
    xirr: withTaxes.xirr,
    xirrExTaxes: exTaxes.xirr,
    holdingPeriodReturn: withTaxes.timeWeighted,
    holdingPeriodReturnExTaxes: exTaxes.timeWeighted,
    totalGain: withTaxes.gain,
    totalGainExTaxes: exTaxes.gain,
    fees: totals.fees,
    taxes: totals.taxes,
    marketValue: totals.marketValue,
    costBasis: totals.cost,
    dividends: totals.income - book.interest.toNumber(),
    realised: totals.realized,
    unrealised: totals.unrealized,
  });
  return judged(one, withError(one, compared, error));
}

function returnsOf(facts: CaseFacts, one: VerificationCase, to: string) {
  const from = one.settings.from ?? firstDayOf(one);
  const settings = { ...facts.settings, cash: "untracked" as const };
  const history = dailyHistory({ ...facts, settings, from, to });
  const { value, moneyIn, moneyOut, unpriced } = history;
  const first = dayNumber(from);
  // What is held and has no price yet counts at what was paid, as one long day with the first that has one.
  for (let i = 0; i < value.length; i++) if (unpriced[i]! > 0) value[i] = Number.NaN;
  // A stated start is the evening before the first day that counts.
  const start = one.settings.from === undefined ? 0 : 1;
  for (const row of facts.transactions) {
    const place = dayNumber(row.day) - first;
    if (place >= 0 && place < value.length) moneyOut[place]! += ownCash(row, facts);
  }
  const days: number[] = [];
  const amounts: number[] = [];
  const add = (place: number, amount: number) => {
    days.push(first + place);
    amounts.push(amount);
  };
  if (start === 1) add(0, -value[0]!);
  for (let i = start; i < value.length; i++) add(i, moneyOut[i]! - moneyIn[i]!);
  const last = value.length - 1;
  add(last, value[last]!);
  const linked = linkReturns({ value, in: moneyIn, out: moneyOut });
  const gain = amounts.reduce((sum, amount) => sum + amount, 0);
  return {
    xirr: xirr({ days, amounts }, one.settings).rate,
    timeWeighted: returnBetween(linked, start, value.length),
    gain: Number.isNaN(gain) ? null : gain,
  };
}

/** Cash that came, or went where negative, on account of an instrument and not by a trade; in base. */
function ownCash(row: Transaction, { rates, settings: { baseCurrency } }: CaseFacts): number {
  if (!isCashAlone(row)) return 0;
  const came = row.kind.endsWith("refund") || row.kind === "interest" || row.kind === "deposit";
  const charged = (row.fee?.amount.toNumber() ?? 0) + (row.tax?.amount.toNumber() ?? 0);
  const amount = (came ? 1 : -1) * row.amount.toNumber() - charged;
  const rate = row.exchangeRate ?? rates.at(row.currency, baseCurrency, row.day)?.rate;
  return rate ? amount * rate.toNumber() : 0;
}

function isCashAlone(row: Transaction): row is CashMovement {
  const kinds = ["deposit", "withdrawal", "interest", "interest-charge", "fee", "fee-refund", "tax", "tax-refund"];
  return kinds.includes(row.kind);
}

function withoutTaxes(row: Transaction): Transaction[] {
  if (row.kind === "tax" || row.kind === "tax-refund") return [];
  if (!("tax" in row)) return [row];
  const { tax: _, ...untaxed } = row;
  return [untaxed as Transaction];
}
