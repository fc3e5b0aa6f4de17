import type { Booked, Booking } from "./booking.ts";
import type { Day } from "./day.ts";
import { Decimal } from "./decimal.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Issue } from "./issue.ts";
import { createLotPool, type Lot, type Taken } from "./lot.ts";
import type { Currency } from "./money.ts";
import type { PortfolioSettings } from "./portfolio.ts";
import type { Disposal, Position, Trail } from "./position.ts";
import type { Split, Trade, Transaction } from "./transaction.ts";

/** A position whose units fall below this is closed: what is left is the rounding of whoever split or converted them. */
const RESIDUE = Decimal.parse("0.000000001");

export interface PositionContext {
  settings: PortfolioSettings;
  booking: Booking;
  issues: Issue[];
  /** How people write the instrument, for messages. */
  symbol: string;
}

/** A position being built from its transactions in order. `day` is the day number of the transaction. */
export interface PositionBuilder {
  buy(trade: Trade, booked: Booked, day: number): Disposal | undefined;
  sell(trade: Trade, booked: Booked, day: number): Disposal | undefined;
  dividend(booked: Booked, day: number): void;
  split(split: Split, day: number): void;
  /** A fee or tax on account of the instrument that belongs to no trade; refunds are negative. */
  charge(fee: Decimal, tax: Decimal, day: number): void;
  /** Called once for each transaction of the instrument. */
  seen(transaction: Transaction, unrated: boolean): void;
  finish(): Position;
}

