import { Amounts, minus, type Stated } from "./amounts.ts";
import { type Case, closeOn, inOrder, major, type Row, rateOn } from "./case.ts";
import { Fraction, sumOf } from "./fraction.ts";
import type { Lot } from "./lots.ts";
import { sums } from "./lots.ts";
import { InsufficientQuantity, type Money, Position } from "./position.ts";

const { ZERO, ONE } = Fraction;
const WHOLE = ["JPY", "KRW"];

/** A case's transactions, done one after the other on paper. */
export class Replay {
  readonly positions = new Map<string, Position>();
  readonly cash = new Map<string, Fraction>();
  /** What was worked out, in words. */
  readonly steps: string[] = [];
  contribution = ZERO;
  interest = ZERO;
  ownFees = ZERO;
  ownTaxes = ZERO;
  private readonly one: Case;
  private readonly amounts: Amounts;
  private readonly feesInCost: boolean;
  private readonly last: string;

  constructor(one: Case) {
    this.one = one;
    this.amounts = new Amounts(one);
    this.feesInCost = one.settings.feesInCost ?? true;
    this.last = one.settings.asOf ?? "9999-12-31";
    for (const row of inOrder(one)) if (row.date <= this.last) this.book(row);
  }

  private book(row: Row): void {
    const { type, date } = row;
    this.say(`${date} ${type.toLowerCase().replaceAll("_", " ")}${row.symbol ? ` ${row.symbol}` : ""}:`);
    switch (type) {
      case "BUY":
        this.buy(row);
        break;
      case "SELL":
      case "CASH_IN_LIEU":
        this.sell(row);
        break;
      case "REINVESTED_DIVIDEND":
      case "REINVESTED_DIVIDEND_REVERSAL":
        this.reinvest(row, type.endsWith("REVERSAL"));
        break;
      case "DIVIDEND":
      case "DIVIDEND_REVERSAL":
        this.dividend(row, type.endsWith("REVERSAL"));
        break;
      case "TRANSFER_IN":
        this.transferIn(row);
        break;
      case "TRANSFER_OUT":
        this.transferOut(row);
        break;
      case "MOVE":
        this.move(row);
        break;
      case "SPLIT":
        this.at(row).multiply(ratioOf(row));
        break;
      case "STOCK_DIVIDEND":
      case "STOCK_DIVIDEND_REVERSAL":
        this.stockDividend(row, type.endsWith("REVERSAL"));
        break;
      case "RETURN_OF_CAPITAL": {
        this.at(row).lowerCost(this.amounts.net(row, -1), this.amounts.listingRate(row), this.accountOf(row));
        this.charged(row, !this.feesInCost);
        this.settle(row, 1);
        break;
      }
      case "SPIN_OFF":
        this.passOn(row, Fraction.of(row.costShare ?? 0), ratioOf(row));
        break;
      case "MERGER":
        this.merge(row);
        break;
      case "SYMBOL_CHANGE":
        this.passOn(row, ONE, ONE);
        break;
      default:
        this.cashRow(row);
        break;
    }
  }

  private buy(row: Row): void {
    this.say(this.amounts.worded(row, 1));
    this.at(row).enter(this.poolOf(row), this.lotOf(row, this.amounts.net(row, 1)), this.amounts.listingRate(row));
    this.charged(row, !this.feesInCost);
    this.settle(row, -1);
  }

  private sell(row: Row): void {
    const short = this.one.settings.allowShort ?? false;
    const lot = this.lotOf(row, this.amounts.net(row, -1));
    this.say(this.amounts.worded(row, -1));
    this.at(row).leave(this.poolOf(row), lot, this.amounts.listingRate(row), short, row.lots ?? [], "realised");
    this.charged(row, !this.feesInCost);
    this.settle(row, 1);
  }

