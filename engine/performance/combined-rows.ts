import type { Day } from "../day.ts";
import type { Decimal } from "../decimal.ts";
import type { Currency } from "../money.ts";
import type { Rates } from "../rates.ts";
import { type DisposalGain, type Gains, sumGains } from "./gains.ts";
import { type Income, type IncomeRow, sumIncome } from "./income.ts";

type Convert = (amount: Decimal) => Decimal;

/**
 * Realized gains of several portfolios in one currency: each disposal at the rate of its day, as `combineColumns` counts it; what its units
 * gained before by the rate is in no realized gain. A portfolio without a rate is left out, and `unrated` names its currency.
 */
export function combineGains<Row extends DisposalGain>(
  list: readonly { currency: Currency; gains: Gains<Row> }[],
  currency: Currency,
  rates: Rates,
  { from, to }: { from: Day | null; to: Day },
): Gains<Row> & { unrated: Currency[] } {
  const parts = list.map(({ currency: own, gains }) => ({ currency: own, rows: gains.disposals }));
  const { rows, unrated } = converted(parts, currency, rates, inCurrency);
  return { ...sumGains(rows, from, to), unrated };
}

/** Income of several portfolios in one currency: each payment at the rate of its day. Without one it is left out, and `unrated` says so. */
export function combineIncome<Row extends IncomeRow>(
  list: readonly { currency: Currency; income: Income<Row> }[],
  currency: Currency,
  rates: Rates,
  { from, to }: { from: Day | null; to: Day },
): Income<Row> {
  const parts = list.map(({ currency: own, income }) => ({ currency: own, rows: income.rows }));
  const { rows, unrated } = converted(parts, currency, rates, paidIn);
  const all = new Set([...list.flatMap(({ income }) => income.unrated), ...unrated]);
  return sumIncome(rows, to, from, [...all]);
}

function converted<Row extends { day: Day }>(
  parts: readonly { currency: Currency; rows: readonly Row[] }[],
  currency: Currency,
  rates: Rates,
  convertRow: (row: Row, convert: Convert) => Row,
): { rows: Row[]; unrated: Currency[] } {
  const rows: Row[] = [];
  const unrated = new Set<Currency>();
  for (const part of parts) {
    for (const row of part.rows) {
      const found = rates.at(part.currency, currency, row.day);
      if (found) rows.push(convertRow(row, (amount) => amount.times(found.rate)));
      else unrated.add(part.currency);
    }
  }
  rows.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  return { rows, unrated: [...unrated] };
}

/** The price part is what the currency part leaves, so that they add up. */
function inCurrency<Row extends DisposalGain>(row: Row, convert: Convert): Row {
  const gain = row.gain && convert(row.gain);
  const currencyPart = row.currencyPart && convert(row.currencyPart);
  return {
    ...row,
    ...{ proceeds: convert(row.proceeds), cost: convert(row.cost), gain, currencyPart },
    pricePart: gain && currencyPart && gain.minus(currencyPart),
    lots: row.lots.map((lot) => ({
      ...lot,
      ...{ proceeds: convert(lot.proceeds), cost: convert(lot.cost), gain: lot.gain && convert(lot.gain) },
    })),
  };
}

function paidIn<Row extends IncomeRow>(row: Row, convert: Convert): Row {
  const [gross, tax] = [convert(row.gross), convert(row.tax)];
  return { ...row, gross, tax, net: gross.minus(tax) };
}
