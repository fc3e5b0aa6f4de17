import { expect, test } from "vitest";
import { defaultSettings, readSettings } from "./settings.ts";

test("nothing said: what costs nothing more", () => {
  expect(readSettings([])).toEqual(defaultSettings);
});

test("what is said is read, with or without an equals sign", () => {
  const args = [
    "--alarm-email=you@example.org",
    "--monthly-budget",
    "5",
    "--live-interval",
    "2.5",
    "--open-sign-up",
    "--allow-yahoo",
  ];
  expect(readSettings(args)).toEqual({
    ...defaultSettings,
    alarmEmail: "you@example.org",
    monthlyBudgetUsd: 5,
    liveIntervalSeconds: 2.5,
    openSignUp: true,
    allowYahoo: true,
  });
});

test("what cannot work is refused before anything is made", () => {
  expect(() => readSettings(["--monthly-budget", "5"])).toThrow("--alarm-email");
  expect(() => readSettings(["--alarm-email", "nobody"])).toThrow("nobody is no address");
  expect(() => readSettings(["--domain", "money.example.org"])).toThrow("--certificate");
  expect(() =>
    readSettings(["--domain", "money.example.org", "--certificate", "arn:aws:acm:eu-central-1:1:certificate/c"]),
  ).toThrow("us-east-1");
  expect(() => readSettings(["--live-interval", "0"])).toThrow("not a positive number");
  expect(() => readSettings(["--stack-name", "my stack"])).toThrow("--stack-name");
  expect(() => readSettings(["--verbose"])).toThrow("Unknown option --verbose");
  expect(() => readSettings(["--alarm-email"])).toThrow("needs a value");
});
