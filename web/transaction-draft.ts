import {
  type Charge,
  type Currency,
  Decimal,
  isTooLarge,
  LARGEST_SPLIT_TERM,
  minorUnit,
  type Transaction,
  type TransactionKind,
} from "@tickfolio/engine";
import { text } from "./text.ts";

/** What stands in the form, as typed. */
export interface Fields {
  kind: TransactionKind;
  day: string;
  time: string;
  quantity: string;
  /** Price per unit in `unit`, or the whole amount where that is what the broker states. */
  by: "price" | "amount";
  price: string;
  /** A major currency, or a minor unit of it (GBX): the price is converted before it is written. */
  unit: string;
  amount: string;
  currency: Currency;
  exchangeRate: string;
  fee: string;
  feeCurrency: Currency;
  tax: string;
  taxCurrency: Currency;
  toAmount: string;
  toCurrency: Currency;
  numerator: string;
  denominator: string;
  account: string;
  note: string;
}

export type Problems = Partial<Record<keyof Fields | "instrument", string>>;

export interface DraftInput {
  fields: Fields;
  id: string;
  instrument: string | null;
  baseCurrency: Currency;
  /** What is being changed: rates of its charges, which the form does not show, are kept. */
  was?: Transaction | undefined;
  /** Reads a number in the reader's notation into decimal text. */
  read(typed: string): string | null;
}

/** Which kinds have a field. */
export const has = {
  instrument: (kind: TransactionKind) => ["buy", "sell", "dividend", "split"].includes(kind),
  trade: (kind: TransactionKind) => kind === "buy" || kind === "sell",
  charges: (kind: TransactionKind) =>
    ["buy", "sell", "dividend", "conversion", "deposit", "withdrawal", "interest"].includes(kind),
  tax: (kind: TransactionKind) => ["buy", "sell", "dividend", "interest"].includes(kind),
};

/** The transaction that was typed, or what is still wrong with it, by field. */
export function readDraft(input: DraftInput): { transaction: Transaction } | { problems: Problems } {
  const { fields, id, instrument, baseCurrency } = input;
  const problems: Problems = {};

  function number(name: keyof Fields, rule: "positive" | "zero-or-more"): Decimal | undefined {
    const typed = fields[name];
    if (typed.trim() === "") {
      problems[name] = text.form.missing;
      return undefined;
    }
    const plain = input.read(typed);
    if (plain === null) {
      problems[name] = text.form.notANumber;
      return undefined;
    }
    const value = Decimal.parse(plain);
    if (value.isNegative() || (rule === "positive" && value.isZero())) {
      problems[name] = text.form.notPositive;
      return undefined;
    }
    if (isTooLarge(value)) {
      problems[name] = text.form.tooLarge;
      return undefined;
    }
    return value;
  }
  const optional = (name: keyof Fields, rule: "positive" | "zero-or-more") =>
    fields[name].trim() === "" ? undefined : number(name, rule);

  function charge(name: "fee" | "tax", currency: Currency): Charge | undefined {
    const amount = optional(name, "zero-or-more");
    if (!amount || amount.isZero()) return undefined;
    const before = input.was && name in input.was ? (input.was as { fee?: Charge; tax?: Charge })[name] : undefined;
    const isKept = before?.exchangeRate && (before.currency ?? fields.currency) === currency;
    return {
      amount,
      ...(currency === fields.currency ? {} : { currency }),
      ...(isKept ? { exchangeRate: before.exchangeRate! } : {}),
    };
  }
  function whole(name: "numerator" | "denominator"): number {
    const value = number(name, "positive");
    if (value && !value.equals(value.round(0))) problems[name] = text.form.notWhole;
    else if (value && value.toNumber() > LARGEST_SPLIT_TERM) problems[name] = text.form.tooLargeTerm;
    return value?.toNumber() ?? 0;
  }

  if (!/^\d{4}-\d{2}-\d{2}$/.test(fields.day)) problems.day = text.form.missing;
  if (has.instrument(fields.kind) && !instrument) problems.instrument = text.form.noInstrument;
  const common = {
    id,
    day: fields.day,
    ...(fields.time ? { time: fields.time } : {}),
    ...(fields.account.trim() ? { account: fields.account.trim() } : {}),
    ...(fields.note.trim() ? { note: fields.note.trim() } : {}),
  };
  const rate = fields.currency === baseCurrency ? undefined : optional("exchangeRate", "positive");
  const inCurrency = { currency: fields.currency, ...(rate ? { exchangeRate: rate } : {}) };
  const fee = has.charges(fields.kind) ? charge("fee", fields.feeCurrency) : undefined;
  const tax = has.tax(fields.kind) ? charge("tax", fields.taxCurrency) : undefined;
  const charges = { ...(fee ? { fee } : {}), ...(tax ? { tax } : {}) };

  const transaction = compose();
  return Object.keys(problems).length > 0 ? { problems } : { transaction };

  function compose(): Transaction {
    const { kind } = fields;
    switch (kind) {
      case "buy":
      case "sell": {
        const quantity = number("quantity", "positive") ?? Decimal.ZERO;
        const paid =
          fields.by === "amount"
            ? { amount: number("amount", "zero-or-more") ?? Decimal.ZERO, ...priceBeside() }
            : { price: inMajor(number("price", "zero-or-more") ?? Decimal.ZERO, fields.unit) };
        return { ...common, ...inCurrency, kind, instrument: instrument ?? "", quantity, ...paid, ...charges };
      }
      case "dividend":
        return { ...common, ...inCurrency, kind, instrument: instrument ?? "", amount: amount(), ...charges };
      case "split":
        return {
          ...common,
          kind,
          instrument: instrument ?? "",
          numerator: whole("numerator"),
          denominator: whole("denominator"),
        };
      case "conversion": {
        if (fields.toCurrency === fields.currency) problems.toCurrency = text.form.sameCurrency;
        const toAmount = number("toAmount", "positive") ?? Decimal.ZERO;
        return {
          ...common,
          ...inCurrency,
          kind,
          amount: amount(),
          toAmount,
          toCurrency: fields.toCurrency,
          ...(fee ? { fee } : {}),
        };
      }
      default:
        return { ...common, ...inCurrency, kind, amount: amount(), ...(instrument ? { instrument } : {}), ...charges };
    }
  }

  /** A statement may name the price beside the amount; the amount counts. */
  function priceBeside() {
    const price = optional("price", "zero-or-more");
    return price ? { price: inMajor(price, fields.unit) } : {};
  }

  function amount(): Decimal {
    return number("amount", "positive") ?? Decimal.ZERO;
  }
}

