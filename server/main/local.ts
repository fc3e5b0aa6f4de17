import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import { type Client, createClient } from "@tickfolio/protocol";
import { requireLoopback } from "../api/security.ts";
import { DEFAULT_PORT } from "../config.ts";
import { attachSockets } from "../push/local-socket.ts";
import { StartError } from "./local-error.ts";
import { type LocalHome, openLocalHome } from "./local-home.ts";
import { type FolderLock, type RunningServer, readRunning, takeLock } from "./local-lock.ts";
import type { LocalOptions } from "./local-options.ts";
import { createLocalSite } from "./local-site.ts";
import { createStaticFiles } from "./local-static.ts";
import { preparedWeb, WEB_FOLDER } from "./local-web.ts";

export interface LocalServer {
  url: string;
  /** What a browser opens first; lets it in once. The same as `url` where nothing is asked for. */
  firstOpenUrl: string;
  /** A server of this folder was there already; closing does nothing to it. */
  alreadyRunning: boolean;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
/** How long a start waits for another program of the same folder to finish or to say where it is. */
const PATIENCE_MS = 5_000;
const RETRY_MS = 100;
/** Requests under way when told to stop may take so long. */
const GRACE_MS = 1_000;

/** Serves the books of a folder on this machine, or finds the server that does already. */
export async function startLocalServer(options: LocalOptions): Promise<LocalServer> {
  const held = await lockOrRunning(options.data);
  if ("running" in held) {
    const { url } = held.running;
    const firstOpenUrl = options.token === false ? url : (await clientOf(held.running).openLink()).url;
    return { url, firstOpenUrl, alreadyRunning: true, close: async () => {} };
  }
  try {
    return await serve(options, held.lock);
  } catch (error) {
    held.lock.release();
    throw error;
  }
}

/** A client of the folder's books: of the running server, or of the same app in this process. */
export async function openLocalApp(options: LocalOptions): Promise<{ client: Client; close(): Promise<void> }> {
  const held = await lockOrRunning(options.data);
  if ("running" in held) return { client: clientOf(held.running), close: async () => {} };
  try {
    const home = openLocalHome(options, () => 0);
    const headers = () => ({ authorization: `Bearer ${home.secret}` });
    const client = createClient({ fetch: (url, init) => home.app.request(url, init), headers });
    return {
      client,
      async close() {
        await home.close();
        held.lock.release();
      },
    };
  } catch (error) {
    held.lock.release();
    throw error;
  }
}

async function serve(options: LocalOptions, lock: FolderLock): Promise<LocalServer> {
  const { web = WEB_FOLDER } = options;
  let port = 0;
  // The books first: what is wrong with them is said at once, not after the page was built.
  const home = openLocalHome(options, () => port);
  try {
    const built = web === false ? undefined : await preparedWeb(web, (line) => process.stderr.write(`${line}\n`));
    const files = built === undefined ? () => undefined : createStaticFiles(built);
    const site = createLocalSite({
      api: (request) => home.app.fetch(request),
      files,
      door: home.door,
      books: home.books,
      port: () => port,
    });
    const server = createServer(getRequestListener(site, { overrideGlobalObjects: false }));
    port = await listen(server, options.port ?? DEFAULT_PORT);
    const sockets = attachSockets({
      server,
      hub: home.hub,
      redeem: home.redeem,
      check: (headers) => requireLoopback(headers, port),
      onError: (error) => home.log.debug("a socket failed", { error }),
    });

    const url = `http://${HOST}:${port}/`;
    lock.announce({ url, pid: process.pid, secret: home.secret, instance: home.instance });
    const firstOpenUrl = options.token === false ? url : `${url}?token=${home.door.makeToken()}`;
    const close = once(() => closeAll(server, sockets, home, lock));
    return { url, firstOpenUrl, alreadyRunning: false, close };
  } catch (error) {
    await home.close();
    throw error;
  }
}

/** Sockets first, then requests under way, then the books. */
async function closeAll(server: Server, sockets: { close(): void }, home: LocalHome, lock: FolderLock): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await home.hub.close();
  sockets.close();
  server.closeIdleConnections();
  await Promise.race([closed, sleep(GRACE_MS, undefined, { ref: false })]);
  server.closeAllConnections();
  await home.close();
  lock.release();
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") {
        const message = `Port ${port} is taken by another program.`;
        return reject(new StartError(message, "Stop that program, or choose another port: --port 4750", error));
      }
      if (error.code === "EACCES") {
        const message = `Port ${port} may not be used by this user.`;
        return reject(new StartError(message, "Choose a port above 1023: --port 4750", error));
      }
      reject(error);
    });
    server.listen(port, HOST, () => resolve((server.address() as { port: number }).port));
  });
}

/** The lock of the folder, or the server that holds it. */
async function lockOrRunning(folder: string): Promise<{ lock: FolderLock } | { running: RunningServer }> {
  for (const until = Date.now() + PATIENCE_MS; ; ) {
    const lock = takeLock(folder);
    if (lock) return { lock };
    const running = readRunning(folder);
    if (running && (await answers(running))) return { running };
    if (Date.now() > until) {
      throw new StartError(
        `Another Tickfolio program is using the books in ${folder} and does not answer.`,
        "Wait until it has finished, or stop it, and start again. Or name another folder with --data.",
      );
    }
    await sleep(RETRY_MS);
  }
}

async function answers(running: RunningServer): Promise<boolean> {
  try {
    return (await clientOf(running).health()).instance === running.instance;
  } catch {
    return false;
  }
}

function clientOf({ url, secret }: RunningServer): Client {
  return createClient({
    baseUrl: url.replace(/\/$/, ""),
    headers: () => ({ authorization: `Bearer ${secret}` }),
    fetch: (address, init) => fetch(address, init),
  });
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= run();
    return running;
  };
}
