import { type Adjustment, currencyCode, freeText, lazy, minorUnit } from "@tickfolio/engine";
import * as z from "zod/mini";

// A source of prices that a person describes: where it answers, and where in its answers the numbers are.

/** What an address may have in braces. */
export const CUSTOM_PLACEHOLDERS = ["symbol", "ticker", "isin", "currency", "from", "to"] as const;
export type CustomPlaceholder = (typeof CUSTOM_PLACEHOLDERS)[number];

/**
 * How days and times are written: `iso` 2024-03-01 or 2024-03-01T16:00:00Z, `compact` 20240301, `day-month-year` 1.3.2024,
 * `month-day-year` 3/1/2024, and seconds or milliseconds since 1970.
 */
export const CUSTOM_DATE_FORMATS = [
  "iso",
  "compact",
  "day-month-year",
  "month-day-year",
  "epoch-seconds",
  "epoch-milliseconds",
] as const;
export type CustomDateFormat = (typeof CUSTOM_DATE_FORMATS)[number];

/**
 * Where something is: in JSON a path of `.name`, `["name"]`, `[0]`, `[-1]` (the last) and `[*]` (all), with or without a `$` before it;
 * in CSV the name of a column.
 */
export type CustomPlace = string;

export interface CustomProviderDraft {
  title: string;
  kind: "json" | "csv";
  /** The last price. Of a CSV's rows the one with the latest time, or the last one where there is no time. */
  latest?: {
    /** Such as `https://prices.example/{symbol}?key=...`; the host is asked, and no other. */
    url: string;
    price: CustomPlace;
    time?: CustomPlace;
    currency?: CustomPlace;
    previousClose?: CustomPlace;
  };
  /** Daily closes. In JSON both places name as many values, in the same order: `$.rows[*].day` and `$.rows[*].close`. */
  history?: { url: string; day: CustomPlace; close: CustomPlace };
  dateFormat: CustomDateFormat;
  /** What its closes were adjusted for; `unknown` where nobody says. */
  adjustment: Adjustment;
  /** The unit its numbers are in, such as GBX; left out: that in which the instrument is quoted. */
  quotedIn?: string;
  /** Sent along; their values are secrets. */
  headers: { name: string; value: string }[];
  /** What it is asked for: these symbols, and what is listed on these markets. Both empty: everything. */
  symbols: string[];
  markets: string[];
}

/** What came of asking once. */
export interface CustomTrial {
  /** The hosts that will be asked, and no others. */
  hosts: string[];
  parts: CustomTrialPart[];
}

export interface CustomTrialPart {
  part: "latest" | "history";
  /** What was asked, without secrets. */
  asked: string;
  /** Whether there was something to be read. */
  works: boolean;
  /** One sentence: what was read, or why nothing was. */
  message: string;
  /** The beginning of the answer, without secrets. */
  sample?: string;
  price?: number;
  currency?: string;
  at?: string;
  previousClose?: number;
  /** How many closes there are, and the last of them. */
  closes?: { count: number; last: { day: string; close: number }[] };
}

const LONGEST_URL = 1_000;
const LONGEST_PLACE = 200;
/** Of a connection, or of a person's browser: not a matter of prices. */
const OTHERS_HEADERS =
  /^(host|cookie2?|connection|content-.*|transfer-encoding|accept-encoding|upgrade|te|trailer|expect|keep-alive|range|origin|referer|proxy-.*|sec-.*|x-forwarded-.*|forwarded)$/i;

const place = () => z.string().check(z.trim(), z.minLength(1, "is empty"), z.maxLength(LONGEST_PLACE));
const url = lazy(() =>
  z.string().check(
    z.maxLength(LONGEST_URL),
    z.refine((text) => customUrlProblem(text) === undefined, {
      error: ({ input }) => customUrlProblem(input as string),
    }),
  ),
);

export const customProviderSchema = lazy(() =>
  z
    .strictObject({
      title: freeText(60).check(z.trim(), z.minLength(1, "is empty"), z.regex(/^\P{Cc}*$/u, "has control characters")),
      kind: z.enum(["json", "csv"]),
      latest: z.optional(
        z.strictObject({
          url: url(),
          price: place(),
          time: z.optional(place()),
          currency: z.optional(place()),
          previousClose: z.optional(place()),
        }),
      ),
      history: z.optional(z.strictObject({ url: url(), day: place(), close: place() })),
      dateFormat: z.enum(CUSTOM_DATE_FORMATS),
      adjustment: z.enum(["raw", "split", "total", "unknown"]),
      quotedIn: z.optional(
        z.union([
          currencyCode(),
          z.string().check(z.refine((code) => minorUnit(code) !== undefined, "is no currency and no minor unit")),
        ]),
      ),
      headers: z
        .array(
          z.strictObject({
            name: z.string().check(
              z.regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,60}$/, "is no name of a header"),
              z.refine((name) => !OTHERS_HEADERS.test(name), "is a header that may not be set"),
            ),
            value: z.string().check(z.maxLength(1_000), z.regex(/^[\x20-\x7e]*$/, "has characters that no header has")),
          }),
        )
        .check(z.maxLength(10)),
      symbols: z.array(z.string().check(z.minLength(1), z.maxLength(40))).check(z.maxLength(500)),
      markets: z.array(z.string().check(z.regex(/^[A-Z0-9]{2,4}$/))).check(z.maxLength(60)),
    })
    .check(
      z.refine(({ latest, history }) => latest !== undefined || history !== undefined, {
        path: ["latest"],
        error: "Expected where the last price is, or where daily closes are.",
      }),
      z.meta({ id: "CustomProvider" }),
    ),
);

/** Why an address cannot be one that is asked; undefined where it can. */
export function customUrlProblem(text: string): string | undefined {
  for (const [whole, name] of text.matchAll(/\{([^{}]*)\}/g)) {
    if (!(CUSTOM_PLACEHOLDERS as readonly string[]).includes(name!)) {
      return `${whole} means nothing; there are ${CUSTOM_PLACEHOLDERS.map((known) => `{${known}}`).join(", ")}.`;
    }
  }
  // The host is what the owner typed, so nothing an instrument is called can become a part of it.
  if (!/^https:\/\/[^/?#{}\\\s]+([/?#]|$)/i.test(text))
    return 'Expected an address that begins with "https://" and a host.';
  const address = URL.parse(text.replace(/\{[^{}]*\}/g, "x"));
  if (!address) return "Expected an address, like https://prices.example/{symbol}.json";
  if (address.username !== "" || address.password !== "") return "Expected no name or password before the host.";
  return address.hash === "" ? undefined : "Expected an address without a # in it.";
}
