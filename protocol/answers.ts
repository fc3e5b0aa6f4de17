import { COST_METHODS, currencyCode, dayText, LOT_SCOPES, lazy } from "@tickfolio/engine";
import * as z from "zod/mini";
import { decimal, number, text } from "./answer-parts.ts";

// What the server answers, for its documentation and for the tests, which hold every answer against it.

const instant = () => z.iso.datetime();
const listOf = <T extends z.ZodMiniType>(item: T) => z.strictObject({ items: z.array(item), next: z.nullable(text()) });

export const problemAnswer = lazy(() =>
  z
    .strictObject({
      type: text(),
      title: text(),
      status: z.int(),
      detail: text().check(z.meta({ description: "One sentence for people." })),
      code: text().check(z.meta({ description: "Stable; what a program looks at." })),
      field: z.optional(text()),
      issues: z.optional(z.array(z.strictObject({ field: text(), message: text() }))),
    })
    .check(z.meta({ id: "Problem", description: "Problem details (RFC 9457)." })),
);

export const healthAnswer = lazy(() =>
  z.strictObject({
    status: z.literal("ok"),
    version: text(),
    storage: text(),
    startedAt: instant(),
    instance: text().check(z.meta({ description: "Differs with every start." })),
  }),
);
export const sessionAnswer = lazy(() =>
  z.strictObject({
    user: z.strictObject({ id: text(), name: text() }),
    home: z.enum(["laptop", "cloud"]),
    version: text(),
    now: instant(),
  }),
);
export const linkAnswer = lazy(() => z.strictObject({ url: text() }));

const portfolioAnswer = lazy(() =>
  z
    .strictObject({
      id: text(),
      name: text(),
      baseCurrency: currencyCode(),
      costMethod: z.enum(COST_METHODS),
      cash: z.enum(["tracked", "untracked"]),
      feesInCost: z.optional(z.boolean()),
      allowShort: z.optional(z.boolean()),
      lots: z.optional(z.enum(LOT_SCOPES)),
      sample: z.boolean(),
      createdAt: instant(),
      deletedAt: z.optional(instant()),
      keptUntil: z.optional(instant()),
      version: z.int(),
      entries: z.int().check(z.meta({ description: "The number of the journal's last entry." })),
    })
    .check(z.meta({ id: "PortfolioSummary" })),
);

export { portfolioAnswer };
export const portfoliosAnswer = lazy(() => listOf(portfolioAnswer()));

const charge = lazy(() =>
  z
    .strictObject({ amount: decimal(), currency: z.optional(currencyCode()), exchangeRate: z.optional(decimal()) })
    .check(z.meta({ id: "Charge" })),
);
const transaction = lazy(() =>
  z
    .looseObject({ id: text(), kind: text(), day: dayText(), fee: z.optional(charge()), tax: z.optional(charge()) })
    .check(z.meta({ id: "WrittenTransaction", description: "As in an entry that is written; decimals are text." })),
);
const entryFields = () => ({
  id: text(),
  reason: z.looseObject({ kind: z.enum(["typed", "import", "undo", "adopted"]) }),
  transactions: z.array(transaction()),
  voids: z.array(text()),
  number: z.int(),
  at: instant(),
  by: text(),
});
export const entriesAnswer = lazy(() =>
  listOf(z.strictObject(entryFields()).check(z.meta({ id: "WrittenJournalEntry" }))),
);
const columns = lazy(() =>
  z
    .strictObject({
      forms: z
        .array(z.array(text()))
        .check(z.meta({ description: "The fields of each form of record; `fee.amount` is one of an object within." })),
      form: z.array(z.int()).check(z.meta({ description: "The form of each record." })),
      columns: z
        .record(
          text(),
          z.union([
            z.strictObject({ texts: z.array(text()) }),
            z.strictObject({ of: z.array(text()), at: z.array(z.int()) }),
            z.strictObject({ of: z.array(text()), at: z.array(z.int()), up: z.array(z.int()) }),
            z.strictObject({ days: z.array(z.int()) }),
            z.strictObject({ json: z.array(z.unknown()) }),
          ]),
        )
        .check(
          z.meta({
            description:
              "One field of all records that have it, in order: `texts`; the place `at` of each in `of`; with `up`, text that ends in a number, so much larger than the last; `days` since 1970-01-01, each so many after the last; or `json`.",
          }),
        ),
    })
    .check(z.meta({ id: "RecordColumns" })),
);
export const journalAnswer = lazy(() =>
  z
    .strictObject({
      format: z.literal(1),
      from: z.int().check(z.meta({ description: "The number of the first entry." })),
      entries: columns(),
      counts: z.array(z.int()).check(z.meta({ description: "How many transactions each entry records." })),
      transactions: columns(),
      next: z.nullable(text()),
    })
    .check(z.meta({ id: "JournalColumns" })),
);
export const writtenEntryAnswer = lazy(() =>
  z
    .strictObject({
      ...entryFields(),
      warnings: z.array(z.strictObject({ code: text(), message: text(), transaction: z.optional(text()) })),
    })
    .check(z.meta({ id: "WrittenEntry" })),
);
export const importAnswer = lazy(() =>
  z
    .strictObject({
      rows: z.array(
        z.strictObject({
          row: z.int(),
          fate: z.enum(["new", "already-there", "unreadable"]),
          field: z.optional(text()),
          message: z.optional(text()),
          transaction: z.optional(text()),
        }),
      ),
      notes: z.array(z.strictObject({ row: z.int(), field: text(), message: text() })),
      warnings: z.array(z.strictObject({ row: z.optional(z.int()), code: text(), message: text() })),
      newInstruments: z.array(text()),
      entry: z.nullable(writtenEntryAnswer()),
    })
    .check(z.meta({ id: "ImportResult" })),
);

