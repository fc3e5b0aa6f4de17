import {
  type Currency,
  Decimal,
  type LotChoice,
  lotChoicesOf,
  type Transaction,
  type TransactionKind,
  type TransferredLot,
} from "@tickfolio/engine";

/** A lot that comes in a transfer, as typed. */
export interface TypedLot {
  acquired: string;
  quantity: string;
  cost: string;
  exchangeRate: string;
}

/** Units of an open lot that are to go, as typed. `acquired` where its transaction brought several. */
export interface TypedChoice {
  transaction: string;
  acquired: string;
  quantity: string;
}

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
  /** In percent. */
  share: string;
  account: string;
  toAccount: string;
  brought: readonly TypedLot[];
  taken: readonly TypedChoice[];
  note: string;
}

/** Fields that are one text. */
export type TextField = { [F in keyof Fields]: string extends Fields[F] ? F : never }[keyof Fields];

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
    share: "",
    account: "",
    toAccount: "",
    brought: [],
    taken: [],
    note: "",
  };
}

export const emptyLot: TypedLot = { acquired: "", quantity: "", cost: "", exchangeRate: "" };

const HUNDRED = Decimal.fromInteger(100);

/** A recorded transaction back in its form; `write` puts decimals in the reader's notation. */
export function fieldsOf(one: Transaction, baseCurrency: Currency, write: (figure: Decimal) => string): Fields {
  const currency = "currency" in one ? one.currency : baseCurrency;
  const fields = emptyFields(one.kind, one.day, currency);
  const put = (figure: Decimal | undefined) => (figure ? write(figure) : "");
  Object.assign(fields, { time: one.time ?? "", account: one.account ?? "", note: one.note ?? "" });
  if ("quantity" in one) fields.quantity = put(one.quantity);
  if ("amount" in one) fields.amount = put(one.amount);
  if ("quantity" in one && fields.amount) fields.by = "amount";
  if ("price" in one) fields.price = put(one.price);
  if ("exchangeRate" in one) fields.exchangeRate = put(one.exchangeRate);
  if ("fee" in one) {
    fields.fee = put(one.fee?.amount);
    fields.feeCurrency = one.fee?.currency ?? currency;
  }
  if ("tax" in one) {
    fields.tax = put(one.tax?.amount);
    fields.taxCurrency = one.tax?.currency ?? currency;
  }
  if ("toCurrency" in one) Object.assign(fields, { toAmount: put(one.toAmount), toCurrency: one.toCurrency });
  if ("numerator" in one) {
    Object.assign(fields, { numerator: write(whole(one.numerator)), denominator: write(whole(one.denominator)) });
  }
  const share = "costShare" in one ? one.costShare : "cashCostShare" in one ? one.cashCostShare : undefined;
  fields.share = put(share?.times(HUNDRED));
  if (one.kind === "move") fields.toAccount = one.toAccount ?? "";
  if (one.kind === "transfer-in") fields.brought = (one.lots ?? []).map((lot) => typedLot(lot, put));
  fields.taken = lotChoicesOf(one).map((choice) => typedChoice(choice, put));
  return fields;
}

const whole = (term: number) => Decimal.fromInteger(term);

type Put = (figure: Decimal | undefined) => string;
function typedLot({ acquired, quantity, cost, exchangeRate }: TransferredLot, put: Put): TypedLot {
  return { acquired, quantity: put(quantity), cost: put(cost), exchangeRate: put(exchangeRate) };
}
function typedChoice({ transaction, acquired = "", quantity }: LotChoice, put: Put): TypedChoice {
  return { transaction, acquired, quantity: put(quantity) };
}
