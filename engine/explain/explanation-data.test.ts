import { describe, expect, test } from "vitest";
import { readStory } from "../testing.ts";
import { explain } from "./explainer.ts";
import { recomputeData, writeExplanation } from "./explanation-data.ts";

const story = readStory(`
  2024-01-02 buy 10 AAPL @ 100.00 fee 5.00
  2024-01-03 buy 10 SAP @ 50.00
  2024-03-01 price AAPL 120.00
  2024-03-01 price SAP 60.00
`);
const tree = explain({ of: "totals", name: "gain" }, story, "2024-03-01")!;

describe("an explanation that is written down", () => {
  test("whole can be worked out again", () => {
    const nodes = writeExplanation(tree);
    expect(nodes.some(({ more }) => more)).toBe(false);
    expect(recomputeData(nodes)).toBe(295);
  });

  test("to a depth says where there is more", () => {
    const nodes = writeExplanation(tree, { depth: 1 });
    expect(nodes).toHaveLength(tree.terms.length + 1);
    expect(nodes.some(({ more }) => more)).toBe(true);
    expect(() => recomputeData(nodes)).toThrow(/were not written down/);
  });

  test("as long as an answer may be has its uppermost levels, and says where there is more", () => {
    const whole = writeExplanation(tree);
    const nodes = writeExplanation(tree, { most: 100 });
    expect(nodes.length).toBeLessThan(whole.length);
    expect(nodes.map(({ label }) => label)).toEqual(whole.slice(0, nodes.length).map(({ label }) => label));
    expect(nodes.some(({ more }) => more)).toBe(true);
  });
});
