import { addDays, type Day, type Entry, type InstrumentId, liveTransactions } from "@tickfolio/engine";
import type { UserStore } from "../store/user-store.ts";
import type { AppDeps } from "./deps.ts";

/**
 * Where an entry says that a listing has another symbol from a day on, its old one ends the day before: whoever has that
 * symbol next is somebody else. Where that is taken back, the listing goes on.
 */
export async function followRenames(
  deps: Pick<AppDeps, "market" | "clock">,
  user: string,
  store: UserStore,
  entry: Entry,
  journal: () => Promise<readonly Entry[]>,
): Promise<void> {
  for (const [id, day] of renamesIn([entry])) await end(deps, user, store, id, addDays(day, -1));
  if (entry.voids.length === 0) return;
  const entries = await journal();
  const voided = new Set(entry.voids);
  const left = renamesIn([{ transactions: liveTransactions(entries) }]);
  const taken = entries.map(({ transactions }) => ({ transactions: transactions.filter(({ id }) => voided.has(id)) }));
  for (const [id, day] of renamesIn(taken)) {
    const instrument = left.has(id) ? undefined : await store.instrument(id);
    if (instrument?.listedUntil !== addDays(day, -1)) continue;
    const { listedUntil: _, ...listed } = instrument;
    await store.saveInstrument(listed);
  }
}

/** What was renamed, and from which day on it is called otherwise. */
function renamesIn(entries: readonly Pick<Entry, "transactions">[]): Map<InstrumentId, Day> {
  const renames = entries.flatMap(({ transactions }) => transactions).filter(({ kind }) => kind === "symbol-change");
  return new Map(renames.flatMap((one) => (one.kind === "symbol-change" ? [[one.instrument, one.day]] : [])));
}

async function end(
  deps: Pick<AppDeps, "market" | "clock">,
  user: string,
  store: UserStore,
  id: InstrumentId,
  listedUntil: Day,
): Promise<void> {
  const instrument = await store.instrument(id);
  // What is listed nowhere is called as its owner likes.
  if (!instrument || instrument.mic === null || instrument.listedUntil !== undefined) return;
  if (listedUntil > new Date(deps.clock()).toISOString().slice(0, 10)) return;
  const ended = { ...instrument, listedUntil };
  await deps.market.keepPast(user, ended);
  await store.saveInstrument(ended);
}
