import * as z from "zod/mini";
import { Decimal } from "./decimal.ts";
import { isTooLarge, LARGEST_SPLIT_TERM, WITHIN_LIMIT } from "./limits.ts";
import { amountText, currencyCode, dayText, expectedFound, freeText, idText, lazy, positiveText } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

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

/** Most lots one transaction names or brings. */
const MOST_LOTS = 1000;
const lotChoices = lazy(() =>
  z.optional(
    z
      .array(z.strictObject({ transaction: idText("txn"), acquired: z.optional(dayText()), quantity: positiveText() }))
      .check(z.minLength(1), z.maxLength(MOST_LOTS)),
  ),
);
const units = lazy(() => ({ instrument: instrumentText(), quantity: positiveText() }));
const worth = lazy(() => ({ price: z.optional(amountText()), amount: z.optional(amountText()) }));

const tradeSchema = lazy(() =>
  z
    .strictObject({
      ...common(),
      ...inCurrency(),
      kind: z.enum(["buy", "sell", "cash-in-lieu"]),
      ...units(),
      ...worth(),
      ...charges(),
      lots: lotChoices(),
    })
    .check(
      z.refine((trade) => trade.kind !== "buy" || trade.lots === undefined, {
        path: ["lots"],
        error: "Expected lots of a sale only: a purchase makes one.",
      }),
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
    kind: z.enum(["dividend", "dividend-reversal"]),
    instrument: instrumentText(),
    amount: amountText(),
    ...charges(),
  }),
);

const stockDividendSchema = lazy(() =>
  z.strictObject({ ...common(), kind: z.enum(["stock-dividend", "stock-dividend-reversal"]), ...units() }),
);

const reinvestedSchema = lazy(() =>
  z
    .strictObject({
      ...common(),
      ...inCurrency(),
      kind: z.enum(["reinvested-dividend", "reinvested-dividend-reversal"]),
      ...units(),
      amount: amountText(),
      ...charges(),
      lots: lotChoices(),
    })
    .check(
      z.refine(({ kind, lots }) => kind === "reinvested-dividend-reversal" || lots === undefined, {
        path: ["lots"],
        error: "Expected lots of a reversal only: the dividend makes one.",
      }),
    ),
);

const transferredLot = lazy(() =>
  z.strictObject({
    acquired: dayText(),
    quantity: positiveText(),
    cost: amountText(),
    exchangeRate: z.optional(positiveText()),
  }),
);

const transferInSchema = lazy(() =>
  z
    .strictObject({
      ...common(),
      ...inCurrency(),
      kind: z.literal("transfer-in"),
      ...units(),
      ...worth(),
      ...charges(),
      lots: z.optional(z.array(transferredLot()).check(z.minLength(1), z.maxLength(MOST_LOTS))),
    })
    .check(
      z.refine(({ price, amount, lots }) => price !== undefined || amount !== undefined || lots !== undefined, {
        path: ["price"],
        error: "Expected a price per unit, an amount, or the lots with their cost.",
      }),
      z.refine(
        ({ quantity, lots }) =>
          !lots || lots.reduce((sum, lot) => sum.plus(lot.quantity), Decimal.ZERO).equals(quantity),
        {
          path: ["lots"],
          error: "Expected lots whose quantities add up to the transfer's.",
        },
      ),
      z.refine(({ day, lots }) => !lots?.some(({ acquired }) => acquired > day), {
        path: ["lots"],
        error: "Expected lots acquired on or before the day of the transfer.",
      }),
    ),
);

const transferOutSchema = lazy(() =>
  z.strictObject({
    ...common(),
    ...inCurrency(),
    kind: z.literal("transfer-out"),
    ...units(),
    ...worth(),
    ...charges(),
    lots: lotChoices(),
  }),
);

const moveSchema = lazy(() =>
  z
    .strictObject({
      ...common(),
      ...inCurrency(),
      kind: z.literal("move"),
      ...units(),
      toAccount: z.optional(freeText(100).check(z.minLength(1))),
      ...worth(),
      ...charges(),
      lots: lotChoices(),
    })
    .check(
      z.refine(({ account, toAccount }) => account !== toAccount, {
        path: ["toAccount"],
        error: "Expected another account than the one the units come from.",
      }),
    ),
);

const returnOfCapitalSchema = lazy(() =>
  z.strictObject({
    ...common(),
    ...inCurrency(),
    kind: z.literal("return-of-capital"),
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

const share = lazy(() =>
  amountText().check(
    z.refine((value: Decimal) => value.compare(Decimal.ONE) <= 0, 'Expected a share from 0 to 1, like "0.25".'),
  ),
);
const exchanged = lazy(() => ({ ...common(), instrument: instrumentText(), newInstrument: instrumentText() }));
const isAnother = ({ instrument, newInstrument }: { instrument: string; newInstrument: string }) =>
  instrument !== newInstrument;
const ANOTHER = { path: ["newInstrument"], error: "Expected another instrument than the old one." };

const spinOffSchema = lazy(() =>
  z
    .strictObject({
      ...exchanged(),
      kind: z.literal("spin-off"),
      numerator: splitTerm(),
      denominator: splitTerm(),
      costShare: share(),
    })
    .check(z.refine(isAnother, ANOTHER)),
);

const mergerSchema = lazy(() =>
  z
    .strictObject({
      ...exchanged(),
      ...inCurrency(),
      kind: z.literal("merger"),
      numerator: splitTerm(),
      denominator: splitTerm(),
      amount: z.optional(amountText()),
      cashCostShare: z.optional(share()),
      ...charges(),
    })
    .check(
      z.refine(isAnother, ANOTHER),
      z.refine(({ amount, cashCostShare }) => amount !== undefined || cashCostShare === undefined, {
        path: ["cashCostShare"],
        error: "Expected no share of the cost for cash where no cash is paid.",
      }),
    ),
);

const symbolChangeSchema = lazy(() =>
  z.strictObject({ ...exchanged(), kind: z.literal("symbol-change") }).check(z.refine(isAnother, ANOTHER)),
);

/** JSON to Transaction and nothing else: unknown fields are refused, so a misspelled one is not lost. Decimals are text. */
export const writtenTransactionSchema: () => z.ZodMiniType<Transaction> = lazy(() =>
  z.discriminatedUnion("kind", [
    tradeSchema(),
    dividendSchema(),
    stockDividendSchema(),
    reinvestedSchema(),
    transferInSchema(),
    transferOutSchema(),
    moveSchema(),
    cashSchema(),
    conversionSchema(),
    splitSchema(),
    spinOffSchema(),
    mergerSchema(),
    symbolChangeSchema(),
    returnOfCapitalSchema(),
  ]),
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
