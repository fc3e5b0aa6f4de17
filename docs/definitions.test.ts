// docs/definitions.md is what the engine does: every example in it is computed, and every figure it states compared.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CASH_FIGURES, POSITION_FIGURES, performanceOf, riskOver, TOTAL_FIGURES } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import { evaluate } from "./definitions/arithmetic.ts";
import { faultOf, readClaim } from "./definitions/claim.ts";
import { type Example, readSections } from "./definitions/document.ts";
import { readExampleStory } from "./definitions/example-story.ts";
import { figuresFor } from "./definitions/figures.ts";
import { findFigure } from "./definitions/find-figure.ts";

const root = join(import.meta.dirname, "..");
const text = readFileSync(join(root, "docs/definitions.md"), "utf8");
const sections = readSections(text);
const anchors = new Set(sections.map(({ anchor }) => anchor));

/** What every section says, in this order. */
const POINTS = ["Formula", "Convention", "Source", "Unit", "When something is missing"];

describe("docs/definitions.md", () => {
  for (const { title, points, examples } of sections) {
    test(`${title}: says what it rests on, and its example comes out`, () => {
      expect(points).toEqual(POINTS);
      expect(examples.length).toBeGreaterThan(0);
      expect(examples.flatMap(faultsOf)).toEqual([]);
    });
  }

  test("has one section of each name", () => {
    expect(sections.map(({ anchor }) => anchor)).toEqual([...anchors]);
  });

  test("has every section that the engine and this page link to", () => {
    const lost = new Set<string>();
    for (const anchor of [...anchorsOfEngine(), ...ownLinks()]) if (!anchors.has(anchor)) lost.add(anchor);
    expect([...lost]).toEqual([]);
  });

  test("says where each figure is defined", () => {
    const rows = [...text.matchAll(/^\| (`[^|]+`) \| \[[^\]]+\]\(#[^)]+\) \|$/gm)];
    const named = rows.flatMap(([, names]) => Array.from(names!.matchAll(/`([^`]+)`/g), ([, name]) => name!));
    expect(fieldsOfAnswers().filter((name) => !named.includes(name))).toEqual([]);
  });
});

describe("an example", () => {
  const story = "2024-01-02 buy 10 AAPL @ 100\n2024-01-02 price AAPL 110";
  const faults = (line: string) => faultsOf({ stories: [story], figures: ["on 2024-01-02", line] });

  test("fails for a wrong figure, a wrong sum beside a right figure, and a figure that nothing leads to", () => {
    expect(faults("AAPL cost = 1000  # 10 × 100")).toEqual([]);
    expect(faults("AAPL cost = 1001  # 10 × 100")).toEqual(['"AAPL cost" says 1001, and the engine 1000.']);
    expect(faults("AAPL cost = 1000  # 10 × 101")).toEqual(['"AAPL cost" says 1000, and its arithmetic 1010.']);
    expect(faults("AAPL cost = 1000")).toEqual(['"AAPL cost" says 1000, and not how it comes about.']);
    expect(faults("AAPL worth = 1000  # 10 × 100")).toEqual(['There is no figure "AAPL worth".']);
    expect(faults("AAPL day change = none  # as it should be")).toEqual([
      '"AAPL day change" says none, and the engine 100.',
    ]);
  });

  test("fails for a figure rounded wrongly, and for none at all", () => {
    expect(faults("AAPL weight ≈ 99.9 %  # what rounding does not explain")).toHaveLength(1);
    expect(faultsOf({ stories: [story], figures: ["on 2024-01-02"] })).toEqual(["No figure is stated."]);
    expect(() => readSections(`### Gain\n\`\`\`story\n${story}\n\`\`\`\n### Cost`)).toThrow("has no figures");
  });

  test("is worked out as people write sums", () => {
    expect(evaluate("10 − 2 × 3 ^ 2 / 2 + (1 + 1) × 25 %")).toBe(1.5);
    expect(evaluate("−√(3 ^ 2 + 4 ^ 2) + ln(1)")).toBe(-5);
    expect(evaluate("what is left")).toBeUndefined();
    expect(() => evaluate("(1 + 2")).toThrow("lacks a bracket");
    expect(() => evaluate("2 × 3 = 6")).toThrow("does not end where it should");
    expect(() => evaluate("2 × x")).toThrow("lacks a number");
  });
});

/** Of valuations, ranges and their risk. */
function fieldsOfAnswers(): string[] {
  const input = { ...readExampleStory("2024-01-02 deposit 1"), from: "2024-01-01", to: "2024-01-03" };
  const performance = performanceOf(input);
  const answers = [
    ...[POSITION_FIGURES, CASH_FIGURES, TOTAL_FIGURES],
    ...[performance.range(input.from, input.to), performance.moneyWeighted(input.from, input.to)],
    riskOver(performance, input),
  ];
  return [...new Set(answers.flatMap((answer) => Object.keys(answer)))];
}

/** What is wrong with the figures an example states. */
function faultsOf({ stories, figures: lines }: Example): string[] {
  const told = stories.map(readExampleStory);
  let figures: object | undefined;
  let stated = 0;
  const faults: string[] = [];
  for (const line of lines.filter((row) => row.trim())) {
    const claim = readClaim(line);
    if (claim) {
      stated++;
      const fault = faultOf(claim, findFigure(figures, claim.name));
      if (fault) faults.push(fault);
    } else {
      figures = figuresFor(line, told);
      if (!figures) faults.push(`"${line}" is no figure, and asks for none.`);
    }
  }
  return stated > 0 ? faults : [...faults, "No figure is stated."];
}

/** As engine code writes them: `"#market-value"`, or as a link to the page. */
function anchorsOfEngine(): string[] {
  const folder = join(root, "engine");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return files.flatMap((file) => {
    const code = readFileSync(join(folder, file), "utf8");
    return Array.from(code.matchAll(/(?:definitions\.md|["'`])#([a-z][a-z0-9-]+)/g), ([, anchor]) => anchor!);
  });
}

function ownLinks(): string[] {
  return Array.from(text.matchAll(/\]\(#([^)]+)\)/g), ([, anchor]) => anchor!);
}
