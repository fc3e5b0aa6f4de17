import type { BackfillProgress } from "@tickfolio/protocol";
import { useCallback, useEffect, useState } from "react";
import { format } from "../../format.ts";
import { client } from "../../live.ts";
import { tellFailure } from "../../notices.ts";
import { marketText } from "../../text-market.ts";

const AGAIN_MS = 5_000;
const words = marketText.past;

/** How far the fetching of the past is, in a line; and a way to begin it again, or to stop it. */
export function PastLine() {
  const [progress, setProgress] = useState<BackfillProgress>();
  const read = useCallback(async (ask: () => Promise<BackfillProgress>) => {
    try {
      setProgress(await ask());
    } catch (error) {
      tellFailure(error);
    }
  }, []);
  const isRunning = progress?.state === "running";
  useEffect(() => {
    void client.backfill().then(setProgress, () => {});
    if (!isRunning) return;
    const timer = setInterval(() => void client.backfill().then(setProgress, () => {}), AGAIN_MS);
    return () => clearInterval(timer);
  }, [isRunning]);

  if (!progress || progress.total === 0) return null;
  const { state, done, total, parts } = progress;
  const waits = parts.find((part) => part.state === "waiting" && part.source && part.retryAt);
  return (
    <div className="past-line">
      <small>
        {state === "done" ? words.done : state === "cancelled" ? words.cancelled : words.running(done, total)}
        {isRunning && waits && ` ${words.waits(waits.source!, format.clock(waits.retryAt!))}`}
      </small>
      <button
        type="button"
        className="link"
        onClick={() => void read(isRunning ? client.cancelBackfill : client.startBackfill)}
      >
        {isRunning ? words.stop : words.start}
      </button>
    </div>
  );
}
