import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type FakeIssuer, startFakeIssuer } from "../server/fake-issuer.ts";
import type { HttpAnswer, HttpEvent } from "../server/main/http-event.ts";
import { type FakeEcb, startFakeEcb } from "../server/market/fakes/fake-ecb.ts";
import { type FakeFinnhub, startFakeFinnhub } from "../server/market/fakes/fake-finnhub.ts";
import { type FakeStooq, startFakeStooq } from "../server/market/fakes/fake-stooq.ts";
import { startDynalite } from "../server/store/dynalite-trial.ts";
import { type Built, buildFunctions, type FUNCTIONS } from "./bundle.ts";

type Name = (typeof FUNCTIONS)[number];

export interface Asked {
  /** DynamoDB's operation and the partition it was about. */
  operation: string;
  partition: string;
}

/** AWS and the market's providers on this machine, as far as our functions speak with them, and the functions as they are deployed. */
export interface FakeCloud {
  built: Built;
  issuer: FakeIssuer;
  finnhub: FakeFinnhub;
  stooq: FakeStooq;
  ecb: FakeEcb;
  /** What was asked of the table. */
  asked: Asked[];
  /** Executions of the state machine that were started, by name. */
  started: string[];
  /** What was posted to sockets. */
  posted: { connection: string; message: { type: string } & Record<string, unknown> }[];
  /** Sockets that are gone. */
  gone: Set<string>;
  /** Sockets that are really open somewhere, by connection. */
  sockets: Map<string, (text: string) => void>;
  /** What happens when an execution is started. */
  onStart?: () => void;
  /** Reads a built function anew, as a fresh environment does, with these variables over the usual ones. */
  load<H>(name: Name, environment?: Record<string, string>): Promise<H>;
  /** What the stack tells its functions. */
  environment: Readonly<Record<string, string>>;
  /** Milliseconds that a new process takes to read a built function. */
  importMs(name: Name): Promise<number>;
  close(): Promise<void>;
}

const NOBODY = "http://127.0.0.1:9";
const RANDOM_TEXT = "q7*Zp3&hT9!xW2@mK5#vN8$bR4^cY6(d";

