import type { Instrument } from "@tickfolio/engine";
import type { InstrumentSuggestion } from "@tickfolio/protocol";
import { expect, test } from "vitest";
import { optionsFor } from "./instrument-options.ts";

const listing = { kind: "stock", mic: "XNAS", currency: "USD" } as const;
const facebook: Instrument = { id: "ins_fb", symbol: "FB", name: "Facebook", ...listing };
const meta: Instrument = { id: "ins_meta", symbol: "META", name: "Meta", ...listing, formerSymbols: ["FB"] };
const firebird: InstrumentSuggestion = { symbol: "FB", name: "Firebird", ...listing, source: "finnhub" };

const keys = (words: string, own: readonly Instrument[], found: readonly InstrumentSuggestion[] = []) =>
  optionsFor({ words, own, found, baseCurrency: "EUR", simulated: false }).map(({ key }) => key);

test("one's own under a symbol is not offered once more, nor made again", () => {
  expect(keys("fb", [facebook], [firebird])).toEqual(["ins_fb"]);
});

test("under the symbol of an ended listing another is found or made first, and it says until when one's own was listed", () => {
  const ended = { ...facebook, listedUntil: "2022-06-08" };
  expect(keys("fb", [ended, meta], [firebird])).toEqual(["FB finnhub", "ins_meta", "ins_fb"]);
  expect(keys("fb", [ended])).toEqual(["new", "ins_fb"]);
  const [, own] = optionsFor({ words: "fb", own: [ended], found: [], baseCurrency: "EUR", simulated: false });
  expect(own!.about).toContain("2022");
});

test("a symbol of before finds what it has become", () => {
  expect(keys("FB", [meta])).toEqual(["ins_meta", "new"]);
});

test("the number of a security is what was found by it, with its ISIN, and nobody's symbol", () => {
  const apple = {
    symbol: "AAPL",
    name: "Apple",
    ...listing,
    isin: "US0378331005",
    source: "openfigi",
    isUnquoted: true,
  };
  const options = optionsFor({ words: "us0378331005", own: [], found: [apple], baseCurrency: "EUR", simulated: false });
  expect(options).toMatchObject([{ symbol: "AAPL", picked: { draft: { isin: "US0378331005" } } }]);
  expect(options[0]!.about).toContain("no source");
});