  private reinvest(row: Row, back: boolean): void {
    const [gross, fee, tax] = this.amounts.of(row);
    const units = this.feesInCost ? minus(gross, tax) : minus(minus(gross, tax), fee);
    this.say(`of a dividend of ${gross.base} fee and tax leave ${units.base}`);
    const position = this.at(row);
    if (back)
      position.leave(
        this.poolOf(row),
        this.lotOf(row, units),
        this.amounts.listingRate(row),
        false,
        row.lots ?? [],
        "realised",
      );
    else position.enter(this.poolOf(row), this.lotOf(row, units), this.amounts.listingRate(row));
    const sign = back ? ONE.negated() : ONE;
    position.dividends = position.dividends.plus(gross.base.times(sign));
    position.fees = position.fees.plus(fee.base.times(sign));
    position.taxes = position.taxes.plus(tax.base.times(sign));
    const apart = this.feesInCost ? tax.base : tax.base.plus(fee.base);
    position.apart = position.apart.plus(apart.times(sign));
  }

  private dividend(row: Row, back: boolean): void {
    const position = this.at(row);
    const [gross, fee, tax] = this.amounts.of(row);
    const sign = back ? ONE.negated() : ONE;
    position.dividends = position.dividends.plus(gross.base.times(sign));
    position.fees = position.fees.plus(fee.base.times(sign));
    position.taxes = position.taxes.plus(tax.base.times(sign));
    position.apart = position.apart.plus(fee.base.plus(tax.base).times(sign));
    this.say(`${gross.base.times(sign)} of income, ${position.dividends} in all`);
    this.settle(row, back ? -1 : 1, back ? -1 : 1);
  }

  private transferIn(row: Row): void {
    const position = this.at(row);
    const rate = this.amounts.listingRate(row);
    const [gross] = this.amounts.of(row);
    if (!row.lots) {
      position.enter(this.poolOf(row), this.lotOf(row, this.amounts.net(row, 1)), rate);
      this.charged(row, !this.feesInCost);
      this.outside(gross.base);
    } else {
      const arriving = row.lots.map(({ date = row.date, quantity, cost = 0, fxRate }): Lot => {
        const { fxRate: _, ...then } = { ...row, date };
        const paid = this.amounts.stated(fxRate === undefined ? then : { ...then, fxRate }, cost);
        return { id: row.id!, date, quantity: Fraction.of(quantity), cost: paid.base, local: paid.local };
      });
      const { cost, local } = sums(arriving);
      const worth = hasWorth(row) ? gross.base : cost;
      for (const lot of arriving) position.enter(this.poolOf(row), lot, rate);
      position.released = position.released.plus(cost.minus(worth));
      position.releasedFx = position.releasedFx.minus(local.times(rate).minus(cost));
      this.say(`worth ${worth} on the day`);
      this.charged(row, true);
      this.outside(worth);
    }
    this.settleCharges(row);
  }

  private transferOut(row: Row): void {
    const position = this.at(row);
    const pool = this.poolOf(row);
    const [gross, fee, tax] = this.amounts.of(row);
    if (hasWorth(row)) {
      const lot = this.lotOf(row, this.amounts.net(row, -1));
      const short = this.one.settings.allowShort ?? false;
      position.leave(pool, lot, this.amounts.listingRate(row), short, row.lots ?? [], "released");
      this.outside(gross.base.negated());
    } else {
      const { cost } = sums(pool.take(this.held(row), row.lots));
      this.say(`leaves at what it cost, ${cost}`);
      if (this.feesInCost) position.released = position.released.minus(fee.base).minus(tax.base);
      this.outside(cost.negated());
    }
    this.charged(row, !this.feesInCost);
    this.settleCharges(row);
  }

  private move(row: Row): void {
    const position = this.at(row);
    this.charged(row, true);
    this.settleCharges(row);
    if (this.one.settings.lots !== "account") return;
    const target = position.pool(row.toAccount ?? "");
    for (const lot of this.poolOf(row).take(this.held(row), row.lots)) {
      position.enter(target, lot, this.amounts.listingRate(row));
    }
  }

  private stockDividend(row: Row, back: boolean): void {
    const position = this.at(row);
    const account = this.accountOf(row);
    const held = sums(position.openIn(account)).quantity;
    const units = Fraction.of(row.quantity!);
    if (back && units.compare(held) > 0) throw new InsufficientQuantity(`${units} taken back, ${held} held.`);
    if (back && units.compare(held) === 0) position.lose(this.amounts.listingRate(row), account);
    else if (back || held.sign > 0) position.multiply((back ? held.minus(units) : held.plus(units)).by(held), account);
    else position.enter(this.poolOf(row), this.lotOf(row, { base: ZERO, local: ZERO }), ONE);
  }

