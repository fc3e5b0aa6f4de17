import { Decimal } from "./decimal.ts";

// What a journal takes. Away from the schemas, so that a form can know it without them.

/**
 * No quantity, price, rate or amount that is written down is larger: whole numbers of 15 digits are exact in float64 too, in which
 * everything is valued. Beyond it lie slips of the keyboard.
 */
export const MOST_DIGITS = 15;
const LIMIT = Decimal.fromInteger(10n ** BigInt(MOST_DIGITS));

/** What a number that is too large should have been, to follow "Expected". */
export const WITHIN_LIMIT = `a number of at most ${MOST_DIGITS} digits before the point`;

export function isTooLarge(value: Decimal): boolean {
  return value.abs().compare(LIMIT) >= 0;
}

/** Of a split, new or old units. */
export const LARGEST_SPLIT_TERM = 1_000_000_000;
