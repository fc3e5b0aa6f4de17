import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Case } from "./case.ts";
import { differences, workOut } from "./check.ts";
import { Fraction } from "./fraction.ts";

const folder = new URL("../", import.meta.url);
const shared = new URL("../../../shared/vectors/reference-cases.json", folder);
const casesOf = (file: URL): Case[] =>
  JSON.parse(readFileSync(file, "utf8")).cases.filter(({ kind }: Case) => kind === "holdings");
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));

test.each(files)("%s says what comes out on paper, in exact fractions and without the engine", (name) => {
  const wrong = casesOf(new URL(name, folder)).flatMap((one) =>
    differences(one, workOut(one).figures).map((difference) => `${one.id}: ${difference}`),
  );
  expect(wrong).toEqual([]);
});

test("the arithmetic that a case shows is the one that was done", () => {
  const told = files
    .flatMap((name) => casesOf(new URL(name, folder)))
    .filter(({ convention }) => / Worked: /.test(convention));
  expect(told.length).toBeGreaterThan(150);
  for (const one of told)
    expect(one.convention.split(" Worked: ")[1], one.id).toBe(`${workOut(one).steps.join(". ")}.`);
});

describe.runIf(existsSync(shared))("the reference cases", () => {
  test("come out on paper too", () => {
    const wrong = casesOf(shared).flatMap((one) => differences(one, workOut(one).figures));
    expect(wrong).toEqual([]);
  });
});

test("a figure that is wrong is named with what was worked out", () => {
  const [one] = casesOf(new URL("trades.json", folder));
  const expected = { positions: { OAK: { quantity: 31, lots: [] } } };
  expect(differences({ ...one!, expected }, workOut(one!).figures)).toEqual([
    "positions.OAK.quantity: expected 31, worked out 30",
    "positions.OAK.lots.length",
  ]);
});

describe("a fraction", () => {
  test("is what is written, whatever the notation", () => {
    expect(["0.1", "1e-3", "-2.50", "12"].map((text) => String(Fraction.of(text)))).toEqual([
      "0.1",
      "0.001",
      "-2.5",
      "12",
    ]);
    expect(() => Fraction.of("many")).toThrow('"many" is no number.');
  });

  test("is exact, and rounded half to even where that is asked for", () => {
    const third = Fraction.ONE.by(Fraction.of(3));
    expect(third.plus(third).plus(third).compare(Fraction.ONE)).toBe(0);
    expect(["0.125", "0.135", "-0.125"].map((text) => String(Fraction.of(text).round(2)))).toEqual([
      "0.12",
      "0.14",
      "-0.12",
    ]);
    expect(() => third.by(Fraction.ZERO)).toThrow("Division by zero.");
  });
});
