import { type Day, dayFromNumber, dayNumber, isDay } from "@tickfolio/engine";

// Records of a few forms as columns: names are written once, and what is alike stands side by side, where it packs well.

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type JsonRecord = { [name: string]: Json };

/** One field of all records that have it, in their order. */
export type Column =
  | { texts: string[] }
  /** The place of each in a list of the different ones. */
  | { of: string[]; at: number[] }
  /** Texts that end in a number: the place of what comes before it, and how much larger the number is than the last. */
  | { of: string[]; at: number[]; up: number[] }
  /** Days, each so many after the last. */
  | { days: number[] }
  | { json: Json[] };

export interface RecordColumns {
  /** The fields of each form of record, in order. A field of an object within has a dot: `fee.amount`. */
  forms: string[][];
  /** The form of each record. */
  form: number[];
  columns: { [field: string]: Column };
}

/** Objects one level down become fields of their own; anything deeper stays JSON. */
export function toColumns(records: readonly JsonRecord[]): RecordColumns {
  const forms: string[][] = [];
  const placeOf = new Map<string, number>();
  const values = new Map<string, Json[]>();
  const form = records.map((record) => {
    const fields = fieldsOf(record);
    for (const [field, value] of fields) {
      const column = values.get(field);
      if (column) column.push(value);
      else values.set(field, [value]);
    }
    const names = fields.map(([field]) => field);
    const key = names.join();
    let place = placeOf.get(key);
    if (place === undefined) {
      place = forms.push(names) - 1;
      placeOf.set(key, place);
    }
    return place;
  });
  return { forms, form, columns: Object.fromEntries(Array.from(values, ([field, all]) => [field, columnOf(all)])) };
}

function fieldsOf(record: JsonRecord): [field: string, value: Json][] {
  return Object.entries(record).flatMap(([name, value]): [string, Json][] => {
    if (value === undefined) return [];
    if (!isPlain(value)) return [[name, value]];
    return Object.entries(value).map(([inner, part]) => [`${name}.${inner}`, part]);
  });
}

/** What has fields that can stand in columns of their own. */
function isPlain(value: Json): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}

function columnOf(values: Json[]): Column {
  if (!values.every((value) => typeof value === "string")) return { json: values };
  if (values.every(isDay)) return { days: differences(values.map(dayNumber)) };
  const numbered = values.map(splitNumber);
  const stems = dictionary(numbered.map(([stem]) => stem));
  if (numbered.every(([, number]) => number >= 0) && isWorth(stems.of, values)) {
    return { ...stems, up: differences(numbered.map(([, number]) => number)) };
  }
  const whole = dictionary(values);
  return isWorth(whole.of, values) ? whole : { texts: values };
}

/** A list of the different ones saves something while most are not. */
const isWorth = (different: readonly string[], all: readonly string[]) => different.length * 4 <= all.length + 4;

function dictionary(values: readonly string[]): { of: string[]; at: number[] } {
  const places = new Map<string, number>();
  const at = values.map((value) => {
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  });
  return { of: [...places.keys()], at };
}

/** An id like `txn_..._12`; a number below zero where there is none that would be read back the same. */
function splitNumber(text: string): [stem: string, number: number] {
  const digits = /_(0|[1-9]\d{0,8})$/.exec(text)?.[1];
  return digits === undefined ? [text, -1] : [text.slice(0, -digits.length), Number(digits)];
}

function differences(numbers: readonly number[]): number[] {
  return numbers.map((number, index) => number - (numbers[index - 1] ?? 0));
}

/** The records again. `reviverOf` says what becomes of a field's values; without an answer they stay as they are. */
export function fromColumns(
  { forms, form, columns }: RecordColumns,
  reviverOf: (field: string) => ((value: Json) => unknown) | undefined = () => undefined,
): Record<string, unknown>[] {
  const cursors = new Map(
    Object.entries(columns).map(([field, column]) => {
      const values = valuesOf(column);
      const revive = reviverOf(field);
      return [field, { values: revive ? values.map(revive) : values, next: 0 }];
    }),
  );
  const readers = forms.map((fields) => readerOf(fields, cursors));
  return form.map((place) => readers[place]!());
}

interface Cursor {
  values: readonly unknown[];
  next: number;
}

/** Makes the next record of a form. Fields are set in one order, so that engines give all of a form the same layout. */
function readerOf(fields: readonly string[], cursors: ReadonlyMap<string, Cursor>): () => Record<string, unknown> {
  const steps = fields.map((field) => {
    const [outer, inner] = field.split(".") as [string, string?];
    return { outer, inner, cursor: cursors.get(field)! };
  });
  return () => {
    const record: Record<string, unknown> = {};
    for (const { outer, inner, cursor } of steps) {
      const value = cursor.values[cursor.next++];
      if (inner === undefined) record[outer] = value;
      else {
        record[outer] ??= {};
        (record[outer] as Record<string, unknown>)[inner] = value;
      }
    }
    return record;
  };
}

function valuesOf(column: Column): Json[] {
  if ("texts" in column) return column.texts;
  if ("json" in column) return column.json;
  if ("days" in column) return daysOf(column.days);
  const { of, at } = column;
  if (!("up" in column)) return at.map((place) => of[place]!);
  let number = 0;
  return column.up.map((up, index) => {
    number += up;
    return `${of[at[index]!]}${number}`;
  });
}

/** Most days follow one that is the same. */
function daysOf(steps: readonly number[]): Day[] {
  let number = 0;
  let day = dayFromNumber(0);
  return steps.map((step) => {
    if (step === 0) return day;
    number += step;
    day = dayFromNumber(number);
    return day;
  });
}
