import { currencyCode, dayText, lazy } from "@tickfolio/engine";
import * as z from "zod/mini";
import { describe, number, text } from "./answer-parts.ts";

// What somebody does about prices that cannot be right: those that were not believed, and those they brought themselves.

const instant = () => z.iso.datetime();

export const disagreementAnswer = lazy(() =>
  z
    .strictObject({ source: text(), price: number(), at: instant(), day: dayText() })
    .check(
      z.meta({ id: "Disagreement", description: "What another source said last, where it is not what is shown." }),
    ),
);

export const quarantinedPriceAnswer = lazy(() =>
  z
    .strictObject({
      id: text(),
      kind: z.enum(["price", "series"]),
      source: text(),
      price: number(),
      currency: currencyCode(),
      at: instant(),
      against: z.optional(number().check(describe("The good price it was compared with."))),
      reason: text().check(describe("One sentence: why it is not believed.")),
    })
    .check(z.meta({ id: "QuarantinedPrice" })),
);

export const quarantineAnswer = lazy(() =>
  z.strictObject({
    items: z.array(quarantinedPriceAnswer()),
    next: z.nullable(text()),
    disagreements: z.array(disagreementAnswer()),
  }),
);

const problems = () => z.array(z.strictObject({ row: z.int(), field: text(), message: text() }));
const uploaded = () => ({
  stored: z.int().check(describe("Days with a close. What was uploaded before is replaced by them.")),
  from: z.union([dayText(), z.literal("")]),
  to: z.union([dayText(), z.literal("")]),
  problems: problems().check(describe("Rows that were left out.")),
  notes: problems().check(describe("Rows of which only the close was kept.")),
});

export const uploadAnswer = lazy(() => z.strictObject(uploaded()));

export const manyUploadedAnswer = lazy(() =>
  z.strictObject({
    instruments: z.array(z.strictObject({ instrument: text(), symbol: text(), ...uploaded() })),
    others: z
      .strictObject({ count: z.int(), symbols: z.array(text()) })
      .check(describe("Symbols in the file that none of the user's instruments has: how many, and the first of them.")),
    skipped: z
      .array(z.strictObject({ name: text(), message: text() }))
      .check(describe("Files of which nothing was read.")),
  }),
);

export const ownPricesAnswer = lazy(() =>
  z.strictObject({
    typed: z.array(z.strictObject({ day: dayText(), price: number() })),
    uploaded: z.nullable(
      z.strictObject({
        from: dayText(),
        to: dayText(),
        closes: z.int(),
        adjustment: z.enum(["raw", "split", "total", "unknown"]),
      }),
    ),
  }),
);

/** What is known of the prices of a file of many symbols. */
export const manyPricesQuerySchema = lazy(() =>
  z.strictObject({
    name: z.optional(
      z
        .string()
        .check(z.maxLength(200), describe("The file's name: where no row says whose prices they are, it does.")),
    ),
    adjustment: z.optional(z.enum(["raw", "split", "unknown"])),
    adjustedThrough: z.optional(dayText()),
  }),
);