  private merge(row: Row): void {
    const old = this.at(row);
    if (row.amount !== undefined) {
      const cash = this.amounts.net(row, -1);
      if (row.costShare === undefined) old.lowerCost(cash, this.amounts.listingRate(row));
      else {
        const given = sums(old.shareOut(Fraction.of(row.costShare), ONE).flatMap(({ lots }) => lots));
        const gain = cash.base.minus(given.cost);
        old.realised = old.realised.plus(gain);
        old.realisedFx = old.realisedFx.plus(given.local.times(this.amounts.listingRate(row)).minus(given.cost));
        this.say(`${cash.base} for a share of the cost of ${given.cost}: ${gain} gained`);
      }
      this.charged(row, !this.feesInCost);
      this.settle(row, 1);
    }
    this.passOn(row, ONE, ratioOf(row));
  }

  private passOn(row: Row, costShare: Fraction, ratio: Fraction): void {
    const old = this.at(row);
    const heir = this.position(row.newSymbol!, old.currency);
    for (const { account, short, lots } of old.shareOut(costShare, ratio)) {
      heir.pool(account).short = short;
      for (const lot of lots) heir.pool(account).add(lot);
      for (const lot of lots) this.say(`${lot.quantity} ${row.newSymbol} of ${lot.date} that cost ${lot.cost}`);
    }
    if (costShare.compare(ONE) === 0) for (const pool of old.pools.values()) pool.list = [];
  }

  private cashRow(row: Row): void {
    const { type } = row;
    const [gross, fee, tax] = this.amounts.of(row);
    if (!this.one.settings.cash) return;
    let [fees, taxes] = [fee.base, tax.base];
    let direction: 1 | -1 = -1;
    if (type === "CONVERSION") {
      const to = major(row.toCurrency!);
      const toAmount = Fraction.of(row.toAmount!).by(to.per);
      this.pay(to.code, toAmount, row, false);
      this.say(`${gross.own} ${gross.currency} become ${toAmount} ${to.code}`);
    } else if (type === "DEPOSIT" || type === "WITHDRAWAL") {
      direction = type === "DEPOSIT" ? 1 : -1;
      this.outside(direction === 1 ? gross.base : gross.base.negated());
    } else if (type === "INTEREST" || type === "DIVIDEND" || type === "INTEREST_CHARGE") {
      direction = type === "INTEREST_CHARGE" ? -1 : 1;
      this.interest = this.interest.plus(direction === 1 ? gross.base : gross.base.negated());
    } else {
      direction = type.endsWith("REFUND") ? 1 : -1;
      const charged = direction === 1 ? gross.base.negated() : gross.base;
      if (type.startsWith("FEE")) fees = fees.plus(charged);
      else taxes = taxes.plus(charged);
    }
    if (row.symbol) {
      const position = this.at(row);
      position.fees = position.fees.plus(fees);
      position.taxes = position.taxes.plus(taxes);
      position.apart = position.apart.plus(fees).plus(taxes);
    } else {
      this.ownFees = this.ownFees.plus(fees);
      this.ownTaxes = this.ownTaxes.plus(taxes);
    }
    this.settle(type === "CONVERSION" ? ({ ...row, fxRate: undefined } as Row) : row, direction);
  }

  private charged(row: Row, apart: boolean): void {
    const [, fee, tax] = this.amounts.of(row);
    const position = this.at(row);
    position.fees = position.fees.plus(fee.base);
    position.taxes = position.taxes.plus(tax.base);
    if (apart) position.apart = position.apart.plus(fee.base).plus(tax.base);
  }

