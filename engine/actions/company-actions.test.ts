import { describe, expect, test } from "vitest";
import { companyActions } from "./company-actions.ts";
import { splitRatio } from "./ratio.ts";
import type { ReportedAction } from "./reported.ts";

const split = (day: string, from: number, to: number): ReportedAction => ({ kind: "split", day, from, to });
const dividend = (day: string, amount: number, rest: object = {}): ReportedAction => ({
  ...{ kind: "dividend", day, amount, currency: "USD", basis: "declared" },
  ...rest,
});

describe("a split's whole numbers", () => {
  test("are found behind what sources write", () => {
    expect(splitRatio(1, 4)).toEqual({ numerator: 4, denominator: 1 });
    expect(splitRatio(1, 1.5)).toEqual({ numerator: 3, denominator: 2 });
    expect(splitRatio(100, 105)).toEqual({ numerator: 21, denominator: 20 });
    expect(splitRatio(1, 0.3333)).toEqual({ numerator: 1, denominator: 3 });
    expect(splitRatio(1_500, 1)).toEqual({ numerator: 1, denominator: 1_500 });
  });

  test("are not there in a spin-off that was put into prices as a split", () => {
    for (const factor of [1.281, 1.0017, 1.046, 0.9613]) expect(splitRatio(1, factor), String(factor)).toBeUndefined();
    expect(splitRatio(0, 4)).toBeUndefined();
    expect(splitRatio(1, 1)).toBeUndefined();
    expect(splitRatio(1, Number.NaN)).toBeUndefined();
  });
});

describe("what several sources report", () => {
  test("is one action where the ratio is the same within a few days", () => {
    const actions = companyActions([
      { source: "yahoo", actions: [split("2020-08-31", 1, 4)] },
      { source: "tiingo", actions: [split("2020-08-28", 1, 4)] },
    ]);
    expect(actions).toEqual([
      {
        ...{ kind: "split", day: "2020-08-31", numerator: 4, denominator: 1 },
        sources: ["yahoo", "tiingo"],
        others: [],
      },
    ]);
  });

  test("is shown with both where they disagree", () => {
    const [one, paid] = companyActions([
      { source: "yahoo", actions: [split("2020-08-31", 1, 4), dividend("2024-02-09", 0.24)] },
      { source: "eodhd", actions: [split("2020-08-31", 1, 5), dividend("2024-02-12", 0.3)] },
    ]);
    expect(one).toMatchObject({
      sources: ["yahoo"],
      others: [{ source: "eodhd", day: "2020-08-31", numerator: 5, denominator: 1 }],
    });
    expect(paid).toMatchObject({ amount: 0.24, others: [{ source: "eodhd", day: "2024-02-12", amount: 0.3 }] });
  });

  test("is two where years lie between", () => {
    const actions = companyActions([
      { source: "yahoo", actions: [split("2014-06-09", 1, 7), split("2020-08-31", 1, 4)] },
    ]);
    expect(actions.map(({ day }) => day)).toEqual(["2014-06-09", "2020-08-31"]);
  });

  test("whole numbers of a second source correct what looked odd in the first", () => {
    const [action] = companyActions([
      { source: "yahoo", actions: [split("2021-11-01", 1, 1.281)] },
      { source: "massive", actions: [split("2021-11-01", 1, 2)] },
    ]);
    expect(action).toMatchObject({ kind: "split", numerator: 2, sources: ["massive"], others: [{ numerator: 1281 }] });
  });
});

describe("a dividend's amount", () => {
  test("divided by the splits since is that of a unit of its time again", () => {
    const [paid] = companyActions([
      { source: "yahoo", actions: [dividend("2020-08-07", 0.205, { basis: "split" }), split("2020-08-31", 1, 4)] },
      { source: "tiingo", actions: [dividend("2020-08-07", 0.82)] },
    ]);
    expect(paid).toMatchObject({ day: "2020-08-07", amount: 0.82, sources: ["yahoo", "tiingo"], others: [] });
  });

  test("is undone by the splits its own source knows, spin-offs it takes for splits among them", () => {
    const [paid] = companyActions([
      { source: "yahoo", actions: [dividend("2020-02-07", 0.5, { basis: "split" }), split("2021-11-01", 1, 1.28125)] },
    ]);
    expect(paid).toMatchObject({ amount: 0.640625 });
  });

  test("comes together with a special one of the same day", () => {
    const actions = companyActions([
      { source: "eodhd", actions: [dividend("2024-02-09", 0.2), dividend("2024-02-09", 1)] },
    ]);
    expect(actions).toMatchObject([{ amount: 1.2 }]);
  });

  test("that is none is left out", () => {
    const bad = [0, -1, Number.NaN, Number.POSITIVE_INFINITY].map((amount, i) => dividend(`2024-02-0${i + 1}`, amount));
    expect(companyActions([{ source: "yahoo", actions: bad }])).toEqual([]);
  });
});
