import { currencyCode, dayText, lazy } from "@tickfolio/engine";
import * as z from "zod/mini";
import { cells, decimal, describe, known, number, text } from "./answer-parts.ts";

const amount = () => z.union([decimal(), number()]);
const value = lazy(() =>
  z.union([decimal(), number(), z.null(), z.strictObject({ from: dayText(), values: cells() })]).check(
    z.meta({
      id: "ExplainedValue",
      description: "Text where it was booked exactly, a number where it is valued; a column has a cell for each day.",
    }),
  ),
);

const leaf = lazy(() =>
  z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("entry"), transaction: text(), day: dayText(), field: text() }),
      z.strictObject({
        kind: z.literal("price"),
        instrument: text(),
        day: dayText(),
        source: text(),
        at: z.optional(text()),
        delay: z.optional(text()),
      }),
      z.strictObject({ kind: z.literal("rate"), from: text(), to: text(), day: dayText(), source: text() }),
      z.strictObject({
        kind: z.literal("prices"),
        instrument: text(),
        source: text(),
        from: dayText(),
        to: dayText(),
      }),
      z.strictObject({ kind: z.literal("rates"), from: text(), to: text(), first: dayText(), last: dayText() }),
      z.strictObject({ kind: z.literal("price days"), from: dayText(), to: dayText() }),
      z.strictObject({ kind: z.literal("constant"), name: text() }),
    ])
    .check(
      z.meta({ id: "ExplainedLeaf", description: "Where a number comes from that is not worked out from others." }),
    ),
);

const node = lazy(() =>
  z
    .strictObject({
      label: text(),
      formula: text().check(describe("How it comes from its terms, in words.")),
      operation: text(),
      value: value(),
      unit: z.nullable(text()),
      terms: z.array(z.int()).check(describe("Places of its terms in the list.")),
      signs: z.optional(z.array(z.int()).check(describe("Of a sum: which terms are taken off."))),
      parameters: z.optional(z.array(number())),
      definition: z.optional(text().check(describe("Where docs/definitions.md defines it."))),
      leaf: z.optional(leaf()),
      more: z.optional(z.literal(true).check(describe("Its terms lie deeper than was asked for."))),
    })
    .check(z.meta({ id: "ExplanationNode" })),
);

const about = () => ({
  baseCurrency: currencyCode(),
  figure: text(),
  day: dayText(),
});

export const explainAnswer = lazy(() =>
  z
    .strictObject({
      ...about(),
      nodes: z.array(node()).check(describe("Each before its terms; the first is the figure.")),
      whole: z.boolean().check(describe("Down to entries of the journal, prices, rates and constants.")),
    })
    .check(z.meta({ id: "Explanation", description: "A figure and what it is made of." })),
);

const side = lazy(() =>
  z
    .strictObject({ value: amount(), formula: text() })
    .check(z.meta({ id: "DifferenceSide", description: "A term as it is on one side." })),
);

export const differenceAnswer = lazy(() =>
  z
    .strictObject({
      ...about(),
      label: text(),
      a: value(),
      b: value(),
      difference: z.nullable(amount()).check(describe("b - a, as the sum of the terms.")),
      unit: z.nullable(text()),
      terms: z.array(
        z.strictObject({
          label: text(),
          a: z.nullable(side()),
          b: z.nullable(side()),
          difference: amount(),
          unit: z.nullable(text()),
        }),
      ),
    })
    .check(z.meta({ id: "Difference", description: "Why a figure is not another: the terms that differ." })),
);

export const returnDifferenceAnswer = lazy(() =>
  z
    .strictObject({
      baseCurrency: currencyCode(),
      from: dayText(),
      to: dayText(),
      a: number(),
      b: number(),
      difference: number(),
      rules: z.strictObject({ a: text(), b: text() }).check(describe("How the terms make up each, in words.")),
      rate: known().check(describe("The yearly rate, where one of them is money-weighted.")),
      terms: z.array(
        z.strictObject({
          from: dayText(),
          to: dayText(),
          days: z.int(),
          capital: number(),
          weight: number(),
          gain: number(),
          flow: number(),
          return: number(),
          a: number(),
          b: number(),
          difference: number(),
        }),
      ),
    })
    .check(
      z.meta({
        id: "ReturnDifference",
        description: "Why two measures of a return differ, over ranges between flows.",
      }),
    ),
);
