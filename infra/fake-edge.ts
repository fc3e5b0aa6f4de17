import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { contentTypeOf } from "@tickfolio/server";
import { type WebSocket, WebSocketServer } from "ws";
import type { SocketAnswer, SocketEvent } from "../server/push/socket-events.ts";
import { webConfig } from "./deployment.ts";
import { headersFunction, routeFunction } from "./edge.ts";
import { type FakeCloud, gatewayFetch, startFakeCloud } from "./fake-cloud.ts";
import { type FakeSignIn, startFakeSignIn } from "./fake-sign-in.ts";

export interface FakeEdge {
  url: string;
  cloud: FakeCloud;
  signIn: FakeSignIn;
  close(): Promise<void>;
}

type Ticker = (event: object, context: object) => Promise<{ continue: boolean; rounds: number }>;

/** The whole home in the cloud on this machine: CloudFront's behaviours and functions in front of files, requests and sockets. */
export async function startFakeEdge(files: string): Promise<FakeEdge> {
  const cloud = await startFakeCloud();
  const signIn = await startFakeSignIn(cloud.issuer);
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = { TICKFOLIO_ORIGIN: url };
  const api = gatewayFetch(await cloud.load("api", environment));
  const pushed = await cloud.load<(event: SocketEvent) => Promise<SocketAnswer>>("push", environment);
  const config = JSON.stringify(
    webConfig({ Issuer: cloud.issuer.issuer, Client: cloud.issuer.client, SignInPage: signIn.url } as Parameters<
      typeof webConfig
    >[0]),
  );

  /** What was begun and is not over: the table may go only after it. */
  const running = new Set<Promise<unknown>>();
  function begun<T>(run: Promise<T>): Promise<T> {
    const over = () => running.delete(run);
    running.add(run);
    run.then(over, over);
    return run;
  }
  const push = (event: SocketEvent) => begun(pushed(event));

  /** A behaviour for files: the route function, the bucket, the headers function. */
  function file(path: string, response: ServerResponse): void {
    const { uri } = run<{ uri: string }>(routeFunction, { request: { uri: path } });
    const found = join(files, uri);
    if (uri.includes("..") || !existsSync(found)) {
      response.statusCode = 404;
      return void response.end();
    }
    const type = { "content-type": { value: contentTypeOf(uri) ?? "" } };
    setHeaders(response, run<Answer>(headersFunction(signIn.url), { response: { headers: type } }));
    response.end(readFileSync(found));
  }

  async function request(asked: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = asked.url ?? "/";
    if (path === "/config.json") return void response.end(config);
    if (!path.startsWith("/api/")) return file(new URL(path, url).pathname, response);
    let body = "";
    for await (const chunk of asked) body += chunk;
    const answer = await api(url + path, {
      method: asked.method ?? "GET",
      headers: asked.headers as Record<string, string>,
      ...(body === "" ? {} : { body }),
    });
    const headers = Object.fromEntries(answer.headers);
    delete headers["content-encoding"];
    response.writeHead(answer.status, headers);
    response.end(Buffer.from(await answer.arrayBuffer()));
  }

  const sockets = new WebSocketServer({ noServer: true });
  async function upgrade(asked: IncomingMessage): Promise<{ id: string; status: number }> {
    const id = `${randomUUID().slice(0, 12)}=`;
    const ticket = new URL(asked.url ?? "/", url).searchParams.get("ticket") ?? undefined;
    const { statusCode } = await push({
      requestContext: { routeKey: "$connect", connectionId: id },
      queryStringParameters: { ticket },
    });
    return { id, status: statusCode };
  }

  function connected(socket: WebSocket, id: string): void {
    const event = (routeKey: string, body?: string) =>
      push({ requestContext: { routeKey, connectionId: id }, ...(body === undefined ? {} : { body }) });
    cloud.sockets.set(id, (text) => socket.send(text));
    socket.on("message", async (text) => {
      const { body } = await event("$default", String(text));
      if (body !== undefined) socket.send(body);
    });
    socket.on("close", () => {
      cloud.sockets.delete(id);
      cloud.gone.add(id);
      void event("$disconnect");
    });
  }

  server.on("request", (asked, response) => void begun(request(asked, response)));
  server.on("upgrade", async (asked, stream, head) => {
    // A browser that is closed hard resets the connection: none of our business.
    stream.on("error", () => {});
    const { id, status } = await upgrade(asked);
    if (status !== 200) return stream.end(`HTTP/1.1 ${status} Refused\r\n\r\n`);
    sockets.handleUpgrade(asked, stream, head, (socket) => connected(socket, id));
  });

  cloud.onStart = () => void begun(loop(cloud));
  return {
    ...{ url, cloud, signIn },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      server.close();
      // What ends may begin something: a socket its farewell, a first viewer the loop.
      while (running.size > 0) await Promise.all(running);
      await Promise.all([cloud.close(), signIn.close()]);
    },
  };
}

/** The state machine: a run, and another while it says so. */
async function loop(cloud: FakeCloud): Promise<void> {
  const ticker = await cloud.load<Ticker>("ticker", { TICKFOLIO_IDLE: "1" });
  let result = { continue: true, rounds: 0 };
  while (result.continue) {
    const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => 900_000 };
    result = await ticker({ task: "run", rounds: result.rounds }, context);
  }
}

interface Answer {
  headers: Record<string, { value: string }>;
}

function run<T>(code: string, event: object): T {
  return runInNewContext(`${code}\nhandler(${JSON.stringify(event)})`) as T;
}

function setHeaders(response: ServerResponse, { headers }: Answer): void {
  for (const [name, { value }] of Object.entries(headers)) {
    // On plain HTTP a browser does not heed it, and should not.
    if (name !== "strict-transport-security") response.setHeader(name, value);
  }
}
