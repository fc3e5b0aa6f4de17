export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** Structured logs: one JSON object per line. Facts never hold secrets, tokens, query strings or amounts. */
export interface Log {
  debug(message: string, facts?: Record<string, unknown>): void;
  info(message: string, facts?: Record<string, unknown>): void;
  warn(message: string, facts?: Record<string, unknown>): void;
  error(message: string, facts?: Record<string, unknown>): void;
}

const order: LogLevel[] = ["debug", "info", "warn", "error", "silent"];

export function createLog(options: { level: LogLevel; write: (line: string) => void; clock: () => number }): Log {
  const at =
    (level: Exclude<LogLevel, "silent">) =>
    (message: string, facts: Record<string, unknown> = {}) => {
      if (order.indexOf(level) < order.indexOf(options.level)) return;
      const time = new Date(options.clock()).toISOString();
      options.write(`${redact(JSON.stringify({ time, level, message, ...facts }, plain))}\n`);
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** Errors have no fields of their own that JSON would show. */
function plain(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return { name: value.name, message: value.message, stack: value.stack, cause: value.cause };
}

/** Messages of providers and URLs may carry a key; whatever follows such a name in a query is not written down. */
export function redact(text: string): string {
  return text.replace(/\b((?:api_?)?(?:key|token)|ticket|secret|password)=[^&\s"\\]+/gi, "$1=...");
}
