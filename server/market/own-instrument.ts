import { exchangeOf, type Instrument, parseSymbol } from "@tickfolio/engine";

/**
 * True for what is listed nowhere: its symbol is its owner's to choose and says nothing to anybody else. Somebody's own "GOLD" is not
 * the share, and what is called a coin is one only under a coin's symbol (`BTC-USD`).
 */
export function isOwn({ symbol, mic, kind }: Pick<Instrument, "symbol" | "mic" | "kind">): boolean {
  return mic === null && !(kind === "crypto" && parseSymbol(symbol)?.kind === "crypto");
}

/**
 * False for an American listing said to be in another currency than the dollar, which none is: a source that names no currency would
 * price it in the wrong one. Other exchanges trade in several.
 */
export function isInMoneyOfItsMarket({ symbol, mic, kind, currency }: Instrument): boolean {
  const exchange = kind === "crypto" || mic === null ? undefined : exchangeOf({ symbol, mic });
  return exchange?.suffix !== "" || currency === exchange.currency;
}
