import { Component, type ReactNode, Suspense, useEffect } from "react";
import { useLocation } from "wouter";
import { useCell } from "../cell.ts";
import { tell } from "../notices.ts";
import { closePanel, type PanelRequest, panel } from "../panels.ts";
import { text } from "../text.ts";
import { part } from "./part.tsx";

const Palette = part(async () => (await import("./palette.tsx")).Palette);
const ShortcutList = part(async () => (await import("./shortcut-list.tsx")).ShortcutList);
const TransactionPanel = part(async () => (await import("./transaction-panel.tsx")).TransactionPanel);
const PortfolioPanel = part(async () => (await import("./portfolio-panel.tsx")).PortfolioPanel);
const PricesPanel = part(async () => (await import("./prices-panel.tsx")).PricesPanel);

/** What is open on top of the page; going to another page closes it. */
export function Panels() {
  const request = useCell(panel);
  const [location] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: Runs when the location changes.
  useEffect(() => closePanel(), [location]);

  if (!request) return null;
  return (
    <PanelBoundary request={request}>
      <Suspense fallback={null}>
        {request.kind === "palette" && <Palette />}
        {request.kind === "shortcuts" && <ShortcutList />}
        {request.kind === "transaction" && <TransactionPanel request={request} />}
        {request.kind === "portfolio" && <PortfolioPanel request={request} />}
        {request.kind === "prices" && <PricesPanel instrument={request.instrument} />}
      </Suspense>
    </PanelBoundary>
  );
}

interface PanelBoundaryProps {
  request: PanelRequest;
  children: ReactNode;
}

/** A panel that fails closes and says so; what was open under it stays. */
class PanelBoundary extends Component<PanelBoundaryProps, { failed: PanelRequest | null }> {
  override state: { failed: PanelRequest | null } = { failed: null };

  override componentDidCatch(error: Error) {
    this.setState({ failed: this.props.request });
    closePanel();
    tell(text.panelFailed(error.message), undefined, "failed");
  }

  static getDerivedStateFromError() {
    return null;
  }

  override render() {
    return this.state.failed === this.props.request ? null : this.props.children;
  }
}
