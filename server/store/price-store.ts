import {
  type Adjustment,
  type CloseSeries,
  type Day,
  dayNumber,
  type InstrumentId,
  type Quote,
} from "@tickfolio/engine";
import { ODD_PRICE_DAYS, type OddPrice } from "../market/price-shelf.ts";
import { isKeyPart, keyOf, prefixOf } from "./keys.ts";
import { assemble, deleteSeries, readSeries, type Series, type SeriesPlace, saveSeries, yearBefore } from "./series.ts";
import { readStored, toStored } from "./stored.ts";
import { type Clock, ConflictError, type Item, type Table } from "./table.ts";

/** Whose prices they are: everybody's, those fetched with the operator's keys, or one user's own. */
export type Scope = "public" | "deployment" | `user:${string}`;

/** A quote or a series with when it was written, and for a series the day it was asked for from: what decides when to ask again. */
export interface KeptQuote {
  quote: Quote;
  storedAt: string;
  /** What other sources said last. */
  others?: readonly Quote[];
}
export interface KeptCloses {
  series: CloseSeries;
  storedAt: string;
  askedFrom: Day;
}

/** The prices of one scope. */
export interface PriceStore {
  /** The last price known, however old. */
  lastQuote(instrument: InstrumentId): Promise<Quote | undefined>;
  lastKept(instrument: InstrumentId): Promise<KeptQuote | undefined>;
  /** Those that are known, by instrument. */
  lastQuotes(instruments: readonly InstrumentId[]): Promise<Map<InstrumentId, Quote>>;
  /** Keeps a quote unless a newer one is kept; says whether it was. A correction replaces whatever is kept. */
  saveQuote(quote: Quote, correction?: boolean, others?: readonly Quote[]): Promise<boolean>;
  deleteQuote(instrument: InstrumentId): Promise<void>;

  /** One source's closes, from the beginning of the year before `from` on, or all. */
  closes(
    instrument: InstrumentId,
    source: string,
    adjustment: Adjustment,
    from?: Day,
  ): Promise<CloseSeries | undefined>;
  /** The closes of every source, each a series of its own. */
  allCloses(instrument: InstrumentId, from?: Day): Promise<CloseSeries[]>;
  /** The same, each with when it was written and asked for. */
  keptCloses(instrument: InstrumentId): Promise<KeptCloses[]>;
  /** Replaces what this source said of this instrument with this adjustment: a reader sees the old series or the new one. */
  saveCloses(series: CloseSeries, askedFrom?: Day): Promise<void>;
  deleteCloses(instrument: InstrumentId, source: string, adjustment: Adjustment): Promise<void>;

  /** Prices that were too odd to be believed, oldest first. They expire. */
  oddPrices(instrument: InstrumentId): Promise<OddPrice[]>;
  saveOddPrice(odd: OddPrice): Promise<void>;
  deleteOddPrice(instrument: InstrumentId, id: string): Promise<void>;
}

/** When what is older than these marks was written: it is asked for again. */
const LONG_AGO = "1970-01-01T00:00:00.000Z";
/** Quotes asked for at once: each may be a connection of its own. */
const AT_ONCE = 50;

