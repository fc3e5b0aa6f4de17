import * as z from "zod/mini";
import type { Day } from "./day.ts";
import { Decimal } from "./decimal.ts";
import type { InstrumentId } from "./instrument.ts";
import { isTooLarge, LARGEST_SPLIT_TERM, WITHIN_LIMIT } from "./limits.ts";
import type { Currency } from "./money.ts";
import { amountText, currencyCode, dayText, expectedFound, freeText, idText, lazy, positiveText } from "./schema.ts";

/** A fee or tax that came with a transaction. In the transaction's currency unless it names its own. */
export interface Charge {
  amount: Decimal;
  currency?: Currency;
  /** Base-currency units for one unit of the charge's currency; else the transaction's or the day's rate is used. */
  exchangeRate?: Decimal;
}

interface Common {
  /** Made by the client (`txn_...`), so that writing it twice is writing it once. */
  id: string;
  day: Day;
  /** Local time `HH:MM` or `HH:MM:SS`, informational and for the order within a day where all of a day's have one. */
  time?: string;
  /** The broker or account it happened at. */
  account?: string;
  note?: string;
}

interface InCurrency {
  /** A major currency (ISO 4217). */
  currency: Currency;
  /** Base-currency units for one unit of `currency`; beats the day's reference rate. */
  exchangeRate?: Decimal;
}

/** Units bought or sold. The gross amount is `amount` where stated, else quantity x price unrounded. */
export interface Trade extends Common, InCurrency {
  kind: "buy" | "sell";
  instrument: InstrumentId;
  quantity: Decimal;
  price?: Decimal;
  amount?: Decimal;
  fee?: Charge;
  tax?: Charge;
}

/** Cash paid by an instrument: `amount` is gross, before fee and tax. */
export interface Dividend extends Common, InCurrency {
  kind: "dividend";
  instrument: InstrumentId;
  amount: Decimal;
  fee?: Charge;
  tax?: Charge;
}

/** Cash that comes or goes by itself. */
export interface CashMovement extends Common, InCurrency {
  kind: "deposit" | "withdrawal" | "interest" | "interest-charge" | "fee" | "fee-refund" | "tax" | "tax-refund";
  amount: Decimal;
  /** The instrument it is on account of, where there is one. */
  instrument?: InstrumentId;
  fee?: Charge;
  tax?: Charge;
}

/** One currency given for another: `amount` of `currency` becomes `toAmount` of `toCurrency`. */
export interface Conversion extends Common, InCurrency {
  kind: "conversion";
  amount: Decimal;
  toAmount: Decimal;
  toCurrency: Currency;
  fee?: Charge;
}

/** `numerator` new units for every `denominator` old ones, at the start of the day. Lots keep their cost. */
export interface Split extends Common {
  kind: "split";
  instrument: InstrumentId;
  numerator: number;
  denominator: number;
}

export type Transaction = Trade | Dividend | CashMovement | Conversion | Split;
export type TransactionKind = Transaction["kind"];

const chargeSchema = lazy(() =>
  z.strictObject({
    amount: amountText(),
    currency: z.optional(currencyCode()),
    exchangeRate: z.optional(positiveText()),
  }),
);

const instrumentText = lazy(() => z.string().check(z.minLength(1), z.maxLength(100)));

const common = lazy(() => ({
  id: idText("txn"),
  day: dayText(),
  time: z.optional(
    z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'Expected a local time, like "14:30".')),
  ),
  account: z.optional(freeText(100).check(z.minLength(1))),
  note: z.optional(freeText(2000)),
}));

const inCurrency = lazy(() => ({ currency: currencyCode(), exchangeRate: z.optional(positiveText()) }));
const charges = lazy(() => ({ fee: z.optional(chargeSchema()), tax: z.optional(chargeSchema()) }));

const tradeSchema = lazy(() =>
  z
    .strictObject({
      ...common(),
      ...inCurrency(),
      kind: z.enum(["buy", "sell"]),
      instrument: instrumentText(),
      quantity: positiveText(),
      price: z.optional(amountText()),
      amount: z.optional(amountText()),
      ...charges(),
    })
    .check(
      z.refine((trade) => trade.price !== undefined || trade.amount !== undefined, {
        path: ["price"],
        error: "Expected a price per unit or an amount.",
      }),
    ),
);

const dividendSchema = lazy(() =>
  z.strictObject({
    ...common(),
    ...inCurrency(),
    kind: z.literal("dividend"),
    instrument: instrumentText(),
    amount: amountText(),
    ...charges(),
  }),
);

const cashSchema = lazy(() =>
  z.strictObject({
    ...common(),
    ...inCurrency(),
    kind: z.enum(["deposit", "withdrawal", "interest", "interest-charge", "fee", "fee-refund", "tax", "tax-refund"]),
    amount: amountText(),
    instrument: z.optional(instrumentText()),
    ...charges(),
  }),
);

const conversionSchema = lazy(() =>
  z
    .strictObject({
      ...common(),
      ...inCurrency(),
      kind: z.literal("conversion"),
      amount: amountText(),
      toAmount: amountText(),
      toCurrency: currencyCode(),
      fee: z.optional(chargeSchema()),
    })
    .check(
      z.refine((conversion) => conversion.toCurrency !== conversion.currency, {
        path: ["toCurrency"],
        error: "Expected another currency than the one given.",
      }),
    ),
);

const splitTerm = lazy(() => z.int().check(z.minimum(1), z.maximum(LARGEST_SPLIT_TERM)));

const splitSchema = lazy(() =>
  z.strictObject({
    ...common(),
    kind: z.literal("split"),
    instrument: instrumentText(),
    numerator: splitTerm(),
    denominator: splitTerm(),
  }),
);

/** JSON to Transaction and nothing else: unknown fields are refused, so a misspelled one is not lost. Decimals are text. */
export const writtenTransactionSchema: () => z.ZodMiniType<Transaction> = lazy(() =>
  z.discriminatedUnion("kind", [tradeSchema(), dividendSchema(), cashSchema(), conversionSchema(), splitSchema()]),
);

/** One that is to be written: as above, and no number in it is beyond measure (see `MOST_DIGITS`). */
export const transactionSchema: () => z.ZodMiniType<Transaction> = lazy(() =>
  writtenTransactionSchema().check(({ value, issues }) => refuseTooLarge(value, [], issues)),
);

function refuseTooLarge(fields: object, path: string[], issues: z.core.$ZodRawIssue[]): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof Decimal) {
      if (!isTooLarge(value)) continue;
      const message = expectedFound(WITHIN_LIMIT, value);
      issues.push({ code: "custom", path: [...path, name], input: value, message });
    } else if (typeof value === "object" && value !== null) refuseTooLarge(value, [...path, name], issues);
  }
}
