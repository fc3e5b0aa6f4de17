import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectFeed, createClient, type FeedStatus, newId, type WireQuote } from "@tickfolio/protocol";
import { afterEach, describe, expect, test } from "vitest";
import { makeShare } from "../api/testing.ts";
import { type LocalServer, openLocalApp, startLocalServer } from "./local.ts";
import type { RunningServer } from "./local-lock.ts";
import type { LocalOptions } from "./local-options.ts";

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function folder(): string {
  const data = mkdtempSync(join(tmpdir(), "tickfolio-"));
  cleanups.push(() => rmSync(data, { recursive: true, force: true }));
  return data;
}

async function start(options: Partial<LocalOptions> = {}): Promise<LocalServer & { data: string; port: number }> {
  const { data = folder() } = options;
  const server = await startLocalServer({ port: 0, web: false, logLevel: "silent", ...options, data });
  cleanups.push(() => server.close());
  return { ...server, data, port: Number(new URL(server.url).port) };
}

const readRunning = (data: string) => JSON.parse(readFileSync(join(data, "server.json"), "utf8")) as RunningServer;

function clientOf(data: string) {
  const { url, secret } = readRunning(data);
  const headers = () => ({ authorization: `Bearer ${secret}` });
  return createClient({ baseUrl: url.slice(0, -1), headers, fetch: (address, init) => fetch(address, init) });
}

/** A request with any headers, also those `fetch` does not let through. */
function send(url: string, options: { method?: string; headers?: Record<string, string> } = {}) {
  return new Promise<{ status: number; headers: Record<string, string>; text: string }>((resolve, reject) => {
    const asked = httpRequest(url, { ...options, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers as Record<string, string>, text }),
      );
    });
    asked.on("error", reject).end();
  });
}

async function enter(server: LocalServer): Promise<string> {
  const entered = await send(server.firstOpenUrl);
  return String(entered.headers["set-cookie"]).split(";")[0]!;
}

