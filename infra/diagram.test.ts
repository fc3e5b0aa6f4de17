// ARCHITECTURE.md must not drift from what is deployed.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { stackParts } from "./parts.ts";
import { synthesised } from "./testing.ts";

const text = readFileSync(join(import.meta.dirname, "..", "ARCHITECTURE.md"), "utf8");
const rows = [...text.matchAll(/^\| ([^|]+) \| `([^`]+)`([^|]*)\|/gm)]
  .filter(([, , type]) => type!.startsWith("AWS::"))
  .map(([, part, type, protocol]) => ({ part: part!, type: `${type}${protocol!.trimEnd()}` }));
const diagram = /subgraph aws\[.*?\n([\s\S]*?)\n {2}end/.exec(text)![1]!;

test("the architecture's table lists exactly the parts of the synthesised template", () => {
  const parts = stackParts(synthesised()).map(({ part, type }) => ({ part, type }));
  expect(rows).toEqual(parts);
});

test("the diagram shows exactly the parts of the table", () => {
  const shown = [...diagram.matchAll(/\["([^"]+)"\]|\[\("([^"]+)"\)\]/g)].map((match) => match[1] ?? match[2]);
  expect(shown.sort()).toEqual(rows.map(({ part }) => part).sort());
});
