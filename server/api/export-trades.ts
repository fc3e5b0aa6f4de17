import { liveTransactions, type Portfolio, writeTradesCsv } from "@tickfolio/engine";
import type { UserStore } from "../store/user-store.ts";

/** All transactions that count, in Tickfolio's own CSV. */
export async function exportTrades(store: UserStore, { id, baseCurrency }: Portfolio): Promise<string> {
  const entries = await (await store.journal(id)).entries();
  const instruments = new Map((await store.instruments()).map((instrument) => [instrument.id, instrument]));
  return writeTradesCsv(liveTransactions(entries), { baseCurrency, instrumentOf: (one) => instruments.get(one) });
}
