// @ts-check
// Brings in what a fresh clone lacks: Node 24 where the machine's own is older, and the locked packages.

import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const nodeFolder = join(root, "tools", "node");
const REQUIRED_MAJOR = 24;
const LOCK_POLL_MS = 250;

/** Setting up could not go on; `remedy` says what the reader can do about it. */
export class SetupError extends Error {
  /** @param {string} message @param {string} remedy */
  constructor(message, remedy) {
    super(message);
    this.remedy = remedy;
  }
}

/** The Node to run on: this one if it is new enough, else the one pinned in tools/node, installed when it is missing. */
export async function prepareNode() {
  if (Number(process.versions.node.split(".")[0]) >= REQUIRED_MAJOR) return process.execPath;

  const manifest = JSON.parse(readFileSync(join(nodeFolder, "package.json"), "utf8"));
  const system = process.platform === "win32" ? "win" : process.platform;
  const name = [`node-${system}-${process.arch}`, `node-bin-${system}-${process.arch}`].find(
    (candidate) => candidate in manifest.optionalDependencies,
  );
  if (!name) {
    throw new SetupError(
      `Tickfolio runs on Node ${REQUIRED_MAJOR}; this is Node ${process.versions.node}, and no package brings Node ${REQUIRED_MAJOR} for ${process.platform} on ${process.arch}.`,
      `Install Node ${REQUIRED_MAJOR} or newer, then run the same command again.`,
    );
  }

  const folder = join(nodeFolder, "node_modules", name);
  const binary = join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
  const wanted = manifest.optionalDependencies[name];
  if (existsSync(binary) && versionIn(folder) === wanted) return binary;

  await alone(async () => {
    if (existsSync(binary) && versionIn(folder) === wanted) return;
    console.error(`Bringing in Node ${wanted} (this machine has ${process.versions.node}). This happens once.`);
    await npm(process.execPath, nodeFolder, ["ci"]);
  });
  if (!existsSync(binary)) {
    throw new SetupError(
      `npm finished, but ${name} ${wanted} is not there.`,
      `Check that npm may install optional packages (npm config get omit), or install Node ${REQUIRED_MAJOR} yourself, and try again.`,
    );
  }
  return binary;
}

/** @param {string} folder */
function versionIn(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
  } catch {
    return undefined;
  }
}

/**
 * Installs the locked packages unless they are there.
 *
 * @param {string} node @param {"run" | "all"} extent
 */
export async function preparePackages(node, extent) {
  if (isInstalled(extent)) return;
  await alone(async () => {
    if (isInstalled(extent)) return;
    console.error(
      extent === "run"
        ? "Installing the packages Tickfolio runs on. This happens once."
        : "Installing all packages, those for tests and bundles too. This happens once.",
    );
    await npm(node, root, ["ci", extent === "run" ? "--omit=dev" : "--include=dev"]);
  });
}

/**
 * Whether npm's own list of what it installed holds every locked package in its version. npm writes that list last, so an
 * installation that was interrupted does not count.
 *
 * @param {"run" | "all"} extent
 */
function isInstalled(extent) {
  const locked = packagesIn(join(root, "package-lock.json"));
  const installed = packagesIn(join(root, "node_modules", ".package-lock.json"));
  return Object.entries(locked).every(([path, entry]) => {
    const isNeeded = path.startsWith("node_modules/") && !entry.optional && (extent === "all" || !entry.dev);
    return !isNeeded || (installed[path] && installed[path].version === entry.version);
  });
}

/** @param {string} file @returns {Record<string, { version?: string, dev?: boolean, optional?: boolean }>} */
function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return {};
  }
}

/**
 * Runs npm with the given Node. The npm that called us is preferred to one on the PATH: it is the one that works here.
 *
 * @param {string} node @param {string} folder @param {string[]} args
 */
async function npm(node, folder, args) {
  const cli = process.env.npm_execpath;
  const known = cli?.endsWith(".js") ? [cli] : undefined;
  const env = Object.fromEntries(
    // What the outer npm says of itself would steer the inner one to the wrong folder.
    Object.entries(process.env).filter(
      ([key]) => !/^npm_(config_(local_)?prefix|config_omit|config_include|package_|lifecycle_|command)/i.test(key),
    ),
  );
  env.PATH = `${dirname(node)}${process.platform === "win32" ? ";" : ":"}${process.env.PATH ?? ""}`;
  const flags = [...args, "--prefix", folder, "--no-fund", "--no-audit", "--loglevel=error"];
  const child = known
    ? spawn(node, [...known, ...flags], { cwd: folder, env, stdio: ["ignore", "ignore", "pipe"] })
    : spawn("npm", flags, {
        cwd: folder,
        env,
        stdio: ["ignore", "ignore", "pipe"],
        shell: process.platform === "win32",
      });

  let complaints = "";
  child.stderr?.on("data", (chunk) => (complaints += chunk));
  const forward = () => child.kill("SIGTERM");
  process.once("SIGINT", forward).once("SIGTERM", forward);
  const progress = setInterval(() => process.stderr.write("."), 2_000);
  const code = await new Promise((resolve) => child.once("error", () => resolve(1)).once("close", resolve));
  clearInterval(progress);
  process.off("SIGINT", forward).off("SIGTERM", forward);
  if (code === 0) return;

  throw new SetupError(
    `npm could not install the packages:\n${complaints.trim().split("\n").slice(0, 12).join("\n")}`,
    "Check that this machine reaches the npm registry (npm ping) and has disk space, then run the same command again. Nothing else was changed.",
  );
}

/**
 * Two commands started at once in a fresh clone must not install over each other: the second waits for the first.
 *
 * @param {() => Promise<void>} work
 */
async function alone(work) {
  const lock = join(nodeFolder, ".setting-up");
  for (let told = false; !take(lock); told = true) {
    if (!told) console.error("Another command is installing; waiting for it.");
    await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
    if (!isHeld(lock)) rmSync(lock, { force: true });
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** @param {string} lock */
function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/** Whether the process that took the lock still lives. @param {string} lock */
function isHeld(lock) {
  try {
    process.kill(Number(readFileSync(lock, "utf8")), 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
