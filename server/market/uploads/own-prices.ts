import {
  type Adjustment,
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
import { closeBefore } from "../close-before.ts";
import { closingInstant } from "../close-time.ts";
import type { Board } from "../judging/board.ts";
import type { PriceShelf, Scope } from "../price-shelf.ts";
import { type Clock, ProviderError } from "../provider.ts";

/** Where a person's own prices come from, as their `source` says. */
export const OWN_SOURCES = { manual: "manual", upload: "upload" } as const;

/** What somebody has brought of an instrument. */
export interface OwnPricesOf {
  /** Ascending. */
  typed: { day: Day; price: number }[];
  uploaded: { from: Day; to: Day; closes: number; adjustment: Adjustment } | null;
}

/** A person's own daily prices, kept in their own scope: nobody else's figures change. */
export interface OwnPrices {
  of(user: string, instrument: Instrument): Promise<OwnPricesOf>;
  /** A price somebody typed; a day has one. */
  setPrice(user: string, instrument: Instrument, price: { day: Day; price: Decimal }): Promise<Quote>;
  /** Takes a typed price back; false where there is none of that day. */
  removePrice(user: string, instrument: Instrument, day: Day): Promise<boolean>;
  /** Takes an upload back; false where there is none. */
  removeUpload(user: string, instrument: Instrument): Promise<boolean>;
  /** Keeps a series of theirs as a whole, and makes its last close their price. */
  keep(user: string, instrument: Instrument, series: CloseSeries): Promise<Quote>;
  /** What rested on a source that is gone rests on what is left. */
  settle(user: string, instrument: Instrument, gone: string): Promise<void>;
  /** Invented instruments have one price for everybody, and it is not for typing. */
  refuseSimulated(instrument: Instrument): void;
  /** The last day (its number) a price can be of. */
  lastDay(instrument: Instrument): number;
}

export function createOwnPrices(board: Board, shelf: PriceShelf, clock: Clock): OwnPrices {
  const scopeFor = (user: string): Scope => `user:${user}`;
  const today = (instrument: Instrument) => localTime(clock(), exchangeOf(instrument)?.timeZone ?? "UTC").day;

  function refuseSimulated(instrument: Instrument): void {
    if (instrument.mic !== "SIM") return;
    const message = `${instrument.symbol} is priced by the simulated market only.`;
    throw new ProviderError(OWN_SOURCES.manual, "unsupported", message);
  }

  async function ownSeries(user: string, instrument: Instrument): Promise<Map<string, CloseSeries>> {
    const stored = await shelf.closes(scopeFor(user), instrument.id);
    return new Map(stored.map(({ series }) => [series.source, series]));
  }

  async function save(user: string, series: CloseSeries): Promise<void> {
    const storedAt = new Date(clock()).toISOString();
    await shelf.saveCloses(scopeFor(user), { series, askedFrom: "1800-01-01", storedAt });
  }

  /** The last of a series, as the instrument's price. */
  async function offerLast(user: string, instrument: Instrument, series: CloseSeries): Promise<Quote> {
    const day = dayFromNumber(series.days.at(-1)!);
    const previousClose = closeBefore(series, series.adjustment, instrument);
    const quote: Quote = {
      instrument: instrument.id,
      price: series.closes.at(-1)!,
      currency: instrument.currency,
      ...(previousClose === undefined ? {} : { previousClose }),
      at: closingInstant(instrument, day, clock()),
      day,
      source: series.source,
      delay: series.source === OWN_SOURCES.manual ? "manual" : "eod",
      session: "closed",
    };
    await board.offer(scopeFor(user), instrument, quote, "now");
    return quote;
  }

  async function keep(user: string, instrument: Instrument, series: CloseSeries): Promise<Quote> {
    await save(user, series);
    return offerLast(user, instrument, series);
  }

  /** What rested on something taken back rests on what is left. */
  async function settle(user: string, instrument: Instrument, gone: string): Promise<void> {
    const scope = scopeFor(user);
    const shown = await board.last([scope], instrument.id);
    if (shown?.source !== gone) return;
    await board.forget(scope, instrument.id);
    const left = await ownSeries(user, instrument);
    for (const source of Object.values(OWN_SOURCES)) {
      const series = left.get(source);
      if (series) await offerLast(user, instrument, series);
    }
  }

  function typedSeries(instrument: Instrument, points: ReadonlyMap<number, number>): CloseSeries {
    const days = [...points.keys()].sort((a, b) => a - b);
    return {
      instrument: instrument.id,
      source: OWN_SOURCES.manual,
      currency: instrument.currency,
      adjustment: "raw",
      days: Int32Array.from(days),
      closes: Float64Array.from(days, (known) => points.get(known)!),
    };
  }

  async function typedPoints(user: string, instrument: Instrument): Promise<Map<number, number>> {
    const before = (await ownSeries(user, instrument)).get(OWN_SOURCES.manual);
    return new Map(Array.from(before?.days ?? [], (known, row) => [known, before!.closes[row]!]));
  }

  return {
    ...{ keep, settle, refuseSimulated },
    lastDay: (instrument) => dayNumber(today(instrument)) + 1,

    async of(user, instrument) {
      const series = await ownSeries(user, instrument);
      const [typed, uploaded] = [series.get(OWN_SOURCES.manual), series.get(OWN_SOURCES.upload)];
      const dayAt = ({ days }: CloseSeries, row: number) => dayFromNumber(days.at(row)!);
      return {
        typed: Array.from(typed?.closes ?? [], (price, row) => ({ day: dayAt(typed!, row), price })),
        uploaded: uploaded
          ? {
              ...{ from: dayAt(uploaded, 0), to: dayAt(uploaded, -1) },
              ...{ closes: uploaded.days.length, adjustment: uploaded.adjustment },
            }
          : null,
      };
    },

    async setPrice(user, instrument, { day, price }) {
      refuseSimulated(instrument);
      if (!price.isPositive()) throw new ProviderError(OWN_SOURCES.manual, "malformed", "A price is above zero.");
      if (day > addDays(today(instrument), 1)) {
        throw new ProviderError(OWN_SOURCES.manual, "malformed", `${day} is in the future: nothing has a price then.`);
      }
      const points = await typedPoints(user, instrument);
      return keep(user, instrument, typedSeries(instrument, points.set(dayNumber(day), price.toNumber())));
    },

    async removePrice(user, instrument, day) {
      const points = await typedPoints(user, instrument);
      if (!points.delete(dayNumber(day))) return false;
      if (points.size > 0) await save(user, typedSeries(instrument, points));
      else await shelf.dropCloses(scopeFor(user), instrument.id, OWN_SOURCES.manual);
      await settle(user, instrument, OWN_SOURCES.manual);
      return true;
    },

    async removeUpload(user, instrument) {
      if (!(await ownSeries(user, instrument)).has(OWN_SOURCES.upload)) return false;
      await shelf.dropCloses(scopeFor(user), instrument.id, OWN_SOURCES.upload);
      await settle(user, instrument, OWN_SOURCES.upload);
      return true;
    },
  };
}
