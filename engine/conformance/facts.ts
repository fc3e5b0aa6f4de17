import type { BookInput } from "../book.ts";
import type { Currency } from "../money.ts";
import type { PortfolioSettings } from "../portfolio.ts";
import type { MarketView } from "../valuation.ts";
import type { VerificationCase } from "./case-file.ts";
import { CASE_TYPES } from "./case-transaction.ts";
import { marketOf } from "./market.ts";
import { readRow } from "./rows.ts";
import { major } from "./units.ts";

/** A case's facts as a journal and a market. Symbols serve as instrument ids. */
export interface CaseFacts extends BookInput {
  market: MarketView;
}

const CASH_ALONE = ["deposit", "withdrawal", "conversion", "interest", "interest-charge"];
const CHARGES = ["fee", "fee-refund", "tax", "tax-refund"];

export function factsOf(one: VerificationCase): CaseFacts {
  const { method, feesInCost, allowShort, cash, lots, account, quantityEpsilon, bookCashInBase } = one.settings;
  const { currency: baseCurrency } = major(one.settings.baseCurrency);
  const transactions = one.transactions.map((row, index) => readRow(one, row, index));
  // A file that says nothing keeps cash where rows of cash alone stand in it.
  const kinds: string[] = [...CASH_ALONE, ...CHARGES];
  const tracked = cash ?? transactions.some(({ kind }) => kinds.includes(kind));
  const settings: PortfolioSettings = {
    baseCurrency,
    costMethod: method ?? "fifo",
    cash: tracked ? "tracked" : "untracked",
    ...(feesInCost === undefined ? {} : { feesInCost }),
    ...(allowShort === undefined ? {} : { allowShort }),
    ...(lots === undefined ? {} : { lots }),
  };
  const currencies = listingsOf(one);
  const currencyOf = (symbol: string) => currencies.get(symbol) ?? baseCurrency;
  const market = marketOf(one, currencyOf);
  return {
    transactions,
    settings,
    market,
    rates: market.rates,
    currencyOf,
    ...(one.keepOrder || one.settings.keepOrder ? { keepOrder: true } : {}),
    ...(quantityEpsilon === undefined ? {} : { residue: quantityEpsilon }),
    ...(bookCashInBase ? { changesAtOnce: true } : {}),
    ...(account === undefined ? {} : { account }),
  };
}

/** The last day anything is said of. */
export function lastDayOf({ transactions, prices, settings }: VerificationCase): string {
  const { asOf, to } = settings;
  const days = [...transactions, ...prices].map(({ date }) => date).sort();
  return asOf ?? to ?? days.at(-1) ?? "1970-01-01";
}

/** The first day on which something happened. */
export function firstDayOf(one: VerificationCase): string {
  return one.transactions.map(({ date }) => date).sort()[0] ?? lastDayOf(one);
}

/** As a row says it; else the currency of the first row that moves units, of any other, or of the instrument it came of. */
function listingsOf({ transactions, settings }: VerificationCase): Map<string, Currency> {
  const currencies = new Map<string, Currency>();
  const learn = (symbol: string | undefined, code: string | undefined) => {
    if (symbol !== undefined && code !== undefined && !currencies.has(symbol)) {
      currencies.set(symbol, major(code).currency);
    }
  };
  for (const { symbol, securityCurrency, newSymbol, newSecurityCurrency } of transactions) {
    learn(symbol, securityCurrency);
    learn(newSymbol, newSecurityCurrency);
  }
  const paid = transactions.filter(({ type }) => type !== "MERGER" && !UNITS_ALONE.has(CASE_TYPES[type]));
  for (const { symbol, currency, quantity } of paid) {
    if (quantity) learn(symbol, currency ?? settings.baseCurrency);
  }
  for (const { symbol, currency } of paid) learn(symbol, currency ?? settings.baseCurrency);
  for (const { symbol, newSymbol } of transactions) learn(newSymbol, symbol && currencies.get(symbol));
  return currencies;
}

const UNITS_ALONE = new Set<string>([
  "split",
  "stock-dividend",
  "stock-dividend-reversal",
  "spin-off",
  "symbol-change",
]);
