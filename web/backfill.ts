import type { BackfillProgress } from "@tickfolio/protocol";
import { useEffect } from "react";
import { createCell, useCell } from "./cell.ts";
import { client, current, loading, useLive } from "./live.ts";
import { tellFailure, tellReversible } from "./notices.ts";
import { text } from "./text.ts";

const known = createCell<BackfillProgress | null>(null);
let asking: ReturnType<typeof setTimeout> | undefined;
let watchers = 0;

/** A laptop begins a few seconds after a trade was written. */
const FIRST_MS = 5_000;
const AGAIN_MS = 3_000;
/** While everything that is left waits for a source. */
const WAITING_MS = 60_000;

/** How far the fetching of the past is, while it runs; null when it does not. */
export function useBackfill(): BackfillProgress | null {
  const written = useLive((state) => state.portfolios.reduce((sum, { entries }) => sum + entries, 0));
  // biome-ignore lint/correctness/useExhaustiveDependencies: What is written may need a past.
  useEffect(() => {
    watchers++;
    askIn(FIRST_MS);
    return () => {
      watchers--;
      if (watchers === 0) clearTimeout(asking);
    };
  }, [written]);
  const progress = useCell(known);
  return progress?.state === "running" ? progress : null;
}

function askIn(ms: number): void {
  clearTimeout(asking);
  asking = setTimeout(() => void ask(), ms);
}

async function ask(): Promise<void> {
  const before = known.get();
  try {
    let progress = await client.backfill();
    // In the cloud it goes on while somebody asks for it; a laptop goes on by itself.
    if (progress.state === "running" && !isWaiting(progress) && current().session?.home === "cloud") {
      progress = await client.startBackfill();
    }
    known.set(progress);
    if (watchers > 0 && progress.state === "running") askIn(isWaiting(progress) ? WAITING_MS : AGAIN_MS);
    if (before && progress.done > before.done) await loading.market();
  } catch {
    // It goes on without being looked at; the next look tells.
    if (watchers > 0 && before?.state === "running") askIn(WAITING_MS);
  }
}

/** Everything that is left waits for some source. */
function isWaiting({ parts }: BackfillProgress): boolean {
  return !parts.some(({ state }) => state === "open");
}

/** The first that comes back of those that are waited for. */
export function waitsFor({ parts }: BackfillProgress): { source: string; retryAt: string } | undefined {
  const waiting = parts.flatMap(({ state, source, retryAt }) =>
    state === "waiting" && source && retryAt ? [{ source, retryAt }] : [],
  );
  return waiting.sort((a, b) => (a.retryAt < b.retryAt ? -1 : 1))[0];
}

/** Looks again for what no source had when it was asked last. */
export async function startBackfill(): Promise<void> {
  try {
    known.set(await client.startBackfill());
    askIn(AGAIN_MS);
  } catch (error) {
    tellFailure(error);
  }
}

/** Stops it, and offers to go on. What was fetched stays. */
export async function stopBackfill(): Promise<void> {
  const stop = async () => known.set(await client.cancelBackfill());
  const goOn = async () => {
    known.set(await client.startBackfill());
    askIn(AGAIN_MS);
  };
  try {
    await stop();
    tellReversible({ done: text.backfill.stopped, undone: text.backfill.goesOn, undo: goOn, redo: stop });
  } catch (error) {
    tellFailure(error);
  }
}
