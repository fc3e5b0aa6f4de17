import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dayFromNumber, exchangeOf, type Instrument } from "@tickfolio/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createManualTime } from "../manual-time.ts";
import { createMarket } from "../market.ts";
import { createMemoryShelf } from "../price-shelf.ts";
import type { Provider } from "../provider.ts";
import { listing } from "../testing.ts";
import { providerConformance } from "./conformance.ts";
import { createPriceFolder } from "./price-folder.ts";

const clock = () => Date.parse("2026-11-22T12:00:00Z");
const examples = join(import.meta.dirname, "../../../examples/small-portfolio/prices");
const shared = join(import.meta.dirname, "../../../../shared/data/prices");

providerConformance("price folder (examples/small-portfolio)", async () => ({
  provider: createPriceFolder({ folder: examples, clock }),
  clock,
  priced: listing("HUT.L", { mic: "XLON", currency: "GBP", quotedIn: "GBX" }),
  unknown: listing("ELSEWHERE"),
  foreign: listing("NOVA.SIM", { mic: "SIM" }),
  searches: { found: "hut and home", nothing: "nothing at all" },
  close: async () => {},
}));

describe("a price folder", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "tickfolio-prices-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, ...lines: string[]) => writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
  const HEADER = "date,open,high,low,close,adj_close,volume";
  const vodafone = listing("VOD.L", { mic: "XLON", currency: "GBP", quotedIn: "GBX" });

  test("without an instruments.csv says what is missing, and has it as soon as it is there", async () => {
    const time = createManualTime("2026-11-22T12:00:00Z");
    const provider = createPriceFolder({ folder, clock: time.clock });
    const market = createMarket({ providers: [provider], shelf: createMemoryShelf(), ...time, isEnabled: () => true });
    expect((await market.status("me"))[0]).toMatchObject({
      state: "failing",
      message: "The price folder has no instruments.csv, which says what its files are prices of.",
    });
    expect((await market.quotes("me", [vodafone])).quotes).toEqual([]);
    write(
      "instruments.csv",
      "symbol,name,currency,mic,kind,adjustment,through",
      "VOD.L,Vodafone,GBp,XLON,stock,split,2026-11-20",
    );
    write("VOD.L.csv", HEADER, "2026-11-19,91,92,90,91.5,0,1", "2026-11-20,92,93,91,92.74,0,1");
    await time.advance(6_000);
    expect((await market.quotes("me", [vodafone])).quotes).toEqual([
      {
        instrument: "ins_VOD.L",
        price: 0.9274,
        currency: "GBP",
        previousClose: 0.915,
        at: "2026-11-20T16:30:00.000Z",
        day: "2026-11-20",
        source: "price-folder",
        delay: "eod",
        session: "closed",
      },
    ]);
    expect(await market.closes("me", vodafone, "2026-11-20")).toMatchObject({
      adjustment: "split",
      adjustedThrough: "2026-11-20",
      currency: "GBP",
    });
    expect((await market.status("me"))[0]).toMatchObject({ state: "ok", message: "Answering." });
    await market.close();
  });

  test("a row that cannot be right is left out and told of; the others stand", async () => {
    write(
      "instruments.csv",
      "symbol,name,currency,mic,kind,adjustment,through",
      "BAD,Bad Rows,USD,XNAS,stock,raw,",
      "../secret,Elsewhere,USD,XNAS,stock,raw,",
      "NO,No Currency,,XNAS,stock,raw,",
      "GONE,No File,USD,XNAS,stock,raw,",
    );
    write(
      "BAD.csv",
      HEADER,
      "2026-11-16,1,1,1,100,1,1",
      "2026-11-17,null,null,null,null,null,null",
      "2026-11-18,1,1,1,102,1,1",
      "2026-11-18,1,1,1,103,1,1",
      "2026-11-12,1,1,1,99,1,1",
      "2026-13-01,1,1,1,99,1,1",
      "2026-11-19,9,1,5,104,1,1",
      "2026-11-20,1,1,1,0,1,1",
      "2027-01-01,1,1,1,105,1,1",
    );
    const logged: string[] = [];
    const provider = createPriceFolder({ folder, clock, log: (message) => logged.push(message) });
    const series = await provider.closes!(listing("BAD"), "2026-01-01");
    expect([...series.days].map(dayFromNumber)).toEqual(["2026-11-16", "2026-11-18", "2026-11-19"]);
    expect([...series.closes]).toEqual([100, 102, 104]);
    expect(logged).toEqual([
      'instruments.csv: Line 3, symbol: "../secret" is no symbol.',
      'instruments.csv: Line 4, currency: "" is no currency.',
      'BAD.csv: Line 3, close: "null" is no price.',
      "BAD.csv: Line 5, date: 2026-11-18 is there twice (line 4).",
      "BAD.csv: Line 6, date: 2026-11-12 is out of order.",
      'BAD.csv: Line 7, date: "2026-13-01" is no day.',
      'BAD.csv: Line 9, close: "0" is no price.',
      'BAD.csv: Line 10, date: "2027-01-01" is in the future.',
    ]);
    expect(provider.notice).toContain("BAD: 6 rows left out");
    await expect(provider.closes!(listing("GONE"), "2026-01-01")).rejects.toMatchObject({
      reason: "no-data",
      message: "There is no file GONE.csv in the price folder.",
    });
    expect(await provider.quote!([listing("GONE"), listing("BAD")])).toMatchObject([
      { instrument: "ins_BAD", price: 104 },
    ]);
  });

  test("an instrument in another currency than its file is not priced by it", () => {
    const provider = createPriceFolder({ folder, clock });
    expect(provider.covers(listing("BAD"), "closes")).toBe(true);
    expect(provider.covers(listing("BAD", { currency: "EUR" }), "closes")).toBe(false);
  });

  test("somebody's own is not priced by the share of the same name, nor the share by it", async () => {
    const named = mkdtempSync(join(tmpdir(), "tickfolio-own-"));
    const rows = [
      "GOLD,Barrick,USD,XNYS,stock,raw,",
      "SILV,Silver Co,USD,,stock,raw,",
      "Safe,In the safe,USD,,other,raw,",
    ];
    writeFileSync(
      join(named, "instruments.csv"),
      ["symbol,name,currency,mic,kind,adjustment,through", ...rows].join("\n"),
    );
    const provider = createPriceFolder({ folder: named, clock });
    const covers = (symbol: string, more: Partial<Instrument>) => provider.covers(listing(symbol, more), "closes");
    const own = { mic: null, kind: "other" } as const;
    expect([covers("GOLD", {}), covers("GOLD", { mic: "US" }), covers("SILV", {})]).toEqual([true, true, true]);
    expect([covers("GOLD", own), covers("SILV", own)]).toEqual([false, false]);
    expect(covers("GOLD", { mic: null, kind: "crypto" })).toBe(false);
    expect([covers("Safe", own), covers("SAFE", {}), covers("SAFE", own)]).toEqual([true, false, false]);
    expect(await provider.search!("a")).toMatchObject([{ symbol: "GOLD" }, { symbol: "Safe", mic: null }]);
    rmSync(named, { recursive: true });
  });

  test("a file that has changed is read again", async () => {
    const time = createManualTime("2026-11-22T12:00:00Z");
    const provider = createPriceFolder({ folder, clock: time.clock });
    expect((await provider.quote!([listing("BAD")]))[0]!.price).toBe(104);
    write("BAD.csv", HEADER, "2026-11-20,1,1,1,110,1,1");
    utimesSync(join(folder, "BAD.csv"), 1, Date.now() / 1_000 + 60);
    await time.advance(6_000);
    expect((await provider.quote!([listing("BAD")]))[0]!.price).toBe(110);
  });
});

