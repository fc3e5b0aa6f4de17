import { type Case, major, type Row, rateOn } from "./case.ts";
import { Fraction } from "./fraction.ts";
import type { Money } from "./position.ts";

const { ONE } = Fraction;

export interface Stated extends Money {
  /** In its own currency. */
  own: Fraction;
  currency: string;
}

/** What a case's rows say in money. */
export class Amounts {
  private readonly one: Case;
  private readonly feesInCost: boolean;

  constructor(one: Case) {
    this.one = one;
    this.feesInCost = one.settings.feesInCost ?? true;
  }

  /** Gross amount, fee and tax, each in base, in the security's currency and in its own. */
  of(row: Row): [Stated, Stated, Stated] {
    const times = Fraction.of(this.one.settings.contractMultiplier?.[row.symbol ?? ""] ?? 1);
    const priced = row.price !== undefined && row.quantity !== undefined;
    const gross = row.amount ?? (priced ? undefined : 0);
    const worth =
      gross === undefined
        ? this.stated(row, 1, Fraction.of(row.quantity!).times(Fraction.of(row.price!)).times(times))
        : this.stated(row, gross);
    const own = (code: string | undefined, rate: string | number | undefined) =>
      ({ ...row, ...(code ? { currency: code, fxRate: rate } : rate ? { fxRate: rate } : {}) }) as Row;
    return [
      worth,
      this.stated(own(row.feeCurrency, row.feeFxRate), row.fee ?? 0, undefined, row.symbol),
      this.stated(own(row.taxCurrency, row.taxFxRate), row.tax ?? 0, undefined, row.symbol),
    ];
  }

  stated(row: Row, amount: number | string, exact?: Fraction, symbol = row.symbol): Stated {
    const { baseCurrency } = this.one.settings;
    const { code, per } = major(row.currency ?? baseCurrency);
    const own = (exact ?? Fraction.of(amount)).by(per);
    const base = own.times(this.rate(row));
    const listing = symbol ? this.currencyOf(symbol) : baseCurrency;
    const local = listing === code ? own : base.by(rateOn(this.one, listing, row.date));
    return { own, currency: code, base, local };
  }

  rate(row: Row): Fraction {
    const { code, per } = major(row.currency ?? this.one.settings.baseCurrency);
    if (code === this.one.settings.baseCurrency) return ONE;
    return row.fxRate === undefined ? rateOn(this.one, code, row.date) : Fraction.of(row.fxRate).times(per);
  }

  listingRate(row: Row): Fraction {
    const currency = this.currencyOf(row.symbol!);
    const { code } = major(row.currency ?? this.one.settings.baseCurrency);
    return code === currency ? this.rate(row) : rateOn(this.one, currency, row.date);
  }

  /** Gross with fee and tax on top (1) or taken off (-1), where they are in cost and proceeds. */
  net(row: Row, sign: 1 | -1): Money {
    const [gross, fee, tax] = this.of(row);
    if (!this.feesInCost) return gross;
    const charges = { base: fee.base.plus(tax.base), local: fee.local.plus(tax.local) };
    if (sign === -1) return minus(gross, charges);
    return { base: gross.base.plus(charges.base), local: gross.local.plus(charges.local) };
  }

  currencyOf(symbol: string): string {
    const { transactions, settings } = this.one;
    const own = transactions.find((row) => row.symbol === symbol && row.securityCurrency)?.securityCurrency;
    const paid = transactions.find((row) => row.symbol === symbol && row.quantity && row.currency)?.currency;
    const from = transactions.find((row) => row.newSymbol === symbol)?.symbol;
    if (!own && !paid && from) return this.currencyOf(from);
    return major(own ?? paid ?? settings.baseCurrency).code;
  }

  /** What was paid or received, as one would write it down. */
  worded(row: Row, sign: 1 | -1): string {
    const { baseCurrency, contractMultiplier = {} } = this.one.settings;
    const { per } = major(row.currency ?? baseCurrency);
    const rate = this.rate(row);
    const times = rate.compare(ONE) === 0 ? "" : ` x ${rate}`;
    const multiplier = contractMultiplier[row.symbol ?? ""];
    const gross = row.amount ?? `${row.quantity} x ${row.price}${multiplier ? ` x ${multiplier}` : ""}`;
    const terms = [`${gross}${per.compare(ONE) === 0 ? "" : ` / ${per}`}${times}`];
    const [, fee, tax] = this.of(row);
    for (const { own, base, currency } of [fee, tax]) {
      if (!this.feesInCost || own.sign === 0) continue;
      const same = own.compare(base) === 0;
      terms.push(same ? `${own}` : `${own} ${currency} x ${base.by(own)}`);
    }
    const { base } = this.net(row, sign);
    return `${terms.join(sign === 1 ? " + " : " - ")} = ${base}`;
  }
}

export function minus(a: Money, b: Money): Money {
  return { base: a.base.minus(b.base), local: a.local.minus(b.local) };
}
