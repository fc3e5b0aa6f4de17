import { type Speller, spelledSuffix, suffixFrom } from "./spellings.ts";
import { type ParsedSymbol, parseSymbol } from "./symbols.ts";

/** Finnhub: share classes and Canadian units with a dot (`BRK.B`, `ERE.UN.TO`), crypto as a venue's pair. */
export function finnhubSymbol(symbol: string): string | undefined {
  const parsed = parseSymbol(symbol);
  // The venue's pair is in tether, which follows the dollar and is not one.
  if (parsed?.kind === "crypto") return parsed.currency === "USD" ? `BINANCE:${parsed.ticker}USDT` : undefined;
  if (parsed?.kind !== "listing") return undefined;
  const dotted = ["", ".TO", ".V"].includes(parsed.exchange!.suffix);
  return listed("finnhub", parsed, dotted ? dots(parsed) : parsed.ticker);
}

const STOOQ_INDICES: Record<string, string> = {
  "^GSPC": "^spx",
  "^DJI": "^dji",
  "^NDX": "^ndx",
  "^GDAXI": "^dax",
  "^FTSE": "^ukx",
  "^N225": "^nkx",
};

/** Stooq: lower case with its own country suffixes, none for Warsaw, Hong Kong's codes without leading zeros. */
export function stooqSymbol(symbol: string): string | undefined {
  const parsed = parseSymbol(symbol);
  if (parsed?.kind === "index") return STOOQ_INDICES[parsed.symbol];
  if (parsed?.kind === "crypto") return parsed.currency === "USD" ? `${parsed.ticker.toLowerCase()}.v` : undefined;
  if (parsed?.kind !== "listing") return undefined;
  const ticker = parsed.exchange!.mic === "XHKG" ? parsed.ticker.replace(/^0+/, "") : parsed.ticker;
  return listed("stooq", parsed, ticker.toLowerCase());
}

/** Yahoo: the notation Tickfolio itself uses, without the simulated market. */
export function yahooSymbol(symbol: string): string | undefined {
  const parsed = parseSymbol(symbol);
  return parsed?.kind === "simulated" ? undefined : parsed?.symbol;
}

/** Alpha Vantage: its own suffixes (`VOD.LON`, `SAP.DEX`), share classes with a hyphen. Coins are another of its functions. */
export function alphaVantageSymbol(symbol: string): string | undefined {
  return listed("alpha-vantage", parseSymbol(symbol));
}

/** EODHD: a suffix on everything (`AAPL.US`, `VOD.LSE`, `BTC-USD.CC`). */
export function eodhdSymbol(symbol: string): string | undefined {
  const parsed = parseSymbol(symbol);
  return parsed?.kind === "crypto" ? `${parsed.symbol}.CC` : listed("eodhd", parsed);
}

/**
 * Twelve Data: share classes with a dot, coins with a slash. Behind a colon stands the MIC, which goes into the request's
 * `mic_code` (`VOD:XLON`); American symbols have none.
 */
export function twelveDataSymbol(symbol: string): string | undefined {
  const parsed = parseSymbol(symbol);
  if (parsed?.kind === "crypto") return parsed.symbol.replace("-", "/");
  const mic = parsed?.kind === "listing" ? spelledSuffix("twelve-data", parsed.exchange!.suffix) : undefined;
  if (mic === undefined) return undefined;
  return mic === "" ? dots(parsed!) : `${parsed!.ticker}:${mic}`;
}

/** Tiingo: American listings only, share classes with a hyphen. */
export function tiingoSymbol(symbol: string): string | undefined {
  const parsed = parseSymbol(symbol);
  return isAmerican(parsed) ? parsed.ticker : undefined;
}

/** Massive, once Polygon: American listings, share classes with a dot, coins as `X:BTCUSD`. */
export function massiveSymbol(symbol: string): string | undefined {
  const parsed = parseSymbol(symbol);
  if (parsed?.kind === "crypto") return `X:${parsed.ticker}${parsed.currency}`;
  return isAmerican(parsed) ? dots(parsed) : undefined;
}

/** Financial Modeling Prep: the widely known suffixes and hyphens, coins in one word (`BTCUSD`), indices with `^`. */
export function fmpSymbol(symbol: string): string | undefined {
  const parsed = parseSymbol(symbol);
  if (parsed?.kind === "crypto") return parsed.ticker + parsed.currency;
  return parsed?.kind === "index" ? parsed.symbol : listed("fmp", parsed);
}

/** OpenFIGI's exchange code of a symbol's market, the composite one for American symbols. */
export function openFigiExchange(symbol: string): string | undefined {
  const parsed = parseSymbol(symbol);
  return parsed?.kind === "listing" ? spelledSuffix("openfigi", parsed.exchange!.suffix) : undefined;
}

/** Our symbol for a ticker and a provider's word for its market: (`openfigi`, `VOD`, `LN`) is `VOD.L`. */
export function symbolFrom(provider: Speller, ticker: string, market: string): string | undefined {
  const suffix = suffixFrom(provider, market);
  if (suffix === undefined) return undefined;
  const parsed = parseSymbol(ticker + suffix);
  return parsed?.kind === "listing" && parsed.exchange!.suffix === suffix ? parsed.symbol : undefined;
}

function listed(provider: Speller, parsed: ParsedSymbol | undefined, ticker = parsed?.ticker): string | undefined {
  if (parsed?.kind !== "listing") return undefined;
  const suffix = spelledSuffix(provider, parsed.exchange!.suffix);
  return suffix === undefined ? undefined : `${ticker}${suffix}`;
}

const isAmerican = (parsed: ParsedSymbol | undefined): parsed is ParsedSymbol =>
  parsed?.kind === "listing" && parsed.exchange!.suffix === "";

const dots = ({ ticker }: ParsedSymbol) => ticker.replaceAll("-", ".");
