import type { Flows } from "./flows.ts";

export interface Period {
  /** Day numbers. What was booked on the first day is in the opening value, what was booked on the last belongs to the period. */
  from: number;
  to: number;
  opening: number;
  closing: number;
  /** Money put in, positive; taken out, negative. On days outside (from, to] it is left out. */
  putIn: Flows;
}

/** Figures of a period that need no value on the days between. Money in one currency, returns as fractions, nothing annualised. */
export interface PeriodFigures {
  /** Closing value - opening value - money put in. */
  gain: number | null;
  /** Gain / opening value. Null without an opening value above zero; says little where much was put in later. */
  simpleReturn: number | null;
  /** Opening value + each flow × the share of the period it was there. */
  averageCapital: number | null;
  /** Gain / average capital (Dietz 1966, day-weighted, flows at the end of their day). Null where that capital is not above zero. */
  modifiedDietz: number | null;
}

/** Every figure is null where the period has no days or a sum has no end. */
export function periodFigures({ from, to, opening, closing, putIn }: Period): PeriodFigures {
  const length = to - from;
  let gain = closing - opening;
  let capital = opening;
  const count = Math.min(putIn.days.length, putIn.amounts.length);
  for (let i = 0; i < count; i++) {
    const day = putIn.days[i]!;
    if (day <= from || day > to) continue;
    gain -= putIn.amounts[i]!;
    capital += putIn.amounts[i]! * ((to - day) / length);
  }
  const known = length > 0 && Number.isFinite(gain) && Number.isFinite(capital);
  return {
    gain: known ? gain : null,
    simpleReturn: known ? over(gain, opening) : null,
    averageCapital: known ? capital : null,
    modifiedDietz: known ? over(gain, capital) : null,
  };
}

function over(gain: number, capital: number): number | null {
  const ratio = gain / capital;
  return capital > 0 && Number.isFinite(ratio) ? ratio : null;
}
