import { type Instrument, type InstrumentId, instrumentsOf, type Transaction } from "@tickfolio/engine";
import type { ImportWarning, WrittenEntry } from "@tickfolio/protocol";
import type { AskedMarket } from "../market/lazy-market.ts";
import type { ImportPlan } from "./import-plan.ts";

interface Parts {
  market: AskedMarket;
  user: string;
  plan: ImportPlan;
  /** What counted before. */
  live: readonly Transaction[];
  instruments: readonly Instrument[];
  /** What the import as an entry makes wrong. */
  warnings: WrittenEntry["warnings"];
}

interface NewRow {
  row: number;
  transaction: Transaction;
}

/** What is worth a look before a file is written: what may be a mistake first, in the order of the rows, then what has no price. */
export async function importWarnings(parts: Parts): Promise<ImportWarning[]> {
  const { plan, instruments } = parts;
  const byId = new Map(instruments.map((instrument) => [instrument.id, instrument]));
  const rowOf = new Map(plan.rows.map(({ row, transaction }) => [transaction, row]));
  const fresh = plan.draft.transactions.map((transaction) => ({ row: rowOf.get(transaction.id)!, transaction }));
  const rows = [
    ...plan.warnings,
    ...parts.warnings.map((warning) => ofRow(warning, rowOf)),
    ...fresh.flatMap((row) => otherCurrency(row, byId)),
    ...lookalikes(fresh, parts.live, plan, byId),
  ];
  rows.sort((a, b) => (a.row ?? 0) - (b.row ?? 0));
  return [...rows, ...(await withoutPrices(parts, fresh, byId))];
}

function ofRow(
  { code, message, transaction }: WrittenEntry["warnings"][number],
  rowOf: ReadonlyMap<string | undefined, number>,
): ImportWarning {
  const row = transaction === undefined ? undefined : rowOf.get(transaction);
  return { ...(row === undefined ? {} : { row }), code, message };
}

function otherCurrency({ row, transaction }: NewRow, byId: ReadonlyMap<InstrumentId, Instrument>): ImportWarning[] {
  if (!isTraded(transaction)) return [];
  const listing = byId.get(transaction.instrument)!;
  if (listing.currency === transaction.currency) return [];
  const message = `${listing.symbol} is listed in ${listing.currency} and this row is in ${transaction.currency}; it is converted at the rate of its day.`;
  return [{ row, code: "other_currency", message }];
}

/** What is paid for an instrument or by it is in its currency as a rule; the cash of a merger, or a fee about one, may well not be. */
function isTraded(
  transaction: Transaction,
): transaction is Transaction & { instrument: InstrumentId; currency: string } {
  if (!("instrument" in transaction) || !("currency" in transaction)) return false;
  return transaction.kind !== "merger" && ("quantity" in transaction || PAID.has(transaction.kind));
}
const PAID: ReadonlySet<Transaction["kind"]> = new Set(["dividend", "dividend-reversal", "return-of-capital"]);

/** Rows so like another, in the file or there before, that they may be one transaction told twice. */
function lookalikes(
  fresh: readonly NewRow[],
  live: readonly Transaction[],
  plan: ImportPlan,
  byId: ReadonlyMap<InstrumentId, Instrument>,
): ImportWarning[] {
  const rowOf = new Map(plan.rows.map(({ row, transaction }) => [transaction, row]));
  const seen = Map.groupBy(
    live.map((transaction) => ({ transaction, row: rowOf.get(transaction.id) })),
    ({ transaction }) => likeness(transaction),
  );
  const warnings: ImportWarning[] = [];
  for (const { row, transaction } of fresh) {
    const key = likeness(transaction);
    const known = seen.get(key) ?? [];
    const like = known.find((one) => mayShareAccount(one.transaction, transaction));
    seen.set(key, [...known, { transaction, row }]);
    if (!like) continue;
    const same = `same kind, day and ${"quantity" in transaction ? "units" : "amount" in transaction ? "amount" : "instrument"}`;
    const about = "instrument" in transaction ? ` of ${byId.get(transaction.instrument!)?.symbol}` : "";
    const message =
      like.row === undefined
        ? `This looks like a ${transaction.kind}${about} that is there already (${same}). Both will count.`
        : `This looks like row ${like.row} (${same}). Both will count.`;
    warnings.push({ row, code: "looks_there", message });
  }
  return warnings;
}

function likeness(transaction: Transaction): string {
  const { kind, day } = transaction;
  const instrument = "instrument" in transaction ? transaction.instrument : undefined;
  const size = "quantity" in transaction ? transaction.quantity : "amount" in transaction ? transaction.amount : "";
  const currency = "quantity" in transaction || !("currency" in transaction) ? "" : transaction.currency;
  return JSON.stringify([kind, day, instrument, size, currency]);
}

/** Two brokers may well report the same purchase on one day: then they are two. */
function mayShareAccount(a: Transaction, b: Transaction): boolean {
  return a.account === undefined || b.account === undefined || a.account === b.account;
}

/** Each instrument once, at the first row that speaks of it. */
async function withoutPrices(
  { market, user }: Parts,
  fresh: readonly NewRow[],
  byId: ReadonlyMap<InstrumentId, Instrument>,
): Promise<ImportWarning[]> {
  const first = new Map<InstrumentId, number>();
  for (const { row, transaction } of fresh) {
    for (const id of instrumentsOf(transaction)) if (!first.has(id)) first.set(id, row);
  }
  const steps = await market.sourceless(
    user,
    [...first.keys()].map((id) => byId.get(id)!),
  );
  return steps.map(({ instrument, code, message }) => {
    const unpriced = code === "upload-prices" ? "" : `Nobody has a price of ${byId.get(instrument)!.symbol} yet. `;
    return { row: first.get(instrument)!, code: "no_price_source", message: unpriced + message };
  });
}
