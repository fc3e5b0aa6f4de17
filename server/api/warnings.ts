import { buildBook, type Entry, type Issue, type Portfolio } from "@tickfolio/engine";
import type { WrittenEntry } from "@tickfolio/protocol";
import { bookInputOf } from "./book-input.ts";
import type { AppDeps } from "./deps.ts";
import type { RouteContext } from "./route.ts";

/** What the last of these entries made wrong: the issues of the book that were not there before it. */
export async function warningsOf(
  deps: AppDeps,
  c: RouteContext,
  portfolio: Portfolio,
  entries: readonly Entry[],
): Promise<WrittenEntry["warnings"]> {
  const instruments = await c.var.store.instruments();
  const parts = { market: deps.market, user: c.var.user.id, portfolio, instruments };
  const after = await bookInputOf({ ...parts, entries });
  const before = await bookInputOf({ ...parts, entries: entries.slice(0, -1) });
  const known = new Set(buildBook({ ...before, rates: after.rates }).issues.map(signature));
  const added = buildBook(after).issues.filter((issue) => !known.has(signature(issue)));
  return [...added.map(warning), ...futureDays(deps, entries.at(-1)!)];
}

function signature({ code, transaction, instrument, day, message }: Issue): string {
  return JSON.stringify([code, transaction, instrument, day, message]);
}

function warning({ code, message, transaction }: Issue): WrittenEntry["warnings"][number] {
  return { code, message, ...(transaction === undefined ? {} : { transaction }) };
}

/** A year typed wrong shows here. Tomorrow is today somewhere already. */
function futureDays(deps: AppDeps, entry: Entry): WrittenEntry["warnings"] {
  const tomorrow = new Date(deps.clock() + 86_400_000).toISOString().slice(0, 10);
  return entry.transactions
    .filter(({ day }) => day > tomorrow)
    .map(({ id, day }) => ({
      code: "in_future",
      message: `${day} lies in the future; it counts from that day on.`,
      transaction: id,
    }));
}