describe("the door", () => {
  test("the first link lets a browser in once: a strict cookie, and a clean address", async () => {
    const server = await start();
    const entered = await send(server.firstOpenUrl);
    expect(entered.status).toBe(303);
    expect(entered.headers.location).toBe("/");
    const cookie = String(entered.headers["set-cookie"]);
    expect(cookie).toMatch(/^tickfolio_\d+=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
    const session = await send(`${server.url}api/session`, { headers: { cookie: cookie.split(";")[0]! } });
    expect([session.status, JSON.parse(session.text).home]).toEqual([200, "laptop"]);

    const again = await send(server.firstOpenUrl);
    expect([again.status, again.headers["set-cookie"]]).toEqual([303, undefined]);
  });

  test("without a cookie, with a wrong one, and with a token made up, nobody is let in", async () => {
    const server = await start();
    const port = new URL(server.url).port;
    const ask = (headers: Record<string, string>) => send(`${server.url}api/session`, { headers });
    for (const headers of [
      {},
      { cookie: `tickfolio_${port}=x` },
      { cookie: `tickfolio_${port}=` },
      { authorization: "Bearer x" },
      { authorization: "Basic x" },
    ]) {
      const refused = await ask(headers as Record<string, string>);
      expect([refused.status, JSON.parse(refused.text).code]).toEqual([401, "not_signed_in"]);
    }
    expect((await send(`${server.url}?token=made-up`)).headers["set-cookie"]).toBeUndefined();
    expect((await send(`${server.url}?token=`)).headers["set-cookie"]).toBeUndefined();
  });

  test("a browser that was let in stays so over a restart; the secret of programs is new each time", async () => {
    const first = await start();
    const cookie = await enter(first);
    const { secret } = readRunning(first.data);
    await first.close();
    const second = await start({ data: first.data, port: first.port });
    expect((await send(`${second.url}api/session`, { headers: { cookie } })).status).toBe(200);
    const authorization = `Bearer ${secret}`;
    expect((await send(`${second.url}api/session`, { headers: { authorization } })).status).toBe(401);
  });

  test("--no-token lets everybody on this machine in, and still nobody else's page", async () => {
    const server = await start({ token: false });
    expect(server.firstOpenUrl).toBe(server.url);
    expect((await send(`${server.url}api/session`)).status).toBe(200);
    const foreign = { origin: "https://evil.example" };
    expect((await send(`${server.url}api/session`, { headers: foreign })).status).toBe(403);
    expect((await send(`${server.url}api/sample`, { method: "POST", headers: foreign })).status).toBe(403);
  });

  test("a page that has rebound its own name to this machine is refused by its Host", async () => {
    const server = await start({ token: false });
    for (const host of ["evil.example", `evil.example:${server.port}`, `127.0.0.1:${server.port + 1}`, "localhost"]) {
      const refused = await send(`${server.url}api/session`, { headers: { host } });
      expect([refused.status, JSON.parse(refused.text).code]).toEqual([421, "wrong_host"]);
    }
    for (const host of [`localhost:${server.port}`, `LOCALHOST:${server.port}`, `[::1]:${server.port}`]) {
      expect((await send(`${server.url}api/session`, { headers: { host } })).status).toBe(200);
    }
    const page = await send(server.url, { headers: { host: "evil.example" } });
    expect(page.status).toBe(421);
  });

  test("another origin on this machine, and a page that hides its origin, change nothing", async () => {
    const server = await start();
    const cookie = await enter(server);
    for (const origin of [
      `http://127.0.0.1:${server.port + 1}`,
      `https://127.0.0.1:${server.port}`,
      "null",
      "file://",
    ]) {
      const refused = await send(`${server.url}api/sample`, { method: "POST", headers: { cookie, origin } });
      expect([origin, refused.status]).toEqual([origin, 403]);
    }
    const embedded = { cookie, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
    expect((await send(`${server.url}api/session`, { headers: embedded })).status).toBe(403);
    expect((await clientOf(server.data).portfolios()).items).toEqual([]);
    const origin = `http://localhost:${server.port}`;
    expect((await send(`${server.url}api/sample`, { method: "POST", headers: { cookie, origin } })).status).toBe(201);
  });

  test("every answer forbids framing, sniffing and foreign content", async () => {
    const server = await start();
    for (const path of ["", "api/health", "api/nothing", "nothing.png", "?token=x", "api/docs"]) {
      const { headers } = await send(server.url + path);
      expect(headers).toMatchObject({
        "content-security-policy": expect.stringContaining("default-src 'none'; script-src 'self'"),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
      });
      expect(headers["access-control-allow-origin"]).toBeUndefined();
    }
    const host = (await send(server.url, { headers: { host: "evil.example" } })).headers;
    expect(host["x-content-type-options"]).toBe("nosniff");
  });

  test.runIf(process.platform !== "win32")("what lets one in can be read by its owner alone", async () => {
    const { data } = await start();
    expect(statSync(data).mode & 0o777).toBe(0o700);
    for (const file of ["server.json", "browser.key", "tickfolio.sqlite"]) {
      expect([file, statSync(join(data, file)).mode & 0o777]).toEqual([file, 0o600]);
    }
  });
});

describe("the live socket", () => {
  const opening = (url: string, headers: Record<string, string> = {}) =>
    send(url.replace(/^ws/, "http"), {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        ...headers,
      },
    });

  test("prices of the sample move, and another tab hears of what is written", async () => {
    const { data } = await start();
    const client = clientOf(data);
    const sample = await client.makeSample();
    const ids = (await client.instruments()).items.map(({ id }) => id);
    const prices = new Map<string, string[]>();
    const states: FeedStatus[] = [];
    const heard = Promise.withResolvers<string>();
    const moved = Promise.withResolvers<void>();
    const feed = connectFeed({
      ticket: () => client.pushTicket(),
      socket: (url) => new WebSocket(url),
      poll: async () => [],
      onQuotes: (quotes: readonly WireQuote[]) => {
        for (const { instrument, at } of quotes) prices.set(instrument, [...(prices.get(instrument) ?? []), at]);
        if ([...prices.values()].some((all) => all.length > 1)) moved.resolve();
      },
      onState: (state) => states.push(state),
      onPortfolio: (portfolio, version) => heard.resolve(`${portfolio} ${version}`),
    });
    cleanups.push(() => feed.close());
    feed.watch(ids);
    await moved.promise;
    expect([...prices.keys()].sort()).toEqual([...ids].sort());
    expect(states.some(({ upstream }) => upstream === "live")).toBe(true);
    await client.deletePortfolio(sample.id);
    expect(await heard.promise).toBe("pf_sample 3");
  });

  test("opens for a ticket, once, and for nothing else", async () => {
    const { data, url } = await start();
    const { url: socketUrl } = await clientOf(data).pushTicket();
    expect(socketUrl).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/push\?ticket=/);
    const socket = new WebSocket(socketUrl);
    await new Promise((resolve) => socket.addEventListener("open", resolve));
    cleanups.push(() => socket.close());
    expect((await opening(socketUrl)).status).toBe(401);
    expect((await opening(`${url}push?ticket=made-up`)).status).toBe(401);
    expect((await opening(`${url}push`)).status).toBe(401);
    const { url: other } = await clientOf(data).pushTicket();
    expect((await opening(other.replace("/push", "/elsewhere"))).status).toBe(401);
  });

  test("does not open for a page of another origin, whose ticket stays unused", async () => {
    const { data } = await start();
    const { url } = await clientOf(data).pushTicket();
    expect((await opening(url, { origin: "https://evil.example" })).status).toBe(403);
    expect((await opening(url, { host: "evil.example" })).status).toBe(403);
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    socket.close();
  });
});

