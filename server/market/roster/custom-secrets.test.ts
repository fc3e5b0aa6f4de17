import type { CustomProviderDraft } from "@tickfolio/protocol";
import { expect, test } from "vitest";
import { withoutSecrets, withSecrets } from "./custom-secrets.ts";

const kept: CustomProviderDraft = {
  ...{ title: "Fund house", kind: "json", dateFormat: "iso", adjustment: "unknown", symbols: [], markets: [] },
  latest: { url: "https://prices.example/{symbol}?api_key=SECRET&day={to}&token={symbol}", price: "$.price" },
  history: { url: "https://prices.example/h?s={symbol}&key=SECRET2", day: "$.d", close: "$.c" },
  headers: [{ name: "X-Key", value: "SECRET3" }],
};

test("what is shown again has no secrets in it, and is otherwise what was written", () => {
  const shown = withoutSecrets(kept);
  expect(JSON.stringify(shown)).not.toContain("SECRET");
  expect(shown.latest!.url).toBe("https://prices.example/{symbol}?api_key=…&day={to}&token={symbol}");
  expect(shown.headers).toEqual([{ name: "X-Key", value: "" }]);
  expect({ ...shown, latest: kept.latest, history: kept.history, headers: kept.headers }).toEqual(kept);
});

test("sent back unchanged it is what it was, and with a new title only the title is another", () => {
  expect(withSecrets(withoutSecrets(kept), kept)).toEqual(kept);
  expect(withSecrets({ ...withoutSecrets(kept), title: "Other" }, kept)).toEqual({ ...kept, title: "Other" });
});

test("a secret that is typed again replaces the one before", () => {
  const typed = { ...withoutSecrets(kept), headers: [{ name: "x-key", value: "NEW" }] };
  expect(withSecrets(typed, kept).headers).toEqual([{ name: "x-key", value: "NEW" }]);
});

test("a secret goes to no host it was not typed for", () => {
  const moved = withoutSecrets(kept);
  const elsewhere = { ...moved, latest: { ...moved.latest!, url: "https://evil.example/{symbol}?api_key=…" } };
  expect(JSON.stringify(withSecrets(elsewhere, kept))).not.toContain("SECRET");
});
