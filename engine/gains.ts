import { Decimal } from "./decimal.ts";

/**
 * Gains of units that left: `realized` by sales, `released` by transfers (less what came with units transferred in), each with the part
 * that is the currency's. Exact sums, and the same in float64 for daily series.
 */
export class Gains {
  readonly sums = {
    realized: Decimal.ZERO,
    realizedCurrency: Decimal.ZERO,
    released: Decimal.ZERO,
    releasedCurrency: Decimal.ZERO,
  };
  readonly floats = { realized: 0, realizedCurrency: 0, released: 0, releasedCurrency: 0 };

  add(direction: Direction, gain: Decimal, currencyGain: Decimal): void {
    this.grow(direction, gain);
    if (!currencyGain.isZero()) this.grow(`${direction}Currency`, currencyGain);
  }

  private grow(name: keyof Gains["sums"], amount: Decimal): void {
    this.sums[name] = this.sums[name].plus(amount);
    this.floats[name] += amount.toFloat();
  }
}

export type Direction = "realized" | "released";
