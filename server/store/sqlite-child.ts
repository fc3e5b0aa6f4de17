import { writeSync } from "node:fs";
import { createSqliteTable } from "./sqlite-table.ts";
import { ConflictError, type Table } from "./table.ts";

// A process of its own that works on a table, for sqlite-table.process.test.ts: what it confirms, it says on its output.

const [task = "", file = "", argument = "0"] = process.argv.slice(2);
const table = createSqliteTable({ file, clock: Date.now });
const confirm = (text: string) => writeSync(1, `${text}\n`);

if (task === "write") await writeOn(table, Number(argument));
if (task === "count") await countUp(table, Number(argument));
await table.close();

/** Writes items from a number on until it is killed, and how far it is in one item that changes with each. */
async function writeOn(table: Table, first: number): Promise<void> {
  for (let n = first; ; n++) {
    const sort = String(n).padStart(9, "0");
    await table.put({ partition: "items", sort, value: { n, text: String(n).repeat(1 + (n % 2000)) } }, "absent");
    await table.put({ partition: "progress", sort: "last", value: { n } }, "any");
    confirm(String(n));
  }
}

/** Adds one so many times, in competition with others. */
async function countUp(table: Table, times: number): Promise<void> {
  const key = { partition: "shared", sort: "counter" };
  for (let done = 0; done < times; ) {
    const item = await table.get(key);
    try {
      await table.put({ ...key, value: { n: Number(item?.value.n ?? 0) + 1 } }, item?.version ?? "absent");
      done++;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
  confirm("done");
}