describe.runIf(existsSync(shared))("the shared prices as a price folder", () => {
  const CURRENCIES: Record<string, string> = {
    "7203.T": "JPY",
    "ASML.AS": "EUR",
    "HSBA.L": "GBp",
    "NESN.SW": "CHF",
    "NOVO-B.CO": "DKK",
    "RELIANCE.NS": "INR",
    "SAP.DE": "EUR",
    "SHEL.L": "GBp",
    "VOD.L": "GBp",
  };
  let folder: string;
  let provider: Provider;
  const symbols = () => readdirSync(shared).flatMap((file) => (file.endsWith(".csv") ? [file.slice(0, -4)] : []));
  const instrument = (symbol: string): Instrument => {
    const pence = CURRENCIES[symbol] === "GBp";
    const crypto = /-USD$/.test(symbol);
    return {
      ...listing(symbol, { mic: crypto ? null : (exchangeOf({ symbol, mic: null })?.mic ?? null) }),
      currency: pence ? "GBP" : (CURRENCIES[symbol] ?? "USD"),
      kind: crypto ? "crypto" : "stock",
      ...(pence ? { quotedIn: "GBX" } : {}),
    };
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "tickfolio-shared-"));
    const rows = symbols().map((symbol) => {
      symlinkSync(join(shared, `${symbol}.csv`), join(folder, `${symbol}.csv`));
      return `${symbol},${symbol},${CURRENCIES[symbol] ?? "USD"},${instrument(symbol).mic ?? ""},,split,`;
    });
    writeFileSync(
      join(folder, "instruments.csv"),
      ["symbol,name,currency,mic,kind,adjustment,through", ...rows].join("\n"),
    );
    provider = createPriceFolder({ folder, clock });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("every symbol has its closes", async () => {
    expect(symbols().length).toBe(34);
    let rows = 0;
    for (const symbol of symbols()) rows += (await provider.closes!(instrument(symbol), "2000-01-01")).days.length;
    expect(rows).toBeGreaterThan(140_000);
    expect((await provider.quote!(symbols().map(instrument))).length).toBe(34);
  });

  test("known closes are right, pence in pounds, and the two null rows of SHEL.L are left out", async () => {
    const closeOf = async (symbol: string, day: string) => {
      const { days, closes } = await provider.closes!(instrument(symbol), "2000-01-01");
      return closes[[...days].map(dayFromNumber).indexOf(day)];
    };
    expect(await closeOf("AAPL", "2020-08-28")).toBeCloseTo(499.23 / 4, 4);
    expect(await closeOf("MSFT", "2019-12-31")).toBeCloseTo(157.7, 2);
    expect(await closeOf("VOD.L", "2024-05-03")).toBeLessThan(1);
    expect((await provider.closes!(instrument("SHEL.L"), "2000-01-01")).days.length).toBe(4_893 - 2);
    expect(provider.notice).toContain("SHEL.L: 2 rows left out");
  });
});
