import type { TradeColumn } from "./trades-csv.ts";
import type { TransactionKind } from "./transaction.ts";

const RATED = ["currency", "exchange_rate"] as const;
const CHARGED = [...RATED, "fee", "tax"] as const;
const CASH = ["symbol", "amount", ...CHARGED] as const;
const UNITS = ["symbol", "quantity"] as const;
const WORTH = [...UNITS, "price", "amount", ...CHARGED] as const;
const RATIO = ["numerator", "denominator"] as const;

/** The columns each kind has, beside those that all have. What asks for no currency may still name that of its instrument. */
export const KIND_COLUMNS: Record<TransactionKind, readonly TradeColumn[]> = {
  buy: WORTH,
  sell: [...WORTH, "lots"],
  dividend: WORTH,
  deposit: CASH,
  withdrawal: CASH,
  interest: CASH,
  "interest-charge": CASH,
  fee: CASH,
  "fee-refund": CASH,
  tax: CASH,
  "tax-refund": CASH,
  conversion: ["amount", "to_amount", "to_currency", "fee", ...RATED],
  split: ["symbol", "currency", ...RATIO],
  "cash-in-lieu": [...WORTH, "lots"],
  "dividend-reversal": WORTH,
  "stock-dividend": [...UNITS, "currency"],
  "stock-dividend-reversal": [...UNITS, "currency"],
  "reinvested-dividend": [...UNITS, "amount", ...CHARGED],
  "reinvested-dividend-reversal": [...UNITS, "amount", ...CHARGED, "lots"],
  "transfer-in": [...WORTH, "lots"],
  "transfer-out": [...WORTH, "lots"],
  move: [...WORTH, "to_account", "lots"],
  "spin-off": ["symbol", "new_symbol", "currency", "cost_share", ...RATIO],
  merger: ["symbol", "new_symbol", "amount", "cost_share", ...CHARGED, ...RATIO],
  "symbol-change": ["symbol", "new_symbol", "currency"],
  "return-of-capital": WORTH,
};

/** What other programs call them, where it can mean nothing else. */
const ALIASES: Record<string, TransactionKind> = {
  bought: "buy",
  purchase: "buy",
  sold: "sell",
  sale: "sell",
  "cash-dividend": "dividend",
  div: "dividend",
  withdraw: "withdrawal",
  commission: "fee",
  fees: "fee",
  taxes: "tax",
  "currency-conversion": "conversion",
  "currency-exchange": "conversion",
  "stock-split": "split",
  "share-split": "split",
  "reverse-split": "split",
  "cash-in-lieu-of-fractions": "cash-in-lieu",
  "cash-in-lieu-of-fractional-shares": "cash-in-lieu",
  "dividend-in-shares": "stock-dividend",
  "scrip-issue": "stock-dividend",
  "bonus-issue": "stock-dividend",
  "bonus-shares": "stock-dividend",
  drip: "reinvested-dividend",
  "dividend-reinvestment": "reinvested-dividend",
  "reinvest-dividend": "reinvested-dividend",
  "delivery-(inbound)": "transfer-in",
  "inbound-delivery": "transfer-in",
  "delivery-(outbound)": "transfer-out",
  "outbound-delivery": "transfer-out",
  spinoff: "spin-off",
  "stock-merger": "merger",
  "ticker-change": "symbol-change",
  "name-change": "symbol-change",
  "return-of-principal": "return-of-capital",
  roc: "return-of-capital",
};

/** The kind that is meant, however it is written: `Transfer In`, `transfer_in` and `TRANSFER-IN` are one. */
export function readKind(text: string): TransactionKind | undefined {
  const kind = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, "-");
  if (Object.hasOwn(KIND_COLUMNS, kind)) return kind as TransactionKind;
  return Object.hasOwn(ALIASES, kind) ? ALIASES[kind] : undefined;
}
