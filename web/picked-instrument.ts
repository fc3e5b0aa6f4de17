import type { Currency, Instrument, InstrumentId, Transaction } from "@tickfolio/engine";
import type { InstrumentDraft } from "@tickfolio/protocol";

/** One of the user's instruments, or one that becomes theirs with the transaction. */
export type PickedInstrument = { own: Instrument } | { draft: InstrumentDraft };

export function listingOf(picked: PickedInstrument): Instrument | InstrumentDraft {
  return "own" in picked ? picked.own : picked.draft;
}

export function draftIn(picked: PickedInstrument | null): InstrumentDraft | undefined {
  return picked && "draft" in picked ? picked.draft : undefined;
}

/** What stands for the id of an instrument that has none yet; the same for the same listing. */
export function standIn({ symbol, mic, currency }: InstrumentDraft): InstrumentId {
  return `new ${symbol} ${mic} ${currency}`;
}

export function idOf(picked: PickedInstrument | null): InstrumentId | null {
  if (!picked) return null;
  return "own" in picked ? picked.own.id : standIn(picked.draft);
}

/** What a price of it is in. */
export function unitOf(picked: PickedInstrument): { currency: Currency; unit: string } {
  const { currency, quotedIn } = listingOf(picked);
  return { currency, unit: quotedIn ?? currency };
}

/** The transaction with the ids of instruments in place of what stood for them. `make` makes one of the user's instruments of a draft. */
export async function withMade(
  transaction: Transaction,
  drafts: ReadonlyMap<InstrumentId, InstrumentDraft>,
  make: (draft: InstrumentDraft) => Promise<Instrument>,
): Promise<Transaction> {
  const made = { ...transaction };
  const idFor = async (id: InstrumentId) => {
    const draft = drafts.get(id);
    return draft ? (await make(draft)).id : id;
  };
  if ("instrument" in made && made.instrument !== undefined) made.instrument = await idFor(made.instrument);
  if ("newInstrument" in made) made.newInstrument = await idFor(made.newInstrument);
  return made;
}
