import { currencyCode, dayText, idText, lazy } from "@tickfolio/engine";
import * as z from "zod/mini";
import { decimal, describe, known, number, text } from "./answer-parts.ts";
import { writtenEntryAnswer } from "./answers.ts";

export const proposalsQuerySchema = lazy(() =>
  z.strictObject({ instrument: z.optional(z.string().check(z.minLength(1), z.maxLength(100))) }),
);

export const decisionSchema = lazy(() =>
  z
    .discriminatedUnion("state", [
      z.strictObject({ state: z.literal("adopted"), entry: idText("ent") }),
      z.strictObject({ state: z.literal("dismissed") }),
      z.strictObject({ state: z.literal("open") }),
    ])
    .check(
      z.meta({
        id: "ProposalDecision",
        description: "`adopted` writes the entry that is named; `open` takes a dismissal back.",
      }),
    ),
);

const standing = lazy(() =>
  z
    .strictObject({
      quantity: decimal(),
      averageCost: known().check(describe("Of a unit, in the listing's currency.")),
      cost: number(),
      value: known(),
      income: number(),
    })
    .check(z.meta({ id: "Standing", description: "A holding as it stands; money in base currency." })),
);
const effect = lazy(() => z.strictObject({ before: standing(), after: standing() }));
const ratio = () => ({ numerator: z.int(), denominator: z.int() });

const facts = () => ({
  id: text(),
  instrument: text(),
  state: z.enum(["open", "dismissed"]),
  day: dayText().check(describe("Of a dividend the ex-date.")),
  sources: z.array(text()),
  quantity: decimal().check(describe("Units held on the evening before.")),
  counts: z.array(dayText()).check(describe("Days of proposed splits that are counted in the quantity.")),
  records: z
    .array(z.looseObject({ kind: text(), day: dayText() }))
    .check(describe("What adopting it records, yet without ids.")),
  effect: z.nullable(effect()),
});

const proposal = lazy(() =>
  z
    .discriminatedUnion("kind", [
      z.strictObject({
        ...facts(),
        ...{ kind: z.literal("split"), ...ratio() },
        others: z.array(z.strictObject({ source: text(), day: dayText(), ...ratio() })),
      }),
      z.strictObject({ ...facts(), kind: z.literal("odd-split"), factor: number() }),
      z.strictObject({
        ...facts(),
        kind: z.literal("dividend"),
        payDay: z.optional(dayText()),
        amount: decimal().check(describe("Gross, for one unit of its time.")),
        currency: currencyCode(),
        others: z.array(
          z.strictObject({ source: text(), day: dayText(), amount: decimal(), currency: currencyCode() }),
        ),
      }),
    ])
    .check(z.meta({ id: "ActionProposal", description: "What sources report of something that was held." })),
);

export const proposalsAnswer = lazy(() =>
  z.strictObject({
    items: z.array(proposal()),
    next: z.null(),
    dividends: z
      .array(z.strictObject({ id: text(), instrument: text(), count: z.int(), effect: effect() }))
      .check(describe("All open dividends of an instrument, to be adopted in one step under this id.")),
    baseCurrency: currencyCode(),
    waiting: z.boolean().check(describe("Sources were asked that have not answered yet.")),
  }),
);

export const decidedAnswer = lazy(() =>
  z.strictObject({ state: z.enum(["adopted", "dismissed", "open"]), entry: z.nullable(writtenEntryAnswer()) }),
);
