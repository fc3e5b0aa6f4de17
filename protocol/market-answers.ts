import { currencyCode, dayText, lazy } from "@tickfolio/engine";
import * as z from "zod/mini";
import { describe, number, text } from "./answer-parts.ts";
import { disagreementAnswer, quarantinedPriceAnswer } from "./price-care-answers.ts";

// Who is asked for prices, how they are, and what each instrument's prices rest on.

const instant = () => z.iso.datetime();

const providerStatusAnswer = lazy(() =>
  z
    .strictObject({
      name: text(),
      title: text(),
      asks: text(),
      hosts: z.array(text()),
      enabled: z.boolean().check(describe("It is asked now.")),
      defaultOn: z.boolean().check(describe("It is asked unless the user has switched it off.")),
      state: z.enum(["ok", "idle", "needs-key", "off", "blocked", "rate-limited", "failing"]),
      message: text().check(describe("Its state in one sentence.")),
      retryAt: z.optional(instant()),
      lastSuccess: z.optional(instant()),
      capabilities: z.array(text()),
      scope: z.enum(["public", "deployment", "own"]).check(describe("Whose prices it brings.")),
      remedy: z.optional(text()).check(describe("What a person does about its state.")),
      terms: z.optional(text()),
      key: z.optional(
        z.strictObject({ isNeeded: z.boolean(), held: z.enum(["none", "own", "deployment"]), howToGet: text() }),
      ),
      budget: z
        .optional(
          z.array(
            z.strictObject({ perSeconds: number(), used: number(), limit: number(), resetsAt: z.optional(instant()) }),
          ),
        )
        .check(describe("How much of each window of its quota is used.")),
    })
    .check(z.meta({ id: "ProviderStatus" })),
);

const seriesAnswer = lazy(() =>
  z
    .strictObject({
      source: text(),
      adjustment: z.enum(["raw", "split", "total", "unknown"]),
      from: dayText(),
      to: dayText(),
      closes: z.int(),
      gaps: z
        .array(z.strictObject({ from: dayText(), to: dayText() }))
        .check(describe("The newest sessions between its first and its last close that it has none of.")),
      missing: z.int().check(describe("How many such sessions there are in all.")),
    })
    .check(z.meta({ id: "KnownSeries" })),
);

const instrumentDataAnswer = lazy(() =>
  z
    .strictObject({
      instrument: text(),
      source: z.nullable(text()),
      pinned: z.boolean().check(describe("The source of the price is the one the user wants.")),
      pin: z.optional(text()).check(describe("The source the user wants, also while it has no price.")),
      price: z.optional(number()),
      currency: currencyCode(),
      at: z.optional(instant()),
      session: z.enum(["pre", "regular", "post", "closed", "unknown"]),
      sources: z.array(text()).check(describe("Sources that could be wanted before all others, best first.")),
      series: z.array(seriesAnswer()),
      quarantined: z.array(quarantinedPriceAnswer()),
      disagreements: z.array(disagreementAnswer()),
      nextStep: z.optional(text()).check(describe("What to do where there is no price.")),
    })
    .check(z.meta({ id: "InstrumentData", description: "What an instrument's prices rest on." })),
);

export const marketStatusAnswer = lazy(() =>
  z.strictObject({
    items: z.array(providerStatusAnswer()),
    next: z.null(),
    instruments: z.array(instrumentDataAnswer()),
  }),
);
