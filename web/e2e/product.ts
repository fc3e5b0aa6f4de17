import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { type Client, createClient } from "@tickfolio/protocol";

const root = join(import.meta.dirname, "../..");
const RUNNING = /Tickfolio is running at (http:\/\/127\.0\.0\.1:\d+\/)/;
const FIRST_OPEN = /Open it the first time with (\S+)/;
/** Nothing listens there: the ECB is not asked, whatever a test forgets. */
const NOBODY = "http://127.0.0.1:9/";
const PROVIDERS =
  "ECB FRANKFURTER COINGECKO KRAKEN BINANCE OPENFIGI YAHOO FINNHUB STOOQ TWELVE_DATA TIINGO EODHD ALPHA_VANTAGE MASSIVE FMP";
const nobodyOutside = Object.fromEntries(PROVIDERS.split(" ").map((name) => [`TICKFOLIO_${name}_URL`, NOBODY]));
/** The first start after a change of the web app builds it. */
const START_MS = 60_000;
const STOP_MS = 5_000;

/** Seven trades in euro, dollars and pence, with daily prices of January 2024 and the ECB's rates of those days. */
export const small = {
  trades: join(root, "examples/small-portfolio/trades.csv"),
  prices: join(root, "examples/small-portfolio/prices"),
  rates: join(root, "examples/small-portfolio/prices/eurofxref-hist.csv"),
};

/** Real instruments on real prices and the ECB's rates, where they lie beside the checkout. */
export const real: Market & { trades: string } = {
  trades: join(root, "examples/real-portfolio/trades.csv"),
  instruments: join(root, "examples/real-portfolio/instruments.csv"),
  prices: join(root, "../shared/data/prices"),
  rates: join(root, "../shared/data/fx/eurofxref-hist.csv"),
};

export interface Market {
  prices: string;
  rates: string;
  instruments?: string;
}

export interface Options {
  token?: boolean;
  market?: Market;
  /** What its environment says besides: where a provider is. */
  settings?: Readonly<Record<string, string>>;
}

export interface Product {
  url: string;
  /** With a token: the link that lets a browser in once. */
  firstOpenUrl: string | undefined;
  data: string;
  client: Client;
  stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** Starts again at the same address on the same books. */
  start(): Promise<void>;
  /** Stops, and removes the books. */
  end(): Promise<void>;
}

/** The real server in a process of its own, on a data folder of its own, asking nobody outside this machine. */
export async function startProduct(options: Options = {}): Promise<Product> {
  const data = mkdtempSync(join(tmpdir(), "tickfolio-e2e-"));
  let server = await serve(data, "0", options);
  const { port } = new URL(server.url);

  async function stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const { child } = server;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    const impatient = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await ended;
    clearTimeout(impatient);
  }

  return {
    url: server.url,
    firstOpenUrl: server.firstOpenUrl,
    data,
    client: createClient({ baseUrl: server.url.replace(/\/$/, ""), fetch: (url, init) => fetch(url, init) }),
    stop,
    async start() {
      server = await serve(data, port, options);
    },
    async end() {
      await stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

interface Serving {
  child: ChildProcess;
  url: string;
  firstOpenUrl: string | undefined;
}

function serve(
  data: string,
  port: string,
  { token = false, market: { prices, rates, instruments } = small, settings = {} }: Options,
): Promise<Serving> {
  const flags = ["--port", port, "--data", data, "--no-open", ...(token ? [] : ["--no-token"])];
  const market = ["--prices", prices, "--rates", rates, ...(instruments ? ["--instruments", instruments] : [])];
  // It ends by itself when the channel to this process does, so that no server outlives the tests.
  const child = spawn(process.execPath, ["cli/main.ts", "serve", ...flags, ...market], {
    cwd: root,
    env: { ...withoutSettings(process.env), ...nobodyOutside, ...settings },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (why: string) => reject(new Error(`The server ${why}. It said:\n${said}`));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      fail(`gave no address within ${START_MS / 1_000} s`);
    }, START_MS);
    const read = (chunk: Buffer) => {
      said += chunk;
      const url = RUNNING.exec(said)?.[1];
      const firstOpenUrl = FIRST_OPEN.exec(said)?.[1];
      if (!url || (token && !firstOpenUrl)) return;
      clearTimeout(timer);
      resolve({ child, url, firstOpenUrl });
    };
    for (const stream of [child.stdout, child.stderr] as Readable[]) stream.on("data", read);
    child.once("exit", (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}

/** The machine's own keys and folders have no part in a test. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("TICKFOLIO_")));
}
