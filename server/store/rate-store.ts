import { type Day, dayNumber, type RateTable } from "@tickfolio/engine";
import { keyOf } from "./keys.ts";
import type { Scope } from "./price-store.ts";
import { readSeries, type SeriesPlace, saveSeries, yearBefore } from "./series.ts";
import type { Clock, Table } from "./table.ts";

/** The reference rates of one scope. */
export interface RateStore {
  /** One source's table, from the beginning of the year before `from` on, or all of it. */
  rates(source: string, from?: Day): Promise<RateTable | undefined>;
  /** Replaces the source's whole table: a reader sees the old one or the new one. */
  saveRates(table: RateTable): Promise<void>;
}

export function createRateStore(table: Table, clock: Clock, scope: Scope): RateStore {
  function placeOf(source: string): SeriesPlace {
    return { partition: keyOf("RATES", scope, source), prefix: "" };
  }

  return {
    async rates(source, from) {
      const series = await readSeries(table, placeOf(source), from && yearBefore(dayNumber(from)));
      if (!series) return undefined;
      const { base } = series.about as Pick<RateTable, "base">;
      return { base, source, days: series.days, columns: series.columns };
    },

    async saveRates({ base, source, days, columns }) {
      await saveSeries(table, clock, placeOf(source), { about: { base }, days, columns });
    },
  };
}
