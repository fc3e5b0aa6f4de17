import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type InstrumentDraft, newId } from "@tickfolio/protocol";
import { describe, expect, test } from "vitest";
import { createPriceFolder } from "../market/providers/price-folder.ts";
import { HEADER, start } from "./import-testing.ts";
import { entry, makePortfolio, NOW, startApp, trade } from "./testing.ts";

type Server = Awaited<ReturnType<typeof start>>;

const gold = { symbol: "Gold", name: "Gold in the safe", kind: "other", mic: null, currency: "EUR" } as const;
const fund: InstrumentDraft = {
  symbol: "CSPX.L",
  name: "iShares Core S&P 500",
  kind: "fund",
  mic: "XLON",
  currency: "USD",
  isin: "IE00B5BMR087",
};

/** Brings Ann's portfolio to Bob, who has never heard of anything in it. */
async function bring({ ann, as, portfolio }: Server, name = "bob") {
  const bob = as(name);
  const copy = await makePortfolio(bob, "Copy");
  const text = await ann.exportTrades(portfolio);
  const result = await bob.importTrades(copy, { name: "a.csv", text, entry: newId("ent"), commit: true });
  return { bob, copy, text, result };
}

describe("another user who brings in an exported file", () => {
  test("gets the same portfolio with the same figures, instruments of one's own and their names and ISINs included", async () => {
    const server = await start();
    const { ann, portfolio } = server;
    const [safe, held, coin] = [
      await ann.saveInstrument(gold),
      await ann.saveInstrument(fund),
      await ann.saveInstrument({ symbol: "BTC-USD", name: "Bitcoin", kind: "crypto", mic: null, currency: "USD" }),
    ];
    const trades = [
      trade("buy", safe.id, "3", "1500"),
      // In another currency than its own, and a split, which has none.
      { ...trade("buy", safe.id, "1", "1700", "2026-02-03"), currency: "USD" },
      {
        id: newId("txn"),
        kind: "split",
        day: "2026-02-04",
        instrument: safe.id,
        numerator: 2,
        denominator: 1,
      } as const,
      { ...trade("buy", held.id, "2", "500"), currency: "USD" },
      { ...trade("buy", coin.id, "0.5", "60000"), currency: "USD" },
    ];
    await ann.writeEntry(portfolio, entry(trades));
    const { bob, copy, text, result } = await bring(server);
    expect(result.rows.map(({ fate }) => fate)).toEqual(Array(5).fill("new"));
    const told = async (client: typeof bob) =>
      (await client.instruments()).items.toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1));
    expect(await told(bob)).toEqual(await told(ann));
    for (const client of [ann, bob]) await client.setPrice(safe.id, { day: "2026-02-27", price: "900" });
    const { asOf: _, ...original } = await ann.valuation(portfolio);
    expect(await bob.valuation(copy)).toMatchObject(original);
    expect(await bob.exportTrades(copy)).toBe(text);
  });

  test("does not get the share GOLD for somebody's own Gold, even where they have that share, or a GOLD of their own", async () => {
    const server = await start();
    const { ann, as, portfolio } = server;
    // The symbols people are likeliest to choose are those of shares.
    for (const symbol of ["Gold", "GOLD", "SAP.DE"]) {
      const own = await ann.saveInstrument({ ...gold, symbol });
      await ann.writeEntry(portfolio, entry([trade("buy", own.id, "1", "100")]));
    }
    const share = { symbol: "GOLD", name: "Barrick", kind: "stock", mic: "XNYS", currency: "USD" } as const;
    await as("bob").saveInstrument(share);
    const { bob } = await bring(server);
    const listed = async (client: typeof bob) =>
      (await client.instruments()).items.map(({ symbol, mic, currency }) => `${symbol} ${mic} ${currency}`).sort();
    expect(await listed(bob)).toEqual(["GOLD XNYS USD", "GOLD null EUR", "Gold null EUR", "SAP.DE null EUR"]);
    expect(await listed((await bring(server, "cleo")).bob)).toEqual(await listed(ann));
  });

  test("finds what they have already, under the name they gave it", async () => {
    const server = await start();
    const { ann, as, portfolio } = server;
    const held = await ann.saveInstrument(fund);
    const bought = { ...trade("buy", held.id, "2", "500"), currency: "USD" };
    await ann.writeEntry(portfolio, entry([bought]));
    const mine = await as("bob").saveInstrument({ ...fund, name: "My fund", isin: "US0378331005" });
    const { bob, result } = await bring(server);
    expect((await bob.instruments()).items).toEqual([mine]);
    expect(result.newInstruments).toEqual([]);
    expect(result.warnings.map(({ row, code }) => `${row} ${code}`)).toContain("2 other_isin");
  });
});

