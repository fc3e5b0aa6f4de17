import type { Day } from "./day.ts";
import { Decimal } from "./decimal.ts";
import { readLotChoices, readTransferredLots } from "./lots-text.ts";
import type { Currency } from "./money.ts";
import type { Charge, LotChoice, Transaction, TransferredLot } from "./transaction.ts";

/** A line of a story as a transaction; `testing.ts` says how they are written. */
export function readTransaction(day: Day, word: string, rest: string[], id: string, base: Currency): Transaction {
  const cells = [...rest];
  const next = () => {
    const cell = cells.shift();
    if (cell === undefined) throw new Error(`The line "${day} ${word} ${rest.join(" ")}" ends too early.`);
    return cell;
  };
  const number = () => Decimal.parse(next());
  const named = (name: string) => {
    const at = cells.indexOf(name);
    return at < 0 ? undefined : cells.splice(at, 2)[1];
  };
  const charge = (text: string | undefined): Charge | undefined => (text ? { amount: Decimal.parse(text) } : undefined);
  const decimal = (text: string | undefined) => (text ? Decimal.parse(text) : undefined);
  const ratio = () => {
    const [numerator = 1, denominator = 1] = next().split(":").map(Number);
    return { numerator, denominator };
  };
  const stated = (): { amount?: Decimal; price?: Decimal } => {
    if (cells[0] !== "for" && cells[0] !== "@") return {};
    return cells.shift() === "for" ? { amount: number() } : { price: number() };
  };
  const currency = () => ({ currency: cells.shift() ?? base });
  const lotsText = named("lots");
  const choices = () => set({ lots: lots<LotChoice>(lotsText, readLotChoices) });

  const common = { id, day, ...set({ time: named("time"), account: named("account") }) };
  const charges = set({ fee: charge(named("fee")), tax: charge(named("tax")) });
  const extras = { ...charges, ...set({ exchangeRate: decimal(named("rate")) }) };
  switch (word) {
    case "buy":
    case "sell":
    case "cash-in-lieu":
    case "transfer-out": {
      const units = { quantity: number(), instrument: next() };
      return { ...common, kind: word, ...units, ...stated(), ...extras, ...currency(), ...choices() };
    }
    case "transfer-in": {
      const units = { quantity: number(), instrument: next() };
      const brought = set({ lots: lots<TransferredLot>(lotsText, readTransferredLots) });
      return { ...common, kind: word, ...units, ...stated(), ...extras, ...currency(), ...brought };
    }
    case "move": {
      const to = set({ toAccount: named("to") });
      const units = { quantity: number(), instrument: next() };
      return { ...common, kind: word, ...units, ...to, ...stated(), ...extras, ...currency(), ...choices() };
    }
    case "stock-dividend":
    case "stock-dividend-reversal":
      return { ...common, kind: word, quantity: number(), instrument: next() };
    case "reinvested-dividend":
    case "reinvested-dividend-reversal": {
      const units = { quantity: number(), instrument: next() };
      const amount = stated().amount;
      if (!amount) throw new Error(`A ${word} says what it was "for".`);
      return { ...common, kind: word, ...units, amount, ...extras, ...currency(), ...choices() };
    }
    case "dividend":
    case "dividend-reversal":
    case "return-of-capital":
      return { ...common, kind: word, instrument: next(), amount: number(), ...extras, ...currency() };
    case "split":
      return { ...common, kind: word, instrument: next(), ...ratio() };
    case "spin-off": {
      const newInstrument = named("into") ?? "";
      const costShare = decimal(named("share")) ?? Decimal.ZERO;
      return { ...common, kind: word, instrument: next(), newInstrument, ...ratio(), costShare };
    }
    case "merger": {
      const newInstrument = named("into") ?? "";
      const share = set({ cashCostShare: decimal(named("share")) });
      const change = { instrument: next(), newInstrument, ...ratio(), ...set({ amount: stated().amount }) };
      return { ...common, kind: word, ...change, ...share, ...extras, ...currency() };
    }
    case "symbol-change": {
      const newInstrument = named("into") ?? "";
      return { ...common, kind: word, instrument: next(), newInstrument };
    }
    case "convert": {
      const given = { amount: number(), currency: next() };
      next();
      const taken = { toAmount: number(), toCurrency: next() };
      return { ...common, kind: "conversion", ...given, ...taken, ...extras };
    }
    case "deposit":
    case "withdrawal":
    case "interest":
    case "interest-charge":
    case "fee":
    case "fee-refund":
    case "tax":
    case "tax-refund":
      return { ...common, kind: word, amount: number(), ...extras, ...currency() };
    default:
      throw new Error(`No story has a line like "${day} ${word}".`);
  }
}

function lots<T>(text: string | undefined, read: (text: string) => T[] | undefined): T[] | undefined {
  if (text === undefined) return undefined;
  const found = read(text);
  if (!found) throw new Error(`"${text}" names no lots.`);
  return found;
}

function set<T extends object>(fields: T) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [F in keyof T]?: Exclude<T[F], undefined>;
  };
}
