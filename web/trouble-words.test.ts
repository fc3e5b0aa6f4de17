import { ApiProblem } from "@tickfolio/protocol";
import { expect, test } from "vitest";
import { troubleOf } from "./trouble-words.ts";

function refused(field: string, said: string): string {
  return troubleOf(new ApiProblem({ status: 400, code: "invalid", detail: `${field}: ${said}`, field }));
}

test("a refusal names the field as the screen does", () => {
  expect(refused("name", "is longer than 80 characters")).toBe("Name is longer than 80 characters");
  expect(refused("transactions.0.quantity", "Expected a decimal number, found nothing.")).toBe(
    "Units: Expected a decimal number, found nothing.",
  );
  expect(refused("transactions.0.fee.amount", "is zero")).toBe("Fee is zero");
});

test("what names no field of the screen is told as it is", () => {
  expect(refused("voids.0", "is not known here")).toBe("voids.0: is not known here");
  expect(refused("constructor", "is not known here")).toBe("constructor: is not known here");
  expect(troubleOf(new ApiProblem({ status: 409, code: "stale", detail: "It was changed elsewhere." }))).toBe(
    "It was changed elsewhere.",
  );
  expect([troubleOf(new Error("No network.")), troubleOf("odd")]).toEqual(["No network.", "odd"]);
});
