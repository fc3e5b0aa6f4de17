import type { RateTable } from "@tickfolio/engine";

/** Merging decades of forty currencies takes a while, and the same two tables meet again and again. */
const done = new WeakMap<RateTable, WeakMap<RateTable, RateTable>>();

/** Two tables of one source as one; where both have a day, the newer table's word counts. */
export function mergedRates(older: RateTable | undefined, newer: RateTable): RateTable {
  if (!older || older === newer || older.base !== newer.base || older.source !== newer.source) return newer;
  const known = done.get(newer)?.get(older);
  if (known) return known;
  const merged = merge(older, newer);
  done.set(newer, (done.get(newer) ?? new WeakMap()).set(older, merged));
  return merged;
}

function merge(older: RateTable, newer: RateTable): RateTable {
  const days = Int32Array.from(new Set([...older.days, ...newer.days])).sort();
  // For each day the row in each table, or none.
  const rowsOf = (table: RateTable) => {
    const byDay = new Map(Array.from(table.days, (day, row) => [day, row]));
    return Array.from(days, (day) => byDay.get(day));
  };
  const [oldRows, newRows] = [rowsOf(older), rowsOf(newer)];
  const columns: RateTable["columns"] = {};
  for (const currency of new Set([...Object.keys(older.columns), ...Object.keys(newer.columns)])) {
    const [before, after] = [older.columns[currency], newer.columns[currency]];
    const column = new Float64Array(days.length);
    for (let row = 0; row < days.length; row++) {
      const [oldRow, newRow] = [oldRows[row], newRows[row]];
      const said = newRow === undefined ? Number.NaN : (after?.[newRow] ?? Number.NaN);
      // A rate that was set is not taken back by a file that leaves it out.
      const known = oldRow === undefined ? Number.NaN : (before?.[oldRow] ?? Number.NaN);
      column[row] = Number.isNaN(said) ? known : said;
    }
    columns[currency] = column;
  }
  return { base: newer.base, source: newer.source, days, columns };
}
