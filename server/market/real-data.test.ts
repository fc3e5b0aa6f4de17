import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type CloseSeries,
  dayFromNumber,
  dayNumber,
  exchangeOf,
  type Instrument,
  kindOfSymbol,
} from "@tickfolio/engine";
import { zipSync } from "fflate";
import { beforeAll, describe, expect, test } from "vitest";
import { cleanSeries } from "./judging/clean-series.ts";
import { type KnownSplit, splitFactor } from "./judging/judge-quote.ts";
import { judgeSeries } from "./judging/judge-series.ts";
import { readPriceCsv } from "./uploads/price-csv.ts";
import { readPriceFile } from "./uploads/price-file.ts";
import type { PriceFile } from "./uploads/price-rows.ts";
import { createPriceUpload } from "./uploads/price-upload.ts";

// Real series with real defects, where they are at hand; docs/market-data-notes.md tells what becomes of each defect.
const DATA = join(import.meta.dirname, "../../../shared/data");
const PRICES = join(DATA, "prices");
const RAW = join(DATA, "prices-raw");
const LAST_DAY = dayNumber("2026-11-22");

const CURRENCIES: Record<string, string> = {
  ...{ "7203.T": "JPY", "ASML.AS": "EUR", "HSBA.L": "GBX", "NESN.SW": "CHF", "NOVO-B.CO": "DKK" },
  ...{ "RELIANCE.NS": "INR", "SAP.DE": "EUR", "SHEL.L": "GBX", "VOD.L": "GBX" },
};
const unitOf = (symbol: string) => (CURRENCIES[symbol] === "GBX" ? "GBX" : undefined);
const read = (path: string, quotedIn?: string) =>
  readPriceCsv(readFileSync(path, "utf8"), { quotedIn, lastDay: LAST_DAY });

function seriesOf(symbol: string, file: PriceFile, adjustment: CloseSeries["adjustment"]): CloseSeries {
  const { days, closes } = file;
  return { instrument: `ins_${symbol}`, source: "file", currency: "USD", adjustment, days, closes };
}

