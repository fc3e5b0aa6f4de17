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
  | { kind: "palette" }
  | { kind: "shortcuts" };

export const panel = createCell<PanelRequest | null>(null);

export const openPanel = (request: PanelRequest): void => panel.set(request);
export const closePanel = (): void => panel.set(null);
