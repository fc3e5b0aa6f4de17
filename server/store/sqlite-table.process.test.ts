import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSqliteTable } from "./sqlite-table.ts";

const child = fileURLToPath(new URL("./sqlite-child.ts", import.meta.url));
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tickfolio-kill-"));
  file = join(folder, "books.sqlite");
});
afterEach(() => rmSync(folder, { recursive: true }));

function start(task: string, argument: number): { process: ChildProcess; output: () => string } {
  const process_ = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", child, task, file, String(argument)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let output = "";
  process_.stdout?.on("data", (data) => {
    output += data;
  });
  return { process: process_, output: () => output };
}

/** A small generator of chance, so that a seed repeats a run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const ROUNDS = 5;
const seed = Date.now() % 1_000_000;

test(`killed at any moment, nothing confirmed is lost and nothing is half (seed ${seed})`, async () => {
  const random = chance(seed);
  let next = 1;
  for (let round = 0; round < ROUNDS; round++) {
    const writer = start("write", next);
    while (writer.output() === "" && writer.process.exitCode === null) await wait(5);
    await wait(random() * 150);
    const closed = once(writer.process, "close");
    writer.process.kill("SIGKILL");
    await closed;

    const confirmed = Number(writer.output().trimEnd().split("\n").at(-1));
    const table = createSqliteTable({ file, clock: Date.now });
    const { items } = await table.query({ partition: "items" });
    const progress = await table.get({ partition: "progress", sort: "last" });
    await table.close();

    // The one after the last confirmed may have been written, and not yet said so.
    expect(items.length).toBeGreaterThanOrEqual(confirmed);
    expect(items.length).toBeLessThanOrEqual(confirmed + 1);
    expect(progress?.value.n).toBeGreaterThanOrEqual(confirmed);
    for (const [index, { value }] of items.entries()) {
      expect(value).toEqual({ n: index + 1, text: String(index + 1).repeat(1 + ((index + 1) % 2000)) });
    }
    next = items.length + 1;
  }
  expect(next).toBeGreaterThan(ROUNDS);
});

test("three processes that count up the same item lose no step", async () => {
  const counters = [start("count", 200), start("count", 200), start("count", 200)];
  await Promise.all(counters.map(({ process }) => once(process, "close")));
  expect(counters.map(({ output }) => output())).toEqual(["done\n", "done\n", "done\n"]);
  const table = createSqliteTable({ file, clock: Date.now });
  expect(await table.get({ partition: "shared", sort: "counter" })).toMatchObject({ version: 600, value: { n: 600 } });
  await table.close();
});
