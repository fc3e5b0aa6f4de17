import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import type { Bundles } from "./stack.ts";

const ROOT = join(import.meta.dirname, "..");
export const FUNCTIONS = ["api", "push", "ticker"] as const;

export interface Built {
  folders: Bundles;
  /** What is read when the function starts, and everything that is sent to AWS. */
  bytes: Record<keyof Bundles, { start: number; all: number }>;
}

/** Builds each function into `FOLDER/<name>/index.mjs`, with what is needed only now and then in files beside it. */
export async function buildFunctions(folder = join(import.meta.dirname, "dist")): Promise<Built> {
  await rm(folder, { recursive: true, force: true });
  const built = await Promise.all(FUNCTIONS.map(async (name) => [name, await buildFunction(folder, name)] as const));
  const folders = Object.fromEntries(built.map(([name, { target }]) => [name, target])) as unknown as Bundles;
  const bytes = Object.fromEntries(built.map(([name, { start, all }]) => [name, { start, all }])) as Built["bytes"];
  return { folders, bytes };
}

async function buildFunction(folder: string, name: keyof Bundles) {
  const target = join(folder, name);
  const outputs = await bundleFunction(join(ROOT, "server", "main", `lambda-${name}.ts`), target);
  await keepMapsApart(target, join(folder, "maps", name));
  const files = await readdir(target);
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(target, file))).size));
  const all = sizes.reduce((sum, size) => sum + size, 0);
  return { target, all, start: startBytes(outputs) };
}

/** Bundles a handler into `TARGET/index.mjs` in the way all functions are. */
export async function bundleFunction(entry: string, target: string): Promise<Outputs> {
  const { metafile } = await build({
    entryPoints: { index: entry },
    outdir: target,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // What is imported when somebody asks for it, such as the API's documentation, costs no start anything.
    splitting: true,
    platform: "node",
    target: "node24",
    format: "esm",
    minify: true,
    legalComments: "none",
    sourcemap: "external",
    metafile: true,
    // `ws` looks for two optional native helpers; Lambda has neither.
    external: ["bufferutil", "utf-8-validate"],
    // Packages in the older module format ask for Node's own modules with require, which such files do not have.
    banner: { js: 'import{createRequire as __r}from"node:module";const require=__r(import.meta.url);' },
    absWorkingDir: ROOT,
    logLevel: "error",
  });
  return metafile.outputs;
}

/** Lambda would unpack source maps with every start; a stack trace can be read with them afterwards. */
async function keepMapsApart(target: string, maps: string): Promise<void> {
  await mkdir(maps, { recursive: true });
  for (const file of await readdir(target)) {
    if (file.endsWith(".map")) await rename(join(target, file), join(maps, file));
  }
}

type Outputs = Record<string, { bytes: number; imports: { path: string; kind: string }[] }>;

/** The entry and what it imports at once. */
function startBytes(outputs: Outputs): number {
  const seen = new Set<string>();
  const visit = (path: string): number => {
    const output = outputs[path];
    if (!output || seen.has(path)) return 0;
    seen.add(path);
    const imported = output.imports.filter(({ kind }) => kind === "import-statement");
    return output.bytes + imported.reduce((sum, { path: next }) => sum + visit(next), 0);
  };
  return visit(Object.keys(outputs).find((path) => path.endsWith("/index.mjs"))!);
}
