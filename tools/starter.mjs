// @ts-check
// Who started us, so that we end when they have: npm puts a shell between itself and us, which outlives it.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { promisify } from "node:util";

/**
 * Tells whether npm, which started this process, is gone. Only what npm started has somebody to go: a server that a person
 * has started by themselves, and detached, stays when their shell ends; and npm itself stays when it was started detached.
 *
 * @returns {() => boolean}
 */
export function watchStarter() {
  if (process.env.npm_lifecycle_event === undefined) return () => false;
  const parent = process.ppid;
  /** @type {number | undefined} npm, where a shell of its own stands between */
  let npm;
  callerOfShell(parent).then((found) => (npm = found));
  return () => process.ppid !== parent || (npm !== undefined && !isThere(npm));
}

/** The process that started a shell which only runs this program; undefined for any other process. @param {number} shell */
async function callerOfShell(shell) {
  const seen = await look(shell);
  const [program = "", flag, line = ""] = seen?.words ?? [];
  const isOurs = /^-?(sh|bash|dash|zsh|ash|ksh|busybox)$/.test(basename(program)) && flag === "-c";
  // Whoever is at the head of everything is nobody's npm.
  return isOurs && line.includes("launch.mjs") && seen && seen.parent > 1 ? seen.parent : undefined;
}

/** @param {number} pid @returns {Promise<{ parent: number, words: string[] } | undefined>} */
async function look(pid) {
  try {
    if (process.platform === "linux") {
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      // The name in parentheses may hold anything; what follows it is numbers.
      const [, parent] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
      return { parent: Number(parent), words };
    }
    if (process.platform === "win32") return undefined;
    const { stdout } = await promisify(execFile)("ps", ["-o", "ppid=,args=", "-p", String(pid)]);
    const [, parent, program = "", flag = "", line = ""] = /^\s*(\d+)\s+(\S+)\s+(\S+)\s+(.*)/s.exec(stdout) ?? [];
    return { parent: Number(parent), words: [program, flag, line] };
  } catch {
    // It has ended, or this system does not show it; then its end goes unnoticed.
    return undefined;
  }
}

/** @param {number} pid */
function isThere(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
