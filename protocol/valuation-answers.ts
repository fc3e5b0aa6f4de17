import {
  CASH_FIGURES,
  currencyCode,
  dayText,
  HISTORY_COLUMNS,
  lazy,
  POSITION_FIGURES,
  TOTAL_FIGURES,
} from "@tickfolio/engine";
import * as z from "zod/mini";
import { decimal, describe, number, text } from "./answer-parts.ts";

/** The engine's figures by name: a sum is always known, the others are null where a price or rate is missing. */
function figures(table: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(table).map(([name, combination]) => [name, combination === "sum" ? number() : z.nullable(number())]),
  );
}

export const issue = lazy(() =>
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

const priceUsed = lazy(() =>
  z
    .strictObject({
      value: number(),
      currency: currencyCode(),
      day: dayText(),
      at: z.optional(z.iso.datetime()),
      source: text(),
      delay: text(),
      session: text(),
      stale: z.boolean(),
    })
    .check(z.meta({ id: "PriceUsed", description: "The price a position was valued at, with its origin." })),
);

const dayChangeOf = lazy(() =>
  z
    .strictObject({ day: dayText(), earliest: dayText(), previous: z.nullable(dayText()) })
    .check(z.meta({ id: "DayChangeOf", description: "The sessions a day change is of: on a Sunday, Friday's." })),
);

const positionValue = lazy(() =>
  z
    .strictObject({
      instrument: text(),
      currency: currencyCode(),
      quantity: decimal(),
      price: z.nullable(priceUsed()),
      partial: z.boolean(),
      dayChangeOf: z.nullable(dayChangeOf()),
      ...figures(POSITION_FIGURES),
    })
    .check(
      z.meta({ id: "PositionValue", description: "Money in base currency; null where a price or rate is missing." }),
    ),
);

const cashValue = lazy(() =>
  z
    .strictObject({
      currency: currencyCode(),
      amount: decimal(),
      ...figures(CASH_FIGURES),
    })
    .check(z.meta({ id: "CashValue" })),
);

const totals = lazy(() =>
  z
    .strictObject({
      dayChangeOf: z.nullable(dayChangeOf()),
      ...figures(TOTAL_FIGURES),
    })
    .check(z.meta({ id: "Totals" })),
);

const staleRate = lazy(() =>
  z
    .strictObject({ from: currencyCode(), to: currencyCode(), day: dayText() })
    .check(z.meta({ id: "StaleRate", description: "A rate too old for the day valued; `day` is the rate's own." })),
);

export const valuationAnswer = lazy(() =>
  z
    .strictObject({
      day: dayText(),
      baseCurrency: currencyCode(),
      positions: z.array(positionValue()),
      cash: z.array(cashValue()),
      totals: totals(),
      partial: z.boolean().check(describe("Totals speak only of what has a price and a rate.")),
      unpriced: z.array(text()),
      unrated: z.array(text()),
      oversold: z.array(text()),
      stale: z.array(text()),
      staleRates: z.array(staleRate()),
      issues: z.array(issue()),
      asOf: z.iso.datetime(),
    })
    .check(z.meta({ id: "Valuation" })),
);

const historyColumns = () =>
  Object.fromEntries(HISTORY_COLUMNS.map((name) => [name, z.array(number())])) as Record<
    (typeof HISTORY_COLUMNS)[number],
    z.ZodMiniArray<z.ZodMiniNumber<number>>
  >;

export const historyAnswer = lazy(() =>
  z
    .strictObject({
      baseCurrency: currencyCode(),
      from: dayText(),
      to: dayText(),
      ...historyColumns(),
      value: z.array(z.nullable(number())).check(describe("One cell for each day from `from` to `to`.")),
      gain: z
        .array(number())
        .check(describe("Total gain so far; not `value - invested` where something has no price.")),
      unpriced: z.array(z.int()),
      partialFrom: z.nullable(dayText()),
      without: z.array(text()).check(describe("Instruments that value or gain leave out on some of the days.")),
    })
    .check(z.meta({ id: "History" })),
);