describe("the page", () => {
  const page =
    "export async function buildWeb() { mkdirSync(D, { recursive: true }); writeFileSync(D + '/index.html', 'v' + ++built); }";
  const script = (body: string, web: string) =>
    `import { mkdirSync, writeFileSync } from "node:fs";
    const D = ${JSON.stringify(join(web, "dist"))};
    let built = 0;
    ${body}`;

  test("is built by the first start, and not again while its sources are older", async () => {
    const web = folder();
    writeFileSync(join(web, "build.ts"), script(page, web));
    const first = await start({ web });
    expect((await send(first.url)).text).toBe("v1");
    await first.close();
    const second = await start({ web });
    expect((await send(`${second.url}portfolios/pf_1`)).text).toBe("v1");
    await second.close();
    const later = new Date(Date.now() + 60_000);
    utimesSync(join(web, "build.ts"), later, later);
    const third = await start({ web });
    expect((await send(third.url)).text).toBe("v2");
  });

  test("that cannot be built says what to do, and leaves the folder free", async () => {
    const [web, data] = [folder(), folder()];
    writeFileSync(join(web, "build.ts"), "export async function buildWeb() { throw new Error('vite is not there'); }");
    await expect(start({ web, data })).rejects.toMatchObject({
      message: "The web app could not be built: vite is not there",
      remedy: expect.stringContaining("npm ci"),
    });
    await start({ data });
  });
});

describe("one folder", () => {
  test("what was written is there after a restart", async () => {
    const first = await start();
    const id = newId("pf");
    const draft = { id, name: "Broker", baseCurrency: "EUR", costMethod: "fifo", cash: "untracked", sample: false };
    await clientOf(first.data).savePortfolio(draft as never, 0);
    await clientOf(first.data).makeSample();
    const share = await makeShare(clientOf(first.data));
    await clientOf(first.data).setPrice(share, { day: "2026-02-27", price: "123.45" });
    const before = await clientOf(first.data).portfolios();
    await first.close();
    const second = await start({ data: first.data });
    expect(await clientOf(second.data).portfolios()).toEqual(before);
    expect((await clientOf(second.data).quotes([share])).items).toMatchObject([{ price: "123.45", source: "manual" }]);
    expect((await clientOf(second.data).entries("pf_sample")).items[0]!.transactions.length).toBeGreaterThan(30);
  });

  test("a second start finds the first one and opens a door of its own to it", async () => {
    const first = await start();
    const second = await startLocalServer({ data: first.data, port: 0, web: false });
    expect(second).toMatchObject({ url: first.url, alreadyRunning: true });
    expect(second.firstOpenUrl).not.toBe(first.firstOpenUrl);
    expect(await enter(second)).toMatch(/^tickfolio_/);
    await second.close();
    expect((await send(`${first.url}api/health`)).status).toBe(200);
  });

  test("a command uses the running server, and opens the books itself where none runs", async () => {
    const server = await start();
    const beside = await openLocalApp({ data: server.data });
    await beside.client.makeSample();
    expect((await clientOf(server.data).portfolios()).items).toMatchObject([{ id: "pf_sample" }]);
    await beside.close();
    await server.close();

    const alone = await openLocalApp({ data: server.data, logLevel: "silent" });
    expect((await alone.client.portfolios()).items).toMatchObject([{ id: "pf_sample" }]);
    await alone.close();
  });

  test("what a server that was killed has left behind is overtaken", async () => {
    const data = folder();
    const left: RunningServer = { url: "http://127.0.0.1:9/", pid: process.pid, secret: "s", instance: "gone" };
    writeFileSync(join(data, "server.json"), JSON.stringify(left));
    const server = await start({ data });
    expect(server.alreadyRunning).toBe(false);
    expect(readRunning(data).url).toBe(server.url);
  });

  test("a port that is taken is a sentence with a remedy, and leaves the folder free", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    cleanups.push(() => new Promise((resolve) => other.close(() => resolve())));
    const { port } = other.address() as { port: number };
    const data = folder();
    await expect(start({ data, port })).rejects.toMatchObject({
      message: `Port ${port} is taken by another program.`,
      remedy: expect.stringContaining("--port"),
    });
    await start({ data });
  });

  test("a folder that cannot be made is a sentence with a remedy", async () => {
    const file = join(folder(), "file");
    writeFileSync(file, "");
    await expect(start({ data: join(file, "data") })).rejects.toMatchObject({
      name: "StartError",
      remedy: expect.stringContaining("--data"),
    });
  });

  test("closing ends open sockets and waiting requests within two seconds, and a second time does nothing", async () => {
    const server = await start();
    const socket = new WebSocket((await clientOf(server.data).pushTicket()).url);
    await new Promise((resolve) => socket.addEventListener("open", resolve));
    const ended = new Promise((resolve) => socket.addEventListener("close", resolve));
    const idle = httpRequest(`${server.url}api/sample`, { method: "POST", headers: { "content-length": "10" } });
    idle.on("error", () => {});
    idle.write("x");
    await new Promise<void>((resolve) => idle.once("socket", (sent) => sent.once("connect", () => resolve())));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const startedMs = performance.now();
    await Promise.all([server.close(), server.close()]);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    await ended;
    await expect(send(`${server.url}api/health`)).rejects.toThrow();
  });
});
