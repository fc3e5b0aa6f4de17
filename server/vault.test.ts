import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createVault, deploymentKey, type KeySource, type Sealed } from "./vault.ts";
import { createDerivedKey, createKeyFile } from "./vault-keys.ts";

const KEY = "sk-0123456789-SECRET";
const mine = { owner: "user:ann", name: "finnhub" };
const fixed = (bytes = randomBytes(32)): KeySource => {
  const key = deploymentKey(bytes);
  return { read: async () => key, make: async () => key };
};

describe("a sealed key", () => {
  test("opens for whom it was sealed, and nothing of it can be read before", async () => {
    const vault = createVault(fixed());
    const sealed = await vault.seal(mine, KEY);
    expect(await vault.open(mine, sealed)).toBe(KEY);
    const text = JSON.stringify(sealed);
    expect(text).not.toContain(KEY);
    expect(text).not.toContain(Buffer.from(KEY).toString("base64url"));
  });

  test("is another each time, with a key of its own", async () => {
    const vault = createVault(fixed());
    const [a, b] = [await vault.seal(mine, KEY), await vault.seal(mine, KEY)];
    expect(a.wrapped).not.toBe(b.wrapped);
    expect(a.data).not.toBe(b.data);
  });

  test("does not open in somebody else's place, or under another provider", async () => {
    const vault = createVault(fixed());
    const sealed = await vault.seal(mine, KEY);
    expect(await vault.open({ ...mine, owner: "user:bob" }, sealed)).toBeUndefined();
    expect(await vault.open({ ...mine, name: "tiingo" }, sealed)).toBeUndefined();
  });

  test("does not open once a bit of it was changed, whichever", async () => {
    const vault = createVault(fixed());
    const sealed = await vault.seal(mine, KEY);
    for (const field of ["wrapped", "data"] as const) {
      const bytes = Buffer.from(sealed[field], "base64url");
      for (let index = 0; index < bytes.length; index++) {
        const changed = Buffer.from(bytes);
        changed[index]! ^= 1;
        expect(await vault.open(mine, { ...sealed, [field]: changed.toString("base64url") })).toBeUndefined();
      }
      expect(await vault.open(mine, { ...sealed, [field]: "" })).toBeUndefined();
    }
  });

  test("does not open with another deployment's key, and says so by being nothing", async () => {
    const sealed = await createVault(fixed()).seal(mine, KEY);
    const other = fixed();
    expect(await createVault(other).open(mine, sealed)).toBeUndefined();
    const { id } = (await other.read())!;
    expect(await createVault(other).open(mine, { ...sealed, key: id } satisfies Sealed)).toBeUndefined();
  });
});

describe("a laptop's key file", () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tickfolio-vault-"));
    file = join(folder, "books", "vault.key");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test("is made when it is first needed, for its owner alone, and is the same afterwards", async () => {
    const source = createKeyFile(file);
    expect(await source.read()).toBeUndefined();
    const [key, same] = await Promise.all([source.make(), createKeyFile(file).make()]);
    expect(same.id).toBe(key.id);
    expect((await createKeyFile(file).read())!.id).toBe(key.id);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test("is one for all who make it at the same time, also where something else lies there", async () => {
    for (const before of [undefined, "half a ke"]) {
      await rm(folder, { recursive: true, force: true });
      await mkdir(dirname(file), { recursive: true });
      if (before !== undefined) await writeFile(file, before);
      const keys = await Promise.all(Array.from({ length: 24 }, () => createKeyFile(file).make()));
      const { id } = (await createKeyFile(file).read())!;
      expect(new Set(keys.map((key) => key.id))).toEqual(new Set([id]));
      const aside = before === undefined ? [] : ["vault.key.unreadable"];
      expect((await readdir(dirname(file))).sort()).toEqual(["vault.key", ...aside]);
    }
  });

  test("what was put aside before stays where it is", async () => {
    for (const text of ["half a ke", "another hal"]) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
      await createKeyFile(file).make();
      await rm(file);
    }
    const aside = await readdir(dirname(file));
    const texts = await Promise.all(aside.map((name) => readFile(join(dirname(file), name), "utf8")));
    expect(texts.sort()).toEqual(["another hal", "half a ke"]);
  });

  test("when it is lost nothing opens and nothing breaks; a new one is made for new keys", async () => {
    const vault = createVault(createKeyFile(file));
    const sealed = await vault.seal(mine, KEY);
    await rm(file);
    expect(await vault.open(mine, sealed)).toBeUndefined();
    const anew = await vault.seal(mine, KEY);
    expect(await vault.open(mine, anew)).toBe(KEY);
    expect(await vault.open(mine, sealed)).toBeUndefined();
  });

  test("what is no key is put aside, not overwritten", async () => {
    const vault = createVault(createKeyFile(file));
    await vault.seal(mine, KEY);
    await writeFile(file, "half a ke");
    expect(await vault.open(mine, await vault.seal(mine, KEY))).toBe(KEY);
    expect(await readFile(`${file}.unreadable`, "utf8")).toBe("half a ke");
  });
});

test("a key is made of the random text of a secret, the same each time, and of no short one", async () => {
  const text = "q7*Zp3&hT9!xW2@mK5#vN8$bR4^cY6(d";
  const source = createDerivedKey(async () => text);
  expect((await source.read())!.id).toBe((await createDerivedKey(async () => text).make()).id);
  expect(Buffer.from((await source.read())!.bytes).toString("utf8")).not.toContain("q7*");
  for (const none of [undefined, "", "short"]) {
    const empty = createDerivedKey(async () => none);
    expect(await empty.read()).toBeUndefined();
    await expect(empty.make()).rejects.toThrow('into the stack\'s secret, as "vault"');
  }
});
