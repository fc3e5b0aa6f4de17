import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makePrivateFolder } from "../store/private-folder.ts";
import { folderError } from "./folder-error.ts";
import { StartError } from "./local-error.ts";

/** What a running server leaves in its data folder, so that programs of the same user find it and are let in. */
export interface RunningServer {
  url: string;
  pid: number;
  /** Sent as a bearer token. */
  secret: string;
  /** What its health answers; a file left by a server that was killed names another. */
  instance: string;
}

export interface FolderLock {
  /** Says where the server is found; removed again with the lock. */
  announce(server: RunningServer): void;
  release(): void;
}

/**
 * One process at a time keeps the books of a folder. The system takes the lock back when its holder dies, however it dies,
 * which a file with a process id cannot promise. Undefined: somebody else holds it.
 */
export function takeLock(folder: string): FolderLock | undefined {
  makeFolder(folder);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, "lock"), { timeout: 0 });
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    database?.close();
    if (((error as { errcode?: number }).errcode ?? 0) === SQLITE_BUSY) return undefined;
    throw new StartError(
      `The data folder ${folder} cannot be locked (${(error as Error).message}).`,
      "Check that the folder is yours and on a disk of this machine, or name another with --data.",
      error,
    );
  }

  const held = database;
  let announced = false;
  return {
    announce(server) {
      const file = serverFile(folder);
      within(folder, () => {
        writeFileSync(`${file}.new`, `${JSON.stringify(server, null, 2)}\n`, { mode: 0o600 });
        renameSync(`${file}.new`, file);
      });
      announced = true;
    },
    release() {
      if (announced) rmSync(serverFile(folder), { force: true });
      held.close();
    },
  };
}

const SQLITE_BUSY = 5;
const serverFile = (folder: string) => join(folder, "server.json");

/** The server that says it runs on this folder. It may have been killed since. */
export function readRunning(folder: string): RunningServer | undefined {
  try {
    return JSON.parse(readFileSync(serverFile(folder), "utf8")) as RunningServer;
  } catch {
    return undefined;
  }
}

/** The key behind the browser's cookie. It outlives restarts, so that open tabs stay open. */
export function browserKey(folder: string): string {
  const file = join(folder, "browser.key");
  return within(folder, () => {
    if (existsSync(file)) return readFileSync(file, "utf8");
    const key = randomBytes(32).toString("base64url");
    writeFileSync(file, key, { mode: 0o600 });
    return key;
  });
}

/** Only its owner may enter. */
function makeFolder(folder: string): void {
  within(folder, () => {
    makePrivateFolder(folder);
    if (process.platform !== "win32") chmodSync(folder, 0o700);
  });
}

function within<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw folderError(folder, error);
  }
}
