import { known } from "./deviation.ts";

export interface Tail {
  /** The loss, as a fraction, that one period exceeds with a probability of at most 1 - level. Below zero where even that was a gain. */
  valueAtRisk: number | null;
  /** The mean loss of the worst 1 - level of the periods; never below the value at risk. */
  expectedShortfall: number | null;
  /** Which of the returns are in that tail, the worst first: the days to name. */
  worst: number[];
}

/** A count this close to a whole one is it: 100 × (1 - 0.95) is a trace above 5. */
const WHOLE = 1e-9;

/**
 * Historical simulation at a level (0.95: the worst 5 %). With n returns ordered from the worst and t = n × (1 - level): the value at risk is the
 * loss of return number ⌈t⌉, one that happened and not one between two (quantile type 1 of Hyndman and Fan 1996); the expected shortfall is the
 * mean of the ⌊t⌋ worst and of the next by the share t - ⌊t⌋ (Acerbi and Tasche 2002). One period, not annualised.
 * The returns are finite, as `sampleReturns` leaves them.
 * Null where t is below 1: so few returns say nothing of what is rarer than all of them.
 */
export function tailOf(returns: ArrayLike<number>, level: number): Tail {
  const order = Array.from({ length: returns.length }, (_, i) => i).sort((a, b) => returns[a]! - returns[b]!);
  const exact = order.length * (1 - level);
  const size = Math.abs(exact - Math.round(exact)) <= WHOLE * order.length ? Math.round(exact) : exact;
  if (!(level > 0 && level < 1) || size < 1 || order.length < 2) {
    return { valueAtRisk: null, expectedShortfall: null, worst: [] };
  }
  const worst = order.slice(0, Math.ceil(size));
  let mean = 0;
  worst.forEach((place, i) => {
    mean += returns[place]! * (Math.min(size - i, 1) / size);
  });
  const valueAtRisk = -returns[worst[worst.length - 1]!]!;
  return { valueAtRisk: known(valueAtRisk), expectedShortfall: known(Math.max(-mean, valueAtRisk)), worst };
}