  /** Money comes (1) or goes (-1), and its charges are paid, or come back with it. */
  private settle(row: Row, direction: 1 | -1, charges: 1 | -1 = 1): void {
    const [gross, fee, tax] = this.amounts.of(row);
    const sign = direction === 1 ? ONE : ONE.negated();
    const paid = charges === 1 ? ONE.negated() : ONE;
    if (!this.one.settings.cash) {
      const flow = gross.base.times(sign).plus(fee.base.plus(tax.base).times(paid));
      this.contribution = this.contribution.minus(flow);
      return;
    }
    const paidIn = new Map<string, Fraction>();
    const add = ({ own, currency }: Stated, factor: Fraction) =>
      paidIn.set(currency, (paidIn.get(currency) ?? ZERO).plus(own.times(factor)));
    add(gross, sign);
    add(fee, paid);
    add(tax, paid);
    for (const [currency, amount] of paidIn) this.pay(currency, amount, row, true);
  }

  private settleCharges(row: Row): void {
    this.settle({ ...row, amount: 0, price: undefined } as Row, 1);
  }

  /** Balances move by whole cents; everything else keeps every place. */
  private pay(currency: string, amount: Fraction, row: Row, ofItsOwn: boolean): void {
    if (amount.sign === 0) return;
    const { bookCashInBase, baseCurrency } = this.one.settings;
    const changed = bookCashInBase && ofItsOwn && row.fxRate !== undefined && currency !== baseCurrency;
    const [code, moved] = changed ? [baseCurrency, amount.times(this.amounts.rate(row))] : [currency, amount];
    const cents = moved.round(WHOLE.includes(code) ? 0 : 2);
    this.cash.set(code, (this.cash.get(code) ?? ZERO).plus(cents));
    this.say(`cash ${cents.sign < 0 ? "" : "+"}${cents} ${code}, ${this.cash.get(code)} in all`);
  }

  private outside(amount: Fraction): void {
    this.contribution = this.contribution.plus(amount);
  }

  /** Where lots are kept by account, the one that the row names. */
  private accountOf({ account }: Row): string | undefined {
    return this.one.settings.lots === "account" ? account : undefined;
  }

  /** The row's units, which must be there. */
  private held(row: Row): Fraction {
    const units = Fraction.of(row.quantity!);
    const excess = units.minus(this.poolOf(row).quantity);
    if (excess.sign > 0) throw new InsufficientQuantity(`${units} leave, ${excess} more than held.`);
    return units;
  }

  private lotOf({ id, date, quantity }: Row, { base, local }: Money): Lot {
    return { id: id!, date, quantity: Fraction.of(quantity!), cost: base, local };
  }

  private poolOf({ symbol, account }: Row) {
    const key = this.one.settings.lots === "account" ? (account ?? "") : "";
    return this.position(symbol!, this.amounts.currencyOf(symbol!)).pool(key);
  }

  private at({ symbol }: Row): Position {
    return this.position(symbol!, this.amounts.currencyOf(symbol!));
  }

  private position(symbol: string, currency: string): Position {
    let position = this.positions.get(symbol);
    if (!position) {
      position = new Position(currency, this.one.settings.method ?? "fifo", (text) => this.say(text));
      this.positions.set(symbol, position);
    }
    return position;
  }

  private say(text: string): void {
    const last = this.steps.length - 1;
    if (last < 0 || text.endsWith(":")) this.steps.push(text);
    else this.steps[last] += this.steps[last]!.endsWith(":") ? ` ${text}` : `; ${text}`;
  }

  /** Market value in base and in the security's currency; undefined without a price. */
  worthOf(symbol: string): Money | undefined {
    const position = this.positions.get(symbol)!;
    const units = sums(position.lots).quantity;
    if (units.sign === 0) return { base: ZERO, local: ZERO };
    const close = closeOn(this.one, symbol, this.last);
    if (!close) return undefined;
    const local = units.times(close);
    return { local, base: local.times(rateOn(this.one, position.currency, this.last)) };
  }

  cashTotal(): Fraction {
    return sumOf([...this.cash].map(([code, amount]) => amount.times(rateOn(this.one, code, this.last))));
  }
}

function hasWorth({ amount, price }: Row): boolean {
  return amount !== undefined || price !== undefined;
}

function ratioOf({ ratio, numerator, denominator }: Row): Fraction {
  return Fraction.of(ratio ?? numerator ?? 1).by(Fraction.of(denominator ?? 1));
}
