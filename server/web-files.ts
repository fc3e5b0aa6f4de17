import { extname } from "node:path";

/** What the web app is made of, and how each kind is announced; other files are not served. */
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

/** The content type of one of the web app's files, by its name; undefined for what is none. */
export function contentTypeOf(name: string): string | undefined {
  const ending = extname(name);
  return Object.hasOwn(TYPES, ending) ? TYPES[ending] : undefined;
}

/** The build puts a hash of the content in these names, so what they name never changes. */
export function isHashed(name: string): boolean {
  return /^\/?assets\/.*-[A-Za-z0-9_-]{8,}\.\w+$/.test(name);
}

/** How long a browser may keep a file without asking. */
export function cacheControlOf(name: string): string {
  return isHashed(name) ? "public, max-age=31536000, immutable" : "no-cache";
}
