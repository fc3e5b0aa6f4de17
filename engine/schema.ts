import * as z from "zod/mini";
import { type Day, isDay } from "./day.ts";
import { Decimal } from "./decimal.ts";
import { minorUnit } from "./money.ts";

// The small build of zod comes without words, and its English is a door to every other language in a bundle.
z.config({ localeError: expectation });

function expectation(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `Expected ${issue.expected === "int" ? "a whole number" : `${article(issue.expected)}${issue.expected}`}.`;
    case "invalid_value":
      return `Expected ${issue.values.length > 1 ? "one of " : ""}${issue.values.map((value) => JSON.stringify(value)).join(", ")}.`;
    case "invalid_format":
      return `Expected a valid ${issue.format}.`;
    case "too_small":
      return `Expected ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}${unitOf(issue.origin, issue.minimum)}.`;
    case "too_big":
      return `Expected ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}${unitOf(issue.origin, issue.maximum)}.`;
    case "unrecognized_keys":
      return `Expected no field called ${issue.keys.join(", ")}.`;
    case "invalid_union":
      return issue.discriminator
        ? `Expected a known ${issue.discriminator}.`
        : "Expected one of several forms, and it fits none.";
    default:
      return "Expected something else.";
  }
}

function article(word: string): string {
  return word === "undefined" || word === "null" ? "" : /^[aeio]/.test(word) ? "an " : "a ";
}

function unitOf(origin: string, count: number | bigint): string {
  const unit = origin === "string" ? " character" : origin === "array" ? " item" : "";
  return unit && Number(count) !== 1 ? `${unit}s` : unit;
}

/** Makes a schema when it is first asked for: building them all at once would cost every cold start 20 ms. */
export function lazy<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const DECIMAL = /^\d{1,60}(\.\d{1,18})?$/;
const LONGEST_SHOWN = 40;

/** The words of a refusal that say what was there. */
export function expectedFound(expectation: string, found: unknown): string {
  const text = String(found);
  const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text;
  return `Expected ${expectation}, found ${shown === "" ? "nothing" : JSON.stringify(shown)}.`;
}

const shaped = (shape: RegExp, expectation: string) =>
  z.regex(shape, { error: ({ input }) => expectedFound(expectation, input) });

/**
 * A decimal of zero or more, as text. More places than are kept are refused: a client rounds before it asks, where a person can see it.
 * How large one may be is said where it is accepted, so that books written before there was a limit open.
 */
export const amountText = lazy(() =>
  z.pipe(
    z.string().check(shaped(DECIMAL, 'a decimal number as text, like "12.5", with at most 18 places')),
    z.transform((text: string) => Decimal.parse(text)),
  ),
);

/** A decimal above zero, as text. */
export const positiveText = lazy(() =>
  z.pipe(
    z
      .string()
      .check(
        shaped(DECIMAL, 'a decimal number above zero as text, like "12.5", with at most 18 places'),
        shaped(/[1-9]/, "a number above zero"),
      ),
    z.transform((text: string) => Decimal.parse(text)),
  ),
);

export const dayText = lazy(() =>
  z.string().check(z.refine((text): text is Day => isDay(text), 'Expected an existing day, like "2024-03-01".')),
);

/** A minor unit is refused: no rate leads from pence to anything, so whatever is stated in them would be left out of every figure. */
export const currencyCode = lazy(() =>
  z.string().check(
    z.regex(/^[A-Z][A-Z0-9]{1,9}$/, 'Expected a currency code in capitals, like "EUR".'),
    z.refine((code) => minorUnit(code) === undefined, 'Expected a major currency: "GBP", where "GBX" is its penny.'),
  ),
);

/** An id that says what it names: `txn_...`. */
export function idText(prefix: string) {
  const shape = new RegExp(`^${prefix}_[0-9A-Za-z_-]{1,64}$`);
  return z.string().check(z.regex(shape, `Expected an id like "${prefix}_...".`));
}

/** Text of a person's own, on one or more lines. */
export function freeText(longest: number) {
  return z.string().check(z.maxLength(longest));
}
