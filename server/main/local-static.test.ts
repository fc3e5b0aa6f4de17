import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { createStaticFiles } from "./local-static.ts";

const outside = mkdtempSync(join(tmpdir(), "tickfolio-"));
const folder = join(outside, "dist");
afterAll(() => rmSync(outside, { recursive: true, force: true }));
mkdirSync(join(folder, "assets"), { recursive: true });
writeFileSync(join(outside, "secret.json"), "{}");
writeFileSync(join(folder, "index.html"), "<!doctype html>the app");
const script = "console.log('the app');".repeat(50);
writeFileSync(join(folder, "assets", "app-B1c2D3e4.js"), script);
writeFileSync(join(folder, "assets", "app-B1c2D3e4.js.br"), brotliCompressSync(script));
writeFileSync(join(folder, "assets", "app-B1c2D3e4.js.gz"), gzipSync(script));
writeFileSync(join(folder, "icon.svg"), "<svg/>");
writeFileSync(join(folder, "data.bin"), "bin");

const files = createStaticFiles(folder);
const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  files(new Request(`http://127.0.0.1${path}`, { headers, method }));

test("a file goes out packed as the browser takes it, and says what it is", async () => {
  const path = "/assets/app-B1c2D3e4.js";
  const brotli = get(path, { "accept-encoding": "gzip, deflate, br, zstd" })!;
  expect(brotli.headers.get("content-encoding")).toBe("br");
  expect(brotliDecompressSync(Buffer.from(await brotli.arrayBuffer())).toString()).toBe(script);
  const gzip = get(path, { "accept-encoding": "gzip" })!;
  expect(gunzipSync(Buffer.from(await gzip.arrayBuffer())).toString()).toBe(script);
  const plain = get(path)!;
  expect(plain.headers.has("content-encoding")).toBe(false);
  expect(await plain.text()).toBe(script);
  for (const answer of [brotli, gzip, plain]) {
    expect(answer.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(answer.headers.get("vary")).toBe("accept-encoding");
  }
});

test("what has its hash in its name is kept for good; the page is asked for again each time", () => {
  expect(get("/assets/app-B1c2D3e4.js")!.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  for (const path of ["/", "/icon.svg"]) expect(get(path)!.headers.get("cache-control")).toBe("no-cache");
  const etag = get("/")!.headers.get("etag")!;
  expect(get("/", { "if-none-match": etag })!.status).toBe(304);
  expect(get("/", { "if-none-match": '"other"' })!.status).toBe(200);
});

test("a path that is a screen gets the app; a file that is not there gets nothing", async () => {
  for (const path of ["/", "/portfolios/pf_1", "/portfolios/pf_1/holdings/ins_2", "/settings?x=1"]) {
    expect(await get(path)!.text()).toBe("<!doctype html>the app");
  }
  expect(get("/assets/missing-B1c2D3e4.js")).toBeUndefined();
  expect(get("/favicon.ico")).toBeUndefined();
  expect(get("/data.bin")).toBeUndefined();
});

test("nothing outside the folder is served, however the path is written", () => {
  for (const path of [
    "/../secret.json",
    "/..%2fsecret.json",
    "/%2e%2e/secret.json",
    "/assets/..%2f..%2fsecret.json",
    "/..%5csecret.json",
    "/%00secret.json",
    "/%zz.json",
    "//secret.json",
  ]) {
    expect([path, get(path)]).toEqual([path, undefined]);
  }
});

test("files are for reading", async () => {
  expect(get("/", {}, "POST")).toBeUndefined();
  const head = get("/", {}, "HEAD")!;
  expect([head.status, await head.text()]).toEqual([200, ""]);
  expect(head.headers.get("content-length")).toBe("22");
});