/** Pence become pounds. */
export function inMajor(price: Decimal, unit: string): Decimal {
  const minor = minorUnit(unit);
  return minor ? price.dividedBy(Decimal.fromInteger(minor.perMajor)) : price;
}

/** A form for what is new, in what is most likely. */
export function emptyFields(kind: TransactionKind, day: string, currency: Currency): Fields {
  return {
    kind,
    day,
    time: "",
    quantity: "",
    by: "price",
    price: "",
    unit: currency,
    amount: "",
    currency,
    exchangeRate: "",
    fee: "",
    feeCurrency: currency,
    tax: "",
    taxCurrency: currency,
    toAmount: "",
    toCurrency: currency === "USD" ? "EUR" : "USD",
    numerator: "",
    denominator: "1",
    account: "",
    note: "",
  };
}

/** A recorded transaction back in its form; `write` puts decimals in the reader's notation. */
export function fieldsOf(one: Transaction, baseCurrency: Currency, write: (figure: Decimal) => string): Fields {
  const currency = "currency" in one ? one.currency : baseCurrency;
  const fields = emptyFields(one.kind, one.day, currency);
  const put = (figure: Decimal | undefined) => (figure ? write(figure) : "");
  Object.assign(fields, { time: one.time ?? "", account: one.account ?? "", note: one.note ?? "" });
  if (one.kind === "split")
    return { ...fields, numerator: String(one.numerator), denominator: String(one.denominator) };
  fields.exchangeRate = put(one.exchangeRate);
  fields.amount = put(one.amount);
  fields.fee = put(one.fee?.amount);
  fields.feeCurrency = one.fee?.currency ?? currency;
  if ("tax" in one) {
    fields.tax = put(one.tax?.amount);
    fields.taxCurrency = one.tax?.currency ?? currency;
  }
  if ("quantity" in one) {
    fields.quantity = put(one.quantity);
    fields.price = put(one.price);
    fields.by = one.amount ? "amount" : "price";
  }
  if ("toAmount" in one) Object.assign(fields, { toAmount: put(one.toAmount), toCurrency: one.toCurrency });
  return fields;
}
