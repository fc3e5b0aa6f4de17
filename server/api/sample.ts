import {
  addDays,
  type CloseSeries,
  type Currency,
  type Day,
  Decimal,
  dayNumber,
  type Instrument,
  minorPlaces,
  type Rates,
  type Transaction,
} from "@tickfolio/engine";
import { type PlannedStep, samplePlan } from "./sample-plan.ts";

export interface SampleParts {
  today: Day;
  baseCurrency: Currency;
  /** The simulated market's, by symbol. */
  instruments: ReadonlyMap<string, Instrument>;
  closes: ReadonlyMap<string, CloseSeries>;
  rates: Rates;
}

const FEE = Decimal.ONE;

/** Writes the sample's story out as transactions: every price is the simulated market's close of its day, every rate its rate. */
export function sampleTransactions(parts: SampleParts): Transaction[] {
  const { today, baseCurrency, rates } = parts;
  const held = new Map<string, Decimal>();
  const inBase = (amount: number, day: Day) => round(convert(amount, "EUR", baseCurrency, day), baseCurrency);

  function convert(amount: number, from: Currency, to: Currency, day: Day): Decimal {
    const rate = rates.at(from, to, day);
    if (!rate) throw new Error(`The simulated market has no rate from ${from} to ${to}.`);
    return Decimal.fromNumber(amount).times(rate.rate);
  }

  function listing(symbol: string, day: Day): { instrument: Instrument; price: Decimal } {
    const instrument = parts.instruments.get(symbol);
    const series = parts.closes.get(symbol);
    const row = series ? series.days.indexOf(dayNumber(day)) : -1;
    if (!instrument || !series || row < 0) throw new Error(`The simulated market has no close of ${symbol} on ${day}.`);
    return { instrument, price: Decimal.fromNumber(series.closes[row]!) };
  }

  function write(step: PlannedStep, id: string): Transaction[] {
    const day = addDays(today, -step.daysAgo);
    const common = { id, day, account: "Sample broker", ...("note" in step && step.note ? { note: step.note } : {}) };
    switch (step.does) {
      case "deposit":
      case "withdraw": {
        const kind = step.does === "deposit" ? "deposit" : "withdrawal";
        return [{ ...common, kind, currency: baseCurrency, amount: inBase(step.amount, day) }];
      }
      case "interest":
      case "fee":
        return [{ ...common, kind: step.does, currency: baseCurrency, amount: inBase(step.amount, day) }];
      case "convert": {
        if (step.to === baseCurrency) return [];
        const amount = inBase(step.amount, day);
        const toAmount = round(amount.times(rates.at(baseCurrency, step.to, day)!.rate), step.to);
        return [{ ...common, kind: "conversion", currency: baseCurrency, amount, toCurrency: step.to, toAmount }];
      }
      case "buy": {
        const { instrument, price } = listing(step.symbol, day);
        const places = instrument.kind === "stock" ? 0 : 3;
        const units = convert(step.amount, "EUR", instrument.currency, day).dividedBy(price).round(places);
        const quantity = units.isZero() ? Decimal.ONE : units;
        held.set(step.symbol, (held.get(step.symbol) ?? Decimal.ZERO).plus(quantity));
        const { currency } = instrument;
        return [{ ...common, kind: "buy", instrument: instrument.id, quantity, price, currency, fee: { amount: FEE } }];
      }
      case "sell": {
        const { instrument, price } = listing(step.symbol, day);
        const all = held.get(step.symbol) ?? Decimal.ZERO;
        const quantity = step.part === 1 ? all : all.times(Decimal.fromNumber(step.part)).round(0);
        if (quantity.isZero()) return [];
        held.set(step.symbol, all.minus(quantity));
        const { currency } = instrument;
        return [
          { ...common, kind: "sell", instrument: instrument.id, quantity, price, currency, fee: { amount: FEE } },
        ];
      }
      case "dividend": {
        const { instrument, price } = listing(step.symbol, day);
        const { currency } = instrument;
        const units = held.get(step.symbol) ?? Decimal.ZERO;
        const amount = round(units.times(price).times(Decimal.fromNumber(step.part)), currency);
        const tax = round(amount.times(Decimal.fromNumber(step.taxed)), currency);
        if (amount.isZero()) return [];
        const taxed = tax.isZero() ? {} : { tax: { amount: tax } };
        return [{ ...common, kind: "dividend", instrument: instrument.id, currency, amount, ...taxed }];
      }
      default:
        return step satisfies never;
    }
  }

  return samplePlan.flatMap((step, index) => write(step, `txn_sample-${String(index + 1).padStart(3, "0")}`));
}

function round(amount: Decimal, currency: Currency): Decimal {
  return amount.round(minorPlaces(currency));
}
