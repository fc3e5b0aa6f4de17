import type { Book } from "../book.ts";
import { type Day, dayNumber } from "../day.ts";
import { Decimal } from "../decimal.ts";
import type { InstrumentId } from "../instrument.ts";
import type { Lot } from "../lot.ts";
import type { Disposal } from "../position.ts";

export interface GainsOptions {
  /** Held for more days than this is long: 365 for most tax laws that ask. Default: 365. */
  longAfterDays?: number;
}

export type Term = "short" | "long";

/** A lot or a part of one that a disposal took. Of a short sale that is covered, the sale: it was owed from that day. */
export interface LotGain {
  /** The purchase. */
  transaction: string;
  acquired: Day;
  quantity: Decimal;
  /** Its share of the disposal's proceeds by units (of a short sale that is covered, of the cost of covering). */
  proceeds: Decimal;
  cost: Decimal;
  /** Null with the disposal's. */
  gain: Decimal | null;
  /** Calendar days from acquisition to disposal. */
  daysHeld: number;
  term: Term;
}

/** A realized gain in base currency, exact. gain = price part + currency part. */
export interface DisposalGain {
  transaction: string;
  day: Day;
  instrument: InstrumentId;
  quantity: Decimal;
  proceeds: Decimal;
  cost: Decimal;
  /** Null where an amount had no exchange rate: then it is in no sum. */
  gain: Decimal | null;
  pricePart: Decimal | null;
  currencyPart: Decimal | null;
  lots: LotGain[];
}

export interface GainSum {
  gain: Decimal;
  pricePart: Decimal;
  currencyPart: Decimal;
  proceeds: Decimal;
  cost: Decimal;
  /** Of lots held for no longer than `longAfterDays`, and longer. Gains of no lot (cash beyond all cost) are in neither. */
  short: Decimal;
  long: Decimal;
}

export interface Gains<Row extends DisposalGain = DisposalGain> {
  /** Period (from, to]; null: from the beginning. */
  from: Day | null;
  to: Day;
  /** In order of days. */
  disposals: Row[];
  total: GainSum;
  byInstrument: Map<InstrumentId, GainSum>;
  /** Disposals whose gain is not known, by transaction. */
  unknown: string[];
}

const { ZERO } = Decimal;
const NOTHING: GainSum = {
  gain: ZERO,
  pricePart: ZERO,
  currencyPart: ZERO,
  proceeds: ZERO,
  cost: ZERO,
  short: ZERO,
  long: ZERO,
};

/** Gains realized in the period (from, to], disposal by disposal, with how long each lot was held, under the book's cost method. */
export function gainsOf(book: Book, from: Day | null, to: Day, { longAfterDays = 365 }: GainsOptions = {}): Gains {
  const disposals = book.disposals
    .filter(({ day }) => (from === null || day > from) && day <= to)
    .map((disposal) => gainOf(disposal, longAfterDays));
  return sumGains(disposals, from, to);
}

/** Disposals with what they add up to. */
export function sumGains<Row extends DisposalGain>(disposals: Row[], from: Day | null, to: Day): Gains<Row> {
  const byInstrument = new Map<InstrumentId, GainSum>();
  let total = NOTHING;
  for (const disposal of disposals) {
    total = add(total, disposal);
    byInstrument.set(disposal.instrument, add(byInstrument.get(disposal.instrument) ?? NOTHING, disposal));
  }
  const unknown = disposals.filter(({ gain }) => gain === null).map(({ transaction }) => transaction);
  return { from, to, disposals, total, byInstrument, unknown };
}

function gainOf(disposal: Disposal, longAfterDays: number): DisposalGain {
  const { transaction, day, instrument, quantity, proceeds, cost, gain, currencyGain } = disposal;
  return {
    ...{ transaction, day, instrument, quantity, proceeds, cost, gain },
    pricePart: gain && currencyGain && gain.minus(currencyGain),
    currencyPart: currencyGain,
    lots: lotGains(disposal, longAfterDays),
  };
}

/** By units; where cash came for a share of the cost and none of the units, by cost. The last takes what rounding leaves. */
function lotGains({ lots, day, proceeds, cost, gain }: Disposal, longAfterDays: number): LotGain[] {
  const sumOf = (part: (lot: Lot) => Decimal) => lots.reduce((sum, lot) => sum.plus(part(lot)), ZERO);
  const covers = isCover(
    sumOf(({ cost }) => cost),
    proceeds,
    cost,
  );
  const units = sumOf(({ quantity }) => quantity);
  const size = units.isZero() ? ({ cost }: Lot) => cost : ({ quantity }: Lot) => quantity;
  const whole = units.isZero() ? sumOf(size) : units;
  // Of a sale its proceeds are shared out; of a purchase that covers, what it cost.
  const shared = covers ? cost : proceeds;
  let rest = shared;
  return lots.map((lot, index) => {
    const isLast = index === lots.length - 1;
    const share = isLast || whole.isZero() ? rest : shared.timesRatio(size(lot), whole);
    rest = rest.minus(share);
    const [brought, paid] = covers ? [lot.cost, share] : [share, lot.cost];
    const daysHeld = dayNumber(day) - dayNumber(lot.acquired);
    const term: Term = daysHeld > longAfterDays ? "long" : "short";
    const { transaction, acquired, quantity } = lot;
    const own = gain && brought.minus(paid);
    return { transaction, acquired, quantity, proceeds: brought, cost: paid, gain: own, daysHeld, term };
  });
}

/** A purchase that covers a short sale: then the lots are what that brought. */
function isCover(lots: Decimal, proceeds: Decimal, cost: Decimal): boolean {
  return !lots.equals(cost) && lots.equals(proceeds);
}

function add(sum: GainSum, { gain, pricePart, currencyPart, proceeds, cost, lots }: DisposalGain): GainSum {
  if (!gain || !pricePart || !currencyPart) return sum;
  const ofTerm = (term: Term) =>
    lots.reduce((total, lot) => (lot.term === term && lot.gain ? total.plus(lot.gain) : total), ZERO);
  return {
    gain: sum.gain.plus(gain),
    pricePart: sum.pricePart.plus(pricePart),
    currencyPart: sum.currencyPart.plus(currencyPart),
    proceeds: sum.proceeds.plus(proceeds),
    cost: sum.cost.plus(cost),
    short: sum.short.plus(ofTerm("short")),
    long: sum.long.plus(ofTerm("long")),
  };
}
