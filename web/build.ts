import { createHash } from "node:crypto";
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { checkBudget, type PackedFile } from "./budget.ts";
import { viteOptions, WEB } from "./vite-options.ts";

const FOLDER = join(WEB, "dist");
const STAMP = join(FOLDER, ".stamp");
const ROOT = join(WEB, "..");
/** What only reading a file of transactions needs. */
export const IMPORT_ONLY =
  /[\\/]zod[\\/]|[\\/]engine[\\/](schema|transaction-schema|lots-text|isin|(trades-)?csv[\w-]*)\.ts$/;
/** Below this, packing costs more than it saves. */
const SMALLEST_PACKED = 500;

export interface Built {
  folder: string;
  built: boolean;
  /** What the first page costs, in words. */
  cost?: string;
}

/** Builds the web app into `web/dist`, unless what is there was built from these very sources. */
export async function buildWeb({ force = false } = {}): Promise<Built> {
  const stamp = hashOfSources();
  if (!force && existsSync(STAMP) && readFileSync(STAMP, "utf8") === stamp) {
    // Whoever compares dates sees that it is newer than the sources.
    const now = new Date();
    utimesSync(join(FOLDER, "index.html"), now, now);
    return { folder: FOLDER, built: false };
  }

  // Several processes may build at once: each into a folder of its own, put in place in one step when it is whole.
  const folder = `${FOLDER}-${process.pid}`;
  try {
    await bundle(folder);
    const files = pack(folder);
    const manifest = JSON.parse(readFileSync(join(folder, ".vite", "manifest.json"), "utf8"));
    rmSync(join(folder, ".vite"), { recursive: true });
    const cost = checkBudget(files, manifest);
    checkPaths(files);
    writeFileSync(join(folder, ".stamp"), stamp);
    rmSync(FOLDER, { recursive: true, force: true });
    renameSync(folder, FOLDER);
    return { folder: FOLDER, built: true, cost };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const TREESHAKE = {
  // Importing the engine or the protocol does nothing by itself: what a page does not call, it does not carry.
  moduleSideEffects: (id: string) => (/[\\/](engine|protocol)[\\/][\w-]+\.ts$/.test(id) ? false : undefined),
  // A schema that nobody asks for is not built, and so not sent either.
  manualPureFunctions: ["lazy"],
};

/** The app as browsers get it. `groups`: what else goes into files of its own. */
export async function bundle(folder: string, groups: readonly { name: string; test: RegExp }[] = []): Promise<void> {
  // Set to anything else (test runners do), it makes a development bundle with our folders' names in it.
  process.env.NODE_ENV = "production";
  const { build } = await import("vite");
  await build({
    ...viteOptions,
    mode: "production",
    logLevel: "warn",
    worker: { format: "es", rolldownOptions: { treeshake: TREESHAKE } },
    build: {
      ...viteOptions.build,
      outDir: folder,
      emptyOutDir: true,
      manifest: true,
      // One style sheet: a page's own rules are smaller than the request for them.
      cssCodeSplit: false,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: {
        treeshake: TREESHAKE,
        output: {
          codeSplitting: {
            // One file for all the first page needs: a portfolio of many costs enough requests of its own.
            groups: [
              // Files of transactions are read on one page only; the schemas that check them, and their library, go with it,
              // but not what they share with everything else.
              { name: "schemas", test: IMPORT_ONLY, priority: 2, includeDependenciesRecursively: false },
              { name: "app", tags: ["$initial"], priority: 1 },
              ...groups.map((group) => ({ ...group, priority: 3, includeDependenciesRecursively: false })),
            ],
          },
        },
      },
    },
  });
}

/** Packed versions beside each file, so that a server only has to send them. */
function pack(folder: string): PackedFile[] {
  return filesIn(folder).map((path) => {
    const bytes = readFileSync(path);
    const name = relative(folder, path).replaceAll("\\", "/");
    if (!/\.(js|css|html|svg|txt|json|webmanifest)$/.test(name) || bytes.length < SMALLEST_PACKED) {
      return { name, bytes, packed: bytes.length };
    }
    const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    writeFileSync(`${path}.br`, brotli);
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
    return { name, bytes, packed: brotli.length };
  });
}

/** A page must not speak of the machine it was built on. */
function checkPaths(files: readonly PackedFile[]): void {
  const leaking = files.filter(({ name, bytes }) => /\.(js|css|html)$/.test(name) && bytes.includes(ROOT));
  if (leaking.length > 0) throw new Error(`${leaking[0]!.name} names the folder it was built in.`);
}

function hashOfSources(): string {
  const hash = createHash("sha256");
  const rooms = ["web", "engine", "protocol"].flatMap((room) => filesIn(join(ROOT, room)));
  const sources = rooms.filter((path) => !/\.test\.tsx?$/.test(path));
  for (const path of [...sources, join(ROOT, "package-lock.json")]) {
    hash.update(relative(ROOT, path).replaceAll("\\", "/")).update("\0").update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .filter((name) => !/^(dist(-.*)?|node_modules|e2e)$/.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesIn(path) : [path];
    });
}

if (import.meta.main) {
  const { folder, built, cost } = await buildWeb({ force: process.argv.includes("--force") });
  console.log(`${relative(process.cwd(), folder)} ${built ? `is built. First page: ${cost}` : "is up to date"}.`);
}
