import { type BookInput, joinFamilies } from "./book.ts";
import type { Day } from "./day.ts";
import { Decimal } from "./decimal.ts";
import { createFamilyOf } from "./families.ts";
import { bookFamily, type Family, type FamilyContext } from "./family.ts";
import type { InstrumentId } from "./instrument.ts";
import type { Issue } from "./issue.ts";
import type { Lot } from "./lot.ts";
import type { Currency } from "./money.ts";
import { gainsOf, type LotGain } from "./performance/gains.ts";
import { COST_METHODS, type CostMethod } from "./portfolio.ts";
import type { Charge, LotChoice, Trade, Transaction } from "./transaction.ts";

/** A sale that nobody has made. */
export interface SaleIdea {
  instrument: InstrumentId;
  quantity: Decimal;
  /** Of one unit. */
  price: Decimal;
  /** Of the price. Default: that of the listing. */
  currency?: Currency;
  /** Base-currency units for one unit of `currency`. Default: the day's rate. */
  exchangeRate?: Decimal;
  fee?: Charge;
  tax?: Charge;
  day: Day;
  account?: string;
  /** Lots it would take, under `specific`. */
  lots?: LotChoice[];
}

/** What a sale would come to under one cost method, in base currency. */
export interface SaleOutcome {
  method: CostMethod;
  /** Units that are held and would go; all that is not oversold or owed. */
  quantity: Decimal;
  /** Of those units, less fee and tax where these are in proceeds. */
  proceeds: Decimal;
  /** What they had cost. */
  cost: Decimal;
  /** Proceeds - cost; null where an amount has no exchange rate. */
  gain: Decimal | null;
  /** gain = price part + currency part. */
  pricePart: Decimal | null;
  currencyPart: Decimal | null;
  /** Which lots it would take, with their days held; under `average` the one lot there is. */
  lots: LotGain[];
  /** What would be held on the evening of the day; below zero where it would be owed. */
  left: UnitsLeft;
  /** More than was held: zero, or what nobody could sell, and nobody knows the cost of. */
  oversold: Decimal;
  /** What the sale would add to what is wrong with the journal, also of transactions that come after it. */
  issues: Issue[];
}

export interface UnitsLeft {
  quantity: Decimal;
  cost: Decimal;
  /** Of a unit, in the listing's currency; null without units, and where it is not known of all of them. */
  averageCost: Decimal | null;
  lots: Lot[];
}

/** The sale while it is thought of. It is in no journal. */
export const SALE_IDEA_ID = "txn_what_if";

/**
 * What selling would come to under each of the cost methods, side by side, as if it were the journal's last entry; nothing is recorded. Only
 * the instrument, and those it has exchanged lots with, is booked.
 */
export function whatIfSale(
  input: BookInput,
  idea: SaleIdea,
  methods: readonly CostMethod[] = COST_METHODS,
): SaleOutcome[] {
  const sale = saleOf(idea, input.currencyOf);
  const familyOf = createFamilyOf(input.transactions);
  const name = familyOf(sale);
  const rows = input.transactions.filter((row) => familyOf(row) === name);
  const { through: _, ...whole } = input;
  const context: FamilyContext = { ...whole, methods };
  const onDay = bookFamily([...rows, sale], { ...context, through: sale.day });
  const before = bookFamily(rows, context);
  const after = rows.some(({ day }) => day > sale.day) ? bookFamily([...rows, sale], context) : onDay;
  const books = joinFamilies([onDay], input.settings, methods);
  return methods.map((method, place): SaleOutcome => {
    const book = books[place]!;
    const position = book.positions.get(sale.instrument)!;
    const disposal = gainsOf(book, null, sale.day).disposals.find(({ transaction }) => transaction === sale.id);
    const isOversold = book.issues.some(({ code, transaction }) => code === "oversold" && transaction === sale.id);
    const { quantity, cost, localCost, localCostUnknown, lots } = position;
    const isKnown = !quantity.isZero() && !localCostUnknown;
    const { ZERO } = Decimal;
    return {
      method,
      quantity: disposal?.quantity ?? ZERO,
      proceeds: disposal?.proceeds ?? ZERO,
      cost: disposal?.cost ?? ZERO,
      gain: disposal ? disposal.gain : ZERO,
      pricePart: disposal ? disposal.pricePart : ZERO,
      currencyPart: disposal ? disposal.currencyPart : ZERO,
      lots: disposal?.lots ?? [],
      left: { quantity, cost, averageCost: isKnown ? localCost.dividedBy(quantity) : null, lots },
      oversold: isOversold ? sale.quantity.minus(disposal?.quantity ?? ZERO) : ZERO,
      issues: issuesAdded(before, after, place),
    };
  });
}

/** At the end of the day: a sale without a time would have a day that goes by its times go by kinds instead, and earlier sales take other lots. */
function saleOf({ currency, ...idea }: SaleIdea, currencyOf: BookInput["currencyOf"]): Trade & Transaction {
  const own = { id: SALE_IDEA_ID, kind: "sell", time: "23:59:59" } as const;
  return { ...idea, ...own, currency: currency ?? currencyOf(idea.instrument) };
}

function issuesAdded(before: Family, after: Family, place: number): Issue[] {
  const known = new Set(issuesOf(before, place).map((issue) => JSON.stringify(issue)));
  return issuesOf(after, place).filter((issue) => !known.has(JSON.stringify(issue)));
}

function issuesOf({ issues, byMethod }: Family, place: number): Issue[] {
  return [...issues, ...byMethod[place]!.issues];
}
