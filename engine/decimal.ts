const PLACES = 18;
const SCALE = 10n ** 18n;
const HALF = SCALE / 2n;
const TIE_BITS = BigInt.asUintN(18, HALF);
const POWERS: bigint[] = Array.from({ length: 2 * PLACES + 1 }, (_, power) => 10n ** BigInt(power));
const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;
const LONGEST_TEXT = 200;
const LARGEST_EXPONENT = 60;
const SMALLEST_EXPONENT = -400; // a float64 goes down to 1e-324
const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** Text that is not a decimal number. */
export class DecimalError extends Error {
  override name = "DecimalError";
}

/**
 * A number with exactly 18 decimal places, kept as a BigInt of 10^-18ths. Immutable. Sums and differences are exact; products and
 * quotients are rounded half-even at the 18th place, so that many roundings do not drift to one side.
 */
export class Decimal {
  static readonly ZERO = new Decimal(0n);
  static readonly ONE = new Decimal(SCALE);

  // A plain field and not a #private one, so that deep comparisons in tests see the value.
  private readonly units: bigint;

  private constructor(units: bigint) {
    this.units = units;
  }

  /** Reads `12`, `-0.5`, `1e-7`. More than 18 places are rounded half-even. Throws a DecimalError for anything else. */
  static parse(text: string): Decimal {
    return Decimal.parseNoting(text).value;
  }

  /** As `parse`, and says whether places were lost, so that the caller can name it. */
  static parseNoting(text: string): { value: Decimal; rounded: boolean } {
    const parts = text.length <= LONGEST_TEXT ? SHAPE.exec(text) : null;
    if (!parts) throw new DecimalError(`${shown(text)} is not a decimal number.`);
    const [, sign, whole = "", fraction = "", exponentText] = parts;
    const exponent = exponentText ? Number(exponentText) : 0;
    if (whole + fraction === "" || exponent > LARGEST_EXPONENT || exponent < SMALLEST_EXPONENT) {
      throw new DecimalError(`${shown(text)} is not a decimal number.`);
    }
    const digits = BigInt(whole + fraction);
    const shift = PLACES + exponent - fraction.length;
    let units: bigint;
    let rounded = false;
    if (shift >= 0) units = digits * 10n ** BigInt(shift);
    else {
      const divisor = 10n ** BigInt(-shift);
      units = divideHalfEven(digits, divisor);
      rounded = units * divisor !== digits;
    }
    return { value: new Decimal(sign === "-" ? -units : units), rounded };
  }

  /** From a whole number, exactly. */
  static fromInteger(value: number | bigint): Decimal {
    if (typeof value === "number" && !Number.isSafeInteger(value)) {
      throw new DecimalError(`${value} is not a whole number that a float64 holds exactly.`);
    }
    return new Decimal(BigInt(value) * SCALE);
  }

  /** From a float64, by its shortest text: 0.1 becomes 0.1. Throws for NaN and infinities. */
  static fromNumber(value: number): Decimal {
    return Decimal.parse(String(value));
  }

  // Adding nothing is common (no fee, no tax) and needs no new number.
  plus(other: Decimal): Decimal {
    if (other.units === 0n) return this;
    if (this.units === 0n) return other;
    return new Decimal(this.units + other.units);
  }

  minus(other: Decimal): Decimal {
    if (other.units === 0n) return this;
    return new Decimal(this.units - other.units);
  }

  times(other: Decimal): Decimal {
    if (other.units === SCALE) return this;
    if (this.units === SCALE) return other;
    const product = this.units * other.units;
    // A tie is an odd multiple of HALF, whose last 18 bits are always these: all else may be rounded without looking at the rest.
    if (BigInt.asUintN(18, product) === TIE_BITS) return new Decimal(divideHalfEven(product, SCALE));
    return new Decimal((product < 0n ? product - HALF : product + HALF) / SCALE);
  }

  /** Throws a DecimalError when the divisor is zero. */
  dividedBy(other: Decimal): Decimal {
    if (other.units === 0n) throw new DecimalError("Division by zero.");
    return new Decimal(divideHalfEven(this.units * SCALE, other.units));
  }

  /** this x numerator / denominator, rounded once. The share of a cost that goes with a part of a lot. */
  timesRatio(numerator: Decimal, denominator: Decimal): Decimal {
    if (denominator.units === 0n) throw new DecimalError("Division by zero.");
    return new Decimal(divideHalfEven(this.units * numerator.units, denominator.units));
  }

  negated(): Decimal {
    return new Decimal(-this.units);
  }

  abs(): Decimal {
    return this.units < 0n ? new Decimal(-this.units) : this;
  }

  /** Below zero, zero or above zero, as sorting wants it. */
  compare(other: Decimal): number {
    return this.units < other.units ? -1 : this.units > other.units ? 1 : 0;
  }

  equals(other: Decimal): boolean {
    return this.units === other.units;
  }

  isZero(): boolean {
    return this.units === 0n;
  }

  isNegative(): boolean {
    return this.units < 0n;
  }

  isPositive(): boolean {
    return this.units > 0n;
  }

  /** Rounded half-even to `places` (0 to 18). */
  round(places: number): Decimal {
    const step = POWERS[PLACES - places]!;
    if (this.units % step === 0n) return this;
    return new Decimal(divideHalfEven(this.units, step) * step);
  }

  /** The nearest float64. */
  toNumber(): number {
    // Up to 8 places both parts are exact in float64, and a quotient of exact numbers is correctly rounded.
    const short = this.units / POWERS[10]!;
    if (short <= SAFE && short >= -SAFE && short * POWERS[10]! === this.units) return Number(short) / 1e8;
    return Number(this.toString());
  }

  /** A float64 within one unit in the last place: several times faster than `toNumber`, for long columns. */
  toFloat(): number {
    return Number(this.units) / 1e18;
  }

  /** Plain notation without exponent and without trailing zeros. */
  toString(): string {
    const text = this.#fixed(PLACES);
    let end = text.length;
    while (text.charCodeAt(end - 1) === 48) end--;
    if (text.charCodeAt(end - 1) === 46) end--;
    return text.slice(0, end);
  }

  /** Rounded half-even, always with `places` decimals: `1.50`. */
  toFixed(places: number): string {
    return this.round(places).#fixed(places);
  }

  toJSON(): string {
    return this.toString();
  }

  #fixed(places: number): string {
    const negative = this.units < 0n;
    const digits = (negative ? -this.units : this.units).toString().padStart(PLACES + 1, "0");
    const point = digits.length - PLACES;
    const text =
      places === 0 ? digits.slice(0, point) : `${digits.slice(0, point)}.${digits.slice(point, point + places)}`;
    return negative ? `-${text}` : text;
  }
}

function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const rest = dividend - quotient * divisor;
  if (rest === 0n) return quotient;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const size = divisor < 0n ? -divisor : divisor;
  if (twice < size || (twice === size && quotient % 2n === 0n)) return quotient;
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
}

function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}
