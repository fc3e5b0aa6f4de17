import type { PositionValue, Totals } from "@tickfolio/engine";
import { format } from "./format.ts";
import { text } from "./text.ts";

interface GainPart {
  name: string;
  value: number;
}

/** The terms of a total gain as they are written; null where most portfolios have none. */
export interface GainTerms {
  realized: string;
  released: string | null;
  unrealized: string;
  income: string;
  cash: string | null;
  separate: string;
}

/** What the gain of a position is made of; the parts add up to it. Null where it is not known. */
export function gainParts(position: PositionValue, realizedCurrency: number, currency: string): GainPart[] | null {
  const { realized, released, unrealized, unrealizedPrice, unrealizedCurrency, income, gain } = position;
  if (gain === null || unrealized === null) return null;
  const isForeign = position.currency !== currency;
  const separate = realized + released + unrealized + income - gain;
  return [
    { name: text.parts.price, value: (unrealizedPrice ?? 0) + realized - realizedCurrency },
    ...(isForeign
      ? [{ name: text.parts.currency(position.currency), value: (unrealizedCurrency ?? 0) + realizedCurrency }]
      : []),
    ...(released === 0 ? [] : [{ name: text.parts.released, value: released }]),
    { name: text.parts.income, value: income },
    ...(separate === 0 ? [] : [{ name: text.parts.separate, value: -separate }]),
  ];
}

/** A total gain by its terms, in one sentence. */
export function explainGain(totals: Totals, currency: string): string {
  const { realized, released, unrealized, income, cashCurrencyGain, gain } = totals;
  const signed = (value: number) => format.money(value, currency, { signed: true });
  return text.explain.gain({
    realized: signed(realized),
    released: released === 0 ? null : signed(released),
    unrealized: signed(unrealized),
    income: format.money(income, currency),
    cash: cashCurrencyGain === 0 ? null : signed(cashCurrencyGain),
    separate: format.money(realized + released + unrealized + income + cashCurrencyGain - gain, currency),
  });
}
