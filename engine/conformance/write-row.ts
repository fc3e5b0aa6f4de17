import type { Day } from "../day.ts";
import type { Decimal } from "../decimal.ts";
import type { InstrumentId } from "../instrument.ts";
import type { Currency } from "../money.ts";
import type { Transaction } from "../transaction.ts";
import { CASE_TYPES, type CaseType } from "./case-transaction.ts";

/** What things are called in a case that is written. */
export interface Names {
  /** Of units and amounts; prices stay. */
  scale: Decimal;
  day(day: Day): Day;
  instrument(id: InstrumentId): string;
  account(label: string): string;
  /** Undefined where nothing refers to it. */
  id(id: string): string | undefined;
}

type Cells = Record<string, unknown>;

const TYPES = Object.fromEntries(Object.entries(CASE_TYPES).map(([type, kind]) => [kind, type as CaseType]));

/** A transaction as a row of a case: the opposite of `readRow`, without notes and times. */
export function writeRow(row: Transaction, names: Names, currencyOf: (id: InstrumentId) => Currency): Cells {
  const { scale } = names;
  const scaled = (value: Decimal) => plain(value.times(scale));
  const cells: Cells = { date: names.day(row.day), type: TYPES[row.kind] };
  const id = names.id(row.id);
  if (id !== undefined) cells.id = id;
  if (row.account !== undefined) cells.account = names.account(row.account);
  if ("instrument" in row && row.instrument !== undefined) {
    cells.symbol = names.instrument(row.instrument);
    cells.securityCurrency = currencyOf(row.instrument);
  }
  if ("newInstrument" in row) {
    cells.newSymbol = names.instrument(row.newInstrument);
    cells.newSecurityCurrency = currencyOf(row.newInstrument);
  }
  if ("quantity" in row) cells.quantity = scaled(row.quantity);
  if ("price" in row && row.price && row.amount === undefined) cells.price = plain(row.price);
  if ("amount" in row && row.amount) cells.amount = scaled(row.amount);
  if ("currency" in row) {
    cells.currency = row.currency;
    if (row.exchangeRate) cells.fxRate = plain(row.exchangeRate);
  }
  for (const name of ["fee", "tax"] as const) {
    const charge = name in row ? (row as { fee?: Charged; tax?: Charged })[name] : undefined;
    if (!charge) continue;
    cells[name] = scaled(charge.amount);
    if (charge.currency) cells[`${name}Currency`] = charge.currency;
    if (charge.exchangeRate) cells[`${name}FxRate`] = plain(charge.exchangeRate);
  }
  if ("numerator" in row) Object.assign(cells, { numerator: row.numerator, denominator: row.denominator });
  if ("costShare" in row) cells.costShare = plain(row.costShare);
  if ("cashCostShare" in row && row.cashCostShare) cells.costShare = plain(row.cashCostShare);
  if (row.kind === "move" && row.toAccount !== undefined) cells.toAccount = names.account(row.toAccount);
  if (row.kind === "conversion") Object.assign(cells, { toAmount: scaled(row.toAmount), toCurrency: row.toCurrency });
  const lots = lotsOf(row, names, scaled);
  if (lots) cells.lots = lots;
  return cells;
}

interface Charged {
  amount: Decimal;
  currency?: Currency;
  exchangeRate?: Decimal;
}

function lotsOf(row: Transaction, names: Names, scaled: (value: Decimal) => unknown): Cells[] | undefined {
  if (row.kind === "transfer-in") {
    return row.lots?.map(({ acquired, quantity, cost, exchangeRate }) => ({
      date: names.day(acquired),
      quantity: scaled(quantity),
      cost: scaled(cost),
      ...(exchangeRate ? { fxRate: plain(exchangeRate) } : {}),
    }));
  }
  if (!("lots" in row)) return undefined;
  return row.lots?.map(({ transaction, acquired, quantity }) => ({
    transaction: names.id(transaction),
    ...(acquired === undefined ? {} : { date: names.day(acquired) }),
    quantity: scaled(quantity),
  }));
}

/** A number where it says the same, else text: a float64 has no place for 18 decimals. */
function plain(value: Decimal): number | string {
  const number = value.toNumber();
  return String(number) === value.toString() ? number : value.toString();
}
