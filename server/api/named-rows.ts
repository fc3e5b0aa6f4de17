/** A map as a list: JSON has no maps, and a list keeps its order. */
export function namedRows<Name extends string, Row extends object>(name: Name, rows: ReadonlyMap<string, Row>) {
  return Array.from(rows, ([key, row]) => ({ [name]: key, ...row }) as Record<Name, string> & Row);
}
