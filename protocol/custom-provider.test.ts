import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type CustomProviderDraft, customProviderSchema } from "./index.ts";

const draft: CustomProviderDraft = {
  title: "My fund house",
  kind: "json",
  latest: { url: "https://prices.example/{symbol}?isin={isin}", price: "$.price" },
  dateFormat: "iso",
  adjustment: "unknown",
  headers: [{ name: "X-Api-Key", value: "secret" }],
  symbols: [],
  markets: [],
};
const problems = (changed: Partial<CustomProviderDraft>) => {
  const read = customProviderSchema().safeParse({ ...draft, ...changed });
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
};
const urlProblems = (url: string) => problems({ latest: { url, price: "$.price" } });

describe("a provider of one's own", () => {
  test("is described by an address with what it is asked for in braces", () => {
    expect(problems({})).toEqual([]);
    expect(urlProblems("https://prices.example:8443/a/{ticker}/{currency}?from={from}&to={to}")).toEqual([]);
  });

  test("is what docs/own-sources.md describes", () => {
    const text = readFileSync(join(import.meta.dirname, "../docs/own-sources.md"), "utf8");
    const [, example] = /```json\n(.*?)```/s.exec(text)!;
    expect(problems(JSON.parse(example!))).toEqual([]);
  });

  test.each([
    ["not encrypted", "http://prices.example/{symbol}"],
    ["with a host that the symbol decides", "https://{symbol}/price"],
    ["with a host that the symbol is a part of", "https://prices.{symbol}.example/price"],
    ["with a name and a password", "https://me:secret@prices.example/{symbol}"],
    ["of a file", "file:///etc/passwd"],
    ["with backslashes", "https:\\\\prices.example\\{symbol}"],
    ["with a place in the page", "https://prices.example/#{symbol}"],
    ["with something else in braces", "https://prices.example/{password}"],
    ["without a host", "https:///x"],
    ["that is none", "prices"],
  ])("an address %s is refused", (_, url) => {
    expect(urlProblems(url)).toHaveLength(1);
    expect(urlProblems(url)[0]).toMatch(/^latest\.url: \S/);
  });

  test.each(["Host", "cookie", "Transfer-Encoding", "Proxy-Authorization", "X Y"])(
    "the header %s is not one's to set",
    (name) => {
      expect(problems({ headers: [{ name, value: "x" }] })).toHaveLength(1);
    },
  );

  test("a header has no second line", () => {
    expect(problems({ headers: [{ name: "X-Key", value: "a\r\nHost: b" }] })).toHaveLength(1);
  });

  test("there is something to read", () => {
    const { latest: _, ...nothing } = draft;
    expect(customProviderSchema().safeParse(nothing).success).toBe(false);
    expect(problems({ quotedIn: "pence" })).toHaveLength(1);
    expect(problems({ quotedIn: "GBX" })).toEqual([]);
  });
});
