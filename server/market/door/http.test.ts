import { describe, expect, test } from "vitest";
import { get } from "./http.ts";

const url = new URL("https://prices.example/quote?symbol=AAPL");
const base = { provider: "example", title: "Example", url };
const redirectTo = (...locations: string[]) => {
  const seen: string[] = [];
  const send: typeof fetch = async (input) => {
    seen.push(String(input));
    const location = locations[seen.length - 1];
    return location ? new Response(null, { status: 302, headers: { location } }) : new Response("data");
  };
  return { seen, send };
};

describe("redirects", () => {
  test("on the same host are followed", async () => {
    const { seen, send } = redirectTo("/v2/quote", "https://prices.example/v3/quote");
    expect((await get({ ...base, fetch: send })).text).toBe("data");
    expect(seen.slice(1)).toEqual(["https://prices.example/v2/quote", "https://prices.example/v3/quote"]);
  });

  test.each([
    ["to another host", ["https://elsewhere.example/"], undefined],
    ["to nowhere", ["https://"], undefined],
    ["round and round", ["/a", "/b", "/c", "/d", "/e"], undefined],
    ["with a key, even on the same host", ["/v2/quote"], "a-secret-key"],
  ])("%s are refused", async (_, locations, secret) => {
    const { seen, send } = redirectTo(...locations);
    await expect(get({ ...base, fetch: send, secret })).rejects.toMatchObject({ reason: "blocked" });
    expect(seen.every((address) => address.startsWith("https://prices.example/"))).toBe(true);
  });
});

test("a key that a network error mentions is not passed on", async () => {
  const send: typeof fetch = async () => {
    throw new TypeError("bad header value a-secret-key", { cause: new Error("token=other&x a-secret-key") });
  };
  const error = await get({ ...base, fetch: send, secret: "a-secret-key" }).catch((caught: Error) => caught);
  expect(error).toMatchObject({ reason: "transient", message: "Example could not be reached (token=…&x …)." });
});
