import type { Table } from "./table.ts";

/** How a process dies at an operation: before it is carried out, or after, when nobody learns that it was. */
export type Death = "before" | "after";

/** A table whose process dies at its Nth operation (from 0): that one and all later ones fail. */
export function dyingTable(table: Table, survives: number, death: Death): Table & { operations: () => number } {
  let operations = 0;

  async function step<T>(operate: () => Promise<T>): Promise<T> {
    const place = operations++;
    if (place > survives || (place === survives && death === "before")) throw new Error("The process has died.");
    const result = await operate();
    if (place === survives) throw new Error("The process has died.");
    return result;
  }

  return {
    get: (key) => step(() => table.get(key)),
    put: (item, expected) => step(() => table.put(item, expected)),
    query: (query) => step(() => table.query(query)),
    delete: (key, expected) => step(() => table.delete(key, expected)),
    close: async () => {},
    operations: () => operations,
  };
}
