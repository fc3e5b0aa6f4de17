import type { ActionProposal, ProposalList } from "@tickfolio/protocol";
import { useEffect } from "react";
import { createCell, useCell } from "./cell.ts";
import { format } from "./format.ts";
import { changes, client, current, useLive } from "./live.ts";
import { tellFailure, tellReversible } from "./notices.ts";
import { text } from "./text.ts";

/** What sources report, by portfolio, with the entry it was compared with. Null: it could not be read. */
interface Known {
  entry: number;
  list: ProposalList | null;
}
const known = createCell<ReadonlyMap<string, Known>>(new Map());
const asked = new Map<string, number>();

/** Sources that are asked for the first time answer one after the other. */
const AGAIN_MS = 4_000;
const MOST_TIMES = 5;
/** What the page itself is made of comes first. */
const FIRST_MS = 600;

/** What is proposed for a portfolio; undefined until that is known. Asked anew whenever its journal has grown. */
export function useProposals(portfolio: string): ProposalList | null | undefined {
  const entry = useLive((state) => {
    const journal = state.journals.get(portfolio);
    return journal?.state === "ready" ? (journal.value.at(-1)?.number ?? 0) : undefined;
  });
  const here = useCell(known).get(portfolio);
  useEffect(() => {
    if (!entry || (asked.get(portfolio) ?? 0) >= entry) return;
    const timer = setTimeout(() => void ask(portfolio, entry), FIRST_MS);
    return () => clearTimeout(timer);
  }, [portfolio, entry]);
  return here?.list;
}

async function ask(portfolio: string, entry: number, times = 1): Promise<void> {
  asked.set(portfolio, entry);
  let list: ProposalList | null = null;
  try {
    list = await client.proposals(portfolio);
  } catch {
    // It is said where they would be listed; the next change of the journal asks again.
    asked.delete(portfolio);
  }
  if ((known.get().get(portfolio)?.entry ?? 0) > entry) return;
  known.set(new Map(known.get()).set(portfolio, { entry, list }));
  if (list?.waiting && times < MOST_TIMES) setTimeout(() => void ask(portfolio, entry, times + 1), AGAIN_MS);
}

/** Asks again at once: something was dismissed, which writes nothing into the journal. */
async function renew(portfolio: string): Promise<void> {
  const journal = current().journals.get(portfolio);
  await ask(portfolio, journal?.state === "ready" ? (journal.value.at(-1)?.number ?? 0) : 0);
}

/** Records what is proposed, and offers to take that back. */
export async function adopt(portfolio: string, proposal: string, what: string): Promise<void> {
  try {
    let last = (await changes.adopt(portfolio, proposal)).id;
    const turn = async () => {
      last = (await changes.undo(portfolio, last)).id;
      await renew(portfolio);
    };
    await renew(portfolio);
    const done = text.proposals.adopted(what);
    tellReversible({ done, undone: text.takenBack(done), undo: turn, redo: turn });
  } catch (error) {
    tellFailure(error);
  }
}

/** Does not propose it again, and offers to take that back. */
export async function dismiss(portfolio: string, { id }: ActionProposal, what: string): Promise<void> {
  const decide = (state: "dismissed" | "open") => async () => {
    await client.decideProposal(portfolio, id, { state });
    await renew(portfolio);
  };
  const [away, back] = [decide("dismissed"), decide("open")];
  try {
    await away();
    const done = text.proposals.dismissed(what);
    tellReversible({ done, undone: text.proposals.restored(what), undo: back, redo: away });
  } catch (error) {
    tellFailure(error);
  }
}

export async function restore(portfolio: string, { id }: ActionProposal): Promise<void> {
  try {
    await client.decideProposal(portfolio, id, { state: "open" });
    await renew(portfolio);
  } catch (error) {
    tellFailure(error);
  }
}

/** A proposal in a few words, for what was done with it. */
export function wordsOf(proposal: ActionProposal, symbol: string): string {
  const day = format.day(proposal.day);
  if (proposal.kind === "split") return text.proposals.splitOf(proposal, symbol, day);
  if (proposal.kind === "dividend") return text.proposals.dividendOf(symbol, day);
  return text.proposals.oddOn(format.quantity(proposal.factor), day);
}
