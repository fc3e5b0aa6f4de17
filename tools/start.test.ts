// npm start as a person runs it: through npm itself, on a data folder of its own.

import { type ChildProcessByStdio, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const RUNNING = /^(?:Tickfolio is running at )?(http:\/\/127\.0\.0\.1:\d+\/)$/m;
const started: ChildProcessByStdio<null, Readable, Readable>[] = [];
let data: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "tickfolio-"));
});
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }
  rmSync(data, { recursive: true, force: true });
});

describe("npm start", () => {
  test("answers at the URL it prints; a second start prints the same URL; SIGTERM to npm stops it within 2 s", async () => {
    const first = npmStart("--port", "0", "--data", data, "--no-open", "--no-token");
    const url = await first.url;
    const health = await fetch(new URL("/api/health", url));
    expect(await health.json()).toMatchObject({ status: "ok" });

    const second = npmStart("--port", "0", "--data", data, "--no-open", "--no-token");
    expect(await second.url).toBe(url);
    expect(await second.exit).toBe(0);

    expect(await timeToStop(first, url, () => isClosed(data))).toBeLessThan(2_000);
  });

  test("when the launcher is killed outright the server still closes its books", async () => {
    const { child, url } = watched(
      spawn(process.execPath, ["tools/launch.mjs", "start", "--port", "0", "--data", data, "--no-open", "--no-token"], {
        cwd: root,
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );
    const address = await url;
    child.kill("SIGKILL");
    await untilRefused(address);
    await untilTrue(() => isClosed(data));
  });

  test("when npm is killed outright, and its shell lives on, the server still closes its books", async () => {
    const { child, url } = npmStart("--port", "0", "--data", data, "--no-open", "--no-token");
    const address = await url;
    child.kill("SIGKILL");
    await untilRefused(address);
    await untilTrue(() => isClosed(data));
  });

  test.each([
    ["npm", "npm start --"],
    ["the launcher", "node tools/launch.mjs start"],
  ])("a server that a person has started detached, by %s, outlives their shell", async (_, command) => {
    const log = join(data, "log");
    const books = join(data, "books");
    const line = `nohup ${command} --port 0 --data ${books} --no-open --no-token >${log} 2>&1 & echo $!`;
    // What npm says of itself to its scripts is not said in a person's shell.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));
    const pid = Number(execFileSync("sh", ["-c", line], { cwd: root, env, encoding: "utf8" }));
    try {
      await untilTrue(() => existsSync(log) && RUNNING.test(readFileSync(log, "utf8")));
      const url = RUNNING.exec(readFileSync(log, "utf8"))![1]!;
      // Several looks of the launcher at who started it.
      await wait(1_000);
      expect((await fetch(new URL("/api/health", url))).status).toBe(200);
      process.kill(pid, "SIGTERM");
      await untilRefused(url);
      await untilTrue(() => isClosed(books));
    } finally {
      kill(pid);
    }
  });

  test("a port that is taken by something else is said with a remedy", async () => {
    const other = npmStart("--port", "0", "--data", data, "--no-open", "--no-token");
    const { port } = new URL(await other.url);
    const elsewhere = mkdtempSync(join(tmpdir(), "tickfolio-"));
    const { exit, output } = npmStart("--port", port, "--data", elsewhere, "--no-open", "--no-token");
    expect(await exit).not.toBe(0);
    expect(output()).toContain(`Port ${port}`);
    expect(output()).toContain("--port");
    rmSync(elsewhere, { recursive: true, force: true });
  });

  test("a port that is no port is a usage error", async () => {
    const { exit, output } = npmStart("--port", "abc", "--data", data, "--no-open");
    expect(await exit).toBe(2);
    expect(output()).toContain('not "abc"');
  });
});

function npmStart(...args: string[]) {
  return watched(spawn("npm", ["start", "--", ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] }));
}

function watched(child: ChildProcessByStdio<null, Readable, Readable>) {
  started.push(child);
  let text = "";
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const url = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      text += chunk;
      const found = RUNNING.exec(text);
      if (found) resolve(found[1]!);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", () => reject(new Error(`npm start ended without a URL:\n${text}`)));
  });
  url.catch(() => {});
  return { child, url, exit, output: () => text };
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended, as it should.
  }
}

/** Milliseconds from SIGTERM until a server has ended, nobody answers any more, and `isDone`. */
async function timeToStop({ child, exit }: ReturnType<typeof watched>, url: string, isDone: () => boolean) {
  const told = performance.now();
  child.kill("SIGTERM");
  await exit;
  await untilRefused(url);
  await untilTrue(isDone);
  return performance.now() - told;
}

/** Closing the books checkpoints SQLite's log and removes it. */
function isClosed(folder: string): boolean {
  return readdirSync(folder).length > 0 && !readdirSync(folder).some((name) => name.endsWith("-wal"));
}

async function untilRefused(url: string): Promise<void> {
  await untilTrue(() =>
    fetch(url).then(
      () => false,
      () => true,
    ),
  );
}

async function untilTrue(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_500; tries++) {
    if (await holds()) return;
    await wait(20);
  }
  throw new Error(`Not true within half a minute; the folder ${existsSync(data) ? "stands" : "is gone"}.`);
}
