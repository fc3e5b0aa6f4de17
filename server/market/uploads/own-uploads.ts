import { type CloseSeries, type Day, dayFromNumber, type Instrument } from "@tickfolio/engine";
import { unitOf } from "../minor-price.ts";
import { ProviderError } from "../provider.ts";
import { OWN_SOURCES, type OwnPrices } from "./own-prices.ts";
import type { PriceFile, PriceProblem } from "./price-rows.ts";
import { createPriceUpload, type PriceUpload, type Wanted } from "./price-upload.ts";

/** A file as it comes, or its text. */
export type PriceUploadFile = string | AsyncIterable<Uint8Array>;

export interface UploadOptions {
  /** What was done to the prices; of most files nobody knows. */
  adjustment: "raw" | "split" | "unknown";
  /** For `split`: the day through which splits are in the prices; the file's last day when left out. */
  adjustedThrough?: Day | undefined;
  /** The file's; of one that is not in an archive nothing else may say whose prices they are. */
  name?: string | undefined;
  /** Default: what the instrument is quoted in where a file of many is read, its currency where it is of one. */
  quotedIn?: string | undefined;
}

export interface UploadResult {
  stored: number;
  from: Day | "";
  to: Day | "";
  /** Rows that were left out. */
  problems: PriceProblem[];
  /** Rows of which only the close was kept. */
  notes: PriceProblem[];
}

/** What a file of many symbols had for somebody's instruments. */
export interface ManyUploaded extends Omit<PriceUpload, "found"> {
  instruments: (UploadResult & { instrument: string; symbol: string })[];
}

export interface OwnUploads {
  /** Takes the place of what they uploaded of the instrument before. */
  upload(user: string, instrument: Instrument, file: PriceUploadFile, options: UploadOptions): Promise<UploadResult>;
  /** The same for all of a user's instruments that the file has prices of; the others stay as they are. */
  uploadMany(
    user: string,
    instruments: readonly Instrument[],
    file: PriceUploadFile,
    options: UploadOptions,
  ): Promise<ManyUploaded>;
}

export function createOwnUploads(own: OwnPrices): OwnUploads {
  const wantedOf = (instrument: Instrument, quotedIn: string | undefined): Wanted => ({
    instrument,
    options: { quotedIn, lastDay: own.lastDay(instrument) },
  });

  /** Everything is read before anything is kept: of a file that is refused nothing is taken. */
  async function read(
    file: PriceUploadFile,
    wanted: readonly Wanted[],
    { name = "", only }: { name?: string | undefined; only?: Wanted },
  ): Promise<PriceUpload> {
    const reader = createPriceUpload(wanted, only);
    // Unpacking is for few requests; the others start without it.
    const { PriceFileError, readPriceFile } = await import("./price-file.ts");
    try {
      await readPriceFile(typeof file === "string" ? [new TextEncoder().encode(file)] : file, name, reader);
    } catch (error) {
      if (error instanceof PriceFileError) throw new ProviderError(OWN_SOURCES.upload, "malformed", error.message);
      throw error;
    }
    return reader.finish();
  }

  async function keep(user: string, instrument: Instrument, prices: PriceFile, options: UploadOptions) {
    const { days, closes, problems, notes } = prices;
    if (days.length === 0) return { stored: 0, from: "", to: "", problems, notes } satisfies UploadResult;
    const to = dayFromNumber(days.at(-1)!);
    const series: CloseSeries = {
      instrument: instrument.id,
      source: OWN_SOURCES.upload,
      currency: instrument.currency,
      adjustment: options.adjustment,
      ...(options.adjustment === "split" ? { adjustedThrough: options.adjustedThrough ?? to } : {}),
      days,
      closes,
    };
    await own.keep(user, instrument, series);
    return { stored: days.length, from: dayFromNumber(days[0]!), to, problems, notes } satisfies UploadResult;
  }

  return {
    async upload(user, instrument, file, options) {
      own.refuseSimulated(instrument);
      const only = wantedOf(instrument, options.quotedIn);
      const { found, others, skipped } = await read(file, [only], { only });
      const prices = found[0]?.prices;
      if (prices) return keep(user, instrument, prices, options);
      const message =
        others.count > 0
          ? `It has prices of ${others.symbols.slice(0, 3).join(", ")}${others.count > 3 ? ", ..." : ""}, and none of ${instrument.symbol}.`
          : (skipped[0]?.message ?? "It has no prices in it.");
      return { stored: 0, from: "", to: "", problems: [{ row: 1, field: "file", message }], notes: [] };
    },

    async uploadMany(user, instruments, file, options) {
      const wanted = instruments
        .filter(({ mic }) => mic !== "SIM")
        .map((instrument) => wantedOf(instrument, options.quotedIn ?? unitOf(instrument)));
      const { found, others, skipped } = await read(file, wanted, { name: options.name });
      const kept: ManyUploaded["instruments"] = [];
      for (const { instrument, prices } of found) {
        const result = await keep(user, instrument, prices, options);
        kept.push({ instrument: instrument.id, symbol: instrument.symbol, ...result });
      }
      return { instruments: kept, others, skipped };
    },
  };
}
