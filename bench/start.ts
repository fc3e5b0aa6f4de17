import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchOptions, BenchReport } from "./main.ts";
import { spread } from "./statistics.ts";

const root = join(import.meta.dirname, "..");
const URL_LINE = /http:\/\/127\.0\.0\.1:\d+\//;
/** A server that does nothing else: what the machine and npm need for themselves. */
const BARE = `
  const server = require("node:http").createServer((_, answer) => answer.end("ok"));
  server.listen(0, "127.0.0.1", () => console.log("http://127.0.0.1:" + server.address().port + "/"));
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || process.exit(), 100);
`;

/**
 * A second start of the product (everything installed and built) from `npm start` to its first answer on /api/health, and
 * a bare Node server run by npm in the same way, alternating.
 */
export async function run({ runs = 7 }: BenchOptions): Promise<BenchReport> {
  const data = mkdtempSync(join(tmpdir(), "tickfolio-bench-"));
  const product: number[] = [];
  const bare: number[] = [];
  const start = ["start", "--", "--port", "0", "--data", data, "--no-open", "--no-token"];
  try {
    await timeToAnswer("npm", start, "api/health");
    for (let index = 0; index < runs; index++) {
      product.push(await timeToAnswer("npm", start, "api/health"));
      bare.push(await timeToAnswer("npm", ["exec", "--no", "-c", `node -e '${BARE}'`], ""));
    }
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
  const [ours, reference] = [spread(product), spread(bare)];
  return {
    runs,
    start_ms: ours,
    bare_server_ms: reference,
    ratio: Math.round((ours.median / reference.median) * 100) / 100,
  };
}

/** Milliseconds from spawning a program to the first answer of the server whose URL it prints; then it is stopped. */
export async function timeToAnswer(program: string, args: string[], path: string, cwd = root): Promise<number> {
  const begin = performance.now();
  const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "inherit"] });
  try {
    const answer = await fetch(new URL(path, await firstUrl(child)));
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}.`);
    return performance.now() - begin;
  } finally {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
    child.stdout.destroy();
  }
}

export function firstUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout!.on("data", (chunk) => {
      text += chunk;
      const found = URL_LINE.exec(text);
      if (found) resolve(found[0]);
    });
    child.once("exit", () => reject(new Error(`Ended without a URL:\n${text}`)));
  });
}
