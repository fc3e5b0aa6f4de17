import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { dayFromNumber, dayNumber, type Instrument, localTime } from "@tickfolio/engine";
import { closeBefore } from "../close-before.ts";
import { closingInstant } from "../close-time.ts";
import { isOwn } from "../own-instrument.ts";
import { type Clock, type Provider, ProviderError } from "../provider.ts";
import { type PriceFile, type PriceProblem, readPriceCsv } from "../uploads/price-csv.ts";
import { type FolderInstrument, readInstrumentsCsv } from "./instruments-csv.ts";
import { createRatesReader } from "./rates-file.ts";

const NAME = "price-folder";
const INSTRUMENTS = "instruments.csv";
const RATES = "eurofxref-hist.csv";
/** A file is looked at again this long after it last was. */
const LOOK_MS = 5_000;

export interface PriceFolderOptions {
  folder: string;
  /** The instruments file, where it is not in the folder. */
  instruments?: string | undefined;
  clock: Clock;
  log?: (message: string) => void;
}

/** A folder with one CSV of daily prices for each symbol, and an `instruments.csv` that says what they are prices of. */
export function createPriceFolder({ folder, instruments, clock, log = () => {} }: PriceFolderOptions): Provider {
  const index = watchedFile(instruments ?? join(folder, INSTRUMENTS), clock, (text) => {
    const read = readInstrumentsCsv(text);
    for (const problem of read.problems) log(`${INSTRUMENTS}: ${sentence(problem)}`);
    return { ...read, bySymbol: new Map(read.instruments.map((entry) => [entry.symbol, entry])) };
  });
  const files = new Map<string, () => PriceFile | undefined>();
  const readRates = createRatesReader(NAME, join(folder, RATES));
  const leftOut = new Map<string, PriceProblem[]>();

  function entryOf(instrument: Instrument): FolderInstrument | undefined {
    const entry = index()?.bySymbol.get(instrument.symbol);
    if (!entry || entry.currency !== instrument.currency) return undefined;
    return isOwn(entry) === isOwn(instrument) ? entry : undefined;
  }

  function pricesOf(entry: FolderInstrument): PriceFile {
    let file = files.get(entry.file);
    if (!file) {
      file = watchedFile(join(folder, entry.file), clock, (text) => {
        const lastDay = dayNumber(localTime(clock(), "UTC").day) + 1;
        const read = readPriceCsv(text, { quotedIn: entry.quotedIn, lastDay });
        leftOut.set(entry.symbol, read.problems);
        for (const problem of read.problems) log(`${entry.file}: ${sentence(problem)}`);
        return read;
      });
      files.set(entry.file, file);
    }
    const prices = file();
    if (!prices) throw failure("no-data", `There is no file ${entry.file} in the price folder.`);
    if (prices.days.length === 0) throw failure("no-data", `${entry.file} has no prices in it.`);
    return prices;
  }

  return {
    name: NAME,
    title: "Price folder",
    capabilities: new Set(["quote", "closes", "search", "rates"]),
    hosts: [],
    asks: "Files in a folder of this machine. Nobody is asked anything.",
    scope: "deployment",
    defaultOn: true,
    quoteBatch: Number.POSITIVE_INFINITY,
    freshMs: LOOK_MS,
    covers: (instrument, capability) =>
      (capability === "quote" || capability === "closes") && entryOf(instrument) !== undefined,

    get needs() {
      return index() ? undefined : `The price folder has no ${INSTRUMENTS}, which says what its files are prices of.`;
    },

    get notice() {
      const problems = [...(index()?.problems.map(sentence) ?? [])];
      for (const [symbol, rows] of leftOut) {
        if (rows.length > 0) problems.push(`${symbol}: ${rows.length} rows left out, first ${sentence(rows[0]!)}`);
      }
      return problems.length === 0 ? undefined : problems.join(" ").slice(0, 500);
    },

    async quote(wanted, signal) {
      signal?.throwIfAborted();
      return wanted.flatMap((instrument) => {
        const entry = entryOf(instrument);
        const prices = entry && pricesOrNone(() => pricesOf(entry));
        if (!prices) return [];
        const day = dayFromNumber(prices.days.at(-1)!);
        const previousClose = closeBefore(prices, entry.adjustment, instrument);
        return [
          {
            instrument: instrument.id,
            price: prices.closes.at(-1)!,
            currency: instrument.currency,
            ...(previousClose === undefined ? {} : { previousClose }),
            at: closingInstant(instrument, day, clock()),
            day,
            source: NAME,
            delay: "eod" as const,
            session: "closed" as const,
          },
        ];
      });
    },

    async closes(instrument, _from, signal) {
      signal?.throwIfAborted();
      const entry = entryOf(instrument);
      if (!entry) throw failure("not-found", `The price folder does not have ${instrument.symbol}.`);
      const { days, closes } = pricesOf(entry);
      const { adjustment, currency, through = dayFromNumber(days.at(-1)!) } = entry;
      const adjusted = adjustment === "split" || adjustment === "total";
      return {
        instrument: instrument.id,
        source: NAME,
        currency,
        adjustment,
        ...(adjusted ? { adjustedThrough: through } : {}),
        days,
        closes,
      };
    },

    async search(text, signal) {
      signal?.throwIfAborted();
      const wanted = text.trim().toLowerCase();
      const found = (index()?.instruments ?? []).filter(
        ({ symbol, name }) => symbol.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted),
      );
      return found.map(({ symbol, name, kind, mic, currency, quotedIn }) => ({
        symbol,
        name,
        kind,
        mic,
        currency,
        ...(quotedIn ? { quotedIn } : {}),
        source: NAME,
      }));
    },

    rates: (_from, signal) => readRates(signal),
  };
}

/** A file's contents as they are now; read again when it has changed. Undefined while there is none. */
function watchedFile<T>(path: string, clock: Clock, parse: (text: string) => T): () => T | undefined {
  let kept: { value: T; changedMs: number } | undefined;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  return () => {
    if (clock() - lookedAtMs < LOOK_MS) return kept?.value;
    lookedAtMs = clock();
    const changedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (changedMs === undefined) kept = undefined;
    else if (kept?.changedMs !== changedMs) kept = { value: parse(readFileSync(path, "utf8")), changedMs };
    return kept?.value;
  };
}

function pricesOrNone(read: () => PriceFile): PriceFile | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProviderError) return undefined;
    throw error;
  }
}

const sentence = ({ row, field, message }: PriceProblem) => `Line ${row}, ${field}: ${message}`;

function failure(reason: ProviderError["reason"], message: string): ProviderError {
  return new ProviderError(NAME, reason, message);
}
