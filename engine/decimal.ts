import { divideHalfEven, parseUnits, roundUnits, SCALE, unitsText } from "./decimal-wide.ts";

const MILLION = 1e6;
const HALF_MILLION = 5e5;
const LIMIT = 1e9;
const LIMIT_UNITS = BigInt(LIMIT) * SCALE;
const TRILLION = 10n ** 12n;
const FIFTEEN_DIGITS = 1e15; // every text of so many has a float64 of its own
const EXACT = 2 ** 52; // below it float64 holds sums and products exactly, and so does it the floor of a quotient
const LARGEST_TERM = EXACT / MILLION - 1;
const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6];

/** Text that is not a decimal number. */
export class DecimalError extends Error {
  override name = "DecimalError";
}

/**
 * A number with exactly 18 decimal places. Immutable. Sums and differences are exact; products and quotients are rounded half-even at
 * the 18th place, so that many roundings do not drift to one side.
 *
 * Kept as small integers: the whole number below it and three groups of six places, each from 0 to 999,999. -0.3 is -1 and 700,000
 * micros, so sums have no cases for signs, and equal numbers have equal fields. Products of two groups are exact in float64, so only
 * numbers of a billion and more and division by long numbers need a BigInt. Measured against BigInts of 10^-18ths alone: sums, products
 * and shares take a quarter to a half of the time, booking 10,000 transactions half to two thirds; division by a long number, for the
 * ways to BigInt and back, three times as long.
 */
export class Decimal {
  static readonly ZERO = new Decimal(0, 0, 0, 0, null);
  static readonly ONE = new Decimal(1, 0, 0, 0, null);

  // Plain fields and not #private ones, so that deep comparisons in tests see the value.
  protected readonly whole: number;
  protected readonly micro: number;
  protected readonly pico: number;
  protected readonly atto: number;
  /** All units of 10^-18 of a number of a billion or more; its `whole` only says that it lies above or below all others. */
  protected readonly wide: bigint | null;

  protected constructor(whole: number, micro: number, pico: number, atto: number, wide: bigint | null) {
    this.whole = whole;
    this.micro = micro;
    this.pico = pico;
    this.atto = atto;
    this.wide = wide;
  }

  /** Reads `12`, `-0.5`, `1e-7`. More than 18 places are rounded half-even. Throws a DecimalError for anything else. */
  static parse(text: string): Decimal {
    return Decimal.parseNoting(text).value;
  }

  /** As `parse`, and says whether places were lost, so that the caller can name it. */
  static parseNoting(text: string): { value: Decimal; rounded: boolean } {
    const plain = Decimal.ofPlainText(text);
    if (plain) return { value: plain, rounded: false };
    const read = parseUnits(text);
    if (!read) throw new DecimalError(`${shown(text)} is not a decimal number.`);
    return { value: Decimal.ofUnits(read.units), rounded: read.rounded };
  }

  /** From a whole number, exactly. */
  static fromInteger(value: number | bigint): Decimal {
    if (typeof value === "number") {
      if (value > -LIMIT && value < LIMIT && (value | 0) === value) return new Decimal(value | 0, 0, 0, 0, null);
      if (!Number.isSafeInteger(value)) {
        throw new DecimalError(`${value} is not a whole number that a float64 holds exactly.`);
      }
    }
    return Decimal.ofUnits(BigInt(value) * SCALE);
  }

  /** From a float64, by its shortest text: 0.1 becomes 0.1. Throws for NaN and infinities. */
  static fromNumber(value: number): Decimal {
    // Of up to 15 digits, only the shortest text is that float64. Writing and reading it takes 15 times as long.
    const micros = Math.round(value * MILLION);
    if (micros / MILLION === value && micros < FIFTEEN_DIGITS && micros > -FIFTEEN_DIGITS) {
      return Decimal.carried(0, micros, 0, 0)!;
    }
    return Decimal.parse(String(value));
  }

