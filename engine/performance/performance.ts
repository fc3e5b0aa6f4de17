import { type Day, dayFromNumber, dayNumber, placeOf } from "../day.ts";
import { annualise, linkReturns, returnBetween, type TimeWeighted } from "../returns/time-weighted.ts";
import { xirr } from "../returns/xirr.ts";
import { DAILY_PARTS, type PerformanceColumns } from "./columns.ts";
import type { Missing } from "./missing.ts";

/**
 * Figures of a period (from, to]: what was booked on the first day is in the opening value, what was booked on the last belongs to the
 * period. Money in the columns' currency, returns as fractions.
 */
export interface RangePerformance {
  /** As asked for, but not before the evening before the first booking and not after the columns' last day. */
  from: Day;
  to: Day;
  /** Calendar days between them; 0 where the range has none, and then there are no returns. */
  days: number;
  /** Worth on the evening of `from` and of `to`, what has no price at its cost. Null where nothing of what is held has a price. */
  opening: number | null;
  closing: number | null;
  moneyIn: number;
  moneyOut: number;
  /** Worth that came or went without a known amount of money: see `PerformanceColumns`. */
  otherIn: number;
  otherOut: number;
  /** Closing - opening - money in + money out - other in + other out, as the sum of its parts, of what has a price and a known cost. */
  gain: number;
  attribution: Attribution;
  /** Of sales: proceeds less cost, both with the fees and taxes that are in them. */
  realized: GainInTwo;
  /** Of what is held: the change of market value less cost. */
  unrealized: GainInTwo;
  /** Gain that left with units transferred out, less what came with units transferred in. */
  released: GainInTwo;
  /** Gain / opening. Null without an opening value above zero; says little where much was put in later. */
  simpleReturn: number | null;
  /** Gain / (opening + all that was put in): over all time the total gain as a percentage of the money ever put in. */
  gainRatio: number | null;
  /** Opening + each flow × the share of the period it was there. */
  averageCapital: number;
  /** Gain / average capital (Dietz 1966, day-weighted, flows at the end of their day). Null where that capital is not above zero. */
  modifiedDietz: number | null;
  /** Linked by days, money in from the start of its day, money out until its end. Null where the closing value is not known. */
  timeWeighted: number | null;
  /** The same as a yearly rate, act/365. Null for less than 365 days: a part of a year is not blown up to a whole one (GIPS). */
  timeWeightedPerYear: number | null;
  /** Days whose gain was made on nothing, as a dividend after the last sale: they are in the gain and in no time-weighted return. */
  unmeasuredDays: number;
  /** Something was missing on some day from `from` to `to`, and `missing` names it. */
  partial: boolean;
  missing: readonly Missing[];
}

/** gain = price + currency + income + cash currency - fees - taxes. */
export interface Attribution {
  /** Of holdings: local gain × rate, before all fees and taxes. */
  price: number;
  /** Of holdings: local cost × change of the rate. */
  currency: number;
  /** Dividends and interest, gross. */
  income: number;
  /** Tracked cash × change of the rate. */
  cashCurrency: number;
  /** All of them, also those inside cost and proceeds. */
  fees: number;
  taxes: number;
}

/** A gain of holdings in its two parts. */
export interface GainInTwo {
  price: number;
  currency: number;
}

export interface MoneyWeightedRange {
  from: Day;
  to: Day;
  /** A year's rate: XIRR act/365 of the opening value put in on `from`, the flows, and the closing value taken out on `to`. Null: none. */
  rate: number | null;
  /** Over the days of the range: (1 + rate)^(days / 365) - 1. */
  overRange: number | null;
  /** More than one rate solves it: of `roots`, all of them, `rate` is the one nearest to zero. */
  several: boolean;
  roots: number[];
}

/** Figures of any range at once: sums so far and the time-weighted index are made once, a range is a difference of two. */
export interface Performance {
  columns: PerformanceColumns;
  timeWeighted: TimeWeighted;
  /** What the index counts as put in at the start of a day and taken out at its end: money and other worth. */
  flows: { in: Float64Array; out: Float64Array };
  /** Throws a RangeError when `to` lies before `from`. */
  range(from: Day, to: Day): RangePerformance;
  moneyWeighted(from: Day, to: Day): MoneyWeightedRange;
}

const NONE: readonly Missing[] = [];
const A_YEAR = 365;
/** Smaller than this share of the largest amount is what adding and subtracting leaves of a position that was closed. */
const NOTHING = 1e-12;

