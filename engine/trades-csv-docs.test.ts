import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { TRADE_COLUMNS } from "./trades-csv.ts";
import { KIND_COLUMNS, readKind } from "./trades-csv-kinds.ts";
import { readTradesCsv } from "./trades-csv-read.ts";

const text = readFileSync(join(import.meta.dirname, "../docs/trades-file.md"), "utf8");
const part = (title: string) => text.split(`## ${title}\n`)[1]!.split("\n## ")[0]!;
const rowsOf = (title: string) =>
  part(title)
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]!)));

describe("docs/trades-file.md", () => {
  test("names every kind with the columns it has", () => {
    const told = rowsOf("Kinds and their columns").map((cells) => [cells[1]![0], [...cells[2]!].sort()]);
    expect(told).toEqual(Object.entries(KIND_COLUMNS).map(([kind, columns]) => [kind, [...columns].sort()]));
  });

  test("says what each column holds", () => {
    const told = rowsOf("Columns").map((cells) => cells[1]![0]!);
    expect(told.sort()).toEqual([...TRADE_COLUMNS].sort());
  });

  test("has an example that is read, and other spellings that are understood", () => {
    const example = /```csv\n([\s\S]*?)```/.exec(text)![1]!;
    const { rows, problems, notes } = readTradesCsv(example);
    expect({ problems, notes }).toEqual({ problems: [], notes: [] });
    expect(rows).toHaveLength(example.trim().split("\n").length - 1);
    const spellings = /as other programs do \(([^.]*)\),/.exec(text)![1]!;
    for (const [, spelling] of spellings.matchAll(/`([^`]+)`/g)) expect(readKind(spelling!), spelling).toBeDefined();
  });
});
