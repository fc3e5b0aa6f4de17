import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CaseFileError, verifyCases } from "./index.ts";

const folder = new URL("../../examples/conformance/", import.meta.url);
const own = new URL("holdings.json", folder);
const shared = new URL("../../../shared/vectors/reference-cases.json", import.meta.url);
const read = (file: URL) => JSON.parse(readFileSync(file, "utf8"));

describe("our own worked cases", () => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));

  test.each(files)("come out, every one of %s", (name) => {
    const file = read(new URL(name, folder));
    const report = verifyCases(file);
    expect(report.results.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
    expect([report.passed, file.count]).toEqual([file.cases.length, file.cases.length]);
  });

  test("have names that no other file has", () => {
    const ids = files.flatMap((name) => read(new URL(name, folder)).cases.map(({ id }: { id: string }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });
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

  test.each([
    ["returns", 25],
    ["risk", 2],
  ])("of %s pass, all of them, also those of one tool's convention where its settings say it", (kind, count) => {
    const common = cases
      .filter((one: { kind: string }) => one.kind === kind)
      .map((one: object) => ({ ...one, conventionScope: "stated" }));
    const { results } = verifyCases({ schema: "portfolio-vectors/1", cases: common });
    expect(results.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
    expect(results.length).toBe(count);
  });

  test("pass, all but those of one tool's own convention", () => {
    const wrong = report.results.filter(({ outcome }) => outcome !== "passed");
    const peers = cases.filter((one: { conventionScope: string }) => one.conventionScope === "peer-specific");
    expect(wrong.map(({ id, outcome }) => [id, outcome])).toEqual(
      peers.map(({ id }: { id: string }) => [id, "skipped"]),
    );
    expect(report.results.length - wrong.length).toBe(71);
  });
});

describe("any file of the schema works", () => {
  const verify = (fields: object) =>
    verifyCases({
      schema: "portfolio-vectors/1",
      cases: [{ id: "one", kind: "holdings", tolerance: {}, prices: [], ...fields }],
    }).results[0];

  test("a day of more rows than it has seconds is booked in list order, where that is to be kept", () => {
    const date = "2024-01-02";
    const rows = Array.from({ length: 86_500 }, (_, i) => ({
      ...{ date, symbol: "OAK", quantity: 1 },
      ...(i % 2 === 0 ? { type: "SELL", price: 3 } : { type: "BUY", price: 2 }),
    }));
    const settings = { baseCurrency: "EUR", allowShort: true, keepOrder: true };
    const expected = { positions: { OAK: { quantity: 0, realised: 43_250 } } };
    expect(verify({ settings, transactions: rows, expected })).toMatchObject({ outcome: "passed" });
  });

  test("figures of one account are asked for by its name", () => {
    const of = (account: string, price: number) => ({
      date: "2024-01-02",
      type: "BUY",
      symbol: "OAK",
      quantity: 1,
      price,
      account,
    });
    const settings = { baseCurrency: "EUR", account: "B" };
    const expected = { positions: { OAK: { quantity: 1, costBasis: 30 } }, netContribution: 30 };
    expect(verify({ settings, transactions: [of("A", 20), of("B", 30)], expected })).toMatchObject({
      outcome: "passed",
    });
  });

  test("units of nothing, money made on nothing and cash of nothing break nothing", () => {
    const nothing = { date: "2024-01-02", type: "BUY", symbol: "OAK", quantity: 0, price: 5 };
    for (const method of ["fifo", "lifo", "hifo", "average", "specific"]) {
      const settings = { baseCurrency: "EUR", method };
      const transactions = [
        nothing,
        { ...nothing, date: "2024-01-03", quantity: 2 },
        { ...nothing, type: "SELL", date: "2024-01-04", quantity: 1, lots: [] },
      ];
      const { outcome } = verify({
        settings,
        transactions,
        expected: { positions: { OAK: { quantity: 1, costBasis: 5 } } },
      })!;
      expect([method, outcome]).toEqual([method, method === "specific" ? "failed" : "passed"]);
      expect(
        verify({
          kind: "period",
          settings: { ...settings, from: "2024-01-03", to: "2024-01-05" },
          transactions: transactions.slice(0, 2),
          prices: [{ symbol: "OAK", date: "2024-01-03", close: 6 }],
          expected: { initialValue: 12, unrealisedGain: 0 },
        })!.outcome,
      ).toBe("passed");
    }
    const interest = [{ date: "2024-01-02", type: "INTEREST", amount: 5 }];
    const series = [
      { day: 0, cumulative: 0 },
      { day: 0, cumulative: 0 },
    ];
    expect(
      verify({
        kind: "index",
        settings: { baseCurrency: "EUR", from: "2024-01-01", to: "2024-01-02" },
        transactions: interest,
        expected: { series, twr: 0 },
      })!.outcome,
    ).toBe("passed");
    expect(verify({ settings: { baseCurrency: "EUR" }, expected: { netContribution: 0 } })!.outcome).toBe("passed");
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

  test("of returns fails for another rate, and for no rate where any would do", () => {
    const { cases } = read(new URL("returns.json", folder));
    const of = (id: string, expected: object) => {
      const found = cases.find((candidate: { id: string }) => candidate.id === id);
      return verifyCases({ schema: "portfolio-vectors/1", cases: [{ ...found, expected }] }).results[0];
    };
    expect(of("xirr-two-rates", { xirr: 0.5 })).toMatchObject({
      outcome: "failed",
      figures: [{ path: "xirr", expected: 0.5, actual: expect.closeTo(0.1, 12) }],
    });
    expect(of("xirr-two-rates", { xirr: 0.5, anyRoot: true })?.outcome).toBe("passed");
    expect(of("xirr-never-zero", { xirr: 0.5, anyRoot: true })?.outcome).toBe("failed");
    expect(of("xirr-one-day", { xirr: null, twr: 0.2 })).toMatchObject({
      ...{ outcome: "skipped", reason: "twr: not computed yet by this version" },
    });
  });

  test.each([
    [{ kind: "weather" }, "kind weather is not computed yet by this version"],
    [
      { expected: { positions: { OAK: { moonPhase: 1 } } } },
      "positions.OAK.moonPhase: not computed yet by this version",
    ],
    [{ conventionScope: "peer-specific" }, "it follows one tool's own convention, which this one does not share"],
  ])("is skipped with a reason: %j", (change, reason) => {
    expect(verifyCases(one(change)).results[0]).toMatchObject({ outcome: "skipped", reason });
  });

  test.each([
    [{ ...one({}), schema: "portfolio-vectors/9" }, /^schema: /],
    [{ schema: "portfolio-vectors/1" }, /^cases: /],
    [one({ id: 5 }), /^case 1: id: /],
    [one({ flows: [{ date: "2024-01-02", amount: "much" }] }), /^case 1 \(three-lots-fifo\): flows.0.amount: /],
    [one({ valuations: [{ date: "2024-13-02", value: 1 }] }), /^case 1 \(three-lots-fifo\): valuations.0.date: /],
    [
      one({ settings: { baseCurrency: "EUR", dayCount: "30/360" } }),
      /^case 1 \(three-lots-fifo\): settings.dayCount: expected one of "act\/365", "act\/365.25"/i,
    ],
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
