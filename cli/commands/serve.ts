import { spawn } from "node:child_process";
import { startLocalServer } from "@tickfolio/server";
import { type Arguments, UsageError } from "../arguments.ts";
import { localOptions } from "../open.ts";
import type { Print } from "../print.ts";

/** `serve`: runs until it is told to stop, then closes the books. A second start on the same folder only prints the URL. */
export async function serve(args: Arguments, print: Print): Promise<number> {
  const { flags } = args;
  const options = { ...localOptions(args), token: flags["no-token"] !== true };
  if (typeof flags.port === "string") {
    options.port = Number(flags.port);
    if (!/^\d+$/.test(flags.port) || options.port > 65_535) {
      throw new UsageError(`serve: --port takes a number from 0 to 65535, not "${flags.port}".`);
    }
  }

  const toldToStop = stopSignal();
  const server = await startLocalServer(options);
  print.line(`Tickfolio is running at ${server.url}`);
  if (flags["no-open"] !== true) openBrowser(server.firstOpenUrl);
  else if (server.firstOpenUrl !== server.url) print.line(`Open it the first time with ${server.firstOpenUrl}`);
  if (server.alreadyRunning) return 0;

  await toldToStop;
  await server.close();
  print.line("Tickfolio has stopped; the books are closed.");
  return 0;
}

/** Resolves when a signal comes, or when the launcher that holds our IPC channel is gone. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
    process.once("disconnect", () => resolve());
    // Listening must not by itself keep a start alive that found a running server.
    process.channel?.unref();
  });
}

/** Asks the system to open a page. A machine without a browser is no error: the URL is on the screen. */
function openBrowser(url: string): void {
  const [program, ...args] =
    process.platform === "darwin"
      ? ["open", url]
      : process.platform === "win32"
        ? ["cmd", "/c", "start", "", url]
        : ["xdg-open", url];
  const child = spawn(program!, args, { stdio: "ignore", detached: true });
  child.once("error", () => {});
  child.unref();
}
