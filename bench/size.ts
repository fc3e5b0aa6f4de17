import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { bundle, IMPORT_ONLY } from "../web/build.ts";
import { viteOptions, WEB } from "../web/vite-options.ts";
import type { BenchReport } from "./main.ts";

/** What comes after the first picture, in a file of its own. */
const CALENDARS = /[\\/]engine[\\/](calendar(-data)?|sessions|market-sessions|calendars)\.(ts|json)$/;
/** All of the engine but that, and what only reading a file needs, which is a file of its own too. */
const ENGINE = new RegExp(`^(?!.*(?:${IMPORT_ONLY.source}|${CALENDARS.source})).*[\\\\/]engine[\\\\/]`);

/**
 * What the engine costs a browser, in bytes as sent: the app is built as it always is, but with the engine's part in a file of its own. `worker` has
 * what it takes to book and value once more; `calendars`: when markets are open. `schemas` are for reading files of transactions, with the library that checks them. `whole`: all that the engine offers, whether a screen uses it
 * or not, without that library.
 */
export async function run(): Promise<BenchReport> {
  const folder = mkdtempSync(join(tmpdir(), "tickfolio-size-"));
  try {
    await bundle(folder, [{ name: "engine", test: ENGINE }]);
    await bundleWhole(join(folder, "assets"));
    return {
      engine: sizeOf(folder, "engine-"),
      schemas: sizeOf(folder, "schemas-"),
      worker: sizeOf(folder, "history-worker-"),
      calendars: sizeOf(folder, "market-hours-"),
      whole: sizeOf(folder, "whole"),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything of its public face, without its schema library. */
async function bundleWhole(outDir: string): Promise<void> {
  const { build } = await import("vite");
  await build({
    ...viteOptions,
    publicDir: false,
    logLevel: "warn",
    build: {
      ...viteOptions.build,
      ...{ outDir, emptyOutDir: false, reportCompressedSize: false },
      lib: { entry: { whole: join(WEB, "../engine/index.ts") }, formats: ["es"] },
      rolldownOptions: { external: /^zod/, output: { minify: true } },
    },
  });
}

function sizeOf(folder: string, start: string) {
  const files = readdirSync(join(folder, "assets"));
  const name = files.find((file) => file.startsWith(start) && file.endsWith(".js"));
  if (!name) throw new Error(`The build has no file ${start}*.js, but ${files.join(", ")}.`);
  const bytes = readFileSync(join(folder, "assets", name));
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  return { bytes: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli };
}
