// objectives.md promises that each claim is shown; here each reference is followed.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const text = readFileSync(join(root, "docs/objectives.md"), "utf8");
const rows = text.split("\n").filter((line) => line.startsWith("| ") && !/^\| (claim|---)/.test(line));

test("every claim names at least one test", () => {
  expect(rows.length).toBeGreaterThan(40);
  expect(rows.filter((row) => !/`[^`]+\.tsx?`/.test(row))).toEqual([]);
});

test("every test that is named is there, by file and by words", () => {
  const lost: string[] = [];
  for (const row of rows) {
    const shown = row.slice(row.lastIndexOf("|", row.length - 3) + 1, -2);
    for (const reference of shown.split(" · ")) {
      const [, file, words] = /`([^`]+\.tsx?)`: (.+)/.exec(reference.trim()) ?? [];
      if (!file) continue;
      const source = existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : "";
      if (!source.includes(words!)) lost.push(reference.trim());
    }
  }
  expect(lost).toEqual([]);
});
