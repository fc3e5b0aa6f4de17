import { mkdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import type { Bundles } from "./stack.ts";

const ROOT = join(import.meta.dirname, "..");
export const FUNCTIONS = ["api", "push", "ticker"] as const;

export interface Built {
  folders: Bundles;
  bytes: Record<keyof Bundles, number>;
}

/**
 * Builds each function into one file, `FOLDER/<name>/index.mjs`. The source map lies beside the folder, not in it: Lambda
 * would load it with every cold start, and a stack trace can be read with it afterwards.
 */
export async function buildFunctions(folder = join(import.meta.dirname, "dist")): Promise<Built> {
  const built: Built = { folders: { api: "", push: "", ticker: "" }, bytes: { api: 0, push: 0, ticker: 0 } };
  await rm(folder, { recursive: true, force: true });
  await Promise.all(
    FUNCTIONS.map(async (name) => {
      const target = join(folder, name);
      await mkdir(target, { recursive: true });
      await build({
        entryPoints: [join(ROOT, "server", "main", `lambda-${name}.ts`)],
        outfile: join(target, "index.mjs"),
        bundle: true,
        platform: "node",
        target: "node24",
        format: "esm",
        minify: true,
        // Names of classes are part of error messages and of `name` comparisons.
        keepNames: true,
        legalComments: "none",
        sourcemap: "external",
        // `ws` looks for two optional native helpers; Lambda has neither.
        external: ["bufferutil", "utf-8-validate"],
        // Packages in the older module format ask for Node's own modules with require, which such files do not have.
        banner: { js: 'import{createRequire as __r}from"node:module";const require=__r(import.meta.url);' },
        absWorkingDir: ROOT,
        logLevel: "error",
      });
      await rename(join(target, "index.mjs.map"), join(folder, `${name}.map`));
      built.folders[name] = target;
      built.bytes[name] = (await stat(join(target, "index.mjs"))).size;
    }),
  );
  return built;
}
