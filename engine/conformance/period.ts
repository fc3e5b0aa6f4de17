import { valuePeriod } from "../period.ts";
import type { VerificationCase } from "./case-file.ts";
import { compare } from "./compare.ts";
import { factsOf, firstDayOf, lastDayOf } from "./facts.ts";
import { errorOf, withError } from "./holdings.ts";
import { type CaseResult, judged } from "./result.ts";

/** What happened over a time: gains are measured from the market values at its start, and are before fees unless the case says otherwise. */
export function verifyPeriod(one: VerificationCase): CaseResult {
  const facts = factsOf(one);
  const { feesInCost = false } = facts.settings;
  const settings = { ...facts.settings, feesInCost };
  const period = valuePeriod({ ...facts, settings, from: one.settings.from ?? firstDayOf(one), to: lastDayOf(one) });
  const error = errorOf(period.book);
  const compared = compare(one, {
    error,
    initialValue: period.openingValue,
    finalValue: period.closingValue,
    transfers: period.transfers,
    unrealisedGain: period.unrealized,
    unrealisedFx: period.unrealizedCurrency,
    unrealisedPrice: period.unrealized - period.unrealizedCurrency,
    realisedGain: period.realized,
    realisedFx: period.realizedCurrency,
    realisedPrice: period.realized - period.realizedCurrency,
    released: period.released,
    releasedFx: period.releasedCurrency,
    earnings: period.income,
    fees: period.fees,
    taxes: period.taxes,
    currencyGains: period.cashCurrencyGain,
    absoluteChange: period.change,
    totalGain: period.gain,
  });
  return judged(one, withError(one, compared, error));
}
