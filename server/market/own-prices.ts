import {
  addDays,
  type CloseSeries,
  type Day,
  type Decimal,
  dayFromNumber,
  dayNumber,
  exchangeOf,
  type Instrument,
  localTime,
  type Quote,
} from "@tickfolio/engine";
import type { Board } from "./board.ts";
import { closeBefore } from "./close-before.ts";
import { closingInstant } from "./close-time.ts";
import { type PriceProblem, readPriceCsv } from "./price-csv.ts";
import type { PriceShelf, Scope } from "./price-shelf.ts";
import { type Clock, ProviderError } from "./provider.ts";

/** Where a person's own prices come from, as their `source` says. */
export const OWN_SOURCES = { manual: "manual", upload: "upload" } as const;

export interface UploadOptions {
  adjustment: "raw" | "split";
  /** For `split`: the day through which splits are in the prices; the file's last day when left out. */
  adjustedThrough?: Day;
  quotedIn?: string;
}

export interface UploadResult {
  stored: number;
  from: Day | "";
  to: Day | "";
  problems: PriceProblem[];
}

/** Prices a person typed or uploaded, kept in their own scope: nobody else's figures change. */
export function createOwnPrices(board: Board, shelf: PriceShelf, clock: Clock) {
  const zoneOf = (instrument: Instrument) => exchangeOf(instrument)?.timeZone ?? "UTC";
  const scopeFor = (user: string): Scope => `user:${user}`;

  /** Invented instruments have one price for everybody, and it is not for typing. */
  function refuseSimulated(instrument: Instrument): void {
    if (instrument.mic !== "SIM") return;
    const message = `${instrument.symbol} is priced by the simulated market only.`;
    throw new ProviderError(OWN_SOURCES.manual, "unsupported", message);
  }

  async function storedSeries(user: string, instrument: Instrument, source: string): Promise<CloseSeries | undefined> {
    const stored = await shelf.closes(scopeFor(user), instrument.id);
    return stored.find((entry) => entry.series.source === source)?.series;
  }

  async function save(user: string, series: CloseSeries): Promise<void> {
    const storedAt = new Date(clock()).toISOString();
    await shelf.saveCloses(scopeFor(user), { series, askedFrom: "1800-01-01", storedAt });
  }

  /** The last of a series, as the instrument's price. */
  async function offerLast(user: string, instrument: Instrument, series: CloseSeries, delay: Quote["delay"]) {
    const day = dayFromNumber(series.days.at(-1)!);
    const previousClose = closeBefore(series, series.adjustment);
    const quote: Quote = {
      instrument: instrument.id,
      price: series.closes.at(-1)!,
      currency: instrument.currency,
      ...(previousClose === undefined ? {} : { previousClose }),
      at: closingInstant(instrument, day, clock()),
      day,
      source: series.source,
      delay,
      session: "closed",
    };
    await board.offer(scopeFor(user), instrument, quote, "now");
    return quote;
  }

  return {
    async setPrice(user: string, instrument: Instrument, { day, price }: { day: Day; price: Decimal }): Promise<Quote> {
      refuseSimulated(instrument);
      if (!price.isPositive()) throw new ProviderError(OWN_SOURCES.manual, "malformed", "A price is above zero.");
      const today = localTime(clock(), zoneOf(instrument)).day;
      if (day > addDays(today, 1)) {
        throw new ProviderError(OWN_SOURCES.manual, "malformed", `${day} is in the future: nothing has a price then.`);
      }
      const before = await storedSeries(user, instrument, OWN_SOURCES.manual);
      const points = new Map(Array.from(before?.days ?? [], (known, row) => [known, before!.closes[row]!]));
      points.set(dayNumber(day), price.toNumber());
      const days = [...points.keys()].sort((a, b) => a - b);
      const series: CloseSeries = {
        instrument: instrument.id,
        source: OWN_SOURCES.manual,
        currency: instrument.currency,
        adjustment: "raw",
        days: Int32Array.from(days),
        closes: Float64Array.from(days, (known) => points.get(known)!),
      };
      await save(user, series);
      return offerLast(user, instrument, series, "manual");
    },

    async upload(user: string, instrument: Instrument, csv: string, options: UploadOptions): Promise<UploadResult> {
      refuseSimulated(instrument);
      const lastDay = dayNumber(localTime(clock(), zoneOf(instrument)).day) + 1;
      const { days, closes, problems } = readPriceCsv(csv, { quotedIn: options.quotedIn, lastDay });
      if (days.length === 0) return { stored: 0, from: "", to: "", problems };
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
      await save(user, series);
      await offerLast(user, instrument, series, "eod");
      return { stored: days.length, from: dayFromNumber(days[0]!), to, problems };
    },
  };
}