export function createPerformance(columns: PerformanceColumns): Performance {
  const { measured, value, start, missing } = columns;
  const first = dayNumber(columns.from);
  const count = measured.length;
  const flows = flowsOf(columns);
  const timeWeighted = linkReturns({ value: measured, ...flows });
  const net = new Float64Array(count);
  const netOfDays = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    net[i] = flows.in[i]! - flows.out[i]!;
    netOfDays[i] = net[i]! * i;
  }
  const sums = Object.fromEntries(DAILY_PARTS.map((name) => [name, sumsOf(columns[name])])) as Record<
    (typeof DAILY_PARTS)[number],
    Float64Array
  >;
  const netSums = sumsOf(net);
  const netDays = sumsOf(netOfDays);
  const flowPlaces = placesOf(net);
  const nothing = NOTHING * largestOf(measured, flows.in, flows.out);
  const unmeasured = Int32Array.from(timeWeighted.unmeasured, (cell) => cell - 1);

  const placeFrom = (day: number) => Math.min(Math.max(day - first, start), count - 1);
  const placeTo = (day: number, from: number) => Math.max(Math.min(day - first, count - 1), from);
  const asDay = (place: number, asked: Day, number: number) =>
    place === number - first ? asked : dayFromNumber(first + place);
  const ratio = (part: number, whole: number) => (whole > nothing ? part / whole : null);
  const isKnown = (place: number) => place < 0 || !Number.isNaN(value[place]!);
  const worth = (place: number) => (place < 0 ? 0 : measured[place]!);

  function range(from: Day, to: Day): RangePerformance {
    if (to < from) throw new RangeError(`${to} lies before ${from}.`);
    const fromNumber = dayNumber(from);
    const toNumber = dayNumber(to);
    const a = placeFrom(fromNumber);
    const b = placeTo(toNumber, a);
    const days = b - a;
    const over = (column: Float64Array) => column[b + 1]! - column[a + 1]!;
    const attribution = {
      ...{ price: over(sums.price), currency: over(sums.currency), income: over(sums.income) },
      ...{ cashCurrency: over(sums.cashCurrency), fees: over(sums.fees), taxes: over(sums.taxes) },
    };
    const { price, currency, income, cashCurrency, fees, taxes } = attribution;
    const gain = price + currency + income + cashCurrency - fees - taxes;
    const opening = worth(a);
    const moneyIn = over(sums.moneyIn);
    const otherIn = over(sums.otherIn);
    const averageCapital = opening + (days > 0 ? (b * over(netSums) - over(netDays)) / days : 0);
    const isMeasured = days > 0 && isKnown(b);
    const total = isMeasured ? returnBetween(timeWeighted, a + 1, b + 1) : null;
    const usedFrom = asDay(a, from, fromNumber);
    const usedTo = asDay(b, to, toNumber);
    const gone = missing.length === 0 ? NONE : missing.filter((one) => one.from <= usedTo && one.to >= usedFrom);
    return {
      ...{ from: usedFrom, to: usedTo, days },
      opening: isKnown(a) ? opening : null,
      closing: isKnown(b) ? worth(b) : null,
      ...{ moneyIn, moneyOut: over(sums.moneyOut), otherIn, otherOut: over(sums.otherOut) },
      ...{ gain, attribution },
      realized: { price: over(sums.realizedPrice), currency: over(sums.realizedCurrency) },
      unrealized: { price: over(sums.unrealizedPrice), currency: over(sums.unrealizedCurrency) },
      released: { price: over(sums.releasedPrice), currency: over(sums.releasedCurrency) },
      simpleReturn: isMeasured ? ratio(gain, opening) : null,
      gainRatio: isMeasured ? ratio(gain, opening + moneyIn + otherIn) : null,
      averageCapital,
      modifiedDietz: isMeasured ? ratio(gain, averageCapital) : null,
      timeWeighted: total,
      timeWeightedPerYear: total !== null && days >= A_YEAR ? annualise(total, days) : null,
      unmeasuredDays: placeOf(unmeasured, b) - placeOf(unmeasured, a),
      ...{ partial: gone.length > 0, missing: gone },
    };
  }

  function moneyWeighted(from: Day, to: Day): MoneyWeightedRange {
    if (to < from) throw new RangeError(`${to} lies before ${from}.`);
    const a = placeFrom(dayNumber(from));
    const b = placeTo(dayNumber(to), a);
    const used = { from: dayFromNumber(first + a), to: dayFromNumber(first + b) };
    if (!isKnown(b) || b === a) return { ...used, rate: null, overRange: null, several: false, roots: [] };
    const begin = placeOf(flowPlaces, a) + 1;
    const end = placeOf(flowPlaces, b) + 1;
    const days = new Float64Array(end - begin + 2);
    const amounts = new Float64Array(end - begin + 2);
    days[0] = a;
    amounts[0] = -worth(a);
    for (let i = begin; i < end; i++) {
      days[i - begin + 1] = flowPlaces[i]!;
      amounts[i - begin + 1] = -net[flowPlaces[i]!]!;
    }
    days[end - begin + 1] = b;
    amounts[end - begin + 1] = worth(b);
    const { rate, several, roots } = xirr({ days, amounts });
    const overRange = rate === null ? Number.NaN : Math.expm1((Math.log1p(rate) * (b - a)) / A_YEAR);
    return { ...used, rate, overRange: Number.isFinite(overRange) ? overRange : null, several, roots };
  }

  return { columns, timeWeighted, flows, range, moneyWeighted };
}

/** Other worth goes against money of the same day first: proceeds of units that were not held are money out, and nothing that was there. */
function flowsOf({ moneyIn, moneyOut, otherIn, otherOut }: PerformanceColumns): {
  in: Float64Array;
  out: Float64Array;
} {
  const flows = { in: moneyIn.slice(), out: moneyOut.slice() };
  for (let i = 0; i < moneyIn.length; i++) {
    const came = otherIn[i]!;
    const went = otherOut[i]!;
    if (came === 0 && went === 0) continue;
    const other = came - went;
    const against = other > 0 ? Math.min(flows.out[i]!, other) : -Math.min(flows.in[i]!, -other);
    if (other > 0) {
      flows.out[i]! -= against;
      flows.in[i]! += other - against;
    } else {
      flows.in[i]! += against;
      flows.out[i]! += against - other;
    }
  }
  return flows;
}

/** Sums so far, one cell more than days: cell 0 is the evening before the first. */
function sumsOf(column: Float64Array): Float64Array {
  const sums = new Float64Array(column.length + 1);
  let sum = 0;
  for (let i = 0; i < column.length; i++) {
    sum += column[i]!;
    sums[i + 1] = sum;
  }
  return sums;
}

function placesOf(net: Float64Array): Int32Array {
  const places: number[] = [];
  for (let i = 0; i < net.length; i++) if (net[i] !== 0) places.push(i);
  return Int32Array.from(places);
}

function largestOf(...columns: Float64Array[]): number {
  let largest = 0;
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) largest = Math.max(largest, Math.abs(column[i]!));
  }
  return largest;
}
