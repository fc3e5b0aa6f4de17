import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quoted, redacted, sampleOf } from "./redact.ts";

const KEY = "Abc123-SECRET/key+0";

describe("keys stay out of texts", () => {
  test("those in an address's parameters", () => {
    expect(redacted("GET /q?apikey=abc&api_token=d&token=e&apiKey=f&symbol=X")).toBe(
      "GET /q?apikey=…&api_token=…&token=…&apiKey=…&symbol=X",
    );
    expect(redacted("/v3?x_cg_demo_api_key=abc&ids=bitcoin")).toBe("/v3?x_cg_demo_api_key=…&ids=bitcoin");
  });

  test.each([
    ["Authorization: Bearer abc123", "Authorization: Bearer …"],
    ["authorization: Token abc123, accept: */*", "authorization: Token …, accept: */*"],
    ['{"Authorization":"apikey abc123"}', '{"Authorization":"apikey …"}'],
    ["Authorization: abc123", "Authorization: …"],
    ["x-cg-demo-api-key: abc123", "x-cg-demo-api-key: …"],
    ["X-Finnhub-Token: abc123", "X-Finnhub-Token: …"],
    ["X-OPENFIGI-APIKEY: abc123", "X-OPENFIGI-APIKEY: …"],
    ['{"api_token": "abc123", "fmt": "json"}', '{"api_token": "…", "fmt": "json"}'],
    ["wrong Bearer abc12345678", "wrong Bearer …"],
    [
      "We have detected your API key as ABC123 and our limit is 25",
      "We have detected your API key as … and our limit is 25",
    ],
    ['{"detail":"Invalid token."}', '{"detail":"Invalid token."}'],
  ])("%s", (said, shown) => {
    expect(redacted(said)).toBe(shown);
  });

  test("those that are known, however they are spelled", () => {
    const spellings = [KEY, KEY.toUpperCase(), encodeURIComponent(KEY), Buffer.from(KEY).toString("base64")];
    expect(redacted(spellings.join(" and "), KEY)).toBe("… and … and … and …");
    expect(redacted("abcdef abc", ["abc", "abcdef"])).toBe("… …");
  });

  test("what a provider says is shown short, on one line", () => {
    expect(quoted(`your key SECRET\n\u0007is ${"x".repeat(500)}`, "SECRET")).toMatch(/^your key … is x+…$/);
  });

  test("a kept sample is at most 2 KB and holds no key, wherever it is cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(KEY, "é", "x".repeat(700), "\u0000", "𝄞", "{"), { maxLength: 60 }),
        (parts) => {
          const sample = sampleOf(parts.join(""), KEY);
          expect(Buffer.byteLength(sample)).toBeLessThanOrEqual(2_048);
          expect(sample).not.toContain(KEY);
          expect(sample).not.toContain(KEY.slice(0, 8));
          expect(sample.isWellFormed()).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
    expect(sampleOf(`${"x".repeat(16_380)}${KEY}`, KEY)).not.toContain("Abc1");
  });

  test("a text made to be slow to search is not", () => {
    const startedMs = performance.now();
    for (const part of ["token", "token:   ", "authorization: bearer ", "api_", "your api key as"]) {
      quoted(part.repeat(200_000), "token");
      sampleOf(part.repeat(200_000), "token");
    }
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });
});
