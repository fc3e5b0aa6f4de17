/** An exact rational number: nothing is ever rounded. */
export class Fraction {
  static readonly ZERO = new Fraction(0n, 1n);
  static readonly ONE = new Fraction(1n, 1n);
  readonly over: bigint;
  readonly under: bigint;

  private constructor(over: bigint, under: bigint) {
    this.over = over;
    this.under = under;
  }

  /** Of a number or text in decimal notation, as it is written. */
  static of(value: number | string): Fraction {
    const [, sign, whole = "", places = "", exponent = "0"] =
      /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(String(value)) ?? [];
    if (!whole && !places) throw new Error(`"${value}" is no number.`);
    const shift = Number(exponent) - places.length;
    const digits = BigInt(`${sign}${whole}${places}`);
    return shift < 0 ? ratio(digits, 10n ** BigInt(-shift)) : ratio(digits * 10n ** BigInt(shift), 1n);

    function ratio(over: bigint, under: bigint): Fraction {
      return Fraction.reduced(over, under);
    }
  }

  plus(other: Fraction): Fraction {
    return Fraction.reduced(this.over * other.under + other.over * this.under, this.under * other.under);
  }

  minus(other: Fraction): Fraction {
    return this.plus(other.negated());
  }

  times(other: Fraction): Fraction {
    return Fraction.reduced(this.over * other.over, this.under * other.under);
  }

  by(other: Fraction): Fraction {
    if (other.over === 0n) throw new Error("Division by zero.");
    return Fraction.reduced(this.over * other.under, this.under * other.over);
  }

  negated(): Fraction {
    return new Fraction(-this.over, this.under);
  }

  compare(other: Fraction): number {
    const difference = this.over * other.under - other.over * this.under;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  get sign(): number {
    return this.over < 0n ? -1 : this.over > 0n ? 1 : 0;
  }

  /** Rounded half-even to some decimal places. */
  round(places: number): Fraction {
    const scale = 10n ** BigInt(places);
    const over = this.over * scale;
    const negative = over < 0n;
    const size = negative ? -over : over;
    let whole = size / this.under;
    const twice = (size - whole * this.under) * 2n;
    if (twice > this.under || (twice === this.under && whole % 2n === 1n)) whole++;
    return Fraction.reduced(negative ? -whole : whole, scale);
  }

  toNumber(): number {
    return Number(this.round(25).toText(25));
  }

  /** For people: at most ten places. */
  toString(): string {
    return this.round(10).toText(10);
  }

  private toText(places: number): string {
    const digits = String((this.over * 10n ** BigInt(places)) / this.under);
    const negative = digits.startsWith("-");
    const padded = digits.replace("-", "").padStart(places + 1, "0");
    const text = `${padded.slice(0, -places)}.${padded.slice(-places)}`.replace(/\.?0+$/, "");
    return negative ? `-${text}` : text;
  }

  private static reduced(over: bigint, under: bigint): Fraction {
    let [a, b] = [over < 0n ? -over : over, under < 0n ? -under : under];
    while (b !== 0n) [a, b] = [b, a % b];
    const divisor = under < 0n ? -a : a;
    return divisor === 0n ? Fraction.ZERO : new Fraction(over / divisor, under / divisor);
  }
}

export const sumOf = (values: readonly Fraction[]): Fraction =>
  values.reduce((sum, value) => sum.plus(value), Fraction.ZERO);