  // Adding nothing is common (no fee, no tax) and needs no new number.
  plus(other: Decimal): Decimal {
    if (other.isZero()) return this;
    if (this.isZero()) return other;
    let atto = this.atto + other.atto;
    let pico = this.pico + other.pico;
    let micro = this.micro + other.micro;
    let whole = this.whole + other.whole;
    if (atto >= MILLION) {
      atto -= MILLION;
      pico++;
    }
    if (pico >= MILLION) {
      pico -= MILLION;
      micro++;
    }
    if (micro >= MILLION) {
      micro -= MILLION;
      whole++;
    }
    if (whole < LIMIT && whole >= -LIMIT && this.wide === null && other.wide === null) {
      return new Decimal(whole, micro, pico, atto, null);
    }
    return Decimal.ofUnits(this.units() + other.units());
  }

  minus(other: Decimal): Decimal {
    if (other.isZero()) return this;
    return this.isZero() ? other.negated() : this.less(other);
  }

  private less(other: Decimal): Decimal {
    let atto = this.atto - other.atto;
    let pico = this.pico - other.pico;
    let micro = this.micro - other.micro;
    let whole = this.whole - other.whole;
    if (atto < 0) {
      atto += MILLION;
      pico--;
    }
    if (pico < 0) {
      pico += MILLION;
      micro--;
    }
    if (micro < 0) {
      micro += MILLION;
      whole--;
    }
    if (whole < LIMIT && whole >= -LIMIT && this.wide === null && other.wide === null) {
      // What is sold out leaves nothing, in quantity and cost: it is common, and stays.
      return (whole | micro | pico | atto) === 0 ? Decimal.ZERO : new Decimal(whole, micro, pico, atto, null);
    }
    return Decimal.ofUnits(this.units() - other.units());
  }

  times(other: Decimal): Decimal {
    if (other.equals(Decimal.ONE)) return this;
    if (this.equals(Decimal.ONE)) return other;
    const product = this.wide === null && other.wide === null ? this.timesGroups(other) : undefined;
    return product ?? Decimal.ofUnits(divideHalfEven(this.units() * other.units(), SCALE));
  }

  /** Throws a DecimalError when the divisor is zero. */
  dividedBy(other: Decimal): Decimal {
    return this.timesRatio(Decimal.ONE, other);
  }

  /** this x numerator / denominator, rounded once. The share of a cost that goes with a part of a lot. */
  timesRatio(numerator: Decimal, denominator: Decimal): Decimal {
    if (denominator.isZero()) throw new DecimalError("Division by zero.");
    const share = this.timesShortRatio(numerator, denominator);
    return share ?? Decimal.ofUnits(divideHalfEven(this.units() * numerator.units(), denominator.units()));
  }

  negated(): Decimal {
    return Decimal.ZERO.less(this);
  }

  abs(): Decimal {
    return this.whole < 0 ? this.negated() : this;
  }

  /** Below zero, zero or above zero, as sorting wants it. */
  compare(other: Decimal): number {
    const difference =
      this.whole - other.whole || this.micro - other.micro || this.pico - other.pico || this.atto - other.atto;
    if (difference !== 0 || this.wide === null || other.wide === null) return difference;
    return this.wide < other.wide ? -1 : this.wide > other.wide ? 1 : 0;
  }

  equals(other: Decimal): boolean {
    return this.compare(other) === 0;
  }

  isZero(): boolean {
    return (this.whole | this.micro | this.pico | this.atto) === 0;
  }

  isNegative(): boolean {
    return this.whole < 0;
  }

  isPositive(): boolean {
    return this.whole >= 0 && !this.isZero();
  }

  /** Rounded half-even to `places` (0 to 18). */
  round(places: number): Decimal {
    const { whole, micro } = this;
    const longer = (this.pico | this.atto) !== 0;
    if (this.wide !== null || places > 5) {
      return this.wide === null && !longer ? this : Decimal.ofUnits(roundUnits(this.units(), places));
    }
    const step = POWERS[6 - places]!;
    const rest = micro % step;
    if (rest === 0 && !longer) return this;
    const kept = micro - rest;
    const last = places === 0 ? whole : kept / step;
    const up = rest * 2 > step || (rest * 2 === step && (longer || last % 2 !== 0));
    return Decimal.carried(whole, up ? kept + step : kept, 0, 0) ?? Decimal.ofUnits(roundUnits(this.units(), places));
  }

  /** The nearest float64. */
  toNumber(): number {
    // A quotient of two numbers that are exact in float64 is correctly rounded.
    if (this.wide === null && this.atto === 0) {
      const micros = this.whole * MILLION + this.micro;
      if (this.pico === 0) return micros / MILLION;
      const picos = micros * MILLION + this.pico;
      if (picos < EXACT && picos > -EXACT) return picos / 1e12;
    }
    return Number(this.toString());
  }

