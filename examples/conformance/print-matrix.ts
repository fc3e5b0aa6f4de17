// Prints the matrix of the README, from the cases as they are.

import { readdirSync, readFileSync } from "node:fs";
import type { Case } from "./checker/case.ts";
import { writeMatrix } from "./matrix.ts";

const folder = new URL("./", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const cases = files.flatMap((name): Case[] => JSON.parse(readFileSync(new URL(name, folder), "utf8")).cases);
process.stdout.write(writeMatrix(cases));
