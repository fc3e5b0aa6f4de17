import { Decimal } from "./decimal.ts";
import type { Ledger } from "./ledger.ts";
import type { PortfolioSettings } from "./portfolio.ts";
import type { Posting } from "./posting.ts";
import type { Turnover } from "./turnover.ts";

const NOTHING = { stated: Decimal.ZERO, base: Decimal.ZERO, local: Decimal.ZERO };

/**
 * What a posting comes to under every cost method alike: dividends, fees and taxes of its instrument, and money. Where cash is tracked it
 * moves; where it is not, what is paid comes from outside and what is received goes there. Units transferred are external flows either way.
 */
export function settle(posting: Posting, turnover: Turnover, ledger: Ledger, settings: PortfolioSettings): void {
  const { transaction, booked, day } = posting;
  const { gross, fee, tax, unrated } = booked;
  const separate = !(settings.feesInCost ?? true);
  const tracked = settings.cash === "tracked";

  turnover.seen(transaction.day, unrated);
  ledger.seen(transaction.day, unrated);
  switch (transaction.kind) {
    case "buy":
      turnover.charged(booked, separate);
      turnover.purchased = turnover.purchased.plus(posting.settled);
      pay(posting, ledger, tracked);
      break;
    case "sell":
    case "cash-in-lieu":
    case "return-of-capital":
      turnover.charged(booked, separate);
      earn(posting, ledger, tracked);
      break;
    case "merger":
      turnover.charged(booked, separate);
      if (transaction.amount) earn(posting, ledger, tracked);
      else payCharges(posting, ledger, tracked);
      break;
    case "dividend":
      turnover.charged(booked, true);
      turnover.dividend(gross.base);
      earn(posting, ledger, tracked);
      break;
    case "dividend-reversal":
      turnover.charge(fee.base.negated(), tax.base.negated(), true);
      turnover.dividend(gross.base.negated());
      payBack(posting, ledger, tracked);
      break;
    case "reinvested-dividend":
      turnover.charge(fee.base, Decimal.ZERO, separate);
      turnover.charge(Decimal.ZERO, tax.base, true);
      turnover.dividend(gross.base);
      turnover.purchased = turnover.purchased.plus(gross.base).minus(tax.base);
      break;
    case "reinvested-dividend-reversal":
      turnover.charge(fee.base.negated(), Decimal.ZERO, separate);
      turnover.charge(Decimal.ZERO, tax.base.negated(), true);
      turnover.dividend(gross.base.negated());
      break;
    case "transfer-in":
      turnover.charged(booked, separate || transaction.lots !== undefined);
      turnover.purchased = turnover.purchased.plus(posting.settled);
      ledger.external(day, gross.base);
      payCharges(posting, ledger, tracked);
      break;
    case "transfer-out":
      turnover.charged(booked, separate);
      payCharges(posting, ledger, tracked);
      if (!posting.unvalued) ledger.external(day, gross.base.negated());
      break;
    case "move":
      turnover.charged(booked, true);
      payCharges(posting, ledger, tracked);
      break;
    case "split":
    case "stock-dividend":
    case "stock-dividend-reversal":
    case "spin-off":
    case "symbol-change":
      break;
    default:
      transaction satisfies never;
  }
}

function pay({ transaction, booked, settled, day }: Posting, ledger: Ledger, tracked: boolean): void {
  if (!tracked) ledger.external(day, settled);
  else if ("currency" in transaction) ledger.moveCash(transaction, -1, booked, day);
}

function earn({ transaction, booked, settled, day }: Posting, ledger: Ledger, tracked: boolean): void {
  if (!tracked) ledger.external(day, settled.negated());
  else if ("currency" in transaction) ledger.moveCash(transaction, 1, booked, day);
}

/** What was received is paid back, and its charges are received back. */
function payBack({ transaction, booked, settled, day }: Posting, ledger: Ledger, tracked: boolean): void {
  if (!tracked) ledger.external(day, settled);
  else if ("currency" in transaction) ledger.moveCash(transaction, -1, booked, day, -1);
}

/** Of units that move without money. */
function payCharges({ transaction, booked, day }: Posting, ledger: Ledger, tracked: boolean): void {
  const { fee, tax } = booked;
  // By what is stated: without a rate it is nothing in base, and cash moves all the same.
  if (fee.stated.isZero() && tax.stated.isZero()) return;
  if (!tracked) ledger.external(day, fee.base.plus(tax.base));
  else if ("currency" in transaction) ledger.moveCash(transaction, 1, { ...booked, gross: NOTHING }, day);
}
