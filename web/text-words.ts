import { format } from "./format.ts";

/** A count with its noun. */
export const one = (count: number, singular: string, plural: string) =>
  `${format.quantity(String(count))} ${count === 1 ? singular : plural}`;

/** What a source is called in a sentence. */
const sourceNames: Record<string, string> = {
  simulator: "the simulated market",
  finnhub: "Finnhub",
  stooq: "Stooq",
  ecb: "the ECB",
  "price-folder": "the price folder",
  yahoo: "Yahoo",
  coingecko: "CoinGecko",
  frankfurter: "Frankfurter",
  openfigi: "OpenFIGI",
  "twelve-data": "Twelve Data",
  tiingo: "Tiingo",
  eodhd: "EODHD",
  "alpha-vantage": "Alpha Vantage",
  massive: "Massive",
  fmp: "FMP",
  manual: "a typed price",
  upload: "uploaded prices",
};
export const sourceName = (source: string) => sourceNames[source] ?? source;

/** The same where a sentence begins with it. */
export function titleOfSource(source: string): string {
  const name = sourceName(source);
  return name.charAt(0).toUpperCase() + name.slice(1);
}
