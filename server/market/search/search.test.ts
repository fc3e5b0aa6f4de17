import { describe, expect, test } from "vitest";
import { createManualTime } from "../manual-time.ts";
import { createMarket } from "../market.ts";
import { createMemoryShelf } from "../price-shelf.ts";
import { type FoundInstrument, type Identifier, type Provider, ProviderError } from "../provider.ts";
import { scripted } from "../testing.ts";
import { SEARCH_PATIENCE_MS } from "./search.ts";

const time = createManualTime("2026-11-20T18:00:00Z");
const { clock } = time;

const find = (source: string, symbol: string, rest: Partial<FoundInstrument> = {}): FoundInstrument => {
  return { symbol, name: symbol, kind: "stock", mic: null, currency: null, source, ...rest };
};

const searching = (name: string, search: () => Promise<FoundInstrument[]>) =>
  scripted({ name, clock, capabilities: ["search"], rest: { search } });

/** Knows one identifier, and keeps what it was asked. */
function resolving(name: string, known: string, found: FoundInstrument[]) {
  const asked: Identifier[] = [];
  const resolve = async (identifiers: readonly Identifier[]) => {
    asked.push(...identifiers);
    return identifiers.map(({ value }) => (value === known ? found : []));
  };
  return { asked, provider: scripted({ name, clock, capabilities: ["resolve"], rest: { resolve } }) };
}

const open = (providers: Provider[]) =>
  createMarket({ providers, shelf: createMemoryShelf(), clock, timers: time.timers, isEnabled: () => true });

/** Somebody who prices everything: what is found is then not marked. */
const pricing = (covers?: Parameters<typeof scripted>[0]["covers"]) =>
  scripted({ name: "prices", clock, ...(covers ? { covers } : {}) });

describe("a search", () => {
  test("is each listing once, with what every source knows of it", async () => {
    const market = open([
      searching("one", async () => [find("one", "vod.l", { name: "VODAFONE GROUP PLC" }), find("one", "VOD")]),
      searching("two", async () => [
        find("two", "VOD.L", { name: "Vodafone Group", currency: "GBP", isin: "GB00BH4HKS39", kind: "stock" }),
        find("two", "VOD", { name: "Vodafone ADR", mic: "XNAS", figi: "BBG000C5R3G3" }),
      ]),
      pricing(),
    ]);
    expect(await market.search("me", "vodafone")).toEqual(
      [
        {
          ...find("one", "VOD.L", { name: "Vodafone Group", mic: "XLON", currency: "GBP", isin: "GB00BH4HKS39" }),
          quotedIn: "GBX",
        },
        find("one", "VOD", { name: "Vodafone ADR", mic: "XNAS", currency: "USD", figi: "BBG000C5R3G3" }),
        find("typed", "VODAFONE", { mic: "US", currency: "USD" }),
      ].sort((a, b) => Number(b.symbol === "VODAFONE") - Number(a.symbol === "VODAFONE")),
    );
  });

  test("a fund that another calls a share is a fund, and lines in two currencies are not mixed", async () => {
    const market = open([
      searching("one", async () => [find("one", "VUSA.L"), find("one", "ABC.L", { currency: "USD", name: "ABC $" })]),
      searching("two", async () => [
        find("two", "VUSA.L", { kind: "fund" }),
        find("two", "ABC.L", { currency: "GBP", quotedIn: "GBX", isin: "GB00BH4HKS39" }),
      ]),
      pricing(),
    ]);
    const found = await market.search("me", "abc.l");
    expect(found).toContainEqual(expect.objectContaining({ symbol: "VUSA.L", kind: "fund" }));
    expect(found[0]).toEqual(find("one", "ABC.L", { currency: "USD", name: "ABC $", mic: "XLON" }));
  });

  test("one that fails or never answers holds nobody up for longer than is said", async () => {
    const market = open([
      searching("broken", async () => {
        throw new ProviderError("broken", "transient", "It has trouble.");
      }),
      searching("silent", () => new Promise(() => {})),
      searching("well", async () => [find("well", "SAP.DE", { name: "SAP" })]),
      pricing(),
    ]);
    let found: FoundInstrument[] | undefined;
    void market.search("me", "sap.de").then((answer) => {
      found = answer;
    });
    await time.advance(SEARCH_PATIENCE_MS - 1);
    expect(found).toBeUndefined();
    await time.advance(1);
    expect(found!.map(({ symbol }) => symbol)).toEqual(["SAP.DE"]);
  });

  test.each([
    ["US0378331005", "isin"],
    ["us 0378331005", "isin"],
    ["037833100", "cusip"],
    ["BBG000B9XRY4", "figi"],
    ["2046251", "sedol"],
    ["865985", "wkn"],
  ])("%s is looked up as a number of a security (%s)", async (text, kind) => {
    const value = text.replace(" ", "").toUpperCase();
    const isin = { isin: "US0378331005" };
    const { provider, asked } = resolving("numbers", value, [
      find("numbers", "AAPL", isin),
      find("numbers", "APC.DE", isin),
    ]);
    const market = open([
      provider,
      searching("names", async () => [find("names", "AAPL", { name: "Apple Inc.", mic: "XNAS" })]),
      pricing(),
    ]);
    const found = await market.search("me", text);
    expect(asked).toEqual([{ kind, value }]);
    const listings = found.filter(({ source }) => source !== "typed");
    expect(listings).toMatchObject([
      { symbol: "AAPL", name: "Apple Inc.", mic: "XNAS", isin: "US0378331005" },
      { symbol: "APC.DE", currency: "EUR" },
    ]);
    // What can only be such a number is nobody's symbol.
    expect(found.some(({ source }) => source === "typed")).toBe(kind === "wkn");
  });

  test("a number mistyped by one digit is not looked up", async () => {
    const { provider, asked } = resolving("numbers", "US0378331006", []);
    await open([provider, pricing()]).search("me", "US0378331006");
    await open([provider, pricing()]).search("me", "apple");
    expect(asked).toEqual([]);
  });

  test("what nobody would price is marked, and comes last", async () => {
    const market = open([
      searching("one", async () => [find("one", "SAP.DE"), find("one", "SAP"), find("one", "SAPGF")]),
      pricing(({ symbol }) => symbol !== "SAP.DE"),
    ]);
    const found = await market.search("me", "sap");
    expect(found.map(({ symbol, isUnquoted = false }) => [symbol, isUnquoted])).toEqual([
      ["SAP", false],
      ["SAPGF", false],
      ["SAP.DE", true],
    ]);
  });
});