  /** A float64 within one unit in the last place: several times faster than `toNumber`, for long columns. */
  toFloat(): number {
    if (this.wide !== null) return Number(this.wide) / 1e18;
    const micros = this.whole * MILLION + this.micro;
    const attos = this.pico * MILLION + this.atto;
    if (attos === 0) return micros / MILLION;
    // Both parts with the sign of the number, for a difference of two parts would lose places.
    return micros < 0 ? (micros + 1) / MILLION + (attos - 1e12) / 1e18 : micros / MILLION + attos / 1e18;
  }

  /** Plain notation without exponent and without trailing zeros. */
  toString(): string {
    const text = this.longText();
    let end = text.length;
    while (text.charCodeAt(end - 1) === 48) end--;
    if (text.charCodeAt(end - 1) === 46) end--;
    return text.slice(0, end);
  }

  /** Rounded half-even, always with `places` decimals: `1.50`. */
  toFixed(places: number): string {
    const text = this.round(places).longText();
    const point = text.indexOf(".");
    const end = places === 0 ? point : point + 1 + places;
    return text.slice(0, end).padEnd(end, "0");
  }

  toJSON(): string {
    return this.toString();
  }

  /** With 6 places, or with 18 where there are more than 6. */
  private longText(): string {
    if (this.wide !== null) return unitsText(this.wide);
    if (this.whole < 0) return `-${this.negated().longText()}`;
    const { whole, micro, pico, atto } = this;
    if ((pico | atto) === 0) return `${whole}.${String(MILLION + micro).slice(1)}`;
    // Nine digits at a time: two numbers to write instead of three.
    const lower = pico % 1e3;
    const upper = micro * 1e3 + (pico - lower) / 1e3;
    return `${whole}.${String(1e9 + upper).slice(1)}${String(1e9 + lower * MILLION + atto).slice(1)}`;
  }

  /** All units of 10^-18. */
  private units(): bigint {
    if (this.wide !== null) return this.wide;
    return BigInt(this.whole * MILLION + this.micro) * TRILLION + BigInt(this.pico * MILLION + this.atto);
  }

  private static ofUnits(units: bigint): Decimal {
    if (units >= LIMIT_UNITS) return new Decimal(LIMIT, 0, 0, 0, units);
    if (units < -LIMIT_UNITS) return new Decimal(-LIMIT - 1, 0, 0, 0, units);
    const micros = units / TRILLION;
    return Decimal.carried(0, Number(micros), 0, Number(units - micros * TRILLION))!;
  }

  /**
   * Groups of any size (below 2^52) and sign with what is too much in each carried up; undefined where the whole number is too large.
   * `| 0` says that they are integers again, so that engines store them in place.
   */
  private static carried(whole: number, micro: number, pico: number, atto: number): Decimal | undefined {
    const toPico = Math.floor(atto / MILLION);
    const allPico = pico + toPico;
    const toMicro = Math.floor(allPico / MILLION);
    const allMicro = micro + toMicro;
    const toWhole = Math.floor(allMicro / MILLION);
    const all = whole + toWhole;
    if (all >= LIMIT || all < -LIMIT) return undefined;
    return new Decimal(
      all | 0,
      (allMicro - toWhole * MILLION) | 0,
      (allPico - toMicro * MILLION) | 0,
      (atto - toPico * MILLION) | 0,
      null,
    );
  }

  /** A text of up to 9 digits before the point and 18 after it; undefined for any other. */
  private static ofPlainText(text: string): Decimal | undefined {
    const start = text.charCodeAt(0) === 45 ? 1 : 0;
    const point = text.indexOf(".");
    const end = point < 0 ? text.length : point;
    const places = point < 0 ? 0 : text.length - point - 1;
    if (end - start > 9 || places > 18 || end - start + places <= 0) return undefined;
    const whole = digitsAt(text, start, end - start);
    const micro = digitsAt(text, end + 1, 6);
    const pico = places > 6 ? digitsAt(text, end + 7, 6) : 0;
    const atto = places > 12 ? digitsAt(text, end + 13, 6) : 0;
    if (Number.isNaN(whole + micro + pico + atto)) return undefined;
    return start === 1 ? Decimal.carried(-whole, -micro, -pico, -atto) : new Decimal(whole, micro, pico, atto, null);
  }

