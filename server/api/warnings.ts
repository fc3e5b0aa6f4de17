import {
  buildBook,
  createFamilyOf,
  type Day,
  type EntryDraft,
  type Instrument,
  type Issue,
  liveTransactions,
  type Portfolio,
  type Transaction,
} from "@tickfolio/engine";
import type { WrittenEntry } from "@tickfolio/protocol";
import { bookInputOf } from "./book-input.ts";
import type { AppDeps } from "./deps.ts";

const LONG_AGO: Day = "1970-01-01";

/**
 * What the last of these entries makes wrong, written or not: the issues of the book that are not there without it.
 * `instruments`: all that the entries speak of.
 */
export async function warningsOf(
  deps: AppDeps,
  user: string,
  portfolio: Portfolio,
  entries: readonly EntryDraft[],
  instruments: readonly Instrument[],
): Promise<WrittenEntry["warnings"]> {
  const earlier = liveTransactions(entries.slice(0, -1));
  const touches = touchedBy(entries.at(-1)!, entries);
  const parts = { market: deps.market, user, portfolio, instruments };
  const after = await bookInputOf({ ...parts, transactions: liveTransactions(entries).filter(touches) });
  const known = new Set(buildBook({ ...after, transactions: earlier.filter(touches) }).issues.map(signature));
  const tomorrow = new Date(deps.clock() + 86_400_000).toISOString().slice(0, 10);
  const added = buildBook(after).issues.filter((issue) => !known.has(signature(issue)));
  // Of a day that is still to come no rate can be known: that its day is odd says it all.
  const told = added.filter(({ code, day }) => !(code === "stale_rate" && day !== undefined && day > tomorrow));
  return [...told.map(warning), ...oddDays(entries.at(-1)!, tomorrow)];
}

/**
 * An instrument's issues come from its own transactions and from those of what lots pass to and from, so only those are booked that an
 * entry can have disturbed.
 */
function touchedBy(entry: EntryDraft, entries: readonly EntryDraft[]): (transaction: Transaction) => boolean {
  const voids = new Set(entry.voids);
  const recorded = entries.flatMap(({ transactions }) => transactions);
  const familyOf = createFamilyOf(recorded);
  const voided = recorded.filter(({ id }) => voids.has(id));
  const touched = new Set([...entry.transactions, ...voided].map(familyOf));
  return (transaction) => touched.has(familyOf(transaction));
}

function signature({ code, transaction, instrument, day, message }: Issue): string {
  return JSON.stringify([code, transaction, instrument, day, message]);
}

function warning({ code, message, transaction }: Issue): WrittenEntry["warnings"][number] {
  return { code, message, ...(transaction === undefined ? {} : { transaction }) };
}

/** A year typed wrong shows here. Tomorrow is today somewhere already. */
function oddDays(entry: EntryDraft, tomorrow: Day): WrittenEntry["warnings"] {
  return entry.transactions.flatMap(({ id, day }) => {
    if (day > tomorrow) {
      return { code: "in_future", message: `${day} lies in the future; it counts from that day on.`, transaction: id };
    }
    if (day >= LONG_AGO) return [];
    return { code: "long_ago", message: `${day} lies before 1970; is the year right?`, transaction: id };
  });
}
