import { Component, type ReactNode, Suspense, useEffect } from "react";
import { useLocation } from "wouter";
import { useCell } from "../cell.ts";
import { tell } from "../notices.ts";
import { closePanel, panel } from "../panels.ts";
import { text } from "../text.ts";
import { PartAway, part } from "./part.tsx";

const Palette = part(async () => (await import("./palette.tsx")).Palette);
const ShortcutList = part(async () => (await import("./shortcut-list.tsx")).ShortcutList);
const TransactionPanel = part(async () => (await import("./transaction-panel.tsx")).TransactionPanel);
const PortfolioPanel = part(async () => (await import("./portfolio-panel.tsx")).PortfolioPanel);
const PricesPanel = part(async () => (await import("./prices-panel.tsx")).PricesPanel);
const MarketPanel = part(async () => (await import("./market/market-panel.tsx")).MarketPanel);
const CustomSourcePanel = part(async () => (await import("./market/custom-source-panel.tsx")).CustomSourcePanel);
const ProposalsPanel = part(async () => (await import("./proposals-panel.tsx")).ProposalsPanel);

/** What is open on top of the page; going to another page closes it. */
export function Panels() {
  const request = useCell(panel);
  const [location] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: Runs when the location changes.
  useEffect(() => closePanel(), [location]);

  if (!request) return null;
  return (
    <PanelBoundary>
      <Suspense fallback={null}>
        {request.kind === "palette" && <Palette />}
        {request.kind === "shortcuts" && <ShortcutList />}
        {request.kind === "transaction" && <TransactionPanel request={request} />}
        {request.kind === "portfolio" && <PortfolioPanel request={request} />}
        {request.kind === "proposals" && <ProposalsPanel {...request} />}
        {request.kind === "market" && <MarketPanel instrument={request.instrument} />}
        {request.kind === "custom-source" && <CustomSourcePanel {...request} />}
        {request.kind === "prices" && <PricesPanel instrument={request.instrument} />}
      </Suspense>
    </PanelBoundary>
  );
}

/** A panel that fails closes and says so; what was open under it stays. */
class PanelBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  // Shown once more, it would fail once more, and take the whole page with it.
  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override componentDidCatch(error: Error) {
    closePanel();
    const away = navigator.onLine ? text.panelAway.unsent : text.panelAway.offline;
    tell(error instanceof PartAway ? away : text.panelFailed(error.message), undefined, "failed");
  }

  override render() {
    return this.state.hasFailed ? null : this.props.children;
  }
}
