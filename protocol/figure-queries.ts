import {
  amountText,
  COST_METHODS,
  type CostMethod,
  currencyCode,
  dayText,
  isTooLarge,
  lazy,
  positiveText,
  type RangeName,
  readLotChoices,
  WITHIN_LIMIT,
} from "@tickfolio/engine";
import * as z from "zod/mini";
import { instrumentText, listOf, periodsPerYear, rangeChecks, rangeFields, rate, wholeNumber } from "./query-parts.ts";

// What figures are asked for: query strings, so every field is text. As a client's arguments, lists are lists.

/** From the evening of `from` through `to`, or a range by its name that ends with `to` (default: today). */
export interface RangeQuery {
  from?: string;
  to?: string;
  range?: RangeName;
}

/** A part of the portfolio: one instrument, or what happens in one account (empty: where none is named). */
export interface SubjectQuery {
  instrument?: string;
  account?: string;
}

export const PERFORMANCE_COLUMNS = ["index", "value", "flows", "benchmark"] as const;
export const RISK_COLUMNS = ["drawdown"] as const;
export const ALLOCATION_LABELS = ["instrument", "kind", "currency", "market", "account", "portfolio"] as const;

export interface PerformanceQuery extends RangeQuery, SubjectQuery {
  /** An instrument to compare with. */
  benchmark?: string;
  columns?: readonly (typeof PERFORMANCE_COLUMNS)[number][];
}

export interface RiskQuery extends RangeQuery, SubjectQuery {
  benchmark?: string;
  riskFreeRate?: string;
  periodsPerYear?: 252 | 365;
  columns?: readonly (typeof RISK_COLUMNS)[number][];
}

export interface GainsQuery extends RangeQuery {
  method?: CostMethod;
  /** Held for more days than this is long. */
  longAfterDays?: number;
}

export interface LotsQuery {
  day?: string;
  /** Side by side. */
  methods?: readonly CostMethod[];
  instrument?: string;
}

export interface AllocationQuery {
  by: (typeof ALLOCATION_LABELS)[number];
  day?: string;
}

/** A sale that nobody has made: units and price as decimal text, fee and tax in the currency of the price. */
export interface WhatIfQuery {
  instrument: string;
  quantity: string;
  price: string;
  /** Default: the listing's. */
  currency?: string;
  /** Default: that of the day. */
  exchangeRate?: string;
  fee?: string;
  tax?: string;
  /** Default: today. */
  day?: string;
  account?: string;
  /** Which it would take under specific lots: `txn_1=4,txn_2=1`. */
  lots?: string;
  /** Default: all of them. */
  methods?: readonly CostMethod[];
}

const subjectFields = () => ({
  instrument: z.optional(instrumentText()),
  account: z.optional(z.string().check(z.maxLength(100, "is longer than 100 characters"))),
});

const oneSubject = () =>
  z.refine<{ instrument?: string | undefined; account?: string | undefined }>(
    ({ instrument, account }) => instrument === undefined || account === undefined,
    { path: ["account"], error: "is given together with instrument: figures are of one of them" },
  );

export const performanceQuerySchema = lazy(() =>
  z
    .strictObject({
      ...rangeFields(),
      ...subjectFields(),
      benchmark: z.optional(instrumentText()),
      columns: z.optional(listOf(PERFORMANCE_COLUMNS)),
    })
    .check(...rangeChecks(), oneSubject()),
);

export const riskQuerySchema = lazy(() =>
  z
    .strictObject({
      ...rangeFields(),
      ...subjectFields(),
      benchmark: z.optional(instrumentText()),
      riskFreeRate: z.optional(rate()),
      periodsPerYear: z.optional(periodsPerYear()),
      columns: z.optional(listOf(RISK_COLUMNS)),
    })
    .check(...rangeChecks(), oneSubject()),
);

export const gainsQuerySchema = lazy(() =>
  z
    .strictObject({
      ...rangeFields(),
      method: z.optional(z.enum(COST_METHODS)),
      longAfterDays: z.optional(wholeNumber(36_500)),
    })
    .check(...rangeChecks()),
);

export const lotsQuerySchema = lazy(() =>
  z.strictObject({
    day: z.optional(dayText()),
    methods: z.optional(listOf(COST_METHODS)),
    instrument: z.optional(instrumentText()),
  }),
);

/** No larger than what a journal takes. */
const limited = (amount: ReturnType<typeof amountText>) =>
  amount.check(z.refine((value) => !isTooLarge(value), `is not ${WITHIN_LIMIT}`));

export const whatIfQuerySchema = lazy(() =>
  z.strictObject({
    instrument: instrumentText(),
    quantity: limited(positiveText()),
    price: limited(amountText()),
    currency: z.optional(currencyCode()),
    exchangeRate: z.optional(limited(positiveText())),
    fee: z.optional(limited(amountText())),
    tax: z.optional(limited(amountText())),
    day: z.optional(dayText()),
    account: z.optional(z.string().check(z.minLength(1), z.maxLength(100, "is longer than 100 characters"))),
    lots: z.optional(
      z.pipe(
        z.string().check(
          z.maxLength(20_000),
          z.refine((text) => readLotChoices(text) !== undefined, "is not like txn_1=4,txn_2=1"),
        ),
        z.transform((text) => readLotChoices(text)!),
      ),
    ),
    methods: z.optional(listOf(COST_METHODS)),
  }),
);

export const incomeQuerySchema = lazy(() => z.strictObject(rangeFields()).check(...rangeChecks()));

export const allocationQuerySchema = lazy(() =>
  z.strictObject({ by: z.enum(ALLOCATION_LABELS), day: z.optional(dayText()) }),
);
