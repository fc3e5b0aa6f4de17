import { COST_METHODS, currencyCode, dayText, lazy } from "@tickfolio/engine";
import * as z from "zod/mini";
import { decimal, describe, text } from "./answer-parts.ts";
import { lotGain } from "./holdings-answers.ts";
import { issue } from "./valuation-answers.ts";

const saleOutcome = lazy(() =>
  z
    .strictObject({
      method: z.enum(COST_METHODS),
      quantity: decimal().check(describe("Units that are held and would go.")),
      proceeds: decimal(),
      cost: decimal(),
      gain: z.nullable(decimal()),
      pricePart: z.nullable(decimal()),
      currencyPart: z.nullable(decimal()),
      lots: z.array(lotGain()),
      left: z
        .strictObject({
          quantity: decimal(),
          cost: decimal(),
          averageCost: z.nullable(decimal()).check(describe("Of a unit, in the listing's currency.")),
          lots: z.array(
            z.strictObject({
              transaction: text(),
              acquired: dayText(),
              account: z.optional(text()),
              quantity: decimal(),
              cost: decimal(),
            }),
          ),
        })
        .check(describe("What would be held on the evening of the day.")),
      oversold: decimal().check(describe("Units more than are held.")),
      issues: z.array(issue()).check(describe("What the sale would make wrong, also of transactions after it.")),
    })
    .check(z.meta({ id: "SaleOutcome", description: "What a sale would come to under a cost method." })),
);

export const whatIfAnswer = lazy(() =>
  z
    .strictObject({
      baseCurrency: currencyCode(),
      day: dayText(),
      instrument: text(),
      quantity: decimal(),
      price: decimal(),
      currency: currencyCode().check(describe("Of the price.")),
      portfolios: z
        .array(z.strictObject({ portfolio: text(), outcomes: z.array(saleOutcome()) }))
        .check(describe("The whole sale made in each portfolio that trades the instrument, one or the other.")),
      partial: z.boolean(),
      unrated: z.array(text()),
    })
    .check(z.meta({ id: "WhatIf", description: "A sale that nobody has made. Nothing is recorded." })),
);
