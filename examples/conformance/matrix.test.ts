import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Case } from "./checker/case.ts";
import { COLUMNS, KINDS, notApplicable, shows, writeMatrix } from "./matrix.ts";

const folder = new URL("./", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const casesOf = (name: string): Case[] => JSON.parse(readFileSync(new URL(name, folder), "utf8")).cases;
const cases = files.flatMap(casesOf);
const readme = readFileSync(new URL("README.md", folder), "utf8");

describe("the matrix", () => {
  test("has a case in every cell, or a reason why there is none", () => {
    const empty = KINDS.flatMap((type) => COLUMNS.map((column) => `${type}/${column}`)).filter((cell) => {
      const [type = "", column = ""] = cell.split("/");
      return !notApplicable(type, column) && !cases.some(({ covers = [] }) => covers.includes(cell));
    });
    expect(empty).toEqual([]);
  });

  test("names a case only where it shows what it says", () => {
    const claims = cases.flatMap((one) => (one.covers ?? []).map((claim) => ({ one, claim })));
    expect(
      claims.filter(({ one, claim }) => !shows(one, claim)).map(({ one, claim }) => `${one.id}: ${claim}`),
    ).toEqual([]);
    const cells = new Set(KINDS.flatMap((type) => COLUMNS.map((column) => `${type}/${column}`)));
    expect(claims.filter(({ claim }) => !cells.has(claim))).toEqual([]);
  });

  test("stands in the README as it is", () => {
    const [, written] = /<!-- matrix -->\n\n([\s\S]*?)<!-- end of matrix -->/.exec(readme) ?? [];
    expect(written).toBe(writeMatrix(cases));
  });
});

test("the README names every file with the number of its cases", () => {
  for (const name of files) expect(readme).toContain(`| [${name}](${name}) | ${casesOf(name).length} |`);
});
