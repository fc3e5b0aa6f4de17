import { Decimal } from "../decimal.ts";
import type { Charge, LotChoice, Transaction, TransferredLot } from "../transaction.ts";
import { CaseFileError, type VerificationCase } from "./case-file.ts";
import { CASE_TYPES, type CaseTransaction } from "./case-transaction.ts";
import { major, multiplierOf } from "./units.ts";

/** One row of a case as the transaction it tells of. */
export function readRow(one: VerificationCase, row: CaseTransaction, index: number): Transaction {
  const { date, type, symbol, account, time } = row;
  const kind = CASE_TYPES[type];
  const { currency, perMajor } = major(row.currency ?? one.settings.baseCurrency);
  const need = <T>(value: T | undefined, field: string): T => {
    if (value !== undefined) return value;
    throw new CaseFileError(`case (${one.id}): transactions.${index}.${field}: is needed for ${type}.`);
  };
  const money = (amount: Decimal) => amount.dividedBy(perMajor);
  const common = { id: idOf(row, index), day: date, ...set({ account, time }) };
  const paid = {
    currency,
    ...set({ exchangeRate: row.fxRate?.times(perMajor) }),
    ...set({ fee: charge(row, "fee", currency, perMajor), tax: charge(row, "tax", currency, perMajor) }),
  };
  const gross = () => {
    if (row.amount) return money(row.amount);
    if (!row.quantity || !row.price) return undefined;
    return money(row.quantity.times(row.price)).times(multiplierOf(one, symbol ?? ""));
  };
  const amount = () => need(gross(), row.quantity ? "price" : "amount");
  const units = () => ({ instrument: need(symbol, "symbol"), quantity: need(row.quantity, "quantity") });
  const ratio = () => {
    const [numerator, denominator] = ratioOf(need(row.ratio ?? row.numerator, "ratio"), row.denominator);
    return { numerator, denominator };
  };
  const choices = () => set({ lots: row.lots?.map((lot) => choiceOf(one, row, lot)) });
  const change = () => ({ instrument: need(symbol, "symbol"), newInstrument: need(row.newSymbol, "newSymbol") });

  switch (kind) {
    case "buy":
      return { ...common, ...paid, kind, ...units(), amount: need(gross(), "price") };
    case "sell":
    case "cash-in-lieu":
      return { ...common, ...paid, kind, ...units(), amount: amount(), ...choices() };
    case "transfer-in": {
      const lots = row.lots?.map((lot, place): TransferredLot => {
        const field = `lots.${place}`;
        const cost = money(need(lot.cost, `${field}.cost`));
        const exchangeRate = lot.fxRate?.times(perMajor);
        return { acquired: need(lot.date, `${field}.date`), quantity: lot.quantity, cost, ...set({ exchangeRate }) };
      });
      if (!lots) return { ...common, ...paid, kind, ...units(), amount: amount() };
      return { ...common, ...paid, kind, ...units(), ...set({ amount: gross() }), lots };
    }
    case "transfer-out":
      return { ...common, ...paid, kind, ...units(), ...set({ amount: gross() }), ...choices() };
    case "move": {
      const { toAccount } = row;
      return { ...common, ...paid, kind, ...units(), ...set({ toAccount, amount: gross() }), ...choices() };
    }
    case "dividend":
      // A dividend of nothing in particular is cash that came by itself.
      if (symbol === undefined) return { ...common, ...paid, kind: "interest", amount: amount() };
      return { ...common, ...paid, kind, instrument: symbol, amount: amount() };
    case "dividend-reversal":
    case "return-of-capital":
      return { ...common, ...paid, kind, instrument: need(symbol, "symbol"), amount: amount() };
    case "stock-dividend":
    case "stock-dividend-reversal":
      return { ...common, kind, ...units() };
    case "reinvested-dividend":
    case "reinvested-dividend-reversal":
      return { ...common, ...paid, kind, ...units(), amount: amount(), ...choices() };
    case "split":
      return { ...common, kind, instrument: need(symbol, "symbol"), ...ratio() };
    case "spin-off":
      return { ...common, kind, ...change(), ...ratio(), costShare: need(row.costShare, "costShare") };
    case "merger": {
      const cash = set({ amount: row.amount && money(row.amount), cashCostShare: row.costShare });
      return { ...common, ...paid, kind, ...change(), ...ratio(), ...cash };
    }
    case "symbol-change":
      return { ...common, kind, ...change() };
    case "conversion": {
      const to = major(need(row.toCurrency, "toCurrency"));
      const toAmount = need(row.toAmount, "toAmount").dividedBy(to.perMajor);
      const { tax: _, ...given } = paid;
      return { ...common, ...given, kind, amount: amount(), toAmount, toCurrency: to.currency };
    }
    default:
      return { ...common, ...paid, kind, amount: amount(), ...set({ instrument: symbol }) };
  }
}

function idOf({ id }: CaseTransaction, index: number): string {
  return id ?? `txn_${index + 1}`;
}

type Lot = NonNullable<CaseTransaction["lots"]>[number];

/** A lot named by its date alone is the one that the first acquisition of that day brought. */
function choiceOf(one: VerificationCase, row: CaseTransaction, { transaction, date, quantity }: Lot): LotChoice {
  if (transaction !== undefined) return { transaction, quantity, ...set({ acquired: date }) };
  const acquires = ({ type }: CaseTransaction) => ["BUY", "TRANSFER_IN", "REINVESTED_DIVIDEND"].includes(type);
  const place = one.transactions.findIndex((other) => {
    if (!acquires(other) || other.symbol !== row.symbol) return false;
    return other.lots ? other.lots.some((lot) => lot.date === date) : other.date === date;
  });
  const named = one.transactions[place];
  return { transaction: named ? idOf(named, place) : "", quantity, ...set({ acquired: date }) };
}

function charge(row: CaseTransaction, name: "fee" | "tax", currency: string, perMajor: Decimal): Charge | undefined {
  const stated = row[name];
  if (!stated) return undefined;
  const own = row[`${name}Currency`];
  const given = own === undefined ? { currency, perMajor } : major(own);
  const exchangeRate = row[`${name}FxRate`]?.times(given.perMajor);
  const amount = stated.dividedBy(given.perMajor);
  return { amount, ...(own === undefined ? {} : { currency: given.currency }), ...set({ exchangeRate }) };
}

/** A ratio like 1.5 as two whole numbers, 3 and 2 or any multiple of them. */
function ratioOf(ratio: Decimal, denominator: Decimal = Decimal.ONE): [number, number] {
  let terms: [Decimal, Decimal] = [ratio, denominator];
  const ten = Decimal.fromInteger(10);
  while (terms.some((term) => !term.equals(term.round(0)))) terms = [terms[0].times(ten), terms[1].times(ten)];
  return [terms[0].toNumber(), terms[1].toNumber()];
}

function set<T extends object>(fields: T) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [F in keyof T]?: Exclude<T[F], undefined>;
  };
}
