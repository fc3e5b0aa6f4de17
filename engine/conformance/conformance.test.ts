import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CaseFileError, verifyCases } from "./index.ts";

const own = new URL("../../examples/conformance/holdings.json", import.meta.url);
const shared = new URL("../../../shared/vectors/reference-cases.json", import.meta.url);
const read = (file: URL) => JSON.parse(readFileSync(file, "utf8"));

test("every one of our own worked cases comes out", () => {
  const report = verifyCases(read(own));
  expect(report.results.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
  expect(report.passed).toBe(read(own).cases.length);
});

describe.runIf(existsSync(shared))("the reference cases", () => {
  const { cases } = existsSync(shared) ? read(shared) : { cases: [] };
  const report = existsSync(shared) ? verifyCases({ schema: "portfolio-vectors/1", cases }) : { results: [] };

  test("of holdings pass, all of them", () => {
    const holdings = cases.filter(({ kind }: { kind: string }) => kind === "holdings");
    const outcomes = holdings.map(({ id }: { id: string }) => report.results.find((result) => result.id === id));
    expect(outcomes.filter(({ outcome }: { outcome: string }) => outcome !== "passed")).toEqual([]);
    expect(outcomes.length).toBe(34);
  });

  test("that are not computed yet say so instead of passing", () => {
    for (const { outcome, reason } of report.results) if (outcome === "skipped") expect(reason).toMatch(/./);
  });
});

describe("a case that is wrong", () => {
  const one = (change: object) => ({ schema: "portfolio-vectors/1", cases: [{ ...read(own).cases[0], ...change }] });

  test("fails with the figure, what was expected and what was computed", () => {
    const { results } = verifyCases(one({ expected: { positions: { OAK: { quantity: 15, realised: 121 } } } }));
    expect(results[0]).toMatchObject({
      outcome: "failed",
      figures: [
        { path: "positions.OAK.quantity", ok: true },
        { path: "positions.OAK.realised", expected: 121, actual: 120, ok: false },
      ],
    });
  });

  test("passes a figure within the tolerance of its name, and no further", () => {
    const expected = { positions: { OAK: { realised: 120.4 } } };
    expect(verifyCases(one({ expected, tolerance: { default: 0.1, realised: 0.5 } })).passed).toBe(1);
    expect(verifyCases(one({ expected, tolerance: { default: 0.5, realised: 0.1 } })).failed).toBe(1);
  });

  test("fails for a position or lot that is not there", () => {
    expect(verifyCases(one({ expected: { positions: { ELM: { quantity: 1 } } } })).failed).toBe(1);
    expect(verifyCases(one({ expected: { positions: { OAK: { lots: [] } } } })).failed).toBe(1);
  });

  test("fails when units were sold that were not held and nobody expected it", () => {
    const transactions = [{ date: "2024-01-02", type: "SELL", symbol: "OAK", quantity: 1, price: 1 }];
    const { results } = verifyCases(one({ transactions, expected: { positions: { OAK: { quantity: 0 } } } }));
    expect(results[0]!.outcome).toBe("failed");
  });

  test.each([
    [{ kind: "weather" }, "kind weather is not computed yet by this version"],
    [
      { expected: { positions: { OAK: { moonPhase: 1 } } } },
      "positions.OAK.moonPhase: not computed yet by this version",
    ],
    [
      { transactions: [{ date: "2024-01-02", type: "TRANSFER_IN", symbol: "OAK", quantity: 1, price: 1 }] },
      "transactions of type TRANSFER_IN are not booked yet by this version",
    ],
    [{ conventionScope: "peer-specific" }, "it follows one tool's own convention, which this one does not share"],
  ])("is skipped with a reason: %j", (change, reason) => {
    expect(verifyCases(one(change)).results[0]).toMatchObject({ outcome: "skipped", reason });
  });

  test.each([
    [{ ...one({}), schema: "portfolio-vectors/9" }, /^schema: /],
    [{ schema: "portfolio-vectors/1" }, /^cases: /],
    [one({ id: 5 }), /^case 1: id: /],
    [
      one({ settings: { baseCurrency: "EUR", asOf: "2024-02-31" } }),
      /^case 1 \(three-lots-fifo\): settings.asOf: expected an existing day/,
    ],
    [
      one({ transactions: [{ date: "2024-01-02", type: "BARTER" }] }),
      /^case 1 \(three-lots-fifo\): transactions.0.type: /,
    ],
    [
      one({ transactions: [{ date: "2024-01-02", type: "BUY", symbol: "OAK", price: 1 }] }),
      /transactions.0.quantity: is needed for BUY/,
    ],
    [
      { ...one({}), cases: [read(own).cases[0], read(own).cases[0]] },
      /^case 2 \(three-lots-fifo\): id: stands there twice/,
    ],
  ])("that does not fit the schema is an error naming case and field %#", (file, message) => {
    expect(() => verifyCases(file)).toThrow(CaseFileError);
    expect(() => verifyCases(file)).toThrow(message);
  });
});
