import { currencyCode, dayText, lazy } from "@tickfolio/engine";
import * as z from "zod/mini";
import { cells, days, describe, known, number, text } from "./answer-parts.ts";

/** What figures leave out, by name. */
export const missing = lazy(() =>
  z
    .strictObject({
      why: z.enum(["unpriced", "unrated", "oversold"]),
      instrument: z.nullable(text()),
      currency: z.nullable(text()),
      from: dayText(),
      to: dayText(),
    })
    .check(z.meta({ id: "Missing", description: "Something that figures leave out, and from when to when." })),
);

const gainInTwo = lazy(() =>
  z
    .strictObject({ price: number(), currency: number() })
    .check(z.meta({ id: "GainInTwo", description: "A gain of holdings in its price part and its currency part." })),
);

const attribution = lazy(() =>
  z
    .strictObject({
      price: number(),
      currency: number(),
      income: number(),
      cashCurrency: number(),
      fees: number(),
      taxes: number(),
    })
    .check(
      z.meta({ id: "Attribution", description: "gain = price + currency + income + cashCurrency - fees - taxes." }),
    ),
);

const moneyWeighted = lazy(() =>
  z
    .strictObject({
      rate: known().check(describe("A year's rate (XIRR, act/365); of several the one nearest to zero.")),
      overRange: known(),
      several: z.boolean(),
      roots: z.array(number()),
    })
    .check(z.meta({ id: "MoneyWeighted" })),
);

const inBenchmark = lazy(() =>
  z
    .strictObject({
      instrument: text(),
      closing: known(),
      gain: known(),
      timeWeighted: known(),
      moneyWeighted: known(),
      waited: z.nullable(days()).check(describe("Days on which money waited for its first price.")),
      shortFrom: z.nullable(dayText()).check(describe("From here on more had been taken out than there was.")),
    })
    .check(z.meta({ id: "InBenchmark", description: "The same opening value and flows in another instrument." })),
);

const range = () => ({
  baseCurrency: currencyCode(),
  from: dayText().check(describe("What was booked on this day is in the opening value.")),
  to: dayText(),
});

export const performanceAnswer = lazy(() =>
  z
    .strictObject({
      ...range(),
      days: z.int(),
      opening: known(),
      closing: known(),
      moneyIn: number(),
      moneyOut: number(),
      otherIn: number().check(describe("Worth that came without a known amount of money.")),
      otherOut: number(),
      gain: number().check(describe("Closing - opening - money in + money out - other in + other out.")),
      attribution: attribution(),
      realized: gainInTwo(),
      unrealized: gainInTwo(),
      released: gainInTwo(),
      simpleReturn: known(),
      gainRatio: known(),
      averageCapital: number(),
      modifiedDietz: known(),
      timeWeighted: known(),
      timeWeightedPerYear: known().check(describe("Null for less than 365 days.")),
      unmeasuredDays: z.int(),
      moneyWeighted: moneyWeighted(),
      benchmark: z.nullable(inBenchmark()),
      columns: z
        .strictObject({
          index: z.optional(cells()),
          value: z.optional(cells()),
          in: z.optional(z.array(number())),
          out: z.optional(z.array(number())),
          benchmark: z.optional(cells()),
        })
        .check(describe("Those asked for; one cell for each evening from `from` to `to`.")),
      partial: z.boolean(),
      missing: z.array(missing()),
    })
    .check(z.meta({ id: "Performance", description: "Figures of the period (from, to]; returns are fractions." })),
);

const riskShare = lazy(() =>
  z
    .strictObject({
      instrument: z.nullable(text()),
      currency: currencyCode(),
      weight: number(),
      contribution: number(),
    })
    .check(z.meta({ id: "RiskShare", description: "What a holding, at today's weight, adds to the volatility." })),
);

export const riskAnswer = lazy(() =>
  z
    .strictObject({
      ...range(),
      used: z.int().check(describe("Days used: those on which something held has a new price.")),
      gaps: z.array(days()).check(describe("Days that count, of which nothing is known.")),
      volatility: known(),
      volatilityPerYear: known(),
      semiDeviation: known(),
      semiDeviationPerYear: known(),
      sharpe: known(),
      sortino: known(),
      valueAtRisk: known(),
      expectedShortfall: known(),
      worstDays: z.array(dayText()),
      maximumDrawdown: known(),
      deepest: z.nullable(
        z.strictObject({
          depth: number(),
          length: z.int(),
          peak: dayText(),
          trough: dayText(),
          recovery: z.nullable(dayText()),
        }),
      ),
      benchmark: z.nullable(
        z.strictObject({
          instrument: text(),
          beta: known(),
          correlation: known(),
          used: z.int(),
          gaps: z.array(days()),
        }),
      ),
      holdings: z
        .strictObject({
          from: dayText(),
          to: dayText(),
          volatility: known(),
          used: z.int(),
          gaps: z.array(days()),
          shares: z.array(riskShare()),
          without: z.array(text()),
        })
        .check(describe("Of what is held now, by the prices of the window; the shares add up to the volatility.")),
      columns: z.strictObject({ drawdown: z.optional(cells()) }),
      partial: z.boolean(),
      missing: z.array(missing()),
    })
    .check(z.meta({ id: "Risk" })),
);
