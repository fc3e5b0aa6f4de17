import { expect, test } from "vitest";
import { createLog } from "./log.ts";

function logged(level: "debug" | "warn" | "silent") {
  const lines: string[] = [];
  const log = createLog({ level, write: (line) => void lines.push(line), clock: () => 0 });
  return { log, lines };
}

test("each line is one object with its time, its level and its facts", () => {
  const { log, lines } = logged("debug");
  log.info("started", { port: 4747 });
  expect(lines).toEqual(['{"time":"1970-01-01T00:00:00.000Z","level":"info","message":"started","port":4747}\n']);
});

test("what is below the level is not written", () => {
  const { log, lines } = logged("warn");
  log.info("a");
  log.warn("b");
  log.error("c");
  expect(lines).toHaveLength(2);
  const silent = logged("silent");
  silent.log.error("d");
  expect(silent.lines).toEqual([]);
});

test("an error is written with its cause, and keys, tokens and tickets in it are not", () => {
  const { log, lines } = logged("warn");
  const cause = new Error("GET https://finnhub.io/quote?symbol=A&token=s3cret failed");
  const error = new Error("ws://127.0.0.1/push?ticket=s3cret was refused (apikey=s3cret&api_key=s3cret)", { cause });
  log.error("a request failed", { error });
  expect(lines[0]).not.toContain("s3cret");
  expect(lines[0]).toContain("symbol=A&token=...");
  expect(JSON.parse(lines[0]!).error).toMatchObject({ name: "Error", stack: expect.any(String) });
});
