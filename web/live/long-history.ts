import type { History, Pace, Transaction } from "@tickfolio/engine";
import type { FromWorker, HistoryJob, ToWorker } from "./history-job.ts";

/** From so many transactions on a history is made in a worker: booking them and adding up their days takes longer than a frame or two. */
export const LONG_JOURNAL = 20_000;
/** Written as JSON between two frames. Text is what a page writes and a worker reads soonest: copying decimals as objects takes twice the time. */
const ROWS_AT_ONCE = 1_000;

/** As much of a worker as is needed; so tests may bring another. */
export interface WorkerLike {
  postMessage(message: ToWorker): void;
  terminate(): unknown;
  addEventListener(kind: "message", hear: (event: { data: FromWorker }) => void): void;
  addEventListener(kind: "error", hear: (event: { message?: string }) => void): void;
}

export type LongHistory = (
  transactions: readonly Transaction[],
  job: HistoryJob,
  pace?: Pick<Pace, "onProgress" | "signal">,
) => Promise<History>;

/**
 * Makes histories in a worker each, which ends with it. Aborting ends it at once; so does a failure, which is thrown. `rest` lets the page have
 * its turn while transactions are written for the worker.
 */
export function createLongHistory(startWorker: () => WorkerLike, rest: () => Promise<void>): LongHistory {
  return async (transactions, job, { onProgress, signal } = {}) => {
    signal?.throwIfAborted();
    const worker = startWorker();
    try {
      const answer = answerOf(worker, onProgress, signal);
      // Awaited below; until then a failure is nobody's yet.
      answer.catch(() => {});
      for (let from = 0; from < transactions.length; from += ROWS_AT_ONCE) {
        worker.postMessage({ rows: JSON.stringify(transactions.slice(from, from + ROWS_AT_ONCE)) });
        await rest();
        signal?.throwIfAborted();
      }
      worker.postMessage({ job });
      return await answer;
    } finally {
      worker.terminate();
    }
  };
}

function answerOf(worker: WorkerLike, onProgress: Pace["onProgress"], signal: AbortSignal | undefined) {
  return new Promise<History>((resolve, reject) => {
    worker.addEventListener("message", ({ data }) => {
      if ("done" in data) onProgress?.(data.done);
      else resolve(data.history);
    });
    worker.addEventListener("error", ({ message }) => reject(new Error(message || "The worker failed.")));
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
