import type { Booked } from "./booking.ts";
import type { Day } from "./day.ts";
import { Decimal } from "./decimal.ts";
import { Steps } from "./steps.ts";

const STEPS = ["dividends", "fees", "taxes", "separate"] as const;

/** What an instrument's transactions came to, whatever the cost method: dividends, fees and taxes, and their daily steps. */
export class Turnover {
  dividends = Decimal.ZERO;
  fees = Decimal.ZERO;
  taxes = Decimal.ZERO;
  separateFees = Decimal.ZERO;
  separateTaxes = Decimal.ZERO;
  purchased = Decimal.ZERO;
  firstDay: Day = "";
  lastDay: Day = "";
  unratedFrom: Day | null = null;
  /** See `Trail`. */
  readonly steps: Steps<(typeof STEPS)[number]>;
  private readonly soFar = { dividends: 0, fees: 0, taxes: 0, separate: 0 };

  /** `mostSteps`: on how many days something can happen. */
  constructor(mostSteps: number) {
    this.steps = new Steps(STEPS, mostSteps);
  }

  /** Called once for each transaction that counts. */
  seen(day: Day, unrated: boolean): void {
    this.firstDay ||= day;
    this.lastDay = day;
    if (unrated) this.unratedFrom ??= day;
  }

  /** Fee and tax of a transaction, in its cost and proceeds or apart from them. */
  charged({ fee, tax }: Booked, separate: boolean): void {
    if (fee.base.isZero() && tax.base.isZero()) return;
    this.charge(fee.base, tax.base, separate);
  }

  /** Refunds are negative. */
  charge(fee: Decimal, tax: Decimal, separate: boolean): void {
    const { soFar } = this;
    this.fees = this.fees.plus(fee);
    this.taxes = this.taxes.plus(tax);
    soFar.fees += fee.toFloat();
    soFar.taxes += tax.toFloat();
    if (!separate) return;
    this.separateFees = this.separateFees.plus(fee);
    this.separateTaxes = this.separateTaxes.plus(tax);
    soFar.separate += fee.plus(tax).toFloat();
  }

  /** Gross; a reversal is negative. */
  dividend(amount: Decimal): void {
    this.dividends = this.dividends.plus(amount);
    this.soFar.dividends += amount.toFloat();
  }

  /** Units are there from before, and count as bought for what they are worth. */
  opens(day: Day, number: number, worth: Decimal, unrated: boolean): void {
    this.seen(day, unrated);
    this.purchased = this.purchased.plus(worth);
    this.step(number);
  }

  /** Writes down how things stand after a transaction of the day. */
  step(day: number): void {
    const { soFar } = this;
    const last = this.steps.at(day);
    const { dividends, fees, taxes, separate } = this.steps.columns;
    dividends[last] = soFar.dividends;
    fees[last] = soFar.fees;
    taxes[last] = soFar.taxes;
    separate[last] = soFar.separate;
  }
}
