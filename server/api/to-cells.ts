/** A column as a list. A cell that is not known (a value without any price) is null: JSON has no NaN. */
export function toCells(column: Float64Array): (number | null)[] {
  return Array.from(column, (cell) => (Number.isFinite(cell) ? cell : null));
}
