const DAY_MS = 86_400_000;

/** Round steps of an axis: 1, 2, 2.5 or 5 times a power of ten, about as many as asked for. */
export function valueTicks(low: number, high: number, wanted: number): { ticks: number[]; step: number } {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((times) => times * power).find((size) => size >= rough * 0.75)!;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const ticks: number[] = [];
  for (let index = first; index <= last; index++) ticks.push(index * step + 0); // Never minus zero.
  return { ticks, step };
}

export interface DayTicks {
  unit: "day" | "month" | "year";
  days: number[];
}

/** Days on which something begins: weeks on Mondays, months on their first, years on 1 January. */
export function dayTicks(first: number, last: number, wanted: number): DayTicks {
  const span = Math.max(1, last - first);
  const steps: [days: number, unit: DayTicks["unit"], count: number][] = [
    [1, "day", 1],
    [2, "day", 2],
    [7, "day", 7],
    [14, "day", 14],
    [30.4, "month", 1],
    [91.3, "month", 3],
    [182.6, "month", 6],
    [365.25, "year", 1],
    [730.5, "year", 2],
    [1826, "year", 5],
    [3652, "year", 10],
  ];
  const [, unit, count] = steps.find(([days]) => span / days <= wanted) ?? steps.at(-1)!;
  const days: number[] = [];
  if (unit === "day") {
    // 1970-01-05 was a Monday.
    const offset = count >= 7 ? 4 : 0;
    for (let day = Math.ceil((first - offset) / count) * count + offset; day <= last; day += count) days.push(day);
    return { unit, days };
  }
  const months = unit === "year" ? count * 12 : count;
  const start = new Date(first * DAY_MS);
  let month = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months;
  for (; ; month += months) {
    const day = Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY_MS;
    if (day > last) return { unit, days };
    if (day >= first) days.push(day);
  }
}

/** The lowest and highest finite value; null where there is none. */
export function extent(columns: readonly ArrayLike<number>[]): [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    for (let index = 0; index < column.length; index++) {
      const value = column[index]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : null;
}

/** Below this part of its size a difference is float64's noise: a curve that does not move. */
const NOISE = 1e-9;

/** What an axis reaches over, with some room around the curve; one that does not move lies in the middle. */
export function withRoom([low, high]: readonly [number, number]): [low: number, high: number] {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const room = (high - low > size * NOISE ? high - low : size || 1) * 0.06;
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

/** At most one point per pixel, always the last of those that share it; missing values break the line. */
export function linePath(
  days: ArrayLike<number>,
  values: ArrayLike<number>,
  x: (day: number) => number,
  y: (value: number) => number,
): string {
  let path = "";
  let pen = "M";
  for (let index = 0; index < days.length; index++) {
    const value = values[index]!;
    if (Number.isNaN(value)) {
      pen = "M";
      continue;
    }
    const at = x(days[index]!);
    const next = index + 1 < days.length && !Number.isNaN(values[index + 1]!) ? x(days[index + 1]!) : Infinity;
    if (pen === "L" && Math.floor(next) === Math.floor(at)) continue;
    path += `${pen}${at.toFixed(1)} ${y(value).toFixed(1)}`;
    pen = "L";
  }
  return path;
}

/** What lies under a line, each unbroken stretch of it down to the bottom. */
export function areaPath(line: string, bottom: number): string {
  return line
    .split("M")
    .filter(Boolean)
    .map((stretch) => {
      const first = stretch.slice(0, stretch.indexOf(" "));
      const last = stretch.slice(stretch.lastIndexOf("L") + 1).split(" ")[0];
      return `M${stretch}L${last} ${bottom}L${first} ${bottom}Z`;
    })
    .join("");
}

/** No line is drawn through days that are known to nobody: a longer gap than holidays make is left open. */
export function withGaps(
  days: Int32Array,
  values: Float64Array,
  longest = 10,
): { days: Int32Array; values: Float64Array } {
  const gaps: number[] = [];
  for (let index = 1; index < days.length; index++) if (days[index]! - days[index - 1]! > longest) gaps.push(index);
  if (gaps.length === 0) return { days, values };
  const openDays: number[] = [];
  const openValues: number[] = [];
  for (let index = 0; index < days.length; index++) {
    if (gaps.includes(index)) {
      openDays.push(days[index - 1]! + 1);
      openValues.push(Number.NaN);
    }
    openDays.push(days[index]!);
    openValues.push(values[index]!);
  }
  return { days: Int32Array.from(openDays), values: Float64Array.from(openValues) };
}

/** The point whose day is nearest, by halving. */
export function nearest(days: ArrayLike<number>, day: number): number {
  let low = 0;
  let high = days.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle]! < day) low = middle + 1;
    else high = middle;
  }
  return low > 0 && day - days[low - 1]! < days[low]! - day ? low - 1 : low;
}
