import {
  Decimal,
  type Instrument,
  type InstrumentId,
  instrumentsOf,
  type Transaction,
  type TransactionKind,
} from "@tickfolio/engine";
import { format } from "./format.ts";
import { text } from "./text.ts";

type Instruments = ReadonlyMap<InstrumentId, Instrument>;

/** What happened, in one sentence. */
export function sentenceOf(one: Transaction, instruments: Instruments): string {
  const [symbol = "", made = ""] = symbolsOf(one, instruments);
  const words = text.sentences;
  switch (one.kind) {
    case "buy":
    case "sell":
    case "cash-in-lieu": {
      const quantity = format.quantity(one.quantity);
      const price = one.price ?? (one.quantity.isZero() ? one.amount : one.amount?.dividedBy(one.quantity));
      const written = price ? format.price(price, one.currency, { exact: one.price !== undefined }) : "";
      return words[one.kind](quantity, symbol, written);
    }
    case "transfer-in":
    case "transfer-out":
    case "stock-dividend":
    case "stock-dividend-reversal":
    case "reinvested-dividend":
    case "reinvested-dividend-reversal":
      return words[one.kind](format.quantity(one.quantity), symbol);
    case "move":
      return words.move(format.quantity(one.quantity), symbol, one.account, one.toAccount);
    case "dividend":
    case "dividend-reversal":
    case "return-of-capital":
      return words[one.kind](symbol);
    case "conversion":
      return words.conversion(format.money(one.amount, one.currency), format.money(one.toAmount, one.toCurrency));
    case "split":
      return words.split(symbol, term(one.numerator), term(one.denominator));
    case "spin-off":
    case "merger":
      return words[one.kind](symbol, made, term(one.numerator), term(one.denominator));
    case "symbol-change":
      return words["symbol-change"](symbol, made);
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

const term = (count: number) => format.quantity(String(count));

/** The same where no amount stands beside it: cash names its own, before fee and tax, as it was typed. */
export function toldOf(one: Transaction, instruments: Instruments): string {
  if (!("amount" in one) || !one.amount || "quantity" in one || one.kind === "conversion" || one.kind === "merger") {
    return sentenceOf(one, instruments);
  }
  const [symbol] = symbolsOf(one, instruments);
  const amount = format.money(one.amount, one.currency);
  const words = text.sentences;
  const kind = text.kinds[one.kind];
  if (!symbol) return words.cashOf(kind, amount);
  const isPaidBy = one.kind === "dividend" || one.kind === "dividend-reversal" || one.kind === "return-of-capital";
  return isPaidBy ? words.paidBy(kind, amount, symbol) : words.cashOfFor(kind, amount, symbol);
}

function symbolsOf(one: Transaction, instruments: Instruments): string[] {
  return instrumentsOf(one).map((id) => instruments.get(id)?.symbol ?? id);
}

/**
 * Which way the amount goes, less charges; `back`: it is given back, and so are its charges; `charges`: units move, and only their
 * charges are paid; null: no cash moves.
 */
const DIRECTIONS: Record<TransactionKind, "in" | "out" | "back" | "charges" | null> = {
  buy: "out",
  sell: "in",
  "cash-in-lieu": "in",
  dividend: "in",
  "dividend-reversal": "back",
  "stock-dividend": null,
  "stock-dividend-reversal": null,
  "reinvested-dividend": null,
  "reinvested-dividend-reversal": null,
  "transfer-in": "charges",
  "transfer-out": "charges",
  move: "charges",
  split: null,
  "spin-off": null,
  merger: "in",
  "symbol-change": null,
  "return-of-capital": "in",
  deposit: "in",
  withdrawal: "out",
  interest: "in",
  "interest-charge": "out",
  fee: "out",
  "fee-refund": "in",
  tax: "out",
  "tax-refund": "in",
  conversion: "out",
};

/** What came in (positive) or went out in the transaction's currency, with its own charges; null where no cash moved. */
export function cashEffect(one: Transaction): Decimal | null {
  const direction = DIRECTIONS[one.kind];
  if (direction === null || !("currency" in one)) return null;
  const charges = [one.fee, "tax" in one ? one.tax : undefined].filter(
    (charge) => charge && (charge.currency ?? one.currency) === one.currency,
  );
  const worth = "quantity" in one && "price" in one ? one.price?.times(one.quantity) : undefined;
  const gross = direction === "charges" ? undefined : (one.amount ?? worth);
  if (gross === undefined && charges.length === 0) return null;
  const charged = charges.reduce((sum, charge) => sum.plus(charge!.amount), Decimal.ZERO);
  const amount = gross ?? Decimal.ZERO;
  if (direction === "back") return charged.minus(amount);
  return (direction === "out" ? amount.negated() : amount).minus(charged);
}

const searchTexts = new WeakMap<Transaction, string>();

/** Everything about it that a person may search for. Written once: fifty thousand are searched with every letter typed. */
export function searchTextOf(one: Transaction, instruments: Instruments): string {
  const known = searchTexts.get(one);
  if (known !== undefined) return known;
  const ids = instrumentsOf(one);
  const named = ids.flatMap((id) => instruments.get(id) ?? []);
  const words = [
    text.kinds[one.kind],
    text.searchWords[one.kind],
    ...named.flatMap(({ symbol, name }) => [symbol, name]),
    one.day,
    one.account,
    one.kind === "move" ? one.toAccount : undefined,
    one.note,
    "quantity" in one ? one.quantity.toString() : undefined,
    "currency" in one ? one.currency : undefined,
  ];
  const written = words.filter(Boolean).join(" ").toLowerCase();
  if (named.length === ids.length) searchTexts.set(one, written);
  return written;
}
