import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { StartError } from "./local-error.ts";

const root = join(import.meta.dirname, "..", "..");
export const WEB_FOLDER = join(root, "web");
/** Beside the web's own: rooms whose code is in the page. */
const ROOMS = [join(root, "engine"), join(root, "protocol")];
const LEFT_OUT = new Set(["dist", "node_modules", "e2e"]);

/** The built web app's folder; built first when its sources are newer than it. Undefined where there is no web app. */
export async function preparedWeb(web: string, tell: (line: string) => void): Promise<string | undefined> {
  const built = join(web, "dist");
  const script = join(web, "build.ts");
  if (!existsSync(script)) return existsSync(built) ? built : undefined;
  if (isFresh(join(built, "index.html"), [web, ...ROOMS])) return built;

  tell("Building the web app; this happens once after each change of it.");
  try {
    // Found by its place: the server does not depend on the web room, it only serves what that room builds.
    const { buildWeb } = (await import(pathToFileURL(script).href)) as { buildWeb: () => Promise<unknown> };
    await buildWeb();
  } catch (error) {
    throw new StartError(
      `The web app could not be built: ${error instanceof Error ? error.message : String(error)}`,
      "Run `npm ci` in Tickfolio's folder and start again. Your books were not touched.",
      error,
    );
  }
  return built;
}

function isFresh(page: string, sources: readonly string[]): boolean {
  const built = statSync(page, { throwIfNoEntry: false });
  return built !== undefined && sources.every((folder) => newestMs(folder) <= built.mtimeMs);
}

function newestMs(folder: string): number {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (LEFT_OUT.has(entry.name) || /\.test\.tsx?$/.test(entry.name)) continue;
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestMs(path) : statSync(path).mtimeMs);
  }
  return newest;
}
