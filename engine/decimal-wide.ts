/** Decimals of any size as BigInts of 10^-18ths: exact whatever the numbers are, and what `Decimal` falls back on. */

export const PLACES = 18;
export const SCALE = 10n ** 18n;

/** The quotient rounded half-even. */
export function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const rest = dividend - quotient * divisor;
  if (rest === 0n) return quotient;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const size = divisor < 0n ? -divisor : divisor;
  if (twice < size || (twice === size && quotient % 2n === 0n)) return quotient;
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
}

/** Rounded half-even to `places` (0 to 18). */
export function roundUnits(units: bigint, places: number): bigint {
  const step = 10n ** BigInt(PLACES - places);
  return divideHalfEven(units, step) * step;
}

const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;
const LONGEST_TEXT = 200;
const LARGEST_EXPONENT = 60;
const SMALLEST_EXPONENT = -400; // a float64 goes down to 1e-324

/** What a text says, and whether places were lost. Undefined when it is not a decimal number. */
export function parseUnits(text: string): { units: bigint; rounded: boolean } | undefined {
  const parts = text.length <= LONGEST_TEXT ? SHAPE.exec(text) : null;
  if (!parts) return undefined;
  const [, sign, whole = "", fraction = "", exponentText] = parts;
  const exponent = exponentText ? Number(exponentText) : 0;
  if (whole + fraction === "" || exponent > LARGEST_EXPONENT || exponent < SMALLEST_EXPONENT) return undefined;
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
  return { units: sign === "-" ? -units : units, rounded };
}

/** Plain notation with all 18 places. */
export function unitsText(units: bigint): string {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(PLACES + 1, "0");
  const text = `${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`;
  return negative ? `-${text}` : text;
}
