import type { TransactionKind } from "@tickfolio/engine";

const kinds: Record<TransactionKind, string> = {
  buy: "Buy",
  sell: "Sell",
  dividend: "Dividend",
  interest: "Interest",
  "interest-charge": "Interest charge",
  deposit: "Deposit",
  withdrawal: "Withdrawal",
  conversion: "Currency conversion",
  fee: "Fee",
  "fee-refund": "Fee refund",
  tax: "Tax",
  "tax-refund": "Tax refund",
  split: "Split",
  "cash-in-lieu": "Cash in lieu",
  "dividend-reversal": "Dividend reversal",
  "stock-dividend": "Stock dividend",
  "stock-dividend-reversal": "Stock dividend reversal",
  "reinvested-dividend": "Reinvested dividend",
  "reinvested-dividend-reversal": "Reinvested dividend reversal",
  "transfer-in": "Transfer in",
  "transfer-out": "Transfer out",
  move: "Move between accounts",
  "spin-off": "Spin-off",
  merger: "Merger or exchange",
  "symbol-change": "Symbol change",
  "return-of-capital": "Return of capital",
};

/** Names of transactions, and sentences about them. */
export const kindText = {
  kinds,
  kindGroups: {
    income: "Income and payouts",
    costs: "Costs and currencies",
    transfers: "Transfers",
    actions: "Corporate actions",
    reversals: "Reversals and refunds",
  },
  /** Of those whose name does not say it all. */
  kindHelp: {
    "cash-in-lieu": "Money for a fraction of a unit that was not given out: a sale of that fraction.",
    "dividend-reversal": "A dividend that was paid by mistake and is taken back.",
    "stock-dividend": "New units for those held, free of charge: the cost is spread over more of them.",
    "stock-dividend-reversal": "New units that were given out by mistake and are taken back.",
    "reinvested-dividend": "A dividend paid in new units: income, and a purchase of the same amount.",
    "reinvested-dividend-reversal": "A reinvested dividend that is taken back, with its units.",
    "transfer-in": "Units that come from a broker or a person outside, as they were bought there.",
    "transfer-out": "Units that go to a broker or a person outside. It is no sale.",
    move: "Units that go from one of your accounts to another. They keep their cost and dates.",
    "spin-off": "A company gives out units of a new one; part of the cost goes with them.",
    merger: "Units become units of another company, with or without cash beside them.",
    "symbol-change": "The same units under another symbol. Nothing else changes.",
    "return-of-capital": "Money paid out that is no income: it lowers what the units have cost.",
    split: "New units for old ones. The cost stays.",
    "interest-charge": "Interest you have paid, on credit for instance.",
  } as Partial<Record<TransactionKind, string>>,

  sentences: {
    buy: (quantity: string, symbol: string, price: string) => `Bought ${quantity} ${symbol}${price && ` at ${price}`}`,
    sell: (quantity: string, symbol: string, price: string) => `Sold ${quantity} ${symbol}${price && ` at ${price}`}`,
    "cash-in-lieu": (quantity: string, symbol: string, price: string) =>
      `Cash for ${quantity} ${symbol}${price && ` at ${price}`}`,
    "transfer-in": (quantity: string, symbol: string) => `Transferred in ${quantity} ${symbol}`,
    "transfer-out": (quantity: string, symbol: string) => `Transferred out ${quantity} ${symbol}`,
    move: (quantity: string, symbol: string, from: string | undefined, to: string | undefined) =>
      `Moved ${quantity} ${symbol}${from ? ` from ${from}` : ""} to ${to ?? "no account"}`,
    "stock-dividend": (quantity: string, symbol: string) => `Stock dividend of ${quantity} ${symbol}`,
    "stock-dividend-reversal": (quantity: string, symbol: string) =>
      `Stock dividend of ${quantity} ${symbol} taken back`,
    "reinvested-dividend": (quantity: string, symbol: string) => `Dividend reinvested in ${quantity} ${symbol}`,
    "reinvested-dividend-reversal": (quantity: string, symbol: string) =>
      `Dividend reinvested in ${quantity} ${symbol} taken back`,
    dividend: (symbol: string) => `Dividend of ${symbol}`,
    "dividend-reversal": (symbol: string) => `Dividend of ${symbol} taken back`,
    "return-of-capital": (symbol: string) => `Return of capital of ${symbol}`,
    conversion: (from: string, to: string) => `Converted ${from} to ${to}`,
    split: (symbol: string, numerator: string, denominator: string) =>
      `Split of ${symbol}, ${numerator} for ${denominator}`,
    "spin-off": (symbol: string, made: string, numerator: string, denominator: string) =>
      `Spin-off of ${made} from ${symbol}, ${numerator} for ${denominator}`,
    merger: (symbol: string, made: string, numerator: string, denominator: string) =>
      `Merger of ${symbol} into ${made}, ${numerator} for ${denominator}`,
    "symbol-change": (symbol: string, made: string) => `${symbol} became ${made}`,
    cashFor: (kind: string, symbol: string) => `${kind} for ${symbol}`,
    /** Within a sentence, for where the amount stands in no column of its own. */
    cashOf: (kind: string, amount: string) => `${kind.toLowerCase()} of ${amount}`,
    cashOfFor: (kind: string, amount: string, symbol: string) => `${kind.toLowerCase()} of ${amount} for ${symbol}`,
    paidBy: (kind: string, amount: string, symbol: string) => `${kind.toLowerCase()} of ${amount} from ${symbol}`,
  },
  /** Other words for a kind, for whoever searches. */
  searchWords: {
    buy: "bought",
    sell: "sold",
    conversion: "converted",
    "cash-in-lieu": "fraction",
    "dividend-reversal": "taken back",
    "stock-dividend": "bonus shares scrip",
    "stock-dividend-reversal": "bonus shares taken back",
    "reinvested-dividend": "drip",
    "reinvested-dividend-reversal": "drip taken back",
    "transfer-in": "transferred delivery",
    "transfer-out": "transferred delivery",
    move: "moved",
    "spin-off": "spinoff",
    merger: "merged takeover",
    "symbol-change": "renamed ticker became",
    "return-of-capital": "repayment",
  } as Partial<Record<TransactionKind, string>>,
};
