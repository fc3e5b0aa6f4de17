import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Client, createClient, newId } from "@tickfolio/protocol";
import { afterEach, expect, test } from "vitest";
import { entry, makeShare, trade } from "../api/testing.ts";
import { startLocalServer } from "./local.ts";
import type { RunningServer } from "./local-lock.ts";

const ROUNDS = 3;
const WRITERS = 4;
const CONFIRMED_BEFORE_KILL = 25;

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function folder(): string {
  const data = mkdtempSync(join(tmpdir(), "tickfolio-"));
  cleanups.push(() => rmSync(data, { recursive: true, force: true, maxRetries: 5 }));
  return data;
}

/** A server in a process of its own, and a client of it once it answers. `largestFileKb`: no file may grow beyond. */
async function spawnServer(
  data: string,
  largestFileKb?: number,
): Promise<{ child: ChildProcess; client: Client; exit: Promise<number | null> }> {
  const local = pathToFileURL(join(import.meta.dirname, "local.ts")).href;
  const program = `
    const { startLocalServer } = await import(${JSON.stringify(local)});
    const server = await startLocalServer({ data: ${JSON.stringify(data)}, port: 0, web: false });
    process.once("SIGTERM", () => server.close());
    console.log("ready");`;
  const command = [process.execPath, "--input-type=module", "--eval", program];
  // A shell counts in blocks of 512 bytes.
  const limited = ["sh", "-c", `ulimit -f ${(largestFileKb ?? 0) * 2}; exec "$@"`, "sh", ...command];
  const [name = "", ...args] = largestFileKb === undefined ? command : limited;
  const child = spawn(name, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "--disable-warning=ExperimentalWarning" },
  });
  const exit = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  cleanups.push(async () => {
    child.kill("SIGKILL");
    await exit;
  });
  await Promise.race([
    new Promise((resolve) => child.stdout!.once("data", resolve)),
    exit.then(() => Promise.reject(new Error("The server ended before it was ready."))),
  ]);
  const { url, secret } = JSON.parse(readFileSync(join(data, "server.json"), "utf8")) as RunningServer;
  const headers = () => ({ authorization: `Bearer ${secret}` });
  const client = createClient({ baseUrl: url.slice(0, -1), headers, fetch: (address, init) => fetch(address, init) });
  return { child, client, exit };
}

test("a server killed in the middle of writing has lost nothing it confirmed, and takes the rest again", async () => {
  const data = folder();
  const portfolio = newId("pf");
  const draft = { id: portfolio, name: "B", baseCurrency: "EUR", costMethod: "fifo", cash: "untracked", sample: false };
  const confirmed = new Set<string>();
  const asked: ReturnType<typeof entry>[] = [];

  for (let round = 0; round < ROUNDS; round++) {
    const { child, client, exit } = await spawnServer(data);
    await client.savePortfolio(draft as never, 0);
    const share = await makeShare(client);
    const before = confirmed.size;
    const writers = Array.from({ length: WRITERS }, async () => {
      for (;;) {
        const next = entry([trade("buy", share, "1", "10")]);
        asked.push(next);
        try {
          confirmed.add((await client.writeEntry(portfolio, next)).id);
        } catch {
          return;
        }
        if (confirmed.size - before >= CONFIRMED_BEFORE_KILL) child.kill("SIGKILL");
      }
    });
    await Promise.all([...writers, exit]);
    expect(confirmed.size - before).toBeGreaterThanOrEqual(CONFIRMED_BEFORE_KILL);
  }

  const { client, child, exit } = await spawnServer(data);
  const written = (await client.entries(portfolio)).items;
  const ids = new Set(written.map(({ id }) => id));
  expect([...confirmed].filter((id) => !ids.has(id))).toEqual([]);
  expect(written.map(({ number }) => number)).toEqual(written.map((_, index) => index + 1));

  // Whoever got no answer asks again, and each is in the journal exactly once.
  for (const one of asked) await client.writeEntry(portfolio, one);
  const after = (await client.entries(portfolio)).items;
  expect(after.map(({ id }) => id).sort()).toEqual(asked.map(({ id }) => id).sort());
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
}, 60_000);

test.runIf(process.platform !== "win32")(
  "on a disk that is full a write fails as a 503 and says so; what was confirmed is there, and once there is room the rest is taken",
  async () => {
    const data = folder();
    const portfolio = newId("pf");
    const draft = {
      id: portfolio,
      name: "B",
      baseCurrency: "EUR",
      costMethod: "fifo",
      cash: "untracked",
      sample: false,
    };
    const { client, child, exit } = await spawnServer(data, 600);
    await client.savePortfolio(draft as never, 0);
    const share = await makeShare(client);
    const confirmed: string[] = [];
    let refused: ReturnType<typeof entry> | undefined;
    let problem: unknown;
    while (!refused && confirmed.length < 2_000) {
      const next = entry(Array.from({ length: 20 }, () => trade("buy", share, "1", "10")));
      try {
        confirmed.push((await client.writeEntry(portfolio, next)).id);
      } catch (error) {
        refused = next;
        problem = error;
      }
    }
    expect(problem).toMatchObject({ status: 503, code: "unavailable" });
    expect(String(problem)).toMatch(/This was not written or read\. Make room/);
    // It still reads, and holds what it confirmed, no more.
    expect((await client.entries(portfolio)).items.map(({ id }) => id)).toEqual(confirmed);
    child.kill("SIGTERM");
    await exit;

    const roomy = await spawnServer(data);
    expect((await roomy.client.entries(portfolio)).items.map(({ id }) => id)).toEqual(confirmed);
    await roomy.client.writeEntry(portfolio, refused!);
    expect((await roomy.client.entries(portfolio)).items).toHaveLength(confirmed.length + 1);
  },
  60_000,
);

test("told to stop it closes the books within two seconds and leaves nothing behind; a second start sees that", async () => {
  const data = folder();
  const { child, client, exit } = await spawnServer(data);
  await client.makeSample();
  const second = await startLocalServer({ data, port: 0, web: false });
  expect(second.alreadyRunning).toBe(true);
  const startedMs = performance.now();
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
  expect(performance.now() - startedMs).toBeLessThan(2_000);
  for (const file of ["server.json", "tickfolio.sqlite-wal"])
    expect([file, existsSync(join(data, file))]).toEqual([file, false]);

  const third = await startLocalServer({ data, port: 0, web: false });
  cleanups.push(() => third.close());
  expect(third.alreadyRunning).toBe(false);
}, 30_000);

test("two starts at once: one serves, the other finds it", async () => {
  const data = folder();
  const [one, two] = await Promise.all([
    startLocalServer({ data, port: 0, web: false }),
    startLocalServer({ data, port: 0, web: false }),
  ]);
  cleanups.push(() => Promise.all([one.close(), two.close()]).then(() => {}));
  expect([one.alreadyRunning, two.alreadyRunning].sort()).toEqual([false, true]);
  expect(one.url).toBe(two.url);
});
