import { describe, expect, test } from "vitest";
import { exchangeOfMic, exchanges } from "./exchanges.ts";
import { exchangeOf, exchangeOfSymbol, kindOfSymbol, parseSymbol } from "./symbols.ts";

describe("the exchange table", () => {
  test("has every market of the documented table, in a time zone that exists", () => {
    expect(new Set(exchanges.map((exchange) => exchange.mic)).size).toBeGreaterThanOrEqual(60);
    for (const exchange of exchanges) {
      expect(() => new Intl.DateTimeFormat("en", { timeZone: exchange.timeZone }), exchange.mic).not.toThrow();
    }
  });

  test("a symbol without suffix is American and does not say on which exchange", () => {
    expect(exchangeOfSymbol("AAPL")).toMatchObject({ mic: "US", currency: "USD", timeZone: "America/New_York" });
  });

  test("London quotes in pence and books in pounds", () => {
    expect(exchangeOfSymbol("VOD.L")).toMatchObject({ mic: "XLON", currency: "GBP", quotedIn: "GBX" });
  });

  test("a listing's MIC beats its symbol, and the symbol tells two lists of one MIC apart", () => {
    expect(exchangeOf({ symbol: "AAPL", mic: "XNAS" })?.market).toBe("Nasdaq");
    expect(exchangeOf({ symbol: "SMSN.IL", mic: "XLON" })?.market).toBe("London International");
    expect(exchangeOf({ symbol: "MY-HOUSE", mic: null })?.mic).toBe("US");
    expect(exchangeOfMic("XXXX")).toBeUndefined();
  });
});

describe("one canonical spelling", () => {
  test.each([
    ["AAPL", "AAPL"],
    [" aapl ", "AAPL"],
    ["aapl.us", "AAPL"],
    ["BRK.B", "BRK-B"],
    ["brk-b", "BRK-B"],
    ["BRK/B", "BRK-B"],
    ["BRK B", "BRK-B"],
    ["700.HK", "0700.HK"],
    ["00700.hk", "0700.HK"],
    ["9988.HK", "9988.HK"],
    ["VOD.L", "VOD.L"],
    ["7203.t", "7203.T"],
    ["ERE.UN.TO", "ERE-UN.TO"],
    ["VOLV B.ST", "VOLV-B.ST"],
    ["BTC-USD", "BTC-USD"],
    ["btc/eur", "BTC-EUR"],
    ["nova.sim", "NOVA.SIM"],
    ["^gspc", "^GSPC"],
    ["BF.A", "BF-A"],
  ])("%s is %s", (typed, symbol) => {
    expect(parseSymbol(typed)?.symbol).toBe(symbol);
    expect(parseSymbol(symbol)?.symbol).toBe(symbol);
  });

  test.each(["", "  ", "EUR/USD", "EURUSD=X", "FOO.WXYZ", "..", "A.", "-A", "<script>", "x".repeat(40), "AAPL;DROP"])(
    "%j is no symbol",
    (typed) => {
      expect(parseSymbol(typed)).toBeUndefined();
    },
  );

  test("the symbol tells crypto, the simulated market and indices by itself", () => {
    expect(parseSymbol("BTC-USD")).toMatchObject({ kind: "crypto", ticker: "BTC", currency: "USD" });
    expect(parseSymbol("NOVA.SIM")).toMatchObject({ kind: "simulated", exchange: { mic: "SIM", alwaysOpen: true } });
    expect([kindOfSymbol("BTC-USD"), kindOfSymbol("^GSPC"), kindOfSymbol("AAPL")]).toEqual([
      "crypto",
      "other",
      "stock",
    ]);
  });
});
