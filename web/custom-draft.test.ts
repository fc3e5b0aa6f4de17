import type { CustomProviderDraft } from "@tickfolio/protocol";
import { expect, test } from "vitest";
import { draftOf, emptyTyped, typedOf } from "./custom-draft.ts";

const draft: CustomProviderDraft = {
  title: "My bank",
  kind: "json",
  latest: { url: "https://bank.example/{isin}", price: "$.price", time: "$.at", previousClose: "$.before" },
  history: { url: "https://bank.example/{isin}/days", day: "$.rows[*].day", close: "$.rows[*].close" },
  dateFormat: "compact",
  adjustment: "raw",
  quotedIn: "GBX",
  headers: [
    { name: "x-key", value: "" },
    { name: "x-more", value: "" },
  ],
  symbols: ["VOD.L"],
  markets: ["XLON"],
};

test("a description that is opened and kept as it is stays what it was, also where the form has no field", () => {
  expect(draftOf(typedOf(draft), draft)).toEqual(draft);
});

test("what is left empty is left out, and lists are read from commas", () => {
  const typed = { ...emptyTyped, title: " Mine ", historyUrl: " https://x.example/{symbol} ", day: "d", close: "c" };
  expect(draftOf({ ...typed, symbols: "A, B,, C " }, null)).toEqual({
    ...{ title: "Mine", kind: "json", dateFormat: "iso", adjustment: "unknown" },
    history: { url: "https://x.example/{symbol}", day: "d", close: "c" },
    ...{ headers: [], symbols: ["A", "B", "C"], markets: [] },
  });
});