describe("a file written by hand", () => {
  test("speaks of what a price folder knows, somebody's own included, unless it names a market", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tickfolio-known-"));
    const rows = ["GOLD,Gold in the safe,EUR,,other,raw,", "SAP.DE,SAP SE,EUR,XETR,stock,raw,"];
    writeFileSync(join(folder, "instruments.csv"), ["symbol,name,currency,mic,kind,adjustment", ...rows].join("\n"));
    const server = startApp({ providers: [createPriceFolder({ folder, clock: () => NOW })] });
    const ann = server.as("ann");
    const portfolio = await makePortfolio(ann);
    const header = "date,kind,symbol,quantity,price,currency,market";
    const bought = (symbol: string, market: string) => `2026-01-05,buy,${symbol},1,100,EUR,${market}`;
    const text = [header, bought("GOLD", ""), bought("GOLD", "XNYS"), bought("SAP.DE", "")].join("\n");
    await ann.importTrades(portfolio, { name: "a.csv", text, entry: newId("ent"), commit: true });
    const told = (await ann.instruments()).items.map(({ symbol, name, mic }) => `${symbol} ${name} ${mic}`).sort();
    expect(told).toEqual(["GOLD GOLD XNYS", "GOLD Gold in the safe null", "SAP.DE SAP SE XETR"]);
    rmSync(folder, { recursive: true });
  });

  const SAID = `${HEADER},name,isin,market,instrument_kind,instrument_currency`;

  test("may name an instrument in passing", async () => {
    const { ann, load } = await start();
    await load(`${SAID}\n2026-01-05,buy,SAP.DE,1,150,,EUR,,,,SAP,DE0007164600,,,\n`);
    expect((await ann.instruments()).items).toMatchObject([
      { symbol: "SAP.DE", name: "SAP", isin: "DE0007164600", mic: "XETR", kind: "stock", currency: "EUR" },
    ]);
  });

  test("may say that a share is a fund, quoted in pence", async () => {
    const { ann, load } = await start();
    await load(`${SAID}\n2026-01-05,buy,HUT.L,1,314,,GBX,,,,,,XLON,fund,GBX\n`);
    expect((await ann.instruments()).items).toMatchObject([{ kind: "fund", currency: "GBP", quotedIn: "GBX" }]);
  });

  test.each([
    [
      "isin",
      "SAP.DE,1,150,,EUR,,,,,DE0007164601,,,",
      'Expected an ISIN whose check digit fits, like US0378331005, found "DE0007164601".',
    ],
    [
      "market",
      "SAP.DE,1,150,,EUR,,,,,,Frankfurt,,",
      'Expected a market identifier code like XNAS, "custom" or "crypto", found "Frankfurt".',
    ],
    ["market", "SAP.DE,1,150,,EUR,,,,,,SIM,,", "SAP.DE is not on the simulated market."],
    ["market", "VOD.L,1,150,,GBP,,,,,,XNYS,,", "VOD.L is a symbol of London, not of XNYS."],
    ["instrument_kind", "SAP.DE,1,150,,EUR,,,,,,,share,", 'Expected one of stock, fund, crypto, other, found "share".'],
    [
      "instrument_currency",
      "SAP.DE,1,150,,EUR,,,,,,,,€",
      'Expected the currency of the instrument, like EUR or GBX, found "€".',
    ],
  ])("that has a wrong %s is told so, and its other rows stand", async (field, cells, message) => {
    const { load } = await start();
    const { rows, entry: written } = await load(
      `${SAID}\n2026-01-05,buy,${cells}\n2026-01-05,buy,AAPL,1,1,,USD,,,,,,,,\n`,
    );
    expect(rows[0]).toEqual({ row: 2, fate: "unreadable", field, message });
    expect(written?.transactions).toHaveLength(1);
  });

  test("that says something of a symbol it does not name is told so", async () => {
    const { load } = await start();
    const { rows } = await load(`${SAID}\n2026-01-05,fee,,,,5,EUR,,,,SAP,,,,\n`);
    expect(rows).toMatchObject([{ fate: "unreadable", field: "name", message: expect.stringContaining("no") }]);
  });
});
