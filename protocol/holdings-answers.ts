import { COST_METHODS, currencyCode, dayText, lazy } from "@tickfolio/engine";
import * as z from "zod/mini";
import { decimal, describe, known, number, text } from "./answer-parts.ts";

const period = () => ({
  baseCurrency: currencyCode(),
  from: dayText().check(describe("What was booked on this day is before the period.")),
  to: dayText(),
});
const unrated = () => z.array(text()).check(describe("Currencies without a rate: amounts in them are left out."));

const gainSum = () => ({
  gain: decimal(),
  pricePart: decimal(),
  currencyPart: decimal(),
  proceeds: decimal(),
  cost: decimal(),
  short: decimal(),
  long: decimal(),
});
const gainTotal = lazy(() => z.strictObject(gainSum()).check(z.meta({ id: "GainSum" })));

export const lotGain = lazy(() =>
  z
    .strictObject({
      transaction: text(),
      acquired: dayText(),
      quantity: decimal(),
      proceeds: decimal(),
      cost: decimal(),
      gain: z.nullable(decimal()),
      daysHeld: z.int(),
      term: z.enum(["short", "long"]),
    })
    .check(z.meta({ id: "LotGain", description: "A lot, or a part of one, that a sale takes." })),
);

const disposalGain = lazy(() =>
  z
    .strictObject({
      portfolio: text(),
      transaction: text(),
      day: dayText(),
      instrument: text(),
      quantity: decimal(),
      proceeds: decimal(),
      cost: decimal(),
      gain: z.nullable(decimal()),
      pricePart: z.nullable(decimal()),
      currencyPart: z.nullable(decimal()),
      lots: z.array(lotGain()),
    })
    .check(z.meta({ id: "DisposalGain", description: "A sale with the lots it took and how long each was held." })),
);

export const gainsAnswer = lazy(() =>
  z
    .strictObject({
      ...period(),
      costMethod: z.nullable(z.enum(COST_METHODS)).check(describe("Null: each portfolio's own.")),
      longAfterDays: z.int(),
      total: gainTotal(),
      byInstrument: z.array(z.strictObject({ instrument: text(), ...gainSum() })),
      disposals: z.array(disposalGain()),
      partial: z.boolean(),
      unknown: z.array(text()).check(describe("Transactions whose gain is not known: they are in no sum.")),
      unrated: unrated(),
    })
    .check(z.meta({ id: "Gains", description: "Gains realized in the period (from, to], exact." })),
);

const openLots = lazy(() =>
  z
    .strictObject({
      portfolio: text(),
      instrument: text(),
      quantity: decimal(),
      cost: decimal(),
      value: known(),
      lots: z.array(
        z.strictObject({
          transaction: text(),
          acquired: dayText(),
          account: z.optional(text()),
          daysHeld: z.int(),
          quantity: decimal(),
          cost: decimal(),
          value: known(),
          unrealized: known(),
        }),
      ),
    })
    .check(z.meta({ id: "OpenLots", description: "What is held of an instrument, lot by lot." })),
);

export const lotsAnswer = lazy(() =>
  z
    .strictObject({
      baseCurrency: currencyCode(),
      day: dayText(),
      methods: z.array(
        z.strictObject({
          method: z.nullable(z.enum(COST_METHODS)).check(describe("Null: each portfolio's own.")),
          cost: decimal(),
          positions: z.array(openLots()),
        }),
      ),
      partial: z.boolean(),
      unpriced: z.array(text()),
      oversold: z.array(text()),
      unrated: unrated(),
    })
    .check(z.meta({ id: "Lots" })),
);

const incomeSum = () => ({ gross: decimal(), tax: decimal(), net: decimal() });
const incomeTotal = lazy(() => z.strictObject(incomeSum()).check(z.meta({ id: "IncomeSum" })));
const yields = () => ({ dividends: number(), trailingYield: known(), yieldOnCost: known() });

export const incomeAnswer = lazy(() =>
  z
    .strictObject({
      ...period(),
      total: incomeTotal(),
      dividends: incomeTotal(),
      interest: incomeTotal(),
      byMonth: z.array(z.strictObject({ month: text(), ...incomeSum() })),
      byYear: z.array(z.strictObject({ year: text(), ...incomeSum() })),
      byInstrument: z.array(z.strictObject({ instrument: text(), ...incomeSum() })),
      payments: z.array(
        z.strictObject({
          portfolio: text(),
          transaction: text(),
          day: dayText(),
          kind: z.enum(["dividend", "interest"]),
          instrument: z.nullable(text()),
          ...incomeSum(),
        }),
      ),
      yields: z
        .strictObject({
          ...yields(),
          byInstrument: z.array(z.strictObject({ instrument: text(), ...yields() })),
        })
        .check(describe("Dividends of the twelve months to `to` against value and cost of what is held then.")),
      partial: z.boolean(),
      unpriced: z.array(text()),
      unrated: unrated(),
    })
    .check(z.meta({ id: "Income", description: "What was paid out in the period (from, to]." })),
);

export const allocationAnswer = lazy(() =>
  z
    .strictObject({
      baseCurrency: currencyCode(),
      day: dayText(),
      by: text(),
      whole: number(),
      slices: z
        .array(z.strictObject({ label: z.nullable(text()), value: number(), share: number() }))
        .check(describe("The largest first. Label null: of what has none.")),
      partial: z.boolean(),
      unpriced: z.array(text()),
      unrated: unrated(),
      owed: z
        .array(z.strictObject({ instrument: z.nullable(text()), currency: currencyCode(), value: number() }))
        .check(describe("Balances and positions below zero: they are in no slice.")),
    })
    .check(z.meta({ id: "Allocation", description: "Shares of everything that is worth more than nothing." })),
);
