import * as z from "zod/mini";
import { isDay } from "../day.ts";
import { Decimal } from "../decimal.ts";
import { lazy } from "../schema.ts";
import type { TransactionKind } from "../transaction.ts";

/** The types of `portfolio-vectors/1` with the engine's kinds; from CASH_IN_LIEU on our own additions (examples/conformance/README.md). */
export const CASE_TYPES = {
  BUY: "buy",
  SELL: "sell",
  DIVIDEND: "dividend",
  INTEREST: "interest",
  INTEREST_CHARGE: "interest-charge",
  FEE: "fee",
  FEE_REFUND: "fee-refund",
  TAX: "tax",
  TAX_REFUND: "tax-refund",
  DEPOSIT: "deposit",
  WITHDRAWAL: "withdrawal",
  TRANSFER_IN: "transfer-in",
  TRANSFER_OUT: "transfer-out",
  MOVE: "move",
  SPLIT: "split",
  CASH_IN_LIEU: "cash-in-lieu",
  DIVIDEND_REVERSAL: "dividend-reversal",
  STOCK_DIVIDEND: "stock-dividend",
  STOCK_DIVIDEND_REVERSAL: "stock-dividend-reversal",
  REINVESTED_DIVIDEND: "reinvested-dividend",
  REINVESTED_DIVIDEND_REVERSAL: "reinvested-dividend-reversal",
  SPIN_OFF: "spin-off",
  MERGER: "merger",
  SYMBOL_CHANGE: "symbol-change",
  RETURN_OF_CAPITAL: "return-of-capital",
  CONVERSION: "conversion",
} as const satisfies Record<string, TransactionKind>;

export type CaseType = keyof typeof CASE_TYPES;

export const decimal = lazy(() =>
  z.pipe(
    z.union([
      z.number(),
      z.string().check(z.regex(/^[+-]?\d{1,24}(\.\d{1,40})?([eE][+-]?\d{1,2})?$/, "expected a number")),
    ]),
    z.transform((value: number | string) =>
      typeof value === "number" ? Decimal.fromNumber(value) : Decimal.parse(value),
    ),
  ),
);

export const day = lazy(() => z.string().check(z.refine(isDay, 'expected an existing day, like "2024-03-01"')));
export const currency = lazy(() => z.string().check(z.minLength(1)));

/** Of what leaves: which lot, by the `id` of the transaction that brought it, by its date, or both. Of what comes: its date and cost. */
const lot = lazy(() =>
  z.looseObject({
    transaction: z.optional(z.string()),
    date: z.optional(day()),
    quantity: decimal(),
    cost: z.optional(decimal()),
    fxRate: z.optional(decimal()),
  }),
);

export const caseTransaction = lazy(() =>
  z.looseObject({
    date: day(),
    type: z.enum(Object.keys(CASE_TYPES) as [CaseType, ...CaseType[]]),
    id: z.optional(z.string()),
    symbol: z.optional(z.string()),
    quantity: z.optional(decimal()),
    price: z.optional(decimal()),
    amount: z.optional(decimal()),
    fee: z.optional(decimal()),
    feeCurrency: z.optional(currency()),
    feeFxRate: z.optional(decimal()),
    tax: z.optional(decimal()),
    taxCurrency: z.optional(currency()),
    taxFxRate: z.optional(decimal()),
    currency: z.optional(currency()),
    fxRate: z.optional(decimal()),
    account: z.optional(z.string()),
    toAccount: z.optional(z.string()),
    securityCurrency: z.optional(currency()),
    ratio: z.optional(decimal()),
    numerator: z.optional(decimal()),
    denominator: z.optional(decimal()),
    lots: z.optional(z.array(lot())),
    newSymbol: z.optional(z.string()),
    newSecurityCurrency: z.optional(currency()),
    costShare: z.optional(decimal()),
    toAmount: z.optional(decimal()),
    toCurrency: z.optional(currency()),
    time: z.optional(z.string()),
  }),
);

export type CaseTransaction = z.infer<ReturnType<typeof caseTransaction>>;
