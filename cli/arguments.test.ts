import { resolve } from "node:path";
import { expect, test } from "vitest";
import { describeCommand, overview, readArguments, UsageError } from "./arguments.ts";

test("flags and words are read, and paths are those of the folder the person is in", () => {
  const { command, args } = readArguments(["show", "Savings", "--day", "2024-03-08", "--json"]);
  expect(command).toBe("show");
  expect(args.positionals).toEqual(["Savings"]);
  expect(args.flags).toMatchObject({ day: "2024-03-08", json: true });
  expect(args.path("trades.csv")).toBe(resolve(process.env.TICKFOLIO_FOLDER ?? ".", "trades.csv"));
});

test("a word that does not fit is named", () => {
  expect(() => readArguments(["shwo"])).toThrow(new UsageError('There is no command "shwo".'));
  expect(() => readArguments(["show", "--dya", "2024-03-08"])).toThrow(/--dya/);
  expect(() => readArguments(["serve", "--port"])).toThrow(/--port/);
});

test("help lists every command and each command's every flag", () => {
  for (const name of ["serve", "show", "performance", "import", "export", "verify", "make-case"] as const) {
    expect(overview()).toContain(`  ${name}`);
    expect(describeCommand(name)).toContain(name);
  }
  expect(describeCommand("serve")).toContain("--no-token");
});
