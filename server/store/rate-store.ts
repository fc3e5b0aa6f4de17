import { type Day, dayNumber, type RateTable } from "@tickfolio/engine";
import { keyOf } from "./keys.ts";
import type { Scope } from "./price-store.ts";
import { readSeries, type SeriesPlace, saveSeries, yearBefore } from "./series.ts";
import type { Clock, Table } from "./table.ts";

/** The reference rates of one scope. */
export interface RateStore {
  /** One source's table, from the beginning of the year before `from` on, or all of it. */
  rates(source: string, from?: Day): Promise<RateTable | undefined>;
  /** All of it, with when it was written. */
  kept(source: string): Promise<{ table: RateTable; storedAt: string } | undefined>;
  /** Replaces the source's whole table: a reader sees the old one or the new one. */
  saveRates(table: RateTable): Promise<void>;
}

/** When what is older than these marks was written: it is asked for again. */
const LONG_AGO = "1970-01-01T00:00:00.000Z";

export function createRateStore(table: Table, clock: Clock, scope: Scope): RateStore {
  function placeOf(source: string): SeriesPlace {
    return { partition: keyOf("RATES", scope, source), prefix: "" };
  }

  async function read(source: string, from?: Day) {
    const series = await readSeries(table, placeOf(source), from && yearBefore(dayNumber(from)));
    if (!series) return undefined;
    const { base, storedAt = LONG_AGO } = series.about as { base: string; storedAt?: string };
    return { table: { base, source, days: series.days, columns: series.columns }, storedAt };
  }

  return {
    async rates(source, from) {
      return (await read(source, from))?.table;
    },

    kept: (source) => read(source),

    async saveRates({ base, source, days, columns }) {
      const storedAt = new Date(clock()).toISOString();
      await saveSeries(table, clock, placeOf(source), { about: { base, storedAt }, days, columns });
    },
  };
}
