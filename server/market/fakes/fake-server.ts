import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** What can go wrong between any server and its client, whatever it answers. */
export const faults = [
  "reset",
  "hang",
  "slow",
  "redirect",
  "html-502",
  "truncated",
  "empty",
  "too-large",
  "byte-order-mark",
  "gzip",
  "brotli",
  "gzip-cut",
  "brotli-cut",
  "gzip-bomb",
  "brotli-bomb",
  "unknown-packing",
  "chunked",
  "wrong-type",
  "not-modified",
  "huge-numbers",
  "not-a-number",
] as const;
export type Fault = (typeof faults)[number];

/** Those after which the answer is still there to be read. */
export const harmlessFaults: readonly Fault[] = ["byte-order-mark", "gzip", "brotli", "chunked", "wrong-type"];

/** Those in which the answer, or the rest of it, never comes. */
export const endlessFaults: readonly Fault[] = ["hang", "slow"];

/** Those in which every number of the answer is none that anybody could use. */
export const spoiledNumbers: readonly Fault[] = ["huge-numbers", "not-a-number"];

export interface FakeAnswer {
  status?: number;
  type?: string;
  headers?: Record<string, string>;
  body: string | Uint8Array;
}

export interface FakeRequest {
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  /** What a POST said. */
  body: string;
}

export interface FakeServer {
  url: string;
  server: Server;
  /** Every request, in order. */
  requests: FakeRequest[];
  /** What goes wrong with every answer until it is taken away. */
  fault: Fault | undefined;
  close(): Promise<void>;
}

/** A real HTTP server on a free port of this machine that answers as it is told, and fails as it is told. */
export async function startFakeServer(answer: (request: FakeRequest) => FakeAnswer, port = 0): Promise<FakeServer> {
  const server = createServer(async (incoming, response) => {
    const address = new URL(incoming.url ?? "/", "http://fake");
    const body = await text(incoming);
    const request = { path: address.pathname, query: address.searchParams, headers: incoming.headers, body };
    fake.requests.push(request);
    if (fake.fault) failWith(fake.fault, incoming, response, answer(request));
    else send(response, answer(request));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const fake: FakeServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    requests: [],
    fault: undefined,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
  return fake;
}

function send(response: ServerResponse, { status = 200, type = "application/json", headers = {}, body }: FakeAnswer) {
  response.writeHead(status, { "content-type": type, ...headers });
  response.end(body);
}

function failWith(fault: Fault, incoming: IncomingMessage, response: ServerResponse, answer: FakeAnswer): void {
  const { type = "application/json" } = answer;
  if (fault === "hang") return;
  if (fault === "reset") incoming.socket.resetAndDestroy();
  else if (fault === "not-modified") response.writeHead(304).end();
  else if (fault === "slow") {
    // The head comes at once, the body never ends.
    response.writeHead(200, { "content-type": type });
    response.write(Buffer.from(answer.body as string).subarray(0, 1));
  } else if (fault === "chunked") {
    const bytes = Buffer.from(answer.body as string);
    response.writeHead(answer.status ?? 200, { "content-type": type, ...answer.headers });
    for (let at = 0; at < bytes.length; at += 7) response.write(bytes.subarray(at, at + 7));
    response.end();
  } else send(response, spoiled(fault, answer));
}

function spoiled(
  fault: Exclude<Fault, "hang" | "reset" | "not-modified" | "slow" | "chunked">,
  answer: FakeAnswer,
): FakeAnswer {
  const bytes = Buffer.from(answer.body as string);
  const encoded = (encoding: string, body: Uint8Array) => ({
    ...answer,
    headers: { ...answer.headers, "content-encoding": encoding },
    body,
  });
  switch (fault) {
    case "redirect":
      return { status: 302, headers: { location: "http://localhost:9/elsewhere" }, body: "" };
    case "html-502":
      return { status: 502, type: "text/html", body: "<html><body>Bad Gateway</body></html>" };
    case "truncated":
      return { ...answer, body: bytes.subarray(0, Math.floor(bytes.length / 2)) };
    case "empty":
      return { ...answer, body: "" };
    case "too-large":
      return { ...answer, body: LARGE };
    case "byte-order-mark":
      return { ...answer, body: Buffer.concat([Buffer.from("\uFEFF"), bytes]) };
    case "gzip":
      return encoded("gzip", gzipSync(bytes));
    case "brotli":
      return encoded("br", brotliCompressSync(bytes));
    case "gzip-cut":
      return encoded("gzip", cut(gzipSync(bytes)));
    case "brotli-cut":
      return encoded("br", cut(brotliCompressSync(bytes)));
    case "gzip-bomb":
      return encoded("gzip", bombs().gzip);
    case "brotli-bomb":
      return encoded("br", bombs().brotli);
    case "unknown-packing":
      return encoded("zstd, gzip", bytes);
    case "wrong-type":
      return { ...answer, type: "application/octet-stream" };
    case "huge-numbers":
      return { ...answer, body: withNumbers(bytes, "1e300") };
    case "not-a-number":
      return { ...answer, body: withNumbers(bytes, "NaN") };
    default:
      return fault satisfies never;
  }
}

/** More than anybody wants to read; packed it is a few kilobytes. */
const LARGE = Buffer.alloc(30 * 1024 * 1024, " ");

let packed: { gzip: Buffer; brotli: Buffer } | undefined;
function bombs() {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 1 };
  packed ??= { gzip: gzipSync(LARGE, { level: 1 }), brotli: brotliCompressSync(LARGE, { params }) };
  return packed;
}

/** Without its end, of which the packing alone tells. */
const cut = (packed: Buffer) => packed.subarray(0, packed.length - 6);

/** Every number of a text that stands alone (in JSON, a table or an attribute) and every ratio, replaced. */
function withNumbers(bytes: Buffer, number: string): string {
  const ALONE = /(?<=[:,["'=]\s*)-?\d+(\.\d+)?(?=\s*(?:[,\]}"']|$))/gm;
  return bytes
    .toString()
    .replace(ALONE, number)
    .replace(/(?<=;)\d+(,\d+)?(?=;|$)/gm, number)
    .replace(/(?<=")\d+(\.\d+)?\/\d+(\.\d+)?(?=")/g, `${number}/${number}`);
}
