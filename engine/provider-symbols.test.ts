import { describe, expect, test } from "vitest";
import { exchanges } from "./exchanges.ts";
import {
  alphaVantageSymbol,
  eodhdSymbol,
  finnhubSymbol,
  fmpSymbol,
  massiveSymbol,
  openFigiExchange,
  stooqSymbol,
  symbolFrom,
  tiingoSymbol,
  twelveDataSymbol,
  yahooSymbol,
} from "./provider-symbols.ts";
import { SPELLERS, spelledSuffix, suffixFrom } from "./spellings.ts";
import { exchangeOfSymbol } from "./symbols.ts";

const no = undefined;

describe("each provider's spelling", () => {
  test.each([
    ["AAPL", "AAPL", "aapl.us", "AAPL", "AAPL", "AAPL.US", "AAPL", "AAPL", "AAPL", "AAPL"],
    ["BRK-B", "BRK.B", "brk-b.us", "BRK-B", "BRK-B", "BRK-B.US", "BRK.B", "BRK-B", "BRK.B", "BRK-B"],
    ["ERE-UN.TO", "ERE.UN.TO", no, "ERE-UN.TO", "ERE-UN.TRT", "ERE-UN.TO", "ERE-UN:XTSE", no, no, "ERE-UN.TO"],
    ["VOD.L", "VOD.L", "vod.uk", "VOD.L", "VOD.LON", "VOD.LSE", "VOD:XLON", no, no, "VOD.L"],
    ["SAP.DE", "SAP.DE", "sap.de", "SAP.DE", "SAP.DEX", "SAP.XETRA", "SAP:XETR", no, no, "SAP.DE"],
    ["7203.T", "7203.T", "7203.jp", "7203.T", "7203.TYO", "7203.TSE", "7203:XTKS", no, no, "7203.T"],
    ["0700.HK", "0700.HK", "700.hk", "0700.HK", "0700.HKG", "0700.HK", "0700:XHKG", no, no, "0700.HK"],
    ["CDR.WA", "CDR.WA", "cdr", "CDR.WA", no, "CDR.WAR", "CDR:XWAR", no, no, "CDR.WA"],
    ["OTP.BD", "OTP.BD", "otp.hu", "OTP.BD", no, "OTP.BUD", "OTP:XBUD", no, no, "OTP.BD"],
    ["MC.PA", "MC.PA", no, "MC.PA", "MC.PAR", "MC.PA", "MC:XPAR", no, no, "MC.PA"],
    ["VOLV-B.ST", "VOLV-B.ST", no, "VOLV-B.ST", "VOLV-B.STO", "VOLV-B.ST", "VOLV-B:XSTO", no, no, "VOLV-B.ST"],
    ["BTC-USD", "BINANCE:BTCUSDT", "btc.v", "BTC-USD", no, "BTC-USD.CC", "BTC/USD", no, "X:BTCUSD", "BTCUSD"],
    ["BTC-EUR", no, no, "BTC-EUR", no, "BTC-EUR.CC", "BTC/EUR", no, "X:BTCEUR", "BTCEUR"],
    ["^GSPC", no, "^spx", "^GSPC", no, no, no, no, no, "^GSPC"],
    ["NOVA.SIM", no, no, no, no, no, no, no, no, no],
    ["no symbol!", no, no, no, no, no, no, no, no, no],
  ])("%s", (symbol, ...spelled) => {
    const spellings = [finnhubSymbol, stooqSymbol, yahooSymbol, alphaVantageSymbol, eodhdSymbol, twelveDataSymbol];
    const all = [...spellings, tiingoSymbol, massiveSymbol, fmpSymbol];
    expect(all.map((spell) => spell(symbol))).toEqual(spelled);
  });
});

describe("the table of spellings", () => {
  const suffixes = [...new Set(exchanges.map(({ suffix }) => suffix))].filter((suffix) => suffix !== ".SIM");

  test("has a row for each of at least 50 markets, and none for a market nobody knows", () => {
    expect(suffixes.length).toBeGreaterThanOrEqual(50);
    for (const suffix of suffixes) expect(spelledSuffix("fmp", suffix), suffix).toBe(suffix);
    for (const provider of SPELLERS) expect(spelledSuffix(provider, ".NOWHERE")).toBeUndefined();
  });

  test.each(suffixes)("what is asked for on %j can be read back as what it was", (suffix) => {
    for (const provider of SPELLERS) {
      const word = spelledSuffix(provider, suffix);
      if (word === undefined) continue;
      // London's two lists are one name space at Finnhub, which knows only the one suffix.
      const ours = provider === "finnhub" && suffix === ".IL" ? ".L" : suffix;
      expect(suffixFrom(provider, word), `${provider} ${word}`).toBe(ours);
      const ticker = suffix === ".HK" ? "0005" : "ABC";
      expect(symbolFrom(provider, ticker, word), `${provider} ${word}`).toBe(ticker + ours);
    }
  });

  test("a provider's several words for one market are all read", () => {
    expect(["US", "UN", "UW", "UV"].map((code) => symbolFrom("openfigi", "BRK/B", code))).toEqual(
      Array(4).fill("BRK-B"),
    );
    expect([openFigiExchange("BRK-B"), openFigiExchange("BHP.AX"), openFigiExchange("BTC-USD")]).toEqual([
      "US",
      "AT",
      undefined,
    ]);
    expect(exchangeOfSymbol(symbolFrom("openfigi", "5", "HK")!)?.mic).toBe("XHKG");
    expect(symbolFrom("openfigi", "5", "HK")).toBe("0005.HK");
    expect(symbolFrom("openfigi", "ABC", "??")).toBeUndefined();
    expect(symbolFrom("openfigi", "<b>", "LN")).toBeUndefined();
  });
});
