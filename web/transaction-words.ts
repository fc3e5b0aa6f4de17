import { Decimal, type Instrument, type InstrumentId, type Transaction, type TransactionKind } from "@tickfolio/engine";
import { format } from "./format.ts";
import { text } from "./text.ts";

/** All kinds, most typed first. */
export const kinds: readonly TransactionKind[] = [
  "buy",
  "sell",
  "dividend",
  "interest",
  "deposit",
  "withdrawal",
  "conversion",
  "fee",
  "tax",
  "split",
  "interest-charge",
  "fee-refund",
  "tax-refund",
];

/** What happened, in one sentence. */
export function sentenceOf(one: Transaction, instruments: ReadonlyMap<InstrumentId, Instrument>): string {
  const symbol = symbolOf(one, instruments);
  const words = text.sentences;
  switch (one.kind) {
    case "buy":
    case "sell": {
      const quantity = format.quantity(one.quantity);
      const price = one.price ?? (one.quantity.isZero() ? one.amount : one.amount?.dividedBy(one.quantity));
      const written = price ? format.price(price, one.currency, { exact: one.price !== undefined }) : "";
      return words[one.kind](quantity, symbol, written);
    }
    case "dividend":
      return words.dividend(symbol);
    case "conversion":
      return words.conversion(format.money(one.amount, one.currency), format.money(one.toAmount, one.toCurrency));
    case "split":
      return words.split(symbol, format.quantity(String(one.numerator)), format.quantity(String(one.denominator)));
    case "deposit":
    case "withdrawal":
    case "interest":
    case "interest-charge":
    case "fee":
    case "fee-refund":
    case "tax":
    case "tax-refund":
      return symbol ? words.cashFor(text.kinds[one.kind], symbol) : text.kinds[one.kind];
    default:
      return one satisfies never;
  }
}

/** The same where no amount stands beside it: cash names its own, before fee and tax, as it was typed. */
export function toldOf(one: Transaction, instruments: ReadonlyMap<InstrumentId, Instrument>): string {
  if ("quantity" in one || one.kind === "split" || one.kind === "conversion") return sentenceOf(one, instruments);
  const symbol = symbolOf(one, instruments);
  const amount = format.money(one.amount, one.currency);
  const words = text.sentences;
  if (one.kind === "dividend") return words.dividendOf(amount, symbol);
  const kind = text.kinds[one.kind];
  return symbol ? words.cashOfFor(kind, amount, symbol) : words.cashOf(kind, amount);
}

function symbolOf(one: Transaction, instruments: ReadonlyMap<InstrumentId, Instrument>): string {
  return "instrument" in one && one.instrument ? (instruments.get(one.instrument)?.symbol ?? one.instrument) : "";
}

/** What came in (positive) or went out in the transaction's currency, with its own charges; null where no cash moved. */
export function cashEffect(one: Transaction): Decimal | null {
  if (one.kind === "split") return null;
  const gross = "quantity" in one ? (one.amount ?? one.quantity.times(one.price ?? Decimal.ZERO)) : one.amount;
  const fee = one.fee && (one.fee.currency ?? one.currency) === one.currency ? one.fee.amount : Decimal.ZERO;
  const tax =
    "tax" in one && one.tax && (one.tax.currency ?? one.currency) === one.currency ? one.tax.amount : Decimal.ZERO;
  const isOut = ["buy", "withdrawal", "interest-charge", "fee", "tax", "conversion"].includes(one.kind);
  return (isOut ? gross.negated() : gross).minus(fee).minus(tax);
}

const searchTexts = new WeakMap<Transaction, string>();

/** Everything about it that a person may search for. Written once: fifty thousand are searched with every letter typed. */
export function searchTextOf(one: Transaction, instruments: ReadonlyMap<InstrumentId, Instrument>): string {
  const known = searchTexts.get(one);
  if (known !== undefined) return known;
  const instrument = "instrument" in one && one.instrument ? instruments.get(one.instrument) : undefined;
  const words = [
    text.kinds[one.kind],
    text.searchWords[one.kind],
    instrument?.symbol,
    instrument?.name,
    one.day,
    one.account,
    one.note,
    "quantity" in one ? one.quantity.toString() : undefined,
    "currency" in one ? one.currency : undefined,
  ];
  const written = words.filter(Boolean).join(" ").toLowerCase();
  if (instrument || !("instrument" in one)) searchTexts.set(one, written);
  return written;
}
