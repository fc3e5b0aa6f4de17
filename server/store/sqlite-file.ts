import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makePrivateFolder } from "./private-folder.ts";
import { TableUnavailableError } from "./table.ts";

/** The file cannot be used as it is. The message says what is true and what to do. */
export class StoreFileError extends Error {
  override name = "StoreFileError";
}

/** The layout this version writes; kept in the file as its user version. */
export const FILE_FORMAT = 1;
/** Says whose file it is: "TICK" in SQLite's application id. */
const APPLICATION = 0x5449434b;
/** Waiting for another process stops everything else in this one, so not for long. */
const BUSY_TIMEOUT_MS = 5_000;
const SQLITE = { busy: 5, locked: 6, corrupt: 11, notADatabase: 26 };
/** The disk does not do as it is told: read-only, failing, full, or without what was open. */
const DISK_TROUBLE = new Set([8, 10, 13, 14]);

const HEADER_BYTES = 100;
const MAGIC = "SQLite format 3\0";

const LAYOUT = `
  CREATE TABLE items (
    partition TEXT NOT NULL COLLATE BINARY,
    sort TEXT NOT NULL COLLATE BINARY,
    version INTEGER NOT NULL,
    value TEXT NOT NULL,
    expires_at INTEGER,
    PRIMARY KEY (partition, sort)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX items_by_expiry ON items (expires_at) WHERE expires_at IS NOT NULL;
  PRAGMA application_id = ${APPLICATION};
  PRAGMA user_version = ${FILE_FORMAT};
`;

/** Opens the file, or makes it in a folder only its owner can enter. */
export function openSqliteFile(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    makePrivateFolder(dirname(file));
    checkHeader(file);
    // SQLite gives its side files the same permissions.
    closeSync(openSync(file, "a", 0o600));
    database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
    prepare(database, file);
    return database;
  } catch (error) {
    database?.close();
    throw explain(error, file, "Nothing was changed.");
  }
}

/** SQLite's errors in our words, where there is something a person can do about them; any other as it is. */
export function explain(error: unknown, file: string, whatIsTrue: string): unknown {
  const code = ((error as { errcode?: number }).errcode ?? 0) & 0xff;
  const { message } = error as Error;
  if (code === SQLITE.corrupt || code === SQLITE.notADatabase) return damaged(file, message, whatIsTrue);
  if (code === SQLITE.busy || code === SQLITE.locked) {
    return new TableUnavailableError(`${file} is held by another process. ${whatIsTrue} Close the other one.`, {
      cause: error,
    });
  }
  const isSystems = typeof (error as NodeJS.ErrnoException).syscall === "string";
  if (isSystems || DISK_TROUBLE.has(code)) {
    const remedy = "Make room if the disk is full, see that you may write to it, and try again.";
    const what = `${file} cannot be read or written (${message}). ${whatIsTrue} ${remedy}`;
    return new TableUnavailableError(what, { cause: error });
  }
  return error;
}

function prepare(database: DatabaseSync, file: string): void {
  const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  // Reads nothing but the first page, so that a file of a newer version is not touched.
  checkFormat(file, Number(pragma("application_id")), Number(pragma("user_version")), isEmpty(database));
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;");

  if (Number(pragma("user_version")) === 0) {
    database.exec("BEGIN IMMEDIATE");
    // Another process may have made it while we waited.
    if (Number(pragma("user_version")) === 0) database.exec(LAYOUT);
    database.exec("COMMIT");
  }
  const state = String(pragma("quick_check(1)"));
  if (state !== "ok") throw damaged(file, state);
}

function isEmpty(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
}

/** Looks at the file's first bytes before SQLite opens it: opening alone may write. */
function checkHeader(file: string): void {
  if (!existsSync(file)) return;
  const header = Buffer.alloc(HEADER_BYTES);
  const descriptor = openSync(file, "r");
  const size = readSync(descriptor, header, 0, HEADER_BYTES, 0);
  closeSync(descriptor);
  if (size === 0) return;
  if (size < HEADER_BYTES || header.toString("latin1", 0, MAGIC.length) !== MAGIC) {
    throw damaged(file, "it is not a SQLite file");
  }
  // Both are 0 until the first checkpoint after the file was made.
  const userVersion = header.readUInt32BE(60);
  const application = header.readUInt32BE(68);
  if (userVersion !== 0) checkFormat(file, application, userVersion, false);
}

function checkFormat(file: string, application: number, userVersion: number, empty: boolean): void {
  if (empty && userVersion === 0) return;
  if (application !== APPLICATION) {
    throw new StoreFileError(
      `${file} is a SQLite file of another program. Nothing was changed. Choose another data folder.`,
    );
  }
  if (userVersion > FILE_FORMAT) {
    throw new StoreFileError(
      `${file} was written by a newer Tickfolio (format ${userVersion}; this one reads up to ${FILE_FORMAT}). ` +
        "Nothing was changed. Start the newer version, or choose another data folder.",
    );
  }
}

function damaged(file: string, detail: string, whatIsTrue = "Nothing was changed."): StoreFileError {
  return new StoreFileError(
    `${file} is damaged (${detail.replaceAll("\n", " ")}). ${whatIsTrue} Put a backup in its place, or move it away together ` +
      "with its -wal and -shm files to begin anew; `sqlite3 FILE .recover` may save what is in it.",
  );
}