export const instrumentAnswer = lazy(() =>
  z
    .strictObject({
      id: text(),
      symbol: text(),
      name: text(),
      kind: z.enum(["stock", "fund", "crypto", "other"]),
      mic: z.nullable(text()),
      currency: currencyCode(),
      quotedIn: z.optional(text()),
      isin: z.optional(text()),
      listedFrom: z.optional(text()),
      listedUntil: z.optional(text()),
      formerSymbols: z.optional(z.array(text())),
    })
    .check(z.meta({ id: "Instrument" })),
);
export const instrumentsAnswer = lazy(() => listOf(instrumentAnswer()));
export const suggestionsAnswer = lazy(() =>
  listOf(
    z
      .strictObject({
        symbol: text(),
        name: text(),
        kind: z.enum(["stock", "fund", "crypto", "other"]),
        mic: z.nullable(text()),
        currency: z.nullable(text()),
        quotedIn: z.optional(text()),
        isin: z.optional(text()),
        figi: z.optional(text()),
        isUnquoted: z.optional(z.boolean()),
        source: text(),
        instrument: z.optional(text()),
      })
      .check(z.meta({ id: "InstrumentSuggestion" })),
  ),
);

const session = () => z.enum(["pre", "regular", "post", "closed", "unknown"]);
const delay = () => z.enum(["realtime", "delayed", "eod", "manual", "simulated", "unknown"]);
export const quoteAnswer = lazy(() =>
  z
    .strictObject({
      instrument: text(),
      price: decimal(),
      currency: currencyCode(),
      previousClose: z.optional(decimal()),
      at: instant(),
      day: dayText(),
      source: text(),
      delay: delay(),
      session: session(),
    })
    .check(z.meta({ id: "Quote" })),
);
export const quotesAnswer = lazy(() =>
  z.strictObject({
    items: z.array(quoteAnswer()),
    next: z.null(),
    unpriced: z.array(
      z.strictObject({
        instrument: text(),
        code: text(),
        message: text(),
        sources: z.array(z.strictObject({ name: text(), lacks: z.enum(["key", "switch"]) })),
      }),
    ),
  }),
);
export const closesAnswer = lazy(() =>
  listOf(
    z
      .strictObject({
        instrument: text(),
        source: text(),
        currency: currencyCode(),
        adjustment: z.enum(["raw", "split", "total", "unknown"]),
        adjustedThrough: z.optional(dayText()),
        days: z.array(z.int()).check(z.meta({ description: "Days since 1970-01-01." })),
        closes: z.array(number()),
      })
      .check(z.meta({ id: "Closes" })),
  ),
);
export const ratesAnswer = lazy(() =>
  listOf(
    z
      .strictObject({
        base: currencyCode(),
        source: text(),
        days: z.array(z.int()),
        columns: z.record(text(), z.array(z.nullable(number()))),
      })
      .check(z.meta({ id: "Rates" })),
  ),
);
export const ticketAnswer = lazy(() => z.strictObject({ ticket: text(), url: text(), expiresAt: instant() }));