export function createPosition(
  instrument: InstrumentId,
  currency: Currency,
  context: PositionContext,
): PositionBuilder {
  const { settings, booking, issues, symbol } = context;
  const feesInCost = settings.feesInCost ?? true;
  const inBase = currency === settings.baseCurrency;
  const trail: Trail = { days: [], quantity: [], cost: [], bought: [], sold: [], earned: [] };
  const zero = Decimal.ZERO;
  let pool = createLotPool(settings.costMethod);
  /** Units are owed, not held: then the pool's lots are sales still to be covered and their "cost" is what they brought. */
  let short = false;
  let oversoldFrom: Day | null = null;
  let unratedFrom: Day | null = null;
  /** Of some units in the pool nobody knows what they cost: an amount of their purchase had no exchange rate. */
  let costUnknown = false;
  /** The same in the listing's currency: of amounts that were in neither. */
  let localCostUnknown = false;
  let earned = 0;
  let realized = zero;
  let realizedCurrency = zero;
  let dividends = zero;
  let fees = zero;
  let taxes = zero;
  let separateFees = zero;
  let separateTaxes = zero;
  let purchased = zero;
  let firstDay: Day = "";
  let lastDay: Day = "";

  function open(trade: Trade, quantity: Decimal, cost: Decimal, localCost: Decimal, booked: Booked): void {
    const { id: transaction, day: acquired, account } = trade;
    costUnknown ||= booked.unrated;
    localCostUnknown ||= booked.localUnrated;
    if (account === undefined) pool.add({ transaction, acquired, quantity, cost, localCost });
    else pool.add({ transaction, acquired, account, quantity, cost, localCost });
  }

  /** Closes units against the open lots. `value` is what the whole trade of `quantity` units brought (long) or cost (short), in base. */
  function close(
    trade: Trade,
    quantity: Decimal,
    value: Decimal,
    unrated: boolean,
  ): { disposal: Disposal; rest: Decimal } {
    const left = pool.quantity.minus(quantity);
    const closes = left.compare(RESIDUE) < 0;
    const rest = left.plus(RESIDUE).isPositive() ? zero : left.negated();
    const taken = pool.take(closes ? pool.quantity : quantity);
    const share = rest.isZero() ? value : value.timesRatio(taken.quantity, quantity);
    const isKnown = !unrated && !costUnknown;
    const gain = !isKnown ? null : short ? taken.cost.minus(share) : share.minus(taken.cost);
    const currencyGain = isKnown ? currencyPart(trade, taken) : null;
    realized = realized.plus(gain ?? zero);
    earned += gain?.toFloat() ?? 0;
    realizedCurrency = realizedCurrency.plus(currencyGain ?? zero);
    const disposal: Disposal = {
      transaction: trade.id,
      day: trade.day,
      instrument,
      quantity: taken.quantity,
      proceeds: short ? taken.cost : share,
      cost: short ? share : taken.cost,
      gain,
      currencyGain,
      lots: taken.lots,
    };
    if (pool.quantity.isZero()) {
      pool = createLotPool(settings.costMethod);
      costUnknown = false;
      localCostUnknown = false;
    }
    return { disposal, rest };
  }

  /** Relieved cost in the listing's currency at the rate of the sale, less relieved cost in base. */
  function currencyPart(trade: Trade, taken: Taken): Decimal {
    if (inBase) return zero;
    const rate = booking.listingRate(trade, currency);
    if (!rate) return zero;
    const change = taken.localCost.times(rate).minus(taken.cost);
    return short ? change.negated() : change;
  }

  function step(day: number, bought = 0, sold = 0): void {
    const { days } = trail;
    let last = days.length - 1;
    if (days[last] !== day) {
      last++;
      days.push(day);
      trail.bought.push(0);
      trail.sold.push(0);
    }
    const sign = short ? -1 : 1;
    trail.quantity[last] = sign * pool.quantity.toFloat();
    trail.cost[last] = sign * pool.cost.toFloat();
    trail.earned[last] = earned;
    trail.bought[last]! += bought;
    trail.sold[last]! += sold;
  }

  function charged({ fee, tax }: Booked, separate: boolean): void {
    fees = fees.plus(fee.base);
    taxes = taxes.plus(tax.base);
    if (separate) kept(fee.base, tax.base);
  }

  function kept(fee: Decimal, tax: Decimal): void {
    separateFees = separateFees.plus(fee);
    separateTaxes = separateTaxes.plus(tax);
    earned -= fee.plus(tax).toFloat();
  }

  return {
    buy(trade, booked, day) {
      charged(booked, !feesInCost);
      const { gross, fee, tax, unrated } = booked;
      const paid = gross.base.plus(fee.base).plus(tax.base);
      const cost = feesInCost ? paid : gross.base;
      const localCost = inBase ? cost : feesInCost ? gross.local.plus(fee.local).plus(tax.local) : gross.local;
      purchased = purchased.plus(paid);
      let disposal: Disposal | undefined;
      if (short && pool.quantity.isPositive()) {
        const covered = close(trade, trade.quantity, cost, unrated);
        disposal = covered.disposal;
        if (covered.rest.isPositive()) {
          short = false;
          const { rest } = covered;
          open(trade, rest, cost.minus(disposal.cost), localCost.timesRatio(rest, trade.quantity), booked);
        }
      } else {
        short = false;
        open(trade, trade.quantity, cost, localCost, booked);
      }
      step(day, unrated ? Number.NaN : cost.toFloat());
      return disposal;
    },

    sell(trade, booked, day) {
      charged(booked, !feesInCost);
      const { gross, fee, tax, unrated } = booked;
      const proceeds = feesInCost ? gross.base.minus(fee.base).minus(tax.base) : gross.base;
      const local = inBase ? proceeds : feesInCost ? gross.local.minus(fee.local).minus(tax.local) : gross.local;
      let disposal: Disposal | undefined;
      let rest = trade.quantity;
      let soldHeld = proceeds;
      const held = short ? zero : pool.quantity;
      if (held.isPositive()) ({ disposal, rest } = close(trade, trade.quantity, proceeds, unrated));
      if (rest.isPositive() && settings.allowShort) {
        short = true;
        const brought = proceeds.minus(disposal?.proceeds ?? zero);
        open(trade, rest, brought, local.timesRatio(rest, trade.quantity), booked);
      } else if (rest.isPositive()) {
        oversoldFrom ??= trade.day;
        const message = `${trade.quantity} ${symbol} sold, ${rest} more than held.`;
        issues.push({ code: "oversold", message, transaction: trade.id, instrument, day: trade.day });
        // What was not held had no value the day before: its proceeds would be a gain of the day that nobody made.
        soldHeld = disposal?.proceeds ?? zero;
      }
      step(day, 0, unrated ? Number.NaN : soldHeld.toFloat());
      return disposal;
    },

    dividend(booked, day) {
      charged(booked, true);
      dividends = dividends.plus(booked.gross.base);
      earned += booked.gross.base.toFloat();
      step(day);
    },

    split({ numerator, denominator }, day) {
      pool.split(Decimal.fromInteger(numerator), Decimal.fromInteger(denominator));
      step(day);
    },

    charge(fee, tax, day) {
      fees = fees.plus(fee);
      taxes = taxes.plus(tax);
      kept(fee, tax);
      step(day);
    },

    seen({ day }, unrated) {
      firstDay ||= day;
      lastDay = day;
      if (unrated) unratedFrom ??= day;
    },

    finish() {
      const lots = pool.lots();
      return {
        instrument,
        currency,
        quantity: short ? pool.quantity.negated() : pool.quantity,
        cost: short ? pool.cost.negated() : pool.cost,
        localCost: short ? pool.localCost.negated() : pool.localCost,
        localCostUnknown,
        lots: short ? lots.map(owed) : lots,
        realized,
        realizedCurrency,
        dividends,
        fees,
        taxes,
        separateFees,
        separateTaxes,
        purchased,
        oversoldFrom,
        unratedFrom,
        firstDay,
        lastDay,
        trail,
      };
    },
  };
}

/** A sale still to be covered, seen as a lot: fewer than no units, which brought money instead of costing it. */
function owed(lot: Lot): Lot {
  return { ...lot, quantity: lot.quantity.negated(), cost: lot.cost.negated(), localCost: lot.localCost.negated() };
}