describe.runIf(existsSync(PRICES))("the 34 real series", () => {
  const files = new Map<string, PriceFile>();
  const splits = new Map<string, KnownSplit[]>();
  const file = (symbol: string) => files.get(symbol)!;
  const clean = (symbol: string) => cleanSeries(seriesOf(symbol, file(symbol), "split"), splits.get(symbol) ?? []);
  const symbols = () => [...files.keys()];

  beforeAll(() => {
    for (const name of readdirSync(PRICES).filter((each) => each.endsWith(".csv"))) {
      const symbol = name.slice(0, -4);
      files.set(symbol, read(join(PRICES, name), unitOf(symbol)));
    }
    for (const line of readFileSync(join(DATA, "corporate-actions.csv"), "utf8").trim().split(/\r?\n/).slice(1)) {
      const [symbol = "", day = "", type, value] = line.split(",");
      if (type === "split") splits.set(symbol, [...(splits.get(symbol) ?? []), { day, from: 1, to: Number(value) }]);
    }
  });

  test("load, row by row as the list of them says", () => {
    const rows = readFileSync(join(PRICES, "README.md"), "utf8").matchAll(
      /^\| (\S+) \| [^|]+ \| (\d+) \| (\S+) \| (\S+) \|/gm,
    );
    const listed = [...rows].map(([, symbol, count, from, to]) => [symbol, Number(count), from, to]);
    expect(listed.length).toBe(34);
    for (const [symbol, count, from, to] of listed as [string, number, string, string][]) {
      const { days, problems } = file(symbol);
      expect([symbol, days.length + problems.length, dayFromNumber(days[0]!), dayFromNumber(days.at(-1)!)]).toEqual([
        ...[symbol, count, from, to],
      ]);
    }
  });

  test("load as one archive for somebody who has them all, the same as one by one", async () => {
    const instruments = symbols().map((symbol): Instrument => {
      const [unit, kind] = [CURRENCIES[symbol] ?? "USD", kindOfSymbol(symbol)];
      const mic = kind === "crypto" ? null : (exchangeOf({ symbol, mic: null })?.mic ?? null);
      const currency = unit === "GBX" ? "GBP" : unit;
      return { id: `ins_${symbol}`, symbol, name: symbol, kind, mic, currency };
    });
    const wanted = instruments.map((instrument) => ({
      instrument,
      options: { lastDay: LAST_DAY, quotedIn: unitOf(instrument.symbol) },
    }));
    const archive = zipSync(
      Object.fromEntries(symbols().map((symbol) => [`${symbol}.csv`, readFileSync(join(PRICES, `${symbol}.csv`))])),
      { level: 1 },
    );
    const reader = createPriceUpload(wanted);
    await readPriceFile([archive], "", reader);
    const { found, others, skipped } = reader.finish();
    expect([found.length, others.count, skipped]).toEqual([34, 0, []]);
    for (const { instrument, prices } of found) expect(prices).toEqual(file(instrument.symbol));
  }, 60_000);

  test.each([["SHEL.L", ["2021-11-03", "2023-10-13"]]])("%s: rows of the text null are left out", (symbol, days) => {
    expect(file(symbol).problems.map(({ message }) => message)).toEqual(days.map(() => '"null" is no price.'));
    const there = new Set(file(symbol).days);
    expect(days.filter((day) => there.has(dayNumber(day)))).toEqual([]);
    expect(symbols().filter((each) => each !== symbol && file(each).problems.length > 0)).toEqual([]);
  });

  test("rows whose open or close lies outside high and low keep their close, and are named", () => {
    const noted = symbols().flatMap((symbol) =>
      file(symbol).notes.length > 0 ? [[symbol, file(symbol).notes.length]] : [],
    );
    expect(Object.fromEntries(noted)).toEqual(BARS);
  });

  test("ticks that double for a day are left out, and nothing that happened is", () => {
    const leftOut = symbols().flatMap((symbol) => clean(symbol).leftOut.map(({ day }) => `${symbol} ${day}`));
    expect(leftOut).toEqual(TICKS);
    expect(symbols().filter((symbol) => clean(symbol).refused !== undefined)).toEqual([]);
  });

  test("a listing that became another (SHEL.L, 2005-07-15) and a crash (ETH-USD, 2020-03-12) stay: they happened", () => {
    for (const [symbol, day] of [
      ["SHEL.L", "2005-07-15"],
      ["ETH-USD", "2020-03-12"],
    ] as const) {
      expect(clean(symbol).series.days).toContain(dayNumber(day));
    }
  });

  test("pence are pounds, and adj_close, wrong for VOD.L and HSBA.L, is never read", () => {
    for (const symbol of ["VOD.L", "HSBA.L", "SHEL.L"]) {
      const plain = read(join(PRICES, `${symbol}.csv`));
      expect(file(symbol).closes.at(-1)! * 100).toBeCloseTo(plain.closes.at(-1)!, 6);
    }
    expect(file("VOD.L").closes.at(-1)).toBeLessThan(2);
    // SAP.DE is made of two downloads, the older without adj_close: no row of it is missing for that.
    expect([file("SAP.DE").problems, file("SAP.DE").days.length]).toEqual([[], 3_254]);
  });

  test("days without trade are days with the price of before; a day that is missing stays missing", () => {
    const gaps = (symbol: string, longest: number) => {
      const { days } = file(symbol);
      return [...days].flatMap((day, row) => (row > 0 && day - days[row - 1]! > longest ? [dayFromNumber(day)] : []));
    };
    expect(gaps("BTC-USD", 1)).toEqual(["2026-07-01"]);
    expect(gaps("ETH-USD", 1)).toEqual(["2026-07-01"]);
    expect(gaps("7203.T", 6)).toContain("2019-05-07");
    expect(gaps("SAP.DE", 6)).toEqual([]);
  });

  test("known closes of split days are the same in each of their units", () => {
    const asTraded = (symbol: string, day: string) => {
      const { days, closes } = file(symbol);
      const close = closes[days.indexOf(dayNumber(day))]!;
      return close / splitFactor(splits.get(symbol) ?? [], day, dayFromNumber(days.at(-1)!));
    };
    for (const [symbol, day, close] of [
      ["AAPL", "2020-08-28", 499.23],
      ["AAPL", "2014-06-06", 645.57],
      ["TSLA", "2020-08-28", 2_213.4],
      ["NVDA", "2024-06-07", 1_208.88],
      ["AMZN", "2022-06-03", 2_447],
      // Three spin-offs and a reverse split: Yahoo has all four in its closes as if they were splits.
      ["GE", "2021-07-30", 12.95],
    ] as const) {
      expect(asTraded(symbol, day) / close, `${symbol} ${day}`).toBeCloseTo(1, 3);
    }
  });

  test.each(pairs())(
    "%s: adjusted closes and %s agree once the splits are undone, but for %i days",
    (symbol, path, apart, missing) => {
      const raw = read(join(RAW, path));
      const adjusted = file(symbol);
      const known = [...(splits.get(symbol) ?? []), ...(missing ?? [])];
      const through = dayFromNumber(adjusted.days.at(-1)!);
      const rowOf = new Map([...adjusted.days].map((day, row) => [day, row]));
      let common = 0;
      const differing: string[] = [];
      for (const [row, day] of raw.days.entries()) {
        const other = rowOf.get(day);
        if (other === undefined) continue;
        common += 1;
        const text = dayFromNumber(day);
        const asTraded = adjusted.closes[other]! / splitFactor(known, text, through);
        if (Math.abs(raw.closes[row]! / asTraded - 1) > 0.003) differing.push(text);
      }
      expect(common).toBeGreaterThan(1_500);
      expect(differing.length).toBe(apart);
      // As they were traded, closes fall by each of their splits; the splits explain every fall.
      expect(cleanSeries(seriesOf(symbol, raw, "raw"), known)).toMatchObject({ leftOut: [] });
    },
  );

  test("a series before a split is replaced by the same series after it, because of the split", () => {
    const now = seriesOf("AAPL", file("AAPL"), "split");
    const end = now.days.indexOf(dayNumber("2020-08-28")) + 1;
    const before: CloseSeries = {
      ...now,
      adjustedThrough: "2020-08-28",
      days: now.days.slice(0, end),
      closes: now.closes.slice(0, end).map((close) => close * 4),
    };
    expect(judgeSeries(now, before, splits.get("AAPL")!).kind).toBe("take");
    // And a download in which another has moved all closes by a little, as RELIANCE.NS's rights issue did, is not.
    const moved = seriesOf("RELIANCE.NS", file("RELIANCE.NS"), "split");
    const kept = { ...moved, closes: moved.closes.map((close) => close * 1.0094) };
    expect(judgeSeries(moved, kept, [])).toMatchObject({ kind: "keep", isOdd: true });
  });
});

