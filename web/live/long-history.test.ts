import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { type CloseSeries, createRates, Decimal, dailyHistory, dayNumber, type Transaction } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import type { HistoryJob } from "./history-job.ts";
import { createLongHistory, type WorkerLike } from "./long-history.ts";

const DAYS = { from: "2024-01-01", to: "2024-12-31" };
const IDS = ["A", "B", "C", "D"];
const RATES = {
  base: "EUR",
  source: "bank",
  days: Int32Array.of(dayNumber("2024-01-01"), dayNumber("2024-07-01")),
  columns: { USD: Float64Array.of(1.25, 1) },
};
const closes = IDS.map(
  (instrument): CloseSeries => ({
    ...{ instrument, source: "paper", currency: "USD", adjustment: "raw" },
    days: Int32Array.of(dayNumber("2024-01-02"), dayNumber("2024-06-03"), dayNumber("2024-12-31")),
    closes: Float64Array.of(100, 120, 110),
  }),
);
const job: HistoryJob = {
  settings: { baseCurrency: "EUR", costMethod: "fifo", cash: "untracked" },
  rates: [RATES],
  instruments: IDS.map((id) => ({ id, currency: "USD", symbol: id, kind: "stock" })),
  ...{ closes, quotes: [], ...DAYS },
};
/** A unit of each bought and now and then sold, over and over. */
const rows: Transaction[] = Array.from({ length: 4_000 }, (_, index) => {
  const kind = index % 12 > 7 ? ("sell" as const) : ("buy" as const);
  const day = `2024-${String(1 + Math.floor(index / 400)).padStart(2, "0")}-10`;
  const amounts = { quantity: Decimal.parse("1.5"), price: Decimal.parse("100.25") };
  return { id: `txn_${index}`, kind, day, instrument: IDS[index % 4]!, currency: "USD", ...amounts };
});

function direct(transactions: readonly Transaction[]) {
  const rates = createRates([RATES]);
  const market = { rates, closes: (id: string) => closes.find((one) => one.instrument === id), quote: () => undefined };
  return dailyHistory({ transactions, settings: job.settings, rates, currencyOf: () => "USD", market, ...DAYS });
}

/** The worker's own file, in a thread. */
function startThread() {
  const threads: Worker[] = [];
  const start = (): WorkerLike => {
    const thread = new Worker(new URL("./fake-history-worker.ts", import.meta.url));
    threads.push(thread);
    return {
      postMessage: (message) => thread.postMessage(message),
      terminate: () => thread.terminate(),
      addEventListener: (kind: "message" | "error", hear: (event: never) => void) => {
        thread.on(kind, (said) => hear((kind === "message" ? { data: said } : said) as never));
      },
    };
  };
  return { threads, start };
}
const rest = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("a long history", () => {
  test("comes out of a worker as it would here, with progress, and the worker ends", async () => {
    const { threads, start } = startThread();
    const heard: number[] = [];
    const make = createLongHistory(start, rest);
    expect(await make(rows, job, { onProgress: (done) => heard.push(done) })).toEqual(direct(rows));
    expect(heard).toEqual([0.25, 0.5, 0.75, 1]);
    if (threads[0]!.threadId !== -1) await once(threads[0]!, "exit");
    expect(threads).toHaveLength(1);
  });

  test("that nobody waits for any more is stopped, and its worker with it", async () => {
    const { threads, start } = startThread();
    const controller = new AbortController();
    const waiting = createLongHistory(start, rest)(rows, job, {
      onProgress: () => controller.abort(new Error("Nobody looks.")),
      signal: controller.signal,
    });
    await expect(waiting).rejects.toThrow("Nobody looks.");
    if (threads[0]!.threadId !== -1) await once(threads[0]!, "exit");
  });

  test("is not begun where nobody waits for it, and not sent to its end", async () => {
    const { threads, start } = startThread();
    const make = createLongHistory(start, rest);
    await expect(make(rows, job, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
    expect(threads).toEqual([]);
    const controller = new AbortController();
    const stopped = createLongHistory(start, async () => controller.abort())(rows, job, { signal: controller.signal });
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
  });

  test("that fails says why", async () => {
    const { start } = startThread();
    const unknown = createLongHistory(start, rest)(rows, { ...job, instruments: [] });
    await expect(unknown).rejects.toThrow(/undefined/);
  });
});
