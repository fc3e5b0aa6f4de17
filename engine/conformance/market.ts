import type { CloseSeries } from "../closes.ts";
import { dayNumber } from "../day.ts";
import type { Currency } from "../money.ts";
import { createRates, type RateTable } from "../rates.ts";
import type { MarketView } from "../valuation.ts";
import type { VerificationCase } from "./case-file.ts";
import { major, multiplierOf } from "./units.ts";

/** A case's prices and rates. */
export function marketOf(one: VerificationCase, currencyOf: (symbol: string) => Currency): MarketView {
  const rates = createRates(rateTables(one));
  const closes = new Map(
    [...closesBySymbol(one)].map(([symbol, rows]) => {
      const last = new Map([...rows].sort((a, b) => a[0] - b[0]));
      const days = Int32Array.from(last.keys());
      const series: CloseSeries = {
        ...{ instrument: symbol, source: "case", currency: currencyOf(symbol), adjustment: "raw" },
        ...{ days, closes: Float64Array.from(last.values()) },
      };
      return [symbol, series];
    }),
  );
  return { quote: () => undefined, closes: (symbol) => closes.get(symbol), rates };
}

/** One table for each pair, on the days it names; a row given the other way round is turned. */
function rateTables({ fx }: VerificationCase): RateTable[] {
  const rows = fx.map(({ from, to, date, rate }) => {
    const [given, taken] = [major(from), major(to)];
    const factor = given.perMajor.toNumber() / taken.perMajor.toNumber();
    return { from: given.currency, to: taken.currency, day: dayNumber(date), rate: rate * factor };
  });
  const pairs = Map.groupBy(rows, ({ from, to }) => [from, to].sort().join(" "));
  return [...pairs.values()].map((own) => {
    const ascending = [...own].sort((a, b) => a.day - b.day);
    const { from, to } = ascending[0]!;
    return {
      base: from,
      source: "case",
      days: Int32Array.from(ascending, ({ day }) => day),
      columns: { [to]: Float64Array.from(ascending, (row) => (row.from === from ? row.rate : 1 / row.rate)) },
    };
  });
}

/** Day and price for one unit (of a contract: for all it stands for), in the major currency. Where no price is known and the case wants it, what was paid. */
function closesBySymbol(one: VerificationCase): Map<string, [number, number][]> {
  const closes = new Map<string, [number, number][]>();
  const note = (symbol: string, date: string, price: number) => {
    const rows = closes.get(symbol);
    if (rows) rows.push([dayNumber(date), price]);
    else closes.set(symbol, [[dayNumber(date), price]]);
  };
  const codes = codesOf(one);
  for (const { symbol, date, close, currency } of one.prices) {
    const { perMajor } = major(currency ?? codes.get(symbol) ?? one.settings.baseCurrency);
    note(symbol, date, (close / perMajor.toNumber()) * multiplierOf(one, symbol).toNumber());
  }
  if (one.settings.fallbackPrice !== "lastTransaction") return closes;
  const priced = new Set(closes.keys());
  for (const { type, symbol, date, price, amount, quantity, currency } of one.transactions) {
    if (!symbol || priced.has(symbol) || !PRICED.has(type)) continue;
    const { perMajor } = major(currency ?? one.settings.baseCurrency);
    const multiplied = price?.times(multiplierOf(one, symbol));
    const paid = multiplied ?? (amount && quantity?.isPositive() ? amount.dividedBy(quantity) : undefined);
    if (paid) note(symbol, date, paid.dividedBy(perMajor).toNumber());
  }
  return closes;
}

const PRICED = new Set(["BUY", "SELL", "TRANSFER_IN", "TRANSFER_OUT"]);

/** How prices of a symbol are written: in the currency its rows are in, which may be a minor unit. */
function codesOf({ transactions }: VerificationCase): Map<string, string> {
  const codes = new Map<string, string>();
  for (const { symbol, securityCurrency } of transactions) {
    if (symbol && securityCurrency && !codes.has(symbol)) codes.set(symbol, securityCurrency);
  }
  for (const { symbol, currency, quantity } of transactions) {
    if (symbol && currency && quantity && !codes.has(symbol)) codes.set(symbol, currency);
  }
  return codes;
}
