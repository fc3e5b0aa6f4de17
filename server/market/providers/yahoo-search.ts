import { type InstrumentKind, parseSymbol } from "@tickfolio/engine";
import { fieldOf, listOf, textOf } from "../door/json.ts";
import type { FoundInstrument } from "../provider.ts";
import { YAHOO } from "./yahoo-answer.ts";

const KINDS: Record<string, InstrumentKind> = {
  EQUITY: "stock",
  ETF: "fund",
  MUTUALFUND: "fund",
  CRYPTOCURRENCY: "crypto",
};

/** American exchanges, which share one name space. Everywhere else the suffix says the market. */
const AMERICAN: Record<string, string> = {
  NMS: "XNAS",
  NGM: "XNAS",
  NCM: "XNAS",
  NYQ: "XNYS",
  PCX: "ARCX",
  ASE: "XASE",
  BTS: "BATS",
  PNK: "OTCM",
  OQB: "OTCM",
  OQX: "OTCM",
};

/** What its search found that can be held. It names no currency. */
export function foundFrom(body: unknown): FoundInstrument[] {
  return listOf(body, "quotes").flatMap((row): FoundInstrument[] => {
    const parsed = parseSymbol(textOf(row, "symbol") ?? "");
    const kind = KINDS[textOf(row, "quoteType") ?? ""];
    if (!parsed || !kind || fieldOf(row, "isYahooFinance") === false) return [];
    if ((parsed.kind === "crypto") !== (kind === "crypto") || parsed.kind === "simulated") return [];
    const { symbol } = parsed;
    const name = textOf(row, "longname") ?? textOf(row, "shortname") ?? symbol;
    const mic = parsed.exchange?.suffix === "" ? AMERICAN[textOf(row, "exchange") ?? ""] : undefined;
    return [{ symbol, name, kind, mic: mic ?? null, currency: null, source: YAHOO }];
  });
}
