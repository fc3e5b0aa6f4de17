import {
  type Charge,
  type Currency,
  Decimal,
  isTooLarge,
  LARGEST_SPLIT_TERM,
  type LotChoice,
  minorUnit,
  type Transaction,
  type TransferredLot,
} from "@tickfolio/engine";
import { text } from "./text.ts";
import type { Fields, TextField, TypedLot } from "./transaction-form.ts";
import { asksFor } from "./transaction-kinds.ts";

/** What a problem stands at: a field, an instrument, or a cell of a list of lots. */
export type ProblemName =
  | keyof Fields
  | "instrument"
  | "becomes"
  | `brought.${number}.${keyof TypedLot}`
  | `taken.${number}`;
export type Problems = Partial<Record<ProblemName, string>>;

export interface DraftInput {
  fields: Fields;
  id: string;
  instrument: string | null;
  /** What the instrument becomes, or gives out. */
  becomes?: string | null;
  baseCurrency: Currency;
  /** What is being changed: rates of its charges, which the form does not show, are kept. */
  was?: Transaction | undefined;
  /** Reads a number in the reader's notation into decimal text. */
  read(typed: string): string | null;
}

type Rule = "positive" | "zero-or-more";
const HUNDRED = Decimal.fromInteger(100);

/** The transaction that was typed, or what is still wrong with it, by field. */
export function readDraft(input: DraftInput): { transaction: Transaction } | { problems: Problems } {
  const { fields, id, instrument, becomes, baseCurrency } = input;
  const problems: Problems = {};

  function read(name: ProblemName, typed: string, rule: Rule): Decimal | undefined {
    const problem = (told: string) => {
      problems[name] = told;
      return undefined;
    };
    if (typed.trim() === "") return problem(text.form.missing);
    const plain = input.read(typed);
    if (plain === null) return problem(text.form.notANumber);
    const value = Decimal.parse(plain);
    if (value.isNegative() || (rule === "positive" && value.isZero())) return problem(text.form.notPositive);
    return isTooLarge(value) ? problem(text.form.tooLarge) : value;
  }
  const needed = (name: TextField, rule: Rule) => read(name, fields[name], rule) ?? Decimal.ZERO;
  const optional = (name: TextField, rule: Rule) =>
    fields[name].trim() === "" ? undefined : read(name, fields[name], rule);

  function charge(name: "fee" | "tax", currency: Currency): { fee?: Charge; tax?: Charge } {
    if (!asksFor(fields.kind, name, input.was)) return {};
    const amount = optional(name, "zero-or-more");
    if (!amount || amount.isZero()) return {};
    const before = input.was && name in input.was ? (input.was as { fee?: Charge; tax?: Charge })[name] : undefined;
    const isKept = before?.exchangeRate && (before.currency ?? fields.currency) === currency;
    const own = currency === fields.currency ? {} : { currency };
    return { [name]: { amount, ...own, ...(isKept ? { exchangeRate: before.exchangeRate! } : {}) } };
  }
  function whole(name: "numerator" | "denominator"): number {
    const value = read(name, fields[name], "positive");
    if (value && !value.equals(value.round(0))) problems[name] = text.form.notWhole;
    else if (value && value.toNumber() > LARGEST_SPLIT_TERM) problems[name] = text.form.tooLargeTerm;
    return value?.toNumber() ?? 0;
  }

  if (!/^\d{4}-\d{2}-\d{2}$/.test(fields.day)) problems.day = text.form.missing;
  if (asksFor(fields.kind, "instrument") && !instrument) problems.instrument = text.form.noInstrument;
  if (asksFor(fields.kind, "becomes")) {
    if (!becomes) problems.becomes = text.form.noInstrument;
    else if (becomes === instrument) problems.becomes = text.form.sameInstrument;
  }
  const common = {
    id,
    day: fields.day,
    ...(fields.time ? { time: fields.time } : {}),
    ...(fields.account.trim() ? { account: fields.account.trim() } : {}),
    ...(fields.note.trim() ? { note: fields.note.trim() } : {}),
  };
  const about = { instrument: instrument ?? "" };
  const change = { ...about, newInstrument: becomes ?? "" };

  const transaction = compose();
  return Object.keys(problems).length > 0 ? { problems } : { transaction };

  function compose(): Transaction {
    const { kind } = fields;
    switch (kind) {
      case "buy":
        return { ...common, ...charged(), kind, ...about, ...units(), ...worth(true) };
      case "sell":
      case "cash-in-lieu":
        return { ...common, ...charged(), kind, ...about, ...units(), ...worth(true), ...taken() };
      case "transfer-in": {
        const lots = brought();
        return { ...common, ...charged(), kind, ...about, ...units(), ...worth(!lots.lots), ...lots };
      }
      case "transfer-out":
        return { ...common, ...charged(), kind, ...about, ...units(), ...worth(false), ...taken() };
      case "move": {
        const toAccount = fields.toAccount.trim();
        if (toAccount === fields.account.trim()) problems.toAccount = text.form.sameAccount;
        const to = toAccount ? { toAccount } : {};
        return { ...common, ...charged(), kind, ...about, ...to, ...units(), ...worth(false), ...taken() };
      }
      case "stock-dividend":
      case "stock-dividend-reversal":
        return { ...common, kind, ...about, ...units() };
      case "reinvested-dividend":
        return { ...common, ...charged(), kind, ...about, ...units(), ...amount() };
      case "reinvested-dividend-reversal":
        return { ...common, ...charged(), kind, ...about, ...units(), ...amount(), ...taken() };
      case "dividend":
      case "dividend-reversal":
      case "return-of-capital":
        return { ...common, ...charged(), kind, ...about, ...amount() };
      case "split":
        return { ...common, kind, ...about, ...ratio() };
      case "spin-off":
        return { ...common, kind, ...change, ...ratio(), costShare: share() ?? Decimal.ZERO };
      case "merger": {
        const cash = optional("amount", "positive");
        const cashCostShare = cash && fields.share.trim() ? share() : undefined;
        const paid = { ...(cash ? { amount: cash } : {}), ...(cashCostShare ? { cashCostShare } : {}) };
        return { ...common, ...charged(), kind, ...change, ...ratio(), ...paid };
      }
      case "symbol-change":
        return { ...common, kind, ...change };
      case "conversion": {
        const { toCurrency } = fields;
        if (toCurrency === fields.currency) problems.toCurrency = text.form.sameCurrency;
        return { ...common, ...charged(), kind, ...amount(), toAmount: needed("toAmount", "positive"), toCurrency };
      }
      case "deposit":
      case "withdrawal":
      case "interest":
      case "interest-charge":
      case "fee":
      case "fee-refund":
      case "tax":
      case "tax-refund":
        return { ...common, ...charged(), kind, ...amount(), ...(instrument ? about : {}) };
      default:
        return kind satisfies never;
    }
  }

  function charged() {
    const rate = fields.currency === baseCurrency ? undefined : optional("exchangeRate", "positive");
    const inCurrency = { currency: fields.currency, ...(rate ? { exchangeRate: rate } : {}) };
    return { ...inCurrency, ...charge("fee", fields.feeCurrency), ...charge("tax", fields.taxCurrency) };
  }

  function units() {
    return { quantity: needed("quantity", "positive") };
  }

  function amount() {
    return { amount: needed("amount", "positive") };
  }

  function ratio() {
    return { numerator: whole("numerator"), denominator: whole("denominator") };
  }

  /** By the price per unit or as a whole. A statement may name the price beside the amount; the amount counts. */
  function worth(isNeeded: boolean): { price?: Decimal; amount?: Decimal } {
    const price =
      isNeeded && fields.by === "price" ? needed("price", "zero-or-more") : optional("price", "zero-or-more");
    const perUnit = price ? { price: inMajor(price, fields.unit) } : {};
    if (fields.by === "price") return perUnit;
    const all = isNeeded ? needed("amount", "zero-or-more") : optional("amount", "zero-or-more");
    return all ? { amount: all, ...perUnit } : perUnit;
  }

  /** Typed in percent. */
  function share(): Decimal | undefined {
    const percent = read("share", fields.share, "zero-or-more");
    if (percent && percent.compare(HUNDRED) > 0) problems.share = text.form.notAShare;
    return percent?.dividedBy(HUNDRED);
  }

  /** Rows left empty are none. */
  function brought(): { lots?: TransferredLot[] } {
    const lots: TransferredLot[] = [];
    for (const [index, row] of fields.brought.entries()) {
      if (Object.values(row).every((cell) => cell.trim() === "")) continue;
      const name = (cell: keyof TypedLot) => `brought.${index}.${cell}` as const;
      if (!/^\d{4}-\d{2}-\d{2}$/.test(row.acquired)) problems[name("acquired")] = text.form.missing;
      else if (row.acquired > fields.day) problems[name("acquired")] = text.form.lotTooLate;
      const quantity = read(name("quantity"), row.quantity, "positive") ?? Decimal.ZERO;
      const cost = read(name("cost"), row.cost, "zero-or-more") ?? Decimal.ZERO;
      const isRated = row.exchangeRate.trim() !== "" && fields.currency !== baseCurrency;
      const exchangeRate = isRated ? read(name("exchangeRate"), row.exchangeRate, "positive") : undefined;
      lots.push({ acquired: row.acquired, quantity, cost, ...(exchangeRate ? { exchangeRate } : {}) });
    }
    if (lots.length === 0) return {};
    const isComplete = !Object.keys(problems).some((name) => name.startsWith("brought"));
    if (isComplete && !sumOf(lots).equals(needed("quantity", "positive"))) problems.brought = text.form.lotsDiffer;
    return { lots };
  }

  function taken(): { lots?: LotChoice[] } {
    const lots: LotChoice[] = [];
    for (const [index, { transaction, acquired, quantity }] of fields.taken.entries()) {
      if (quantity.trim() === "") continue;
      const units = read(`taken.${index}`, quantity, "zero-or-more");
      if (!units || units.isZero()) continue;
      lots.push({ transaction, ...(acquired ? { acquired } : {}), quantity: units });
    }
    if (sumOf(lots).compare(needed("quantity", "positive")) > 0) problems.taken = text.form.lotsTooMany;
    return lots.length > 0 ? { lots } : {};
  }
}

const sumOf = (lots: readonly { quantity: Decimal }[]) =>
  lots.reduce((sum, { quantity }) => sum.plus(quantity), Decimal.ZERO);

/** Pence become pounds. */
export function inMajor(price: Decimal, unit: string): Decimal {
  const minor = minorUnit(unit);
  return minor ? price.dividedBy(Decimal.fromInteger(minor.perMajor)) : price;
}
