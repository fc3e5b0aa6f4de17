import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import type { Holdings, Owner } from "../../store/provider-store.ts";
import { createVault, deploymentKey } from "../../vault.ts";
import { createHoldingsReader } from "./own-holdings.ts";

test("a record that lies in somebody else's place does not open there, also after it was opened in its own", async () => {
  const key = deploymentKey(randomBytes(32));
  const vault = createVault({ read: async () => key, make: async () => key });
  const sealed = await vault.seal({ owner: "user:ann", name: "finnhub" }, "ann's key");
  const keys = [{ provider: "finnhub", sealed, savedAt: "2026-11-20T00:00:00.000Z" }];
  const holdings = async (): Promise<Holdings> => ({ keys, customs: [], choices: [] });
  const reader = createHoldingsReader({ providersOf: () => ({ holdings }), vault, clock: Date.now });
  const keyOf = async (owner: Owner) => (await reader.of(owner)).keys[0]!.key;
  expect([await keyOf("user:ann"), await keyOf("user:bob"), await keyOf("deployment")]).toEqual([
    "ann's key",
    undefined,
    undefined,
  ]);
});
