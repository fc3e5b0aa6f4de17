import type { PortfolioSummary } from "@tickfolio/protocol";
import { useEffect, useState } from "react";
import { format } from "../format.ts";
import { changes, client, useLive } from "../live.ts";
import { tellFailure, tellReversible } from "../notices.ts";
import { text } from "../text.ts";
import { Skeleton } from "./skeleton.tsx";

/** Deleted portfolios, each with its way back. */
export function Bin() {
  const present = useLive((state) => state.portfolios);
  const [deleted, setDeleted] = useState<readonly PortfolioSummary[] | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: Read again when a portfolio came or went.
  useEffect(() => {
    client.portfolios({ deleted: true }).then(({ items }) => setDeleted(items), tellFailure);
  }, [present]);

  async function restore(portfolio: PortfolioSummary): Promise<void> {
    try {
      await changes.restorePortfolio(portfolio.id);
      tellReversible({
        done: text.portfolio.restored(portfolio.name),
        undone: text.portfolio.deleted(portfolio.name),
        undo: () => changes.deletePortfolio(portfolio.id),
        redo: () => changes.restorePortfolio(portfolio.id),
      });
    } catch (error) {
      tellFailure(error);
    }
  }

  if (!deleted) return <Skeleton lines={1} />;
  if (deleted.length === 0) return <p className="quiet">{text.settings.binEmpty}</p>;
  return (
    <ul className="rows tight">
      {deleted.map((one) => (
        <li key={one.id} className="row">
          <span className="row-main">
            <strong>{one.name}</strong>
            <small>
              {one.deletedAt && text.settings.deletedAt(format.instant(one.deletedAt))}
              {one.keptUntil && ` · ${text.settings.keptUntil(format.instant(one.keptUntil))}`}
            </small>
          </span>
          <button type="button" className="button" onClick={() => void restore(one)}>
            {text.settings.restore}
          </button>
        </li>
      ))}
    </ul>
  );
}
