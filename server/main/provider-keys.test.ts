import { expect, test } from "vitest";
import { type AwsClient, AwsError } from "../aws-client.ts";
import { createProviderKeys, vaultTextOf } from "./provider-keys.ts";

/** Secrets Manager with one secret; `reads` counts what is paid for. */
function setUp(secret: string | Error, before?: string) {
  const state = { secret, before, reads: 0, nowMs: 0, told: [] as string[] };
  const aws: AwsClient = {
    send: () => Promise.reject(new Error("not asked for")),
    async call<T>(service: string, target: string, { VersionStage, ...input }: { VersionStage?: string }) {
      expect([service, target, input]).toEqual([
        "secretsmanager",
        "secretsmanager.GetSecretValue",
        { SecretId: "arn" },
      ]);
      if (VersionStage === "AWSPREVIOUS") {
        if (state.before === undefined) throw new AwsError("ResourceNotFoundException", 400, "no such version");
        return { SecretString: state.before } as T;
      }
      state.reads++;
      if (state.secret instanceof Error) throw state.secret;
      return { SecretString: state.secret } as T;
    },
  };
  const log = (message: string) => void state.told.push(message);
  return { state, read: createProviderKeys({ aws, secret: "arn", clock: () => state.nowMs, log }) };
}

test("the secret is read when somebody needs it, once for all, and again after five minutes", async () => {
  const { state, read } = setUp('{"finnhub":"one","empty":"","odd":7}');
  expect(state.reads).toBe(0);
  expect(await Promise.all([read(), read()])).toEqual([{ finnhub: "one" }, { finnhub: "one" }]);
  expect(state.reads).toBe(1);
  state.secret = '{"finnhub":"two"}';
  state.nowMs = 299_999;
  expect(await read()).toEqual({ finnhub: "one" });
  state.nowMs = 300_000;
  expect(await read()).toEqual({ finnhub: "two" });
});

test("a refusal is not kept: the next who asks tries again", async () => {
  const { state, read } = setUp(new AwsError("ThrottlingException", 400, "too many"));
  await expect(read()).rejects.toThrow("too many");
  state.secret = '{"finnhub":"one"}';
  expect(await read()).toEqual({ finnhub: "one" });
});

test("a secret that is no JSON object is named, without a word of what is in it", async () => {
  for (const secret of ["my-key-in-plain-text", '["my-key"]', "null"]) {
    const refusal = await setUp(secret)
      .read()
      .catch((error: Error) => error.message);
    expect(refusal).toContain("not a JSON object");
    expect(refusal).not.toContain("my-key");
  }
});

test("a secret that cannot be read just now, or not understood, leaves what it was", async () => {
  const { state, read } = setUp('{"finnhub":"one","unused":"text"}');
  await read();
  for (const secret of [new AwsError("ThrottlingException", 400, "too many"), "my-key-in-plain-text"]) {
    state.secret = secret;
    state.nowMs += 300_000;
    expect(await read()).toEqual({ finnhub: "one", unused: "text" });
    expect(state.told.join()).not.toContain("my-key");
  }
  expect(state.told).toHaveLength(2);
  state.secret = '{"finnhub":"two","unused":"text"}';
  state.nowMs += 30_000;
  expect(await read()).toEqual({ finnhub: "two", unused: "text" });
});

test("where somebody put in keys alone, what locks the users' own is still that of the version before", async () => {
  const old = '{"unused":"a random text"}';
  const { state, read } = setUp('{"finnhub":"one"}', old);
  expect(vaultTextOf(await read())).toBe("a random text");
  expect(state.told.join()).toContain('lost its field "unused"');
  // Also where it happens while this process runs, and happens twice.
  const other = setUp(old);
  await other.read();
  for (const key of ["one", "two"]) {
    other.state.secret = JSON.stringify({ finnhub: key });
    other.state.nowMs += 300_000;
    expect(await other.read()).toEqual({ finnhub: key, unused: "a random text" });
  }
  // A text that was put in on purpose counts.
  expect(vaultTextOf(await setUp('{"vault":"another"}', old).read())).toBe("another");
  expect(vaultTextOf(await setUp('{"finnhub":"one"}').read())).toBeUndefined();
});
