// @ts-check

import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { watchStarter } from "./starter.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const STARTER_POLL_MS = 250;
/** A child that does not end by then is stuck; its books survive being killed. */
const PATIENCE_MS = 10_000;

/**
 * Runs a program of ours under the given Node and returns its exit code once it has ended.
 *
 * Told to stop, we tell the child and wait, so that it can close its books. npm, or the shell it puts between itself and us,
 * may die without passing a signal on; that counts as being told. The IPC channel tells the child when we are killed outright.
 *
 * @param {string} node @param {string[]} args @returns {Promise<number>}
 */
export async function runToEnd(node, args) {
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", ...args], {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, TICKFOLIO_FOLDER: process.env.INIT_CWD ?? process.cwd() },
  });
  const stop = () => {
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS).unref();
  };
  process.on("SIGTERM", stop).on("SIGHUP", stop);
  // The terminal sends SIGINT to the whole group, so the child has its own.
  process.on("SIGINT", () => {});

  const isStarterGone = watchStarter();
  const watch = setInterval(() => {
    if (!isStarterGone()) return;
    clearInterval(watch);
    stop();
  }, STARTER_POLL_MS);
  watch.unref();

  return await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      clearInterval(watch);
      resolve(code ?? (signal === "SIGINT" ? 130 : 143));
    });
  });
}
