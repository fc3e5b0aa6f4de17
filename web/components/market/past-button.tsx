import { startBackfill, useBackfill } from "../../backfill.ts";
import { marketText } from "../../text-market.ts";

/** While the fetching of the past rests, a way to have the missing part looked for again. */
export function PastButton() {
  const isRunning = useBackfill() !== null;
  if (isRunning) return null;
  return (
    <button type="button" className="button small" onClick={() => void startBackfill()}>
      {marketText.past.start}
    </button>
  );
}
