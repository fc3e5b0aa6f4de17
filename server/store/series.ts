import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { StoredDataError } from "./errors.ts";
import { byYear, type Columns, checkColumns, joined, pack, unpack, yearOf } from "./packed.ts";
import { canonicalJson, FORMAT, type Members, readStored, toStored } from "./stored.ts";
import { type Clock, ConflictError, type Item, type Table } from "./table.ts";
import { writeValue } from "./value-text.ts";

/** Where a series stands: the keys of its items begin so. */
export interface SeriesPlace {
  partition: string;
  prefix: string;
}

/** A series and what is said about it. */
export interface Series extends Columns {
  about: Members;
}

/**
 * The item that makes the others a series: it names the one item of each year that counts. Items of years never change;
 * replacing a series writes new ones beside the old and then this one, so a reader sees all of the old or all of the new.
 */
interface Meta {
  about: Members;
  /** By year, the last part of its item's key. */
  years: Record<string, string>;
}

/** Sorts behind every year. */
const META = "META";
/** What no series names after so long is left over from a writer that died. */
const UNNAMED_LIFE_MS = 24 * 60 * 60 * 1000;
const READ_ATTEMPTS = 10;

/** Replaces the whole series. Years that stay as they were are not written again. */
export async function saveSeries(table: Table, clock: Clock, place: SeriesPlace, series: Series): Promise<void> {
  checkColumns(series);
  const years = byYear(series);
  for (;;) {
    const stored = await itemsOf(table, place);
    const meta = stored.get(META);
    const before: Meta = meta ? readMeta(meta) : { about: {}, years: {} };

    const after: Meta = { about: series.about, years: {} };
    const written: Item[] = [];
    for (const [year, columns] of years) {
      const value = pack(columns);
      const kept = stored.get(`${year}#${before.years[year]}`);
      if (kept && writeValue(readStored(kept, columnsOf)) === writeValue(value)) {
        after.years[year] = before.years[year] as string;
      } else {
        after.years[year] = randomUUID().slice(-12);
        const sort = `${place.prefix}${year}#${after.years[year]}`;
        const item = { partition: place.partition, sort, value: { format: FORMAT, writtenAt: clock(), ...value } };
        written.push(await table.put(item, "absent"));
      }
    }

    if (!meta || canonicalJson(after) !== canonicalJson(before)) {
      try {
        const item = { partition: place.partition, sort: place.prefix + META, value: toStored(after) };
        await table.put(item, meta?.version ?? "absent");
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        // Somebody else has replaced it meanwhile; these are named nowhere.
        for (const item of written) await table.delete(item, "any");
        continue;
      }
    }
    for (const item of unnamed(stored, before, after, clock())) await table.delete(item, "any");
    return;
  }
}

/** The series, or its part from the beginning of a year on. */
export async function readSeries(table: Table, place: SeriesPlace, fromYear = ""): Promise<Series | undefined> {
  for (let attempt = 1; ; attempt++) {
    const stored = await itemsOf(table, place, fromYear);
    const meta = stored.get(META);
    if (!meta) return undefined;
    const { series, missing } = assemble(meta, stored, fromYear);
    if (series) return series;
    if (attempt === READ_ATTEMPTS) throw new StoredDataError(meta, `it names ${missing}, which is not there.`);
    // It was replaced between its years and its meta item.
    await wait(attempt * 5);
  }
}

export async function deleteSeries(table: Table, place: SeriesPlace): Promise<void> {
  const stored = await itemsOf(table, place);
  const meta = stored.get(META);
  // First, so that there is no series without its years.
  if (meta) await table.delete(meta, "any");
  for (const item of stored.values()) if (item !== meta) await table.delete(item, "any");
}

/** A series from its items, by the end of their keys; or which of them is missing. */
export function assemble(
  meta: Item,
  stored: ReadonlyMap<string, Item>,
  fromYear = "",
): { series: Series; missing?: never } | { missing: string; series?: never } {
  const { about, years } = readMeta(meta);
  const parts: Columns[] = [];
  for (const year of Object.keys(years).sort()) {
    if (year < fromYear) continue;
    const item = stored.get(`${year}#${years[year]}`);
    if (!item) return { missing: `${year}#${years[year]}` };
    parts.push(readStored(item, unpack));
  }
  return { series: { about, ...joined(parts) } };
}

/** The year before a day's: far enough back for what was the last value before that day. */
export function yearBefore(day: number): string {
  return String(Number(yearOf(day)) - 1).padStart(4, "0");
}

/** What is left of the series as it was before, and of writers that died. */
function unnamed(stored: ReadonlyMap<string, Item>, before: Meta, after: Meta, now: number): Item[] {
  return [...stored].flatMap(([name, item]) => {
    const [year = "", id] = name.split("#");
    if (name === META || after.years[year] === id) return [];
    const isLeftOver = Number(item.value.writtenAt) < now - UNNAMED_LIFE_MS;
    return before.years[year] === id || isLeftOver ? [item] : [];
  });
}

async function itemsOf(table: Table, { partition, prefix }: SeriesPlace, fromYear = ""): Promise<Map<string, Item>> {
  const { items } = await table.query({ partition, from: prefix + (fromYear || "0"), to: prefix + META });
  return new Map(items.map((item) => [item.sort.slice(prefix.length), item]));
}

function columnsOf({ days, columns }: Members): Members {
  return { days: days ?? null, columns: columns ?? null };
}

function readMeta(item: Item): Meta {
  return readStored(item, (members) => {
    const { about, years } = members as unknown as Meta;
    if (typeof about !== "object" || typeof years !== "object") throw new TypeError("it names no years.");
    return { about, years };
  });
}
