import type { LogLevel } from "./log.ts";

/** A setting of the environment cannot be. The message names the variable; `remedy` says what it can be. */
export class SettingError extends Error {
  override name = "SettingError";
  readonly remedy: string;

  constructor(name: string, text: string, remedy: string) {
    super(`${name} is "${text}". Nothing was started.`);
    this.remedy = remedy;
  }
}

export function readPort(name: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new SettingError(name, text, "A port is a number from 0 to 65535.");
}

export function readLogLevel(name: string, text: string): LogLevel {
  const levels: LogLevel[] = ["debug", "info", "warn", "error", "silent"];
  const level = levels.find((candidate) => candidate === text);
  if (level) return level;
  throw new SettingError(name, text, `It can be ${levels.join(", ")}.`);
}

/** An address that paths are put behind, whether or not it was typed with a slash at its end. */
export function readAddress(name: string, text: string, kind: "http" | "ws" = "http"): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOne = (url?.protocol === `${kind}:` || url?.protocol === `${kind}s:`) && url.search === "" && url.hash === "";
  if (isOne && url.username === "" && url.password === "") return text.replace(/\/+$/, "");
  const remedy = `It is the beginning of an address, such as ${kind}s://example.com/path, without ? or # and without a password.`;
  throw new SettingError(name, withoutPassword(text), remedy);
}

/** What is refused is shown, and may be logged. */
function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/@]*@/, "//***@").replace(/[?#].*$/s, "?***");
}
