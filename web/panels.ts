import type { InstrumentId, Transaction, TransactionKind } from "@tickfolio/engine";
import type { InstrumentDraft, PortfolioSummary } from "@tickfolio/protocol";
import { createCell } from "./cell.ts";

/** What can be open on top of a page. */
export type PanelRequest =
  | {
      kind: "transaction";
      portfolio?: string;
      instrument?: InstrumentId;
      /** Found by searching, and not yet one of the user's instruments. */
      draft?: InstrumentDraft;
      start?: TransactionKind;
      edit?: Transaction;
    }
  | { kind: "portfolio"; edit?: PortfolioSummary; then?: "transaction" }
  | { kind: "prices"; instrument: InstrumentId }
  | { kind: "market"; instrument: InstrumentId }
  | { kind: "custom-source"; id?: string }
  | { kind: "proposals"; portfolio: string; instrument?: InstrumentId }
  | { kind: "palette" }
  | { kind: "shortcuts" };

export const panel = createCell<PanelRequest | null>(null);

/** The innermost dialog that is open: what lies outside of it can be neither clicked nor tabbed to. */
export const openDialogs = createCell<readonly HTMLDialogElement[]>([]);

export const closePanel = (): void => panel.set(null);
export function openPanel(request: PanelRequest): void {
  ahead = "";
  panel.set(request);
}

/** What is typed while a panel is still on its way; its first field gets it. */
let ahead = "";
export function typeAhead(letter: string): void {
  ahead += letter;
}
export function takeTypedAhead(): string {
  const typed = ahead;
  ahead = "";
  return typed;
}
