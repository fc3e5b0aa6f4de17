import { currencyCode, dayText, lazy } from "@tickfolio/engine";
import * as z from "zod/mini";

const text = () => z.string();
const number = () => z.number();
const decimal = () => z.string().check(z.regex(/^-?\d+(\.\d+)?$/));

const issue = lazy(() =>
  z
    .strictObject({
      code: text(),
      message: text(),
      transaction: z.optional(text()),
      instrument: z.optional(text()),
      day: z.optional(dayText()),
    })
    .check(z.meta({ id: "Issue" })),
);
const figures = (exact: readonly string[], optional: readonly string[] = []) => ({
  ...Object.fromEntries(exact.map((name) => [name, number()])),
  ...Object.fromEntries(optional.map((name) => [name, z.nullable(number())])),
});
export const valuationAnswer = lazy(() =>
  z
    .strictObject({
      day: dayText(),
      baseCurrency: currencyCode(),
      positions: z.array(
        z.looseObject({
          instrument: text(),
          currency: currencyCode(),
          quantity: decimal(),
          ...figures(["cost", "realized", "income"], ["marketValue", "unrealized", "gain", "dayChange", "weight"]),
          price: z.nullable(
            z.looseObject({ value: number(), currency: currencyCode(), day: dayText(), source: text(), delay: text() }),
          ),
        }),
      ),
      cash: z.array(
        z.strictObject({
          currency: currencyCode(),
          amount: decimal(),
          value: z.nullable(number()),
          weight: z.nullable(number()),
        }),
      ),
      totals: z.looseObject(
        figures(
          ["invested", "cost", "marketValue", "cash", "unrealized", "realized", "income", "fees", "taxes", "gain"],
          ["gainRatio", "dayChange", "dayChangeRatio"],
        ),
      ),
      partial: z.boolean(),
      unpriced: z.array(text()),
      unrated: z.array(text()),
      stale: z.array(text()),
      issues: z.array(issue()),
      asOf: z.iso.datetime(),
    })
    .check(z.meta({ id: "Valuation" })),
);
export const historyAnswer = lazy(() =>
  z
    .looseObject({
      baseCurrency: currencyCode(),
      from: dayText(),
      to: dayText(),
      value: z.array(z.nullable(number())).check(z.meta({ description: "One cell for each day from `from` to `to`." })),
      cost: z.array(number()),
      invested: z.array(number()),
      unpriced: z.array(z.int()),
    })
    .check(z.meta({ id: "History" })),
);
