import type { Transaction, TransactionKind } from "@tickfolio/engine";

/** What a form may ask for. */
export type FormPart =
  | "instrument"
  /** What the instrument becomes, or gives out. */
  | "becomes"
  | "units"
  /** A price per unit or a whole amount. */
  | "paid"
  /** The same, where it may be left out. */
  | "worth"
  | "amount"
  /** Cash that may come with it. */
  | "cash"
  | "conversion"
  | "ratio"
  | "share"
  | "accounts"
  /** Lots that come along, or lots that are to go. */
  | "brought"
  | "taken"
  | "fee"
  | "tax";

const TRADED: readonly FormPart[] = ["instrument", "units", "paid", "fee", "tax"];
const DIVIDEND: readonly FormPart[] = ["instrument", "amount", "fee", "tax"];
const CASH: readonly FormPart[] = ["amount"];

const PARTS: Record<TransactionKind, readonly FormPart[]> = {
  buy: TRADED,
  sell: [...TRADED, "taken"],
  dividend: DIVIDEND,
  deposit: ["amount", "fee"],
  withdrawal: ["amount", "fee"],
  interest: ["amount", "fee", "tax"],
  "interest-charge": CASH,
  fee: CASH,
  "fee-refund": CASH,
  tax: CASH,
  "tax-refund": CASH,
  conversion: ["amount", "conversion", "fee"],
  split: ["instrument", "ratio"],
  "cash-in-lieu": [...TRADED, "taken"],
  "dividend-reversal": DIVIDEND,
  "stock-dividend": ["instrument", "units"],
  "stock-dividend-reversal": ["instrument", "units"],
  "reinvested-dividend": ["instrument", "units", "amount", "fee", "tax"],
  "reinvested-dividend-reversal": ["instrument", "units", "amount", "fee", "tax", "taken"],
  "transfer-in": ["instrument", "units", "worth", "brought", "fee"],
  "transfer-out": ["instrument", "units", "worth", "taken", "fee"],
  move: ["instrument", "accounts", "units", "worth", "taken", "fee"],
  "spin-off": ["instrument", "becomes", "ratio", "share"],
  merger: ["instrument", "becomes", "ratio", "cash", "share", "fee", "tax"],
  "symbol-change": ["instrument", "becomes"],
  "return-of-capital": DIVIDEND,
};

/** Whether the form of a kind asks for something. What a recorded one has is asked for too: nothing is lost by changing it. */
export function asksFor(kind: TransactionKind, part: FormPart, was?: Transaction): boolean {
  if (PARTS[kind].includes(part)) return true;
  return was?.kind === kind && (part === "fee" || part === "tax") && part in was;
}

/** All kinds, most typed first, then by what brings them about. */
export const kindGroups: readonly { group: KindGroup | null; kinds: readonly TransactionKind[] }[] = [
  { group: null, kinds: ["buy", "sell", "dividend", "deposit", "withdrawal"] },
  { group: "income", kinds: ["interest", "reinvested-dividend", "stock-dividend", "return-of-capital"] },
  { group: "costs", kinds: ["fee", "tax", "interest-charge", "conversion"] },
  { group: "transfers", kinds: ["transfer-in", "transfer-out", "move"] },
  { group: "actions", kinds: ["split", "spin-off", "merger", "symbol-change", "cash-in-lieu"] },
  {
    group: "reversals",
    kinds: ["dividend-reversal", "reinvested-dividend-reversal", "stock-dividend-reversal", "fee-refund", "tax-refund"],
  },
];
export type KindGroup = "income" | "costs" | "transfers" | "actions" | "reversals";
