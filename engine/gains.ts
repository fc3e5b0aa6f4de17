import { Decimal } from "./decimal.ts";

/** An exact sum, and the same in float64 for daily series. */
class Sum {
  exact = Decimal.ZERO;
  float = 0;

  add(amount: Decimal): void {
    this.exact = this.exact.plus(amount);
    this.float += amount.toFloat();
  }
}

/**
 * Gains of units that left: `realized` by sales, `released` by transfers (less what came with units transferred in), each with the part
 * that is the currency's.
 */
export class Gains {
  readonly realized = new Sum();
  readonly realizedCurrency = new Sum();
  readonly released = new Sum();
  readonly releasedCurrency = new Sum();

  add(direction: Direction, gain: Decimal, currencyGain: Decimal): void {
    const isSale = direction === "realized";
    (isSale ? this.realized : this.released).add(gain);
    if (!currencyGain.isZero()) (isSale ? this.realizedCurrency : this.releasedCurrency).add(currencyGain);
  }
}

export type Direction = "realized" | "released";