/** Rows of each series whose open or close lies outside its high and low. */
const BARS = { "ASML.AS": 3, "HSBA.L": 1, "NESN.SW": 2, "NOVO-B.CO": 1, "SHEL.L": 18, "VOD.L": 1 };

/** Closes that are twice those around them; some stand for several days, over a holiday. */
const TICKS = [
  ...["2005-03-24", "2005-03-25", "2005-03-28", "2005-04-22", "2005-05-05", "2005-05-16", "2005-12-26", "2006-04-13"],
  ...["2006-04-14", "2006-04-17", "2006-05-12", "2006-05-25", "2006-06-05", "2010-05-14"],
]
  .map((day) => `NOVO-B.CO ${day}`)
  .concat("RELIANCE.NS 2005-07-28");

/** A symbol, its series as traded, and how many days of both differ by more than 0.3 %. */
function pairs(): [symbol: string, path: string, apart: number, missing?: KnownSplit[]][] {
  return [
    ["AAPL", "AAPL.alphavantage.csv", 1],
    ["MSFT", "MSFT.alphavantage.csv", 0],
    ["AMZN", "AMZN.alphavantage.csv", 1],
    ["WMT", "WMT.alphavantage.csv", 0],
    ["JNJ", "JNJ.alphavantage.csv", 7],
    ["TSLA", "TSLA.alphavantage.csv", 0],
    ["SPY", "SPY.alphavantage-daily.csv", 0],
    ["AGG", "AGG.alphavantage-daily.csv", 1],
    // The list of what companies did begins later than this split.
    ["EFA", "EFA.alphavantage-daily.csv", 5, [{ day: "2005-06-09", from: 1, to: 3 }]],
    ["AAPL", "lean/AAPL.csv", 1],
    ["GOOGL", "lean/GOOGL.csv", 0],
    ["QQQ", "lean/QQQ.csv", 0],
    // Yahoo has the spin-off of 2021 in its closes as a split of 1.046, and so has the list.
    ["IBM", "lean/IBM.csv", 29],
    ["SPY", "lean/SPY.csv", 76],
  ];
}
