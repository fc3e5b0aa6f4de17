import { stopBackfill, useBackfill, waitsFor } from "../backfill.ts";
import { format } from "../format.ts";
import { text } from "../text.ts";
import { Icon } from "./icon.tsx";

/** While the past of what is held is being fetched: how far it is, whom it waits for, and a way to stop it. */
export function BackfillLine() {
  const progress = useBackfill();
  if (!progress) return null;
  const waiting = waitsFor(progress);
  return (
    <p className="proposals-line">
      <Icon name="download" />
      <span>
        {text.backfill.progress(progress.done, progress.total)}{" "}
        {waiting && `${text.backfill.waiting(waiting.source, format.instant(waiting.retryAt))} `}
        <button type="button" className="link" onClick={() => void stopBackfill()}>
          {text.backfill.stop}
        </button>
      </span>
    </p>
  );
}
