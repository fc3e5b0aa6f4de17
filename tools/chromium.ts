import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const USUAL_PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Options to start a quiet Chromium with: headless, and asking nobody for anything. */
export const launchArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The path of a Chromium on this machine, or undefined. `CHROMIUM_PATH` wins. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...USUAL_PLACES];
  return candidates.find((path) => existsSync(path)) ?? playwrightsOwn();
}

/** Finds a Chromium, or installs one: Debian's as root, else Playwright's. Says what it does. */
export function prepareChromium(): string {
  const found = findChromium();
  if (found) return found;

  if (process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("Browser tests need Chromium: installing Debian's with apt-get. This happens once.");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    execFileSync("apt-get", ["update", "-qq"], { stdio: ["ignore", "ignore", "inherit"], env });
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"], {
      stdio: ["ignore", "ignore", "inherit"],
      env,
    });
  } else {
    console.log("Browser tests need Chromium: installing Playwright's. This happens once.");
    spawnSync(process.execPath, ["node_modules/playwright-core/cli.js", "install", "chromium"], { stdio: "inherit" });
  }

  const installed = findChromium();
  if (installed) return installed;
  throw new Error(
    "No Chromium was found and none could be installed. Install Chromium or Chrome, or name one in CHROMIUM_PATH, and run npm test again.",
  );
}

function playwrightsOwn(): string | undefined {
  const script = 'process.stdout.write(require("playwright-core").chromium.executablePath())';
  const path = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" }).stdout.trim();
  return path && existsSync(path) ? path : undefined;
}
