import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tableConformance } from "./conformance.ts";
import { StoreFileError } from "./sqlite-file.ts";
import { createSqliteTable } from "./sqlite-table.ts";

const clock = () => Date.parse("2024-03-01T12:00:00Z");
let folder: string;
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tickfolio-sqlite-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function newFile(): string {
  files += 1;
  return join(folder, `data-${files}`, "books.sqlite");
}

tableConformance("the table in a SQLite file", async () => {
  const file = newFile();
  let now = clock();
  const open = () => createSqliteTable({ file, clock: () => now });
  const table = open();
  return {
    table,
    advance: (seconds) => {
      now += seconds * 1000;
    },
    now: () => Math.floor(now / 1000),
    another: async () => open(),
    reopen: async () => {
      await table.close();
      return open();
    },
  };
});

describe("the file", () => {
  const item = { partition: "a", sort: "one", value: { n: 1 } };

  test("is its owner's alone, in a folder that is too", async () => {
    const file = newFile();
    const table = createSqliteTable({ file, clock });
    await table.put(item, "absent");
    expect(statSync(join(file, "..")).mode & 0o777).toBe(0o700);
    for (const suffix of ["", "-wal", "-shm"]) expect(statSync(file + suffix).mode & 0o777).toBe(0o600);
    await table.close();
  });

  test("is written ahead, so that readers need not wait for a writer", async () => {
    const file = newFile();
    const table = createSqliteTable({ file, clock });
    const database = new DatabaseSync(file);
    expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    database.close();
    await table.close();
  });

  test("loses its expired items when it is opened", async () => {
    const file = newFile();
    const table = createSqliteTable({ file, clock });
    await table.put({ ...item, expiresAt: clock() / 1000 + 60 }, "absent");
    await table.close();
    await createSqliteTable({ file, clock: () => clock() + 61_000 }).close();
    const database = new DatabaseSync(file);
    expect(database.prepare("SELECT count(*) AS count FROM items").get()).toEqual({ count: 0 });
    database.close();
  });

  test("of a newer version is refused and not touched", async () => {
    const file = newFile();
    const table = createSqliteTable({ file, clock });
    await table.put(item, "absent");
    await table.close();
    const database = new DatabaseSync(file);
    database.exec("PRAGMA user_version = 7");
    database.close();
    const before = readFileSync(file);
    expect(() => createSqliteTable({ file, clock })).toThrow(StoreFileError);
    expect(() => createSqliteTable({ file, clock })).toThrow(/newer Tickfolio \(format 7; this one reads up to 1\)/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test("as format 1 laid it out still opens", async () => {
    const file = newFile();
    mkdirSync(dirname(file));
    const database = new DatabaseSync(file);
    // A copy of how it was, not of how it is.
    database.exec(`
      CREATE TABLE items (partition TEXT NOT NULL COLLATE BINARY, sort TEXT NOT NULL COLLATE BINARY, version INTEGER NOT NULL,
        value TEXT NOT NULL, expires_at INTEGER, PRIMARY KEY (partition, sort)) STRICT, WITHOUT ROWID;
      CREATE INDEX items_by_expiry ON items (expires_at) WHERE expires_at IS NOT NULL;
      INSERT INTO items VALUES ('a', 'one', 3, '{"text":"kept","bytes":{"$bytes":"AQI="}}', NULL);
      PRAGMA application_id = 1414087499; PRAGMA user_version = 1;
    `);
    database.close();
    const table = createSqliteTable({ file, clock });
    const value = { text: "kept", bytes: new Uint8Array([1, 2]) };
    expect(await table.get(item)).toEqual({ partition: "a", sort: "one", version: 3, value });
    await table.close();
  });

  test("of another program is refused and not touched", () => {
    const file = newFile();
    const table = createSqliteTable({ file, clock });
    void table.close();
    const other = join(file, "..", "other.sqlite");
    const database = new DatabaseSync(other);
    database.exec("CREATE TABLE notes (text TEXT)");
    database.close();
    const before = readFileSync(other);
    expect(() => createSqliteTable({ file: other, clock })).toThrow(/another program/);
    expect(readFileSync(other).equals(before)).toBe(true);
  });

  test.each([
    ["text", () => Buffer.from("these are not books".repeat(100))],
    ["cut off", (good: Buffer) => good.subarray(0, 6000)],
    ["a few bytes", () => Buffer.from("SQLite")],
    [
      "overwritten in the middle",
      (good: Buffer) => Buffer.concat([good.subarray(0, 4096), Buffer.alloc(4096, 170), good.subarray(8192)]),
    ],
  ])("that is damaged (%s) says what to do and is not touched", async (_, damage) => {
    const file = newFile();
    const table = createSqliteTable({ file, clock });
    for (let n = 0; n < 200; n++)
      await table.put({ ...item, sort: `${n}`, value: { text: "x".repeat(200) } }, "absent");
    await table.close();
    const bytes = damage(readFileSync(file));
    writeFileSync(file, bytes);
    expect(() => createSqliteTable({ file, clock })).toThrow(StoreFileError);
    expect(() => createSqliteTable({ file, clock })).toThrow(/is damaged .* Nothing was changed\. Put a backup/);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });
});
