import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  createRates,
  dayNumber,
  type RateTable,
  type TradeDraft,
  type Valuation,
  valueBook,
  Workbook,
  writeTradesCsv,
} from "@tickfolio/engine";
import { type Client, newId } from "@tickfolio/protocol";
import { openLocalApp } from "@tickfolio/server";
import { readWorkload, type Workload } from "../engine/testing-workload.ts";

const BASE = "EUR";
const FOREIGN = ["USD", "GBP", "CHF"];
const SETTINGS = { baseCurrency: BASE, costMethod: "fifo", cash: "untracked" } as const;

/** A data folder with one portfolio, and the file its rates are in. */
export interface OpenFolder {
  data: string;
  rates: string;
  portfolio: string;
}

/** Ten years up to a weekday of 250 symbols in four currencies, with every close: the same for the same day. */
export async function makeWorkload(transactions: number, end: string): Promise<Workload> {
  const { generate } = await import(new URL("../../shared/bench/gen-workload.mjs", import.meta.url).href);
  return generate({ transactions, symbols: 250, years: 10, end });
}

/**
 * Brings a workload into a data folder as a person would: each file of trades is imported, and every symbol's closes are
 * uploaded. `perFile` rows make a file.
 */
export async function fillFolder(folder: string, workload: Workload, perFile: number): Promise<OpenFolder> {
  const data = join(folder, "data");
  const rates = join(folder, "eurofxref-hist.csv");
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(rates, rateFile(workload).csv);
  const { client, close } = await openLocalApp({ data, rates, web: false });
  try {
    await client.saveSettings({ baseCurrency: BASE, providers: {}, version: 0 });
    const { id: portfolio } = await client.savePortfolio(
      { id: newId("pf"), name: "Fifty thousand", sample: false, ...SETTINGS },
      0,
    );
    for (const [index, text] of tradeFiles(workload, perFile).entries()) {
      await importFile(client, portfolio, `trades-${index + 1}.csv`, text);
    }
    for (const { id, symbol } of (await client.instruments()).items) {
      const { dates, closes } = workload.prices[symbol.split(".")[0]!]!;
      const csv = `Date,Close\n${dates.map((date, row) => `${date},${closes[row]}`).join("\n")}\n`;
      await client.uploadPrices(id, csv, { adjustment: "raw" });
    }
    return { data, rates, portfolio };
  } finally {
    await close();
  }
}

async function importFile(client: Client, portfolio: string, name: string, text: string): Promise<void> {
  const { rows, entry } = await client.importTrades(portfolio, { name, text, entry: newId("ent"), commit: true });
  const refused = rows.find(({ fate }) => fate !== "new");
  if (!entry || refused) throw new Error(`${name} was not imported whole: ${JSON.stringify(refused ?? entry)}`);
}

function tradeFiles(workload: Workload, perFile: number): string[] {
  const { transactions } = readWorkload(workload);
  const listings = new Map(
    workload.symbols.map(({ symbol: id, currency }) => {
      const { mic, suffix } = MARKETS[currency]!;
      const symbol = id + suffix;
      return [id, { id, symbol, name: symbol, kind: "stock", mic, currency } as const];
    }),
  );
  return Array.from({ length: Math.ceil(transactions.length / perFile) }, (_, index) => {
    const rows: TradeDraft[] = transactions.slice(index * perFile, (index + 1) * perFile);
    return writeTradesCsv(rows, { baseCurrency: BASE, instrumentOf: (id) => listings.get(id) });
  });
}

/** Where a workload's symbols are listed, by their currency. */
const MARKETS: Readonly<Record<string, { mic: string; suffix: string }>> = {
  EUR: { mic: "XETR", suffix: ".DE" },
  USD: { mic: "XNYS", suffix: "" },
  GBP: { mic: "XLON", suffix: ".L" },
  CHF: { mic: "XSWX", suffix: ".SW" },
};

/** The workload's rates as the ECB states them: how much of each currency one euro is. */
function rateFile({ fx }: Workload): { table: RateTable; csv: string } {
  const { dates } = fx[FOREIGN[0] + BASE]!;
  const columns = FOREIGN.map((currency) => fx[currency + BASE]!.rates.map((rate) => (1 / rate).toPrecision(9)));
  const rows = dates.map((date, day) => `${date},${columns.map((column) => column[day]).join(",")},`);
  const numbers = FOREIGN.map((currency, i) => [currency, Float64Array.from(columns[i]!, Number)] as const);
  return {
    table: { base: BASE, source: "ecb", days: Int32Array.from(dates, dayNumber), columns: Object.fromEntries(numbers) },
    csv: `Date,${FOREIGN.join(",")},\n${rows.reverse().join("\n")}\n`,
  };
}

/** What the engine says of the workload itself, without server, store or page. */
export function expectedValuation(workload: Workload, today: string): Valuation {
  const read = readWorkload(workload);
  const rates = createRates([rateFile(workload).table]);
  const market = { ...read.market, rates };
  const workbook = new Workbook({ ...read, rates, market, settings: SETTINGS, from: workload.meta.start, to: today });
  return valueBook(workbook.books[0]!, market, today);
}
