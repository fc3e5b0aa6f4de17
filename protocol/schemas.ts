import {
  COST_METHODS,
  currencyCode,
  dayText,
  idText,
  isIsin,
  LOT_SCOPES,
  lazy,
  MOST_DIGITS,
  WITHIN_LIMIT,
} from "@tickfolio/engine";
import * as z from "zod/mini";
import { LONGEST_PORTFOLIO_NAME } from "./limits.ts";

// What the server accepts. Each schema is made when it is first used.

const name = (longest: number) =>
  z
    .string()
    .check(
      z.trim(),
      z.minLength(1, "is empty"),
      z.maxLength(longest, `is longer than ${longest} characters`),
      z.regex(/^\P{Cc}*$/u, "has control characters"),
    );
const version = () => z.int().check(z.nonnegative());
const portfolioId = lazy(() => idText("pf"));
const entryId = lazy(() => idText("ent"));

export const settingsSchema = lazy(() =>
  z
    .strictObject({
      baseCurrency: currencyCode(),
      providers: z
        .record(z.string().check(z.maxLength(40)), z.boolean())
        .check(z.refine((providers) => Object.keys(providers).length <= 50, "has more than 50 providers")),
      sourcesSeen: z.optional(z.boolean()).check(
        z.meta({
          description:
            "false: the user has not been shown who would be asked for prices, and nobody outside is asked for them. Nor is anybody before settings are saved.",
        }),
      ),
      version: version(),
    })
    .check(z.meta({ id: "UserSettings" })),
);

export const portfolioDraftSchema = lazy(() =>
  z
    .strictObject({
      id: portfolioId(),
      name: name(LONGEST_PORTFOLIO_NAME),
      baseCurrency: currencyCode(),
      costMethod: z.enum(COST_METHODS),
      cash: z.enum(["tracked", "untracked"]),
      sample: z.boolean(),
      feesInCost: z.optional(z.boolean()),
      allowShort: z.optional(z.boolean()),
      lots: z.optional(z.enum(LOT_SCOPES)),
      version: version().check(z.meta({ description: "0 creates; otherwise the version that is changed." })),
    })
    .check(z.meta({ id: "PortfolioDraft" })),
);

export const undoSchema = lazy(() => z.strictObject({ id: entryId() }).check(z.meta({ id: "Undo" })));

export const instrumentDraftSchema = lazy(() =>
  z
    .strictObject({
      symbol: name(24),
      name: name(200),
      kind: z.enum(["stock", "fund", "crypto", "other"]),
      mic: z.nullable(z.string().check(z.regex(/^[A-Z0-9]{2,4}$/, "is not a market identifier code"))),
      currency: currencyCode(),
      quotedIn: z.optional(z.string().check(z.regex(/^[A-Za-z]{3}$/, "is not a unit like GBX"))),
      isin: z.optional(z.string().check(z.maxLength(12), z.refine(isIsin, "is not an ISIN whose check digit fits"))),
    })
    .check(z.meta({ id: "InstrumentDraft" })),
);

export const manualPriceSchema = lazy(() =>
  z
    .strictObject({
      day: dayText(),
      price: z
        .string()
        .check(
          z.maxLength(40),
          z.regex(/^\d+(\.\d+)?$/, "is not a decimal number as text"),
          z.regex(new RegExp(`^\\d{0,${MOST_DIGITS}}(\\.|$)`), `is not ${WITHIN_LIMIT}`),
          z.regex(/[1-9]/, "is zero: a price is positive"),
        ),
    })
    .check(z.meta({ id: "ManualPrice" })),
);

// Query strings: every field is text.

const flag = () =>
  z.pipe(
    z.enum(["true", "false"]),
    z.transform((text) => text === "true"),
  );
const listOf = (most: number) =>
  z.pipe(
    z.string().check(
      z.maxLength(most * 80),
      z.refine((text) => text.split(",").length <= most, `has more than ${most}`),
      z.meta({ description: `Up to ${most}, separated by commas.` }),
    ),
    z.transform((text) => (text === "" ? [] : [...new Set(text.split(","))])),
  );
const number = () =>
  z.pipe(
    z.string().check(z.regex(/^\d{1,9}$/, "is not a number")),
    z.transform((text) => Number(text)),
  );

export const portfoliosQuerySchema = lazy(() => z.strictObject({ deleted: z.optional(flag()) }));
export const entriesQuerySchema = lazy(() => z.strictObject({ after: z.optional(number()) }));
/** Its transactions are named after it and their rows, and no id may be longer than others. */
const importEntryId = lazy(() => idText("ent").check(z.maxLength(60, "is longer than 60 characters")));
export const importQuerySchema = lazy(() =>
  z.strictObject({ name: name(200), entry: importEntryId(), commit: flag() }),
);
export const foreseeQuerySchema = lazy(() =>
  z.strictObject({ baseCurrency: currencyCode(), cash: z.enum(["tracked", "untracked"]) }),
);
export const dayQuerySchema = lazy(() => z.strictObject({ day: z.optional(dayText()) }));
export const rangeQuerySchema = lazy(() =>
  z
    .strictObject({ from: dayText(), to: dayText() })
    .check(z.refine(({ from, to }) => from <= to, { path: ["to"], error: "is before from" })),
);
export const statusQuerySchema = lazy(() => z.strictObject({ instruments: z.optional(flag()) }));
export const searchQuerySchema = lazy(() => z.strictObject({ q: name(80), simulated: z.optional(flag()) }));
export const pricesQuerySchema = lazy(() =>
  z.strictObject({
    adjustment: z.enum(["raw", "split", "unknown"]),
    adjustedThrough: z.optional(dayText()),
    quotedIn: z.optional(z.string().check(z.maxLength(10))),
  }),
);
export const quotesQuerySchema = lazy(() => z.strictObject({ instruments: listOf(1_000) }));
export const closesQuerySchema = lazy(() => z.strictObject({ instruments: listOf(500), from: dayText() }));
export const ratesQuerySchema = lazy(() =>
  z.strictObject({ currencies: listOf(100), from: dayText(), sample: z.optional(flag()) }),
);
