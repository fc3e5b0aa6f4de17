import { hkdfSync, randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { type DeploymentKey, deploymentKey, KEY_BYTES, type KeySource } from "./vault.ts";

/** A key in a file that only its owner may read, made when it is first needed. */
export function createKeyFile(file: string): KeySource {
  let making: Promise<DeploymentKey> | undefined;

  async function read(): Promise<DeploymentKey | undefined> {
    let text: string;
    try {
      text = await readFile(file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
    const bytes = Buffer.from(text.trim(), "base64url");
    return bytes.length === KEY_BYTES ? deploymentKey(bytes) : undefined;
  }

  async function write(): Promise<DeploymentKey> {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    for (;;) {
      const kept = await read();
      if (kept) return kept;
      try {
        const handle = await open(file, "wx", 0o600);
        try {
          await handle.writeFile(`${randomBytes(KEY_BYTES).toString("base64url")}\n`);
          // What it locks is worth nothing without it: it is on the disk before anything is locked.
          await handle.sync();
        } finally {
          await handle.close();
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        // Another has just made one, or what lies there is no key: then it is put aside, not overwritten.
        if (!(await read())) await rename(file, `${file}.unreadable`);
      }
    }
  }

  return {
    read,
    make() {
      making ??= write().finally(() => {
        making = undefined;
      });
      return making;
    },
  };
}

/** The deployment has no text to make its key of. */
export class NoDeploymentKeyError extends Error {
  override name = "NoDeploymentKeyError";
}

/** A text has to be about as hard to guess as the key that is made of it. */
const SHORTEST_TEXT = 24;

/** A key made of a random text that is kept elsewhere: the field of a secret. */
export function createDerivedKey(readText: () => Promise<string | undefined>): KeySource {
  async function read(): Promise<DeploymentKey | undefined> {
    const text = await readText();
    if (text === undefined || text.length < SHORTEST_TEXT) return undefined;
    return deploymentKey(new Uint8Array(hkdfSync("sha256", text, "tickfolio", "provider keys", KEY_BYTES)));
  }
  return {
    read,
    async make() {
      const key = await read();
      if (key) return key;
      throw new NoDeploymentKeyError(
        'This Tickfolio has nothing to lock keys with, so none is kept. Whoever runs it puts a random text of 32 characters into the stack\'s secret, as "vault".',
      );
    },
  };
}
