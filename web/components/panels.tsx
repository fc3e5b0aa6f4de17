import { lazy, Suspense, useEffect } from "react";
import { useLocation } from "wouter";
import { useCell } from "../cell.ts";
import { closePanel, panel } from "../panels.ts";

const Palette = lazy(async () => ({ default: (await import("./palette.tsx")).Palette }));
const ShortcutList = lazy(async () => ({ default: (await import("./shortcut-list.tsx")).ShortcutList }));
const TransactionPanel = lazy(async () => ({ default: (await import("./transaction-panel.tsx")).TransactionPanel }));
const PortfolioPanel = lazy(async () => ({ default: (await import("./portfolio-panel.tsx")).PortfolioPanel }));
const PricesPanel = lazy(async () => ({ default: (await import("./prices-panel.tsx")).PricesPanel }));

/** What is open on top of the page; going to another page closes it. */
export function Panels() {
  const request = useCell(panel);
  const [location] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: Runs when the location changes.
  useEffect(() => closePanel(), [location]);

  if (!request) return null;
  return (
    <Suspense fallback={null}>
      {request.kind === "palette" && <Palette />}
      {request.kind === "shortcuts" && <ShortcutList />}
      {request.kind === "transaction" && <TransactionPanel request={request} />}
      {request.kind === "portfolio" && <PortfolioPanel request={request} />}
      {request.kind === "prices" && <PricesPanel instrument={request.instrument} />}
    </Suspense>
  );
}
