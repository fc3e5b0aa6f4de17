import { type Instrument, isDay } from "@tickfolio/engine";
import { isPrice } from "../judging/validate.ts";
import type { ReportedAction, ReportedDividend, ReportedSplit } from "../provider.ts";
import { unitSaid } from "./said-prices.ts";

/** A company that splits a share into more than this has made a mistake, or the provider has. */
const LARGEST_RATIO = 100_000;
const LARGEST_DENOMINATOR = 1_000;

/** A split of `to` new units for `from` old ones, where what was said is one. */
export function splitOfSaid(
  day: string | undefined,
  from: number | undefined,
  to: number | undefined,
): ReportedSplit | undefined {
  if (day === undefined || !isDay(day) || from === undefined || to === undefined) return undefined;
  const ratio = wholeRatio(to / from);
  return ratio && ratio[0] !== ratio[1] ? { kind: "split", day, from: ratio[1], to: ratio[0] } : undefined;
}

/** Two integers in lowest terms that make a factor: 1.5 is 3 to 2, 0.1 is 1 to 10. Undefined where there are none. */
export function wholeRatio(factor: number): [numerator: number, denominator: number] | undefined {
  if (!(factor > 1 / LARGEST_RATIO && factor < LARGEST_RATIO)) return undefined;
  if (factor < 1) {
    const turned = wholeRatio(1 / factor);
    return turned && [turned[1], turned[0]];
  }
  for (let denominator = 1; denominator <= LARGEST_DENOMINATOR; denominator++) {
    const numerator = Math.round(factor * denominator);
    if (Math.abs(numerator / denominator - factor) <= factor * 1e-7) return [numerator, denominator];
  }
  return undefined;
}

export interface SaidDividend {
  day: string | undefined;
  payDay?: string | undefined;
  amount: number | undefined;
  currency?: string | undefined;
  basis: ReportedDividend["basis"];
}

/** A dividend in the instrument's currency, where what was said is one. */
export function dividendOfSaid(instrument: Instrument, said: SaidDividend): ReportedDividend | undefined {
  const unit = unitSaid(instrument, said.currency);
  if (!unit || said.day === undefined || !isDay(said.day) || said.amount === undefined) return undefined;
  const amount = unit(said.amount);
  if (!isPrice(amount)) return undefined;
  const paid = said.payDay !== undefined && isDay(said.payDay) && said.payDay >= said.day;
  return {
    kind: "dividend",
    day: said.day,
    ...(paid ? { payDay: said.payDay! } : {}),
    amount,
    currency: instrument.currency,
    basis: said.basis,
  };
}

/** Those from a day on, in order; of a day the split first. */
export function inOrder(actions: readonly (ReportedAction | undefined)[], from: string): ReportedAction[] {
  return actions
    .filter((action): action is ReportedAction => action !== undefined && action.day >= from)
    .sort((a, b) => (a.day === b.day ? b.kind.localeCompare(a.kind) : a.day < b.day ? -1 : 1));
}
