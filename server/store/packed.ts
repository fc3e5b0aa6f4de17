import type { ItemValue } from "./table.ts";

/** Float64 columns over days (day numbers, ascending), as a series of closes or rates has them. */
export interface Columns {
  days: Int32Array;
  columns: Record<string, Float64Array>;
}

/** Columns as bytes, little-endian: four a day and eight a value. */
export interface PackedColumns {
  readonly [name: string]: ItemValue;
  readonly days: Uint8Array;
  readonly columns: { readonly [name: string]: Uint8Array };
}

/** Throws unless the days ascend and every column has one value for each. */
export function checkColumns({ days, columns }: Columns): void {
  for (let i = 1; i < days.length; i++) {
    if ((days[i] as number) <= (days[i - 1] as number))
      throw new TypeError(`Day ${days[i]} stands behind day ${days[i - 1]}.`);
  }
  for (const [name, column] of Object.entries(columns)) {
    if (column.length !== days.length)
      throw new TypeError(`${name} has ${column.length} values for ${days.length} days.`);
  }
}

/** Columns cut by calendar year. */
export function byYear({ days, columns }: Columns): Map<string, Columns> {
  const years = new Map<string, Columns>();
  for (let start = 0; start < days.length; ) {
    const year = yearOf(days[start] as number);
    let end = start + 1;
    while (end < days.length && yearOf(days[end] as number) === year) end++;
    years.set(year, {
      days: days.slice(start, end),
      columns: mapValues(columns, (column) => column.slice(start, end)),
    });
    start = end;
  }
  return years;
}

/** The years one behind the other, in the order they are given. */
export function joined(parts: readonly Columns[]): Columns {
  const length = parts.reduce((sum, { days }) => sum + days.length, 0);
  const days = new Int32Array(length);
  const columns: Record<string, Float64Array> = {};
  let start = 0;
  for (const part of parts) {
    days.set(part.days, start);
    for (const [name, column] of Object.entries(part.columns)) {
      // A currency that joins later has no rate before.
      columns[name] ??= new Float64Array(length).fill(Number.NaN);
      columns[name].set(column, start);
    }
    start += part.days.length;
  }
  return { days, columns };
}

export function pack({ days, columns }: Columns): PackedColumns {
  return { days: bytesOf(days), columns: mapValues(columns, bytesOf) };
}

export function unpack(packed: { readonly [name: string]: ItemValue }): Columns {
  const { days, columns } = packed as Partial<PackedColumns>;
  if (!(days instanceof Uint8Array) || columns === null || typeof columns !== "object") {
    throw new TypeError("it holds no columns.");
  }
  const unpacked: Columns = {
    days: new Int32Array(bufferOf(days)),
    columns: mapValues(columns, (column) => new Float64Array(bufferOf(column))),
  };
  checkColumns(unpacked);
  return unpacked;
}

export function yearOf(day: number): string {
  return String(new Date(day * 86_400_000).getUTCFullYear()).padStart(4, "0");
}

/** All machines this runs on are little-endian, so the bytes are those in memory. */
function bytesOf(numbers: Int32Array | Float64Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength).slice();
}

/** A copy, because a view on what was read need not begin where a number may. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
