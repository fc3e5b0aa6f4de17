import { type Instrument, parseSymbol } from "@tickfolio/engine";

/**
 * True for what is listed nowhere: its symbol is its owner's to choose and says nothing to anybody else. Somebody's own "GOLD" is not
 * the share, and what is called a coin is one only under a coin's symbol (`BTC-USD`).
 */
export function isOwn({ symbol, mic, kind }: Pick<Instrument, "symbol" | "mic" | "kind">): boolean {
  return mic === null && !(kind === "crypto" && parseSymbol(symbol)?.kind === "crypto");
}
