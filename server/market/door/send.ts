import { lookup as systemLookup } from "node:dns";
import type { IncomingMessage, RequestOptions } from "node:http";
import { request as requestPlain } from "node:http";
import { Agent, request as requestSecure } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { pipeline, Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

/** How a request is sent: as `fetch` does it. */
export type Send = typeof fetch;

/** Where a request would have gone is not where it may go. */
export class RefusedAddressError extends Error {
  override name = "RefusedAddressError";
}

export interface Guard {
  /** Whether an IP address may be connected to. */
  isAllowed(address: string): boolean;
  /** How names become addresses. Default: the machine's own. */
  lookup?: LookupFunction | undefined;
}

const DECOMPRESS = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
} as const;
const WITHOUT_BODY = new Set([204, 205, 304]);

/**
 * `fetch` over Node's own client, as far as prices need it: no cookies, no cache, and redirects are answers. Unlike `fetch` it
 * fails where a compressed answer ends early, which would otherwise pass for a short one. With a guard each address is looked at
 * before it is connected to: what a name was resolved to is what is connected to, so a name that changes in between gains nothing.
 */
export function createSend(guard?: Guard): Send {
  // A connection that is kept was looked at; but what one person set up is not kept for others.
  const guarded = guard && { lookup: guardedLookup(guard), agent: new Agent({ keepAlive: false }) };

  const send = async (url: URL, init: RequestInit, isAgain: boolean): Promise<Response> => {
    const isSecure = url.protocol === "https:";
    const host = url.hostname.replace(/^\[|\]$/g, "");
    // A name is checked when it is resolved; a number is resolved to itself.
    if (guard && isIP(host) !== 0 && !guard.isAllowed(host)) throw new RefusedAddressError(host);
    const options: RequestOptions = {
      method: init.method ?? "GET",
      headers: { "Accept-Encoding": "gzip, br", "User-Agent": "Tickfolio", ...plainHeaders(init.headers) },
      ...(init.signal ? { signal: init.signal } : {}),
      ...(guarded ? { lookup: guarded.lookup, agent: isSecure ? guarded.agent : false } : {}),
    };
    const incoming = await new Promise<IncomingMessage | "again">((resolve, reject) => {
      const request = (isSecure ? requestSecure : requestPlain)(url, options, resolve);
      if (guard) {
        request.once("socket", (socket) => {
          socket.once("connect", () => {
            // The last word has the connection itself, before anything was said on it.
            const { remoteAddress = "" } = socket;
            if (!guard.isAllowed(remoteAddress)) request.destroy(new RefusedAddressError(remoteAddress));
          });
        });
      }
      request.on("error", (error: NodeJS.ErrnoException) => {
        // A connection that was kept may have been closed over there just now.
        if (request.reusedSocket && error.code === "ECONNRESET" && !isAgain) resolve("again");
        else reject(error);
      });
      request.end(init.body ?? undefined);
    });
    return incoming === "again" ? send(url, init, true) : responseOf(incoming);
  };

  return (input, init = {}) => send(new URL(String(input)), init, false);
}

function plainHeaders(headers: RequestInit["headers"]): Record<string, string> {
  return Object.fromEntries(new Headers(headers));
}

function responseOf(incoming: IncomingMessage): Response {
  const headers = new Headers();
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    headers.append(incoming.rawHeaders[at]!, incoming.rawHeaders[at + 1]!);
  }
  const status = incoming.statusCode ?? 0;
  if (WITHOUT_BODY.has(status)) {
    incoming.resume();
    return new Response(null, { status, headers });
  }
  const body = decompressed(incoming, headers.get("content-encoding")?.trim().toLowerCase());
  return new Response(Readable.toWeb(body) as ReadableStream<Uint8Array>, { status, headers });
}

function decompressed(incoming: IncomingMessage, encoding: string | undefined): Readable {
  if (encoding === undefined || encoding === "" || encoding === "identity") return incoming;
  if (!Object.hasOwn(DECOMPRESS, encoding)) {
    incoming.destroy();
    throw new Error(`it is packed as ${encoding.slice(0, 20)}`);
  }
  // What goes wrong on either side ends both, and is said by the one that is read.
  return pipeline(incoming, DECOMPRESS[encoding as keyof typeof DECOMPRESS](), () => {});
}

function guardedLookup({ isAllowed, lookup = systemLookup as LookupFunction }: Guard): LookupFunction {
  return (host, options, callback) => {
    lookup(host, options, (error, found, family) => {
      const addresses = Array.isArray(found) ? found.map(({ address }) => address) : [found];
      const other = error ? undefined : addresses.find((address) => !isAllowed(address));
      // One address that is none for us is one too many: nobody who means well has it.
      if (other !== undefined) callback(new RefusedAddressError(other), "", 0);
      else callback(error, found, family);
    });
  };
}