export function createPriceStore(table: Table, clock: Clock, scope: Scope): PriceStore {
  const now = () => new Date(clock()).toISOString();

  function partitionOf(instrument: InstrumentId): string {
    return keyOf("PRICE", scope, instrument);
  }

  function placeOf(instrument: InstrumentId, source: string, adjustment: Adjustment): SeriesPlace {
    return { partition: partitionOf(instrument), prefix: prefixOf("CLOSES", source, adjustment) };
  }

  async function lastKept(instrument: InstrumentId): Promise<KeptQuote | undefined> {
    if (!isKeyPart(instrument)) return undefined;
    const item = await table.get({ partition: partitionOf(instrument), sort: "LAST" });
    return item && readQuote(item);
  }

  const lastQuote = async (instrument: InstrumentId) => (await lastKept(instrument))?.quote;

  async function closes(instrument: InstrumentId, source: string, adjustment: Adjustment, from?: Day) {
    if (!isKeyPart(instrument)) return undefined;
    const place = placeOf(instrument, source, adjustment);
    const series = await readSeries(table, place, from && yearBefore(dayNumber(from)));
    return series && closeSeries(instrument, source, adjustment, series);
  }

  async function keptCloses(instrument: InstrumentId, from?: Day): Promise<KeptCloses[]> {
    if (!isKeyPart(instrument)) return [];
    const { items } = await table.query({ partition: partitionOf(instrument), prefix: prefixOf("CLOSES") });
    const sources = Map.groupBy(items, (item) => item.sort.split("#").slice(0, 3).join("#"));
    const found: KeptCloses[] = [];
    for (const [key, group] of sources) {
      const [, source = "", adjustment] = key.split("#") as [string, string?, Adjustment?];
      const stored = new Map(group.map((item) => [item.sort.slice(key.length + 1), item]));
      const meta = stored.get("META");
      if (!meta || !adjustment) continue;
      const fromYear = from && yearBefore(dayNumber(from));
      const series =
        assemble(meta, stored, fromYear).series ??
        (await readSeries(table, placeOf(instrument, source, adjustment), fromYear));
      if (!series) continue;
      const { storedAt = LONG_AGO, askedFrom = "9999-12-31" } = series.about as Partial<KeptCloses>;
      found.push({ series: closeSeries(instrument, source, adjustment, series), storedAt, askedFrom });
    }
    return found;
  }

  return {
    lastQuote,
    lastKept,
    keptCloses: (instrument) => keptCloses(instrument),

    async lastQuotes(instruments) {
      const found = new Map<InstrumentId, Quote>();
      for (let start = 0; start < instruments.length; start += AT_ONCE) {
        const quotes = await Promise.all(instruments.slice(start, start + AT_ONCE).map(lastQuote));
        for (const quote of quotes) if (quote) found.set(quote.instrument, quote);
      }
      return found;
    },

    async saveQuote(quote, correction = false, others = []) {
      checkQuote(quote);
      const key = { partition: partitionOf(quote.instrument), sort: "LAST" };
      for (;;) {
        const item = await table.get(key);
        if (item && !correction && Date.parse(readQuote(item).quote.at) > Date.parse(quote.at)) return false;
        try {
          const value = toStored({ ...quote, storedAt: now(), ...(others.length > 0 && { others }) });
          await table.put({ ...key, value }, item?.version ?? "absent");
          return true;
        } catch (error) {
          if (!(error instanceof ConflictError)) throw error;
        }
      }
    },

    async deleteQuote(instrument) {
      await table.delete({ partition: partitionOf(instrument), sort: "LAST" }, "any");
    },

    closes,

    async allCloses(instrument, from) {
      return (await keptCloses(instrument, from)).map(({ series }) => series);
    },

    async saveCloses(series, askedFrom) {
      const { instrument, source, adjustment, currency, adjustedThrough, days, closes } = series;
      const bad = closes.findIndex((close) => !(close > 0 && Number.isFinite(close)));
      if (bad >= 0) throw new TypeError(`${instrument}: a close of ${closes[bad]} is no price. Nothing was written.`);
      const about = {
        ...{ currency, storedAt: now() },
        ...(askedFrom !== undefined && { askedFrom }),
        ...(adjustedThrough !== undefined && { adjustedThrough }),
      };
      await saveSeries(table, clock, placeOf(instrument, source, adjustment), {
        about,
        days,
        columns: { close: closes },
      });
    },

    async deleteCloses(instrument, source, adjustment) {
      await deleteSeries(table, placeOf(instrument, source, adjustment));
    },

    async oddPrices(instrument) {
      if (!isKeyPart(instrument)) return [];
      const { items } = await table.query({ partition: partitionOf(instrument), prefix: prefixOf("ODD") });
      return items.map(readOddPrice).sort((a, b) => (a.keptAt < b.keptAt ? -1 : 1));
    },

    async saveOddPrice(odd) {
      const key = { partition: partitionOf(odd.quote.instrument), sort: keyOf("ODD", odd.id) };
      const expiresAt = Math.floor(Date.parse(odd.keptAt) / 1_000) + ODD_PRICE_DAYS * 86_400;
      await table.put({ ...key, value: toStored(odd), expiresAt }, "any");
    },

    async deleteOddPrice(instrument, id) {
      if (isKeyPart(id)) await table.delete({ partition: partitionOf(instrument), sort: keyOf("ODD", id) }, "any");
    },
  };
}

function closeSeries(instrument: InstrumentId, source: string, adjustment: Adjustment, series: Series): CloseSeries {
  const { currency, adjustedThrough } = series.about as Pick<CloseSeries, "currency" | "adjustedThrough">;
  return {
    ...{ instrument, source, currency, adjustment },
    ...(adjustedThrough !== undefined && { adjustedThrough }),
    days: series.days,
    closes: series.columns.close ?? new Float64Array(),
  };
}

function readQuote(item: Item): KeptQuote {
  return readStored(item, (members) => {
    const { storedAt = LONG_AGO, others, ...quote } = members as unknown as Quote & Partial<KeptQuote>;
    return { quote: checkQuote(quote), storedAt, ...(others && { others: others.map(checkQuote) }) };
  });
}

function readOddPrice(item: Item): OddPrice {
  return readStored(item, (members) => {
    const odd = members as unknown as OddPrice;
    checkQuote(odd.quote);
    return odd;
  });
}

function checkQuote(quote: Quote): Quote {
  const { instrument, price, at } = quote;
  if (typeof price !== "number" || !(price > 0 && Number.isFinite(price)))
    throw new TypeError(`${instrument}: ${price} is no price.`);
  if (Number.isNaN(Date.parse(at))) throw new TypeError(`${instrument}: "${at}" is no instant.`);
  return quote;
}
