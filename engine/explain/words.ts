import type { Transaction, TransactionKind } from "../transaction.ts";
import type { Explanation } from "./explanation.ts";
import type { Step, Tape } from "./tape.ts";

const NOUNS: Record<TransactionKind, string> = {
  ...{ buy: "purchase", sell: "sale", "cash-in-lieu": "cash in lieu", dividend: "dividend" },
  ...{ "dividend-reversal": "reversal of a dividend", "stock-dividend": "stock dividend" },
  ...{ "stock-dividend-reversal": "reversal of a stock dividend", "reinvested-dividend": "reinvested dividend" },
  "reinvested-dividend-reversal": "reversal of a reinvested dividend",
  ...{ "transfer-in": "transfer in", "transfer-out": "transfer out", move: "move", split: "split" },
  ...{ "spin-off": "spin-off", merger: "merger", "symbol-change": "symbol change" },
  ...{ "return-of-capital": "return of capital", conversion: "conversion", deposit: "deposit" },
  ...{ withdrawal: "withdrawal", interest: "interest", "interest-charge": "interest charge", fee: "fee" },
  ...{ "fee-refund": "fee refund", tax: "tax", "tax-refund": "tax refund" },
};

const FIELDS: Record<string, string> = {
  ...{ quantity: "units", price: "price", amount: "amount", exchangeRate: "exchange rate", fee: "fee", tax: "tax" },
  ...{ toAmount: "amount received", costShare: "share of the cost", cashCostShare: "share of the cost for cash" },
  ...{ numerator: "new units", denominator: "old units", cost: "cost" },
};

export function nounOf({ kind, day }: Transaction): string {
  return `${NOUNS[kind]} of ${day}`;
}

/** `price of the purchase of 2024-02-01`; of parts, `exchange rate of the fee of the purchase of ...`. */
export function labelOfField(transaction: Transaction, field: string): string {
  const [first = "", second, third] = field.split(".");
  const of = `the ${nounOf(transaction)}`;
  if (first === "lots") return `${FIELDS[third ?? ""] ?? third} of lot ${Number(second) + 1} of ${of}`;
  if (second === undefined) return `${FIELDS[first] ?? first} of ${of}`;
  return second === "amount"
    ? `${FIELDS[first]} of ${of}`
    : `${FIELDS[second] ?? second} of the ${FIELDS[first]} of ${of}`;
}

/** Terms of a split or exchange, which are plain numbers of the transaction being booked. */
export function termOfRow(tape: Tape, place: number, operand: number, index: number): string | undefined {
  if (tape.stepAt(place) !== "share" || index === 0 || !isConstant(tape, operand)) return undefined;
  const row = tape.rowAt(place);
  if (!row || !("numerator" in row)) return undefined;
  const name = index === 1 ? "numerator" : "denominator";
  return tape.valueAt(operand).toString() === String(row[name]) ? name : undefined;
}

export function unitOfField(transaction: Transaction, field: string): string | null {
  const [first = "", second, third] = field.split(".");
  const currency = "currency" in transaction ? transaction.currency : null;
  if (first === "toAmount" && transaction.kind === "conversion") return transaction.toCurrency;
  if (field === "quantity" || third === "quantity") return "units";
  if (field.endsWith("exchangeRate") || field.endsWith("hare")) return null;
  if ((first === "fee" || first === "tax") && second === "amount") {
    const charge = (transaction as { fee?: { currency?: string }; tax?: { currency?: string } })[first];
    return charge?.currency ?? currency;
  }
  return first === "numerator" || first === "denominator" ? "units" : currency;
}

/** Units of the terms of a step, from the unit of its result. */
export function unitsBelow(tape: Tape, step: Step, places: readonly number[], unit: string | null): (string | null)[] {
  if (step !== "times" && step !== "share") return places.map((place) => leafUnit(tape, place) ?? unit);
  const known = places.map((place) => leafUnit(tape, place));
  return known.map((own, index) => {
    if (own !== undefined) return own;
    const other = places[1 - index];
    if (step === "share") return index === 0 ? unit : "units";
    // What is multiplied by a rate is in the currency that the rate is from.
    const rate = other === undefined ? undefined : rateAt(tape, other);
    return rate ?? unit;
  });
}

function rateAt(tape: Tape, place: number): string | undefined {
  if (tape.stepAt(place) !== "leaf") return undefined;
  const origin = tape.originAt(place);
  if (origin.kind === "rate") return origin.from;
  if (origin.kind !== "entry" || !origin.field.endsWith("exchangeRate")) return undefined;
  return "currency" in origin.transaction ? origin.transaction.currency : undefined;
}

function leafUnit(tape: Tape, place: number): string | null | undefined {
  if (tape.stepAt(place) !== "leaf") return undefined;
  const origin = tape.originAt(place);
  if (origin.kind === "rate") return `${origin.to} per ${origin.from}`;
  return origin.kind === "entry" ? unitOfField(origin.transaction, origin.field) : undefined;
}

function isConstant(tape: Tape, place: number): boolean {
  return tape.stepAt(place) === "leaf" && tape.originAt(place).kind === "constant";
}

/** What a step of a booking comes to, by the transaction during which it was made. */
export function labelOfStep(tape: Tape, place: number, unit: string | null): string {
  const row = tape.rowAt(place);
  const noun = row ? nounOf(row) : "journal";
  const step = tape.stepAt(place);
  const isChange = row !== undefined && "numerator" in row;
  if (step === "share") return isChange ? `after the ${noun}` : `part that goes with the ${noun}`;
  if (step === "round") return `amount of the ${noun}, in whole minor units`;
  if (step === "times") {
    const charge = tape
      .operandsAt(place)
      .map((operand) => chargeAt(tape, operand))
      .find(Boolean);
    return isChange ? `part that goes with the ${noun}` : `${charge ?? "amount"} of the ${noun} in ${unit}`;
  }
  const [left] = tape.operandsAt(place);
  const before = left === undefined ? undefined : tape.rowAt(left);
  return before === row ? `all of the ${noun}` : `after the ${noun}`;
}

function chargeAt(tape: Tape, place: number): string | undefined {
  if (tape.stepAt(place) !== "leaf") return undefined;
  const origin = tape.originAt(place);
  if (origin.kind !== "entry") return undefined;
  return origin.field === "fee.amount" ? "fee" : origin.field === "tax.amount" ? "tax" : undefined;
}

const MOST_TERMS = 4;

/** The operation with its terms' names: `units × price`. */
export function formulaOf({ operation, terms, signs }: Pick<Explanation, "operation" | "terms" | "signs">): string {
  const names = terms.map(({ label }) => label);
  switch (operation) {
    case "exact sum":
    case "sum":
      if (names.length > MOST_TERMS) return `sum of ${names.length} terms`;
      return names.reduce((text, name, i) => {
        const sign = signs?.[signs.length === 1 ? 0 : i] === -1 ? "−" : "+";
        return i === 0 ? (sign === "−" ? `− ${name}` : name) : `${text} ${sign} ${name}`;
      }, "");
    case "exact product":
    case "product":
      return names.join(" × ");
    case "exact share":
      return `${names[0]} × ${names[1]} / ${names[2]}`;
    case "quotient":
      return names.join(" / ");
    case "rounded":
      return `${names[0]}, rounded half-even`;
    default:
      return names.join(", ");
  }
}
