import { createReadStream, statSync } from "node:fs";
import { extname, join, normalize, sep } from "node:path";
import { Readable } from "node:stream";
import { cacheControlOf, contentTypeOf } from "../web-files.ts";

const PACKED = [
  { encoding: "br", suffix: ".br" },
  { encoding: "gzip", suffix: ".gz" },
];

/** Serves the web app's files, packed where the browser takes it; a path that is a screen of the app gets the app itself. */
export function createStaticFiles(folder: string): (request: Request) => Response | undefined {
  return (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return undefined;
    const path = pathOf(request);
    if (path === undefined) return undefined;
    const known = extname(path) !== "" ? path : "/index.html";
    const file = join(folder, normalize(known));
    if (!file.startsWith(folder + sep) || !contentTypeOf(known)) return undefined;
    return answer(request, known, file);
  };
}

function answer(request: Request, path: string, file: string): Response | undefined {
  const accepted = request.headers.get("accept-encoding") ?? "";
  const packed = PACKED.find(
    ({ encoding, suffix }) => accepted.includes(encoding) && sizeOf(file + suffix) !== undefined,
  );
  const served = packed ? file + packed.suffix : file;
  const found = sizeOf(served);
  if (!found) return undefined;

  const headers = new Headers({
    "content-type": contentTypeOf(path)!,
    vary: "accept-encoding",
    etag: `"${found.size.toString(36)}-${Math.floor(found.mtimeMs).toString(36)}"`,
    "cache-control": cacheControlOf(path),
  });
  if (request.headers.get("if-none-match") === headers.get("etag")) return new Response(null, { status: 304, headers });
  if (packed) headers.set("content-encoding", packed.encoding);
  headers.set("content-length", String(found.size));
  const body = request.method === "HEAD" ? null : (Readable.toWeb(createReadStream(served)) as ReadableStream);
  return new Response(body, { headers });
}

function pathOf(request: Request): string | undefined {
  try {
    const path = decodeURIComponent(new URL(request.url).pathname);
    return path.includes("\0") || path.includes("\\") ? undefined : path;
  } catch {
    return undefined;
  }
}

function sizeOf(file: string): { size: number; mtimeMs: number } | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  return found?.isFile() ? { size: found.size, mtimeMs: found.mtimeMs } : undefined;
}
