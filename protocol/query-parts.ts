import { dayText, RANGE_NAMES } from "@tickfolio/engine";
import * as z from "zod/mini";

// What query strings are made of: every field is text.

export const instrumentText = () =>
  z.string().check(z.minLength(1, "is empty"), z.maxLength(80, "is no instrument's id"));
/** Of those that may be named, each at most once. */
export const listOf = <T extends string>(names: readonly T[]) =>
  z.pipe(
    z.string().check(
      z.refine(
        (text) => text.split(",").every((name) => names.some((one) => one === name)),
        `is not a list of ${names.join(", ")}, separated by commas`,
      ),
      z.meta({ description: `Some of ${names.join(", ")}, separated by commas.` }),
    ),
    z.transform((text) => [...new Set(text.split(","))] as T[]),
  );
export const wholeNumber = (most: number) =>
  z.pipe(
    z.string().check(
      z.regex(/^\d{1,6}$/, "is not a whole number"),
      z.refine((text) => Number(text) <= most, `is more than ${most}`),
    ),
    z.transform((text) => Number(text)),
  );
/** A year's rate as a fraction. */
export const rate = () =>
  z.pipe(
    z.string().check(
      z.regex(/^-?\d{1,2}(\.\d{1,12})?$/, 'is not a fraction like "0.025"'),
      z.refine((text) => Number(text) > -1 && Number(text) <= 10, "is not more than -1 and at most 10"),
    ),
    z.transform((text) => Number(text)),
  );

/** Days that count in a year: of exchanges, or of what trades every day. */
export const periodsPerYear = () =>
  z.pipe(
    z.enum(["252", "365"]),
    z.transform((text) => Number(text)),
  );

export const rangeFields = () => ({
  from: z.optional(dayText()),
  to: z.optional(dayText()),
  range: z.optional(z.enum(RANGE_NAMES)),
});
interface Ranged {
  from?: string | undefined;
  to?: string | undefined;
  range?: string | undefined;
}
export const rangeChecks = () => [
  z.refine<Ranged>(({ from, range }) => from === undefined || range === undefined, {
    path: ["range"],
    error: "is given together with from: one of them says where the range begins",
  }),
  z.refine<Ranged>(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ["to"],
    error: "is before from",
  }),
];
