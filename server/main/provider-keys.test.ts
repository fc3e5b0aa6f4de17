import { expect, test } from "vitest";
import { type AwsClient, AwsError } from "../aws-client.ts";
import { createProviderKeys } from "./provider-keys.ts";

/** Secrets Manager with one secret; `reads` counts what is paid for. */
function setUp(secret: string | Error) {
  const state = { secret, reads: 0, nowMs: 0 };
  const aws: AwsClient = {
    send: () => Promise.reject(new Error("not asked for")),
    async call<T>(service: string, target: string, input: object) {
      expect([service, target, input]).toEqual([
        "secretsmanager",
        "secretsmanager.GetSecretValue",
        { SecretId: "arn" },
      ]);
      state.reads++;
      if (state.secret instanceof Error) throw state.secret;
      return { SecretString: state.secret } as T;
    },
  };
  return { state, read: createProviderKeys({ aws, secret: "arn", clock: () => state.nowMs }) };
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
