import {
  type Entry,
  type EntryDraft,
  type Instrument,
  instrumentsOf,
  liveTransactions,
  type Portfolio,
} from "@tickfolio/engine";
import { ApiError, invalid } from "./errors.ts";

/** Refuses an entry that speaks of what is not there: the schema knows shapes, this knows the journal. */
export function checkDraft(
  draft: EntryDraft,
  portfolio: Portfolio,
  entries: readonly Entry[],
  instruments: readonly Instrument[],
): void {
  if (draft.transactions.length === 0 && draft.voids.length === 0) {
    throw invalid("transactions", "records nothing, and voids is empty too");
  }
  checkVoids(draft, entries);

  const recorded = new Set(entries.flatMap(({ transactions }) => transactions.map(({ id }) => id)));
  const byId = new Map(instruments.map((instrument) => [instrument.id, instrument]));
  for (const [index, transaction] of draft.transactions.entries()) {
    if (recorded.has(transaction.id)) {
      throw invalid(`transactions.${index}.id`, `${transaction.id} is in the journal already`);
    }
    recorded.add(transaction.id);
    for (const id of instrumentsOf(transaction)) {
      const name = "newInstrument" in transaction && id === transaction.newInstrument ? "newInstrument" : "instrument";
      const field = `transactions.${index}.${name}`;
      const instrument = byId.get(id);
      if (!instrument) {
        throw new ApiError(400, "unknown_instrument", `${field}: is not one of your instruments`, { field });
      }
      requireHome(instrument, portfolio, field);
    }
  }
}

/** What was planned on a journal (an undo, an import) holds only while nobody has written to it since. */
export function requireUnchanged(entries: readonly Entry[], plannedOn: number | undefined): void {
  if (plannedOn === undefined || entries.length === plannedOn) return;
  const message = "Somebody else wrote at the same moment; nothing of yours was saved. Read it again and retry.";
  throw new ApiError(409, "conflict", message);
}

/** The simulated market lives in sample portfolios only, so that invented money never mixes with real. */
export function requireHome(instrument: Instrument, portfolio: Pick<Portfolio, "sample">, field: string): void {
  if ((instrument.mic === "SIM") === portfolio.sample) return;
  const message = portfolio.sample
    ? `${field}: ${instrument.symbol} is real; a sample portfolio holds only the simulated market`
    : `${field}: ${instrument.symbol} is on the simulated market, which only a sample portfolio holds`;
  throw new ApiError(400, "simulated_only", message, { field });
}

function checkVoids({ voids }: EntryDraft, entries: readonly Entry[]): void {
  if (voids.length === 0) return;
  const live = new Set(liveTransactions(entries).map(({ id }) => id));
  for (const [index, id] of voids.entries()) {
    const field = `voids.${index}`;
    if (!live.delete(id)) {
      const message = `${field}: ${id} is not in the journal, or no longer counts`;
      throw new ApiError(400, "unknown_transaction", message, { field });
    }
  }
}
