import { hkdfSync, randomBytes } from "node:crypto";
import { constants, copyFile, link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
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
      // A key appears whole or not at all: another process never sees half of one, and the second finds the first's.
      const made = besides();
      try {
        await writeFile(made, `${randomBytes(KEY_BYTES).toString("base64url")}\n`, {
          flag: "wx",
          mode: 0o600,
          flush: true,
        });
        if (!(await placed(made, file)) && !(await read())) await putAside();
      } finally {
        await rm(made, { force: true });
      }
    }
  }

  const besides = () => `${file}.${randomBytes(6).toString("hex")}`;

  /** What lies there is no key: it is put aside, not overwritten. */
  async function putAside(): Promise<void> {
    const taken = besides();
    try {
      await rename(file, taken);
    } catch (error) {
      // Another was first.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      throw error;
    }
    const bytes = Buffer.from((await readFile(taken, "utf8")).trim(), "base64url");
    // Another was first, and has put a key there: it goes back.
    const back = bytes.length === KEY_BYTES ? file : `${file}.unreadable`;
    if (!(await placed(taken, back))) await rename(taken, `${taken}.unreadable`);
    else await rm(taken, { force: true });
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

/** Gives a file another name as well; false where that is taken. */
async function placed(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    // Some file systems know one name for each file.
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "EOPNOTSUPP" && code !== "ENOSYS") throw error;
  }
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
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