  /** The product group by group, as on paper; undefined where it is too large. */
  private timesGroups(other: Decimal): Decimal | undefined {
    const { whole: a, micro: b, pico: c, atto: d } = this;
    const { whole: e, micro: f, pico: g, atto: h } = other;
    // Amounts and prices mostly have up to 6 places each, so 12 in the product and nothing to round.
    if ((c | d | g | h) === 0) return Decimal.carried(a * e, a * f + b * e, b * f, 0);
    const sixth = d * h;
    const toFifth = Math.floor(sixth / MILLION);
    const fifth = c * h + d * g + toFifth;
    const toFourth = Math.floor(fifth / MILLION);
    const fourth = b * h + c * g + d * f + toFourth;
    const toThird = Math.floor(fourth / MILLION);
    const third = a * h + b * g + c * f + d * e + toThird;
    const rest = fourth - toThird * MILLION;
    const isTie = rest === HALF_MILLION && fifth === toFourth * MILLION && sixth === toFifth * MILLION;
    const up = isTie ? third % 2 !== 0 : rest >= HALF_MILLION;
    return Decimal.carried(a * e, a * f + b * e, a * g + b * f + c * e, up ? third + 1 : third);
  }

  /** The share by two numbers of few digits, as on paper; undefined where one is too long. */
  private timesShortRatio(numerator: Decimal, denominator: Decimal): Decimal | undefined {
    if (this.wide !== null || numerator.wide !== null || denominator.wide !== null) return undefined;
    if ((numerator.atto | denominator.atto) !== 0) return undefined;
    let times: number;
    let by: number;
    if ((numerator.pico | denominator.pico) === 0) {
      const step = commonStep(numerator.micro, denominator.micro);
      times = (numerator.whole * MILLION + numerator.micro) / step;
      by = (denominator.whole * MILLION + denominator.micro) / step;
    } else if (numerator.pico % 1e4 === 0 && denominator.pico % 1e4 === 0) {
      // 8 places, as units of crypto currencies have.
      times = numerator.whole * 1e8 + numerator.micro * 100 + numerator.pico / 1e4;
      by = denominator.whole * 1e8 + denominator.micro * 100 + denominator.pico / 1e4;
    } else return undefined;
    if (by < 0) {
      by = -by;
      times = -times;
    }
    if (by > LARGEST_TERM || times > LARGEST_TERM || times < -LARGEST_TERM) return undefined;
    let atto = this.atto * times;
    let carry = Math.floor(atto / MILLION);
    atto -= carry * MILLION;
    let pico = this.pico * times + carry;
    carry = Math.floor(pico / MILLION);
    pico -= carry * MILLION;
    let micro = this.micro * times + carry;
    carry = Math.floor(micro / MILLION);
    micro -= carry * MILLION;
    let rest = this.whole * times + carry;
    if (rest >= EXACT || rest <= -EXACT) return undefined;
    const whole = Math.floor(rest / by);
    rest = (rest - whole * by) * MILLION + micro;
    micro = Math.floor(rest / by);
    rest = (rest - micro * by) * MILLION + pico;
    pico = Math.floor(rest / by);
    rest = (rest - pico * by) * MILLION + atto;
    atto = Math.floor(rest / by);
    const twice = (rest - atto * by) * 2;
    return Decimal.carried(whole, micro, pico, twice > by || (twice === by && atto % 2 !== 0) ? atto + 1 : atto);
  }
}

/** The largest of 10^6, 10^4, 100 and 1 that both are multiples of. */
function commonStep(a: number, b: number): number {
  if ((a | b) === 0) return MILLION;
  if (a % 1e4 === 0 && b % 1e4 === 0) return 1e4;
  return a % 100 === 0 && b % 100 === 0 ? 100 : 1;
}

/** Some digits of a text, with zeros where it ends; NaN where there is something else. */
function digitsAt(text: string, from: number, count: number): number {
  let digits = 0;
  for (let i = from; i < from + count; i++) {
    const digit = i < text.length ? text.charCodeAt(i) - 48 : 0;
    if (digit < 0 || digit > 9) return Number.NaN;
    digits = digits * 10 + digit;
  }
  return digits;
}

function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}
