import { Decimal } from "./decimal.ts";
import { type Holding, labelled } from "./holding.ts";
import type { Lot } from "./lot.ts";
import { costsOf } from "./pool.ts";
import type { Posting } from "./posting.ts";
import type { Move, TransferIn, TransferOut } from "./transaction.ts";

const { ZERO } = Decimal;

/** Units from outside, with lots of their own where these are stated. */
export function transferIn(holding: Holding, posting: Posting<TransferIn>): void {
  const { transaction, booked, arriving, day } = posting;
  if (!arriving) {
    holding.enter(posting, posting.net);
    return;
  }
  const { account } = transaction;
  const pool = holding.poolOf(account);
  const worth = booked.gross.base;
  if (holding.counts(account) && !booked.unrated) bring(holding, posting, arriving, worth);
  // Each cost method keeps lots of its own, so they are copied.
  for (const lot of arriving) holding.receive(pool, posting, { ...lot }, booked.unrated);
  if (!pool.isEmpty) {
    pool.costUnknown ||= booked.unrated;
    pool.localCostUnknown ||= booked.localUnrated;
  }
  holding.step(day, !holding.counts(account) ? ZERO : booked.unrated ? null : worth);
}

/** Gives back the worth of the units on the day, in base: what they cost where nobody states it. */
export function transferOut(holding: Holding, posting: Posting<TransferOut>): Decimal {
  const { transaction, booked, day } = posting;
  if (!posting.unvalued) {
    holding.leave(posting, posting.net, "released");
    return booked.gross.base;
  }
  const counts = holding.counts(transaction.account);
  const pool = holding.poolOf(transaction.account);
  const unrated = booked.unrated || pool.costUnknown;
  const { cost } = costsOf(holding.take(pool, posting, transaction.quantity, transaction.lots));
  if (holding.feesInCost && counts)
    holding.gains.add("released", booked.fee.base.plus(booked.tax.base).negated(), ZERO);
  holding.step(day, ZERO, !counts ? ZERO : unrated ? null : cost);
  return cost;
}

/** Between own accounts. Gives back what the units were worth, in base: what they cost where nobody states it. */
export function move(holding: Holding, posting: Posting<Move>): Decimal {
  const { transaction, booked, day } = posting;
  const { account, toAccount, quantity, lots: choices } = transaction;
  if (!holding.byAccount) {
    // Lots stay where they are, but what it cost to move them is of this day.
    holding.step(day);
    return ZERO;
  }
  const source = holding.poolOf(account);
  const target = holding.poolOf(toAccount);
  target.inheritDoubts(source);
  const isCostKnown = !source.costUnknown;
  const lots = holding.take(source, posting, quantity, choices);
  const { cost, localCost } = costsOf(lots);
  const worth = posting.unvalued ? cost : shareOfMoved(booked.gross.base, lots, quantity);
  const isWorthKnown = posting.unvalued ? isCostKnown : !booked.unrated;
  const goes = holding.isOfOneAccount && holding.counts(account);
  const comes = holding.isOfOneAccount && holding.counts(toAccount);
  if (isCostKnown && isWorthKnown) {
    if (goes)
      holding.gains.add("released", worth.minus(cost), holding.currencyPart(posting, { cost, localCost }, false));
    if (comes) bring(holding, posting, lots, worth);
  }
  for (const lot of lots) holding.receive(target, posting, labelled(lot, toAccount));
  const moved = isWorthKnown ? worth : null;
  holding.step(day, comes ? moved : ZERO, goes ? moved : ZERO);
  return worth;
}

/** Units come with a gain that was made elsewhere. */
function bring(holding: Holding, posting: Posting, lots: readonly Lot[], worth: Decimal): void {
  const costs = costsOf(lots);
  holding.gains.add("released", costs.cost.minus(worth), holding.currencyPart(posting, costs, true));
}

/** Of what all units of a move are worth, that of those there were. */
function shareOfMoved(worth: Decimal, lots: readonly Lot[], quantity: Decimal): Decimal {
  const moved = lots.reduce((sum, lot) => sum.plus(lot.quantity), ZERO);
  return moved.compare(quantity) < 0 ? worth.timesRatio(moved, quantity) : worth;
}
