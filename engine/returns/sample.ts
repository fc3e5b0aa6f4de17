export interface SampleOptions {
  /**
   * Which days count: 1 or 0 for each. What a day that does not count returned is compounded into the next one that does, so nothing is lost and
   * no quiet day is made up. For a portfolio these are the days on which something held has a new price: weekends and holidays, on which nothing
   * can move, would make every deviation look smaller. Default: all.
   */
  counts?: Uint8Array;
  /** The window: places of its first and last day, both included. Default: all. */
  from?: number;
  to?: number;
}

/** Days between which nothing can be said: places of the first and last, both included. */
export interface Gap {
  from: number;
  to: number;
}

/** The returns of the days that are used, for each of the columns. */
export interface Sample {
  columns: Float64Array[];
  /** The places of those days. */
  places: Int32Array;
  /** Days that count, but on which a column has no return. Days that do not count between two such days are part of the gap. */
  gaps: Gap[];
}

/** Takes the days that count and on which every column has a return (NaN: none). Columns are of equal length, one cell per calendar day. */
export function sampleReturns(columns: readonly ArrayLike<number>[], options: SampleOptions = {}): Sample {
  const length = columns[0]?.length ?? 0;
  const [first, last] = windowOf(length, options.from, options.to);
  const taken = columns.map(() => new Float64Array(Math.max(last - first + 1, 0)));
  const places = new Int32Array(Math.max(last - first + 1, 0));
  const grown = new Float64Array(columns.length);
  const gaps: Gap[] = [];
  let gap: Gap | null = null;
  let used = 0;
  for (let i = first; i <= last; i++) {
    let known = true;
    for (let c = 0; c < columns.length; c++) {
      const today = columns[c]![i]!;
      grown[c]! += today + grown[c]! * today;
      if (!Number.isFinite(grown[c])) known = false;
    }
    if (options.counts && options.counts[i] !== 1) continue;
    if (known) {
      for (let c = 0; c < columns.length; c++) taken[c]![used] = grown[c]!;
      places[used++] = i;
      gap = null;
    } else if (gap) gap.to = i;
    else {
      gap = { from: i, to: i };
      gaps.push(gap);
    }
    grown.fill(0);
  }
  return { columns: taken.map((column) => column.subarray(0, used)), places: places.subarray(0, used), gaps };
}

/** Places of the first and last day of a window that lie within a column; the last before the first where there are none. */
export function windowOf(length: number, from = 0, to = length - 1): [number, number] {
  return [Math.max(from, 0), Math.min(to, length - 1)];
}
