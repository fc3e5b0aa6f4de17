import type { Case, Row } from "./checker/case.ts";

export const METHODS = ["fifo", "lifo", "hifo", "average", "specific"] as const;

/** Conventions, each with what a case must have to show it for a kind of transaction. */
export const CONVENTIONS: Record<string, (one: Case, type: string) => boolean> = {
  "charges in cost": (one, type) => isCharged(one, type) && one.settings.feesInCost !== false,
  "charges apart": (one, type) => isCharged(one, type) && one.settings.feesInCost === false,
  "cash kept": (one) => one.settings.cash === true && "cash" in one.expected,
  "cash not kept": (one) => one.settings.cash === false,
  "lots by account": (one) => one.settings.lots === "account",
  short: (one) => one.settings.allowShort === true,
  oversold: (one) => one.expected.error === "INSUFFICIENT_QUANTITY",
  "minor unit": (one, type) => rowsOf(one, type).some(({ currency }) => /^(GBX|ZAC|ILA)$/.test(currency ?? "")),
  "charge in its own currency": (one, type) => rowsOf(one, type).some((row) => row.feeCurrency || row.taxCurrency),
  "own rate": (one, type) =>
    rowsOf(one, type).some((row) => row.fxRate || row.lots?.some((lot) => lot.fxRate) || row.securityCurrency),
  backdated: ({ transactions }) => transactions.some(({ date }, i) => i > 0 && date < transactions[i - 1]!.date),
  "same day": (one, type) => {
    const days = rowsOf(one, type).map(({ date }) => date);
    return days.some((day) => one.transactions.filter(({ date }) => date === day).length > 1);
  },
};

export const COLUMNS = [...METHODS, ...Object.keys(CONVENTIONS)];

const CASH_ALONE = [
  ...["DEPOSIT", "WITHDRAWAL", "INTEREST", "INTEREST_CHARGE"],
  ...["FEE", "FEE_REFUND", "TAX", "TAX_REFUND", "CONVERSION"],
];
const DIVIDENDS = ["DIVIDEND", "DIVIDEND_REVERSAL"];
const UNITS_ALONE = ["STOCK_DIVIDEND", "STOCK_DIVIDEND_REVERSAL", "SPLIT", "SPIN_OFF", "SYMBOL_CHANGE"];

export const KINDS = [
  ...["BUY", "SELL", "CASH_IN_LIEU", ...DIVIDENDS, "REINVESTED_DIVIDEND", "REINVESTED_DIVIDEND_REVERSAL"],
  ...["STOCK_DIVIDEND", "STOCK_DIVIDEND_REVERSAL", "TRANSFER_IN", "TRANSFER_OUT", "MOVE"],
  ...["SPLIT", "SPIN_OFF", "MERGER", "SYMBOL_CHANGE", "RETURN_OF_CAPITAL", ...CASH_ALONE],
];

/** Why a convention says nothing about a kind of transaction; undefined where it does. */
export function notApplicable(type: string, column: string): string | undefined {
  const movesNoLots = [...CASH_ALONE, ...DIVIDENDS].includes(type);
  const movesNoMoney = UNITS_ALONE.includes(type);
  switch (column) {
    case "charges in cost":
    case "charges apart":
      if (movesNoMoney) return "it has no charges";
      return movesNoLots || type === "MOVE"
        ? "its charges are in no cost and no proceeds, whatever the setting"
        : undefined;
    case "cash kept":
    case "cash not kept":
    case "minor unit":
    case "charge in its own currency":
    case "own rate":
      return movesNoMoney ? "it moves no money" : undefined;
    case "lots by account":
      return movesNoLots ? "it moves no lots" : undefined;
    case "short":
      if (movesNoLots) return "it moves no lots";
      return TAKES_BACK.includes(type) ? "it speaks of units that are held; nothing of the kind is owed" : undefined;
    case "oversold":
      return LEAVES.includes(type) ? undefined : "it takes no stated number of units";
    case "backdated":
      return undefined;
    case "same day":
      return movesNoLots && type !== "DEPOSIT" ? "it is a sum of its day, in whatever order" : undefined;
    default:
      return movesNoLots ? "it moves no lots" : undefined;
  }
}

const TAKES_BACK = [
  "CASH_IN_LIEU",
  "STOCK_DIVIDEND_REVERSAL",
  "REINVESTED_DIVIDEND_REVERSAL",
  "MOVE",
  "RETURN_OF_CAPITAL",
];
const LEAVES = [
  ...["SELL", "CASH_IN_LIEU", "TRANSFER_OUT", "MOVE"],
  ...["STOCK_DIVIDEND_REVERSAL", "REINVESTED_DIVIDEND_REVERSAL"],
];

/** True where a case shows what it says it covers, `SELL/fifo`. */
export function shows(one: Case, claim: string): boolean {
  const [type = "", column = ""] = claim.split("/");
  if (rowsOf(one, type).length === 0) return false;
  const convention = CONVENTIONS[column];
  return convention ? convention(one, type) : (one.settings.method ?? "fifo") === column;
}

/** Kinds down, methods or conventions across; a cell names its cases, or says by a number why there are none. */
export function writeMatrix(cases: readonly Case[]): string {
  const reasons: string[] = [];
  const cell = (type: string, column: string) => {
    const found = cases.filter(({ covers = [] }) => covers.includes(`${type}/${column}`));
    if (found.length > 0) return found.map(({ id }) => `\`${id}\``).join("<br>");
    const reason = notApplicable(type, column);
    if (!reason) return "**missing**";
    if (!reasons.includes(reason)) reasons.push(reason);
    return `n/a ${reasons.indexOf(reason) + 1}`;
  };
  const table = (columns: readonly string[]) =>
    [
      `| | ${columns.join(" | ")} |`,
      `|---|${columns.map(() => "---").join("|")}|`,
      ...KINDS.map((type) => `| ${type} | ${columns.map((column) => cell(type, column)).join(" | ")} |`),
    ].join("\n");
  const parts = [METHODS, COLUMNS.slice(5, 10), COLUMNS.slice(10)].map(table);
  const notes = reasons.map((reason, index) => `${index + 1}. ${reason}`).join("\n");
  return `${parts.join("\n\n")}\n\nNot applicable, because\n\n${notes}\n`;
}

function rowsOf({ transactions }: Case, type: string): Row[] {
  return transactions.filter((row) => row.type === type);
}

function isCharged(one: Case, type: string): boolean {
  return rowsOf(one, type).some(({ fee, tax }) => fee !== undefined || tax !== undefined);
}