export async function startFakeCloud(): Promise<FakeCloud> {
  const folder = mkdtempSync(join(tmpdir(), "tickfolio-functions-"));
  const [built, issuer, dynamo, finnhub, stooq, ecb] = await Promise.all([
    buildFunctions(folder),
    startFakeIssuer(),
    startDynalite(),
    startFakeFinnhub(),
    startFakeStooq(),
    startFakeEcb(),
  ]);
  const table = await dynamo.makeTable();
  const cloud = {
    built,
    ...{ issuer, finnhub, stooq, ecb },
    asked: [] as Asked[],
    started: [] as string[],
    posted: [] as FakeCloud["posted"],
    gone: new Set<string>(),
    sockets: new Map<string, (text: string) => void>(),
  } as Noted & Pick<FakeCloud, "built" | "issuer" | "ecb">;
  const server = createServer((request, response) => {
    answer(cloud, dynamo.endpoint, request, response).catch((error) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const variables = {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "id",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: "session",
    AWS_ENDPOINT_URL_DYNAMODB: `${url}/dynamodb`,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `${url}/secretsmanager`,
    AWS_ENDPOINT_URL_SFN: `${url}/states`,
    TICKFOLIO_TABLE: table,
    TICKFOLIO_SECRET: "arn:aws:secretsmanager:eu-central-1:1:secret:keys",
    TICKFOLIO_CALLBACK_URL: `${url}/push`,
    TICKFOLIO_ISSUER: issuer.issuer,
    TICKFOLIO_CLIENT: issuer.client,
    TICKFOLIO_ORIGIN: "https://money.example.org",
    TICKFOLIO_STATE_MACHINE: "arn:aws:states:eu-central-1:1:stateMachine:loop",
    TICKFOLIO_LOG: "error",
    TICKFOLIO_LIVE_INTERVAL: "0.2",
    TICKFOLIO_FINNHUB_URL: finnhub.url,
    TICKFOLIO_FINNHUB_SOCKET_URL: finnhub.socketUrl,
    TICKFOLIO_STOOQ_URL: stooq.url,
    TICKFOLIO_ECB_URL: ecb.url,
    // Nobody outside is asked by a test.
    TICKFOLIO_FRANKFURTER_URL: NOBODY,
    TICKFOLIO_COINGECKO_URL: NOBODY,
    TICKFOLIO_OPENFIGI_URL: NOBODY,
  };
  let loads = 0;

  return Object.assign(cloud, {
    environment: variables,

    async load<H>(name: Name, environment: Record<string, string> = {}): Promise<H> {
      const before = { ...process.env };
      Object.assign(process.env, variables, environment);
      try {
        const file = pathToFileURL(join(built.folders[name], "index.mjs")).href;
        return ((await import(`${file}?load=${++loads}`)) as { handler: H }).handler;
      } finally {
        for (const key of Object.keys(process.env)) if (!(key in before)) delete process.env[key];
        Object.assign(process.env, before);
      }
    },

    async importMs(name: Name): Promise<number> {
      const file = pathToFileURL(join(built.folders[name], "index.mjs")).href;
      const script = `const t = performance.now(); await import(${JSON.stringify(file)}); console.log(performance.now() - t);`;
      const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
        env: { ...process.env, ...variables },
      });
      let text = "";
      child.stdout.on("data", (chunk) => {
        text += chunk;
      });
      await once(child, "close");
      return Number(text);
    },

    async close() {
      server.closeAllConnections();
      server.close();
      await Promise.all([issuer, dynamo, finnhub, stooq, ecb].map((fake) => fake.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  });
}

type Noted = Pick<FakeCloud, "finnhub" | "stooq" | "asked" | "started" | "posted" | "gone" | "sockets" | "onStart">;

async function answer(cloud: Noted, dynamo: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const signed = /^AWS4-HMAC-SHA256 Credential=id\//.test(request.headers.authorization ?? "");
  if (!signed || request.headers["x-amz-security-token"] !== "session")
    return end(response, 403, { message: "not signed" });

  const [, service, ...rest] = (request.url ?? "").split("/");
  switch (service) {
    case "dynamodb": {
      const target = String(request.headers["x-amz-target"]);
      cloud.asked.push({ operation: target.split(".")[1]!, partition: partitionOf(JSON.parse(body)) });
      const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== "host")) as Record<
        string,
        string
      >;
      const forwarded = await fetch(dynamo, { method: "POST", headers, body });
      response.statusCode = forwarded.status;
      response.setHeader("content-type", "application/x-amz-json-1.0");
      response.end(await forwarded.text());
      return;
    }
    case "secretsmanager":
      return end(response, 200, {
        // As the stack makes it, with two keys put in.
        SecretString: JSON.stringify({ finnhub: cloud.finnhub.key, stooq: cloud.stooq.key, unused: RANDOM_TEXT }),
      });
    case "states": {
      const { name } = JSON.parse(body) as { name: string };
      if (cloud.started.includes(name)) return end(response, 400, { __type: "ExecutionAlreadyExists", message: name });
      cloud.started.push(name);
      cloud.onStart?.();
      return end(response, 200, { executionArn: name });
    }
    case "push": {
      const connection = decodeURIComponent(rest.at(-1) ?? "");
      if (cloud.gone.has(connection)) return end(response, 410, { message: "gone" });
      cloud.posted.push({ connection, message: JSON.parse(body) });
      cloud.sockets.get(connection)?.(body);
      return end(response, 200, {});
    }
    default:
      return end(response, 404, { message: `no service ${service}` });
  }
}

function end(response: ServerResponse, status: number, value: object): void {
  response.statusCode = status;
  response.end(JSON.stringify(value));
}

interface DynamoRequest {
  Key?: { partition: { S: string } };
  Item?: { partition: { S: string } };
  ExpressionAttributeValues?: { ":partition"?: { S: string } };
}

function partitionOf({ Key, Item, ExpressionAttributeValues }: DynamoRequest): string {
  return (Key ?? Item)?.partition.S ?? ExpressionAttributeValues?.[":partition"]?.S ?? "";
}

/** A request as API Gateway hands it on, and the answer as the browser gets it. */
export function gatewayFetch(handler: (event: HttpEvent) => Promise<HttpAnswer>) {
  return async (url: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await handler(gatewayEvent(url, init));
    const body = answer.isBase64Encoded ? Buffer.from(answer.body, "base64") : answer.body;
    const { gunzipSync, brotliDecompressSync } = await import("node:zlib");
    const encoding = answer.headers["content-encoding"];
    const text = encoding === "gzip" ? gunzipSync(body) : encoding === "br" ? brotliDecompressSync(body) : body;
    return new Response(answer.statusCode === 204 ? null : text, {
      status: answer.statusCode,
      headers: answer.headers,
    });
  };
}

/** A request as the HTTP API passes it to its function. */
export function gatewayEvent(url: string, init: RequestInit = {}): HttpEvent {
  const { pathname, search } = new URL(url);
  const method = init.method ?? "GET";
  const domainName = "abc.execute-api.eu-central-1.amazonaws.com";
  const headers: Record<string, string> = { host: domainName, "accept-encoding": "gzip" };
  new Headers(init.headers).forEach((value, name) => {
    headers[name] = value;
  });
  return {
    version: "2.0",
    routeKey: `${method} /api/{proxy+}`,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers,
    ...(typeof init.body === "string" ? { body: init.body } : {}),
    isBase64Encoded: false,
    requestContext: {
      domainName,
      http: { method, path: pathname, protocol: "HTTP/1.1", sourceIp: "192.0.2.1" },
      stage: "$default",
    },
  } as HttpEvent;
}
