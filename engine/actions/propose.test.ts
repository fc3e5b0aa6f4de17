import { describe, expect, test } from "vitest";
import { readStory, type StoryOptions } from "../testing.ts";
import { effectOf } from "./effect.ts";
import { type Proposal, proposalsOf } from "./propose.ts";
import type { ReportedAction } from "./reported.ts";

const SPLIT: ReportedAction = { kind: "split", day: "2020-08-31", from: 1, to: 4 };
const dividend = (day: string, amount: number, rest: object = {}): ReportedAction => ({
  ...{ kind: "dividend", day, amount, currency: "EUR", basis: "declared" },
  ...rest,
});

interface Case extends StoryOptions {
  dismissed?: string[];
  today?: string;
}

function propose(
  story: string,
  actions: ReportedAction[],
  { dismissed = [], today = "2024-06-01", ...rest }: Case = {},
) {
  const input = readStory(story, rest);
  const dismissals = dismissed.map((id) => ({ id }));
  const reports = [{ source: "yahoo", actions }];
  return proposalsOf({ ...{ instrument: "AAPL", reports, input, dismissals, today } });
}

function told({ action, quantity, records, isDismissed }: Proposal): string {
  const recorded = records.map((record) =>
    record.kind === "split"
      ? `${record.numerator}:${record.denominator}`
      : `${record.amount} ${record.currency} on ${record.day}${record.account ? ` to ${record.account}` : ""}`,
  );
  const of = `${action.kind} ${action.day} of ${quantity}`;
  return `${isDismissed ? "dismissed " : ""}${of}${recorded.length > 0 ? `: ${recorded.join(", ")}` : ""}`;
}
const tell = (...args: Parameters<typeof propose>) => propose(...args).map(told);

describe("a split", () => {
  const bought = "2020-01-02 buy 10 AAPL @ 300.00";

  test("that was not recorded while units were held is proposed", () => {
    expect(tell(bought, [SPLIT])).toEqual(["split 2020-08-31 of 10: 4:1"]);
  });

  test("is not proposed where nothing was held on the evening before", () => {
    expect(tell("2020-08-31 buy 10 AAPL @ 120.00", [SPLIT])).toEqual([]);
    expect(tell(`${bought}\n2020-08-30 sell 10 AAPL @ 400.00`, [SPLIT])).toEqual([]);
  });

  test("is not proposed where it is recorded, on about that day or as a stock dividend", () => {
    expect(tell(`${bought}\n2020-08-28 split AAPL 4:1`, [SPLIT])).toEqual([]);
    expect(tell(`${bought}\n2020-08-31 stock-dividend 30 AAPL`, [SPLIT])).toEqual([]);
    expect(tell(`${bought}\n2020-07-01 split AAPL 4:1`, [SPLIT])).toHaveLength(1);
  });

  test("of what is owed counts too", () => {
    expect(tell("2020-01-02 sell 10 AAPL @ 300.00", [SPLIT], { allowShort: true })).toEqual([
      "split 2020-08-31 of -10: 4:1",
    ]);
  });

  test("that is still to come waits for its day", () => {
    expect(tell(bought, [SPLIT], { today: "2020-08-30" })).toEqual([]);
  });

  test("of no whole numbers is pointed out and records nothing", () => {
    expect(tell(bought, [{ ...SPLIT, from: 1, to: 1.281 }])).toEqual(["odd-split 2020-08-31 of 10"]);
  });

  test("is one for all accounts, also where lots are kept by account", () => {
    const two = "2020-01-02 buy 10 AAPL @ 300.00 account A\n2020-01-03 buy 5 AAPL @ 300.00 account B";
    expect(tell(two, [SPLIT], { lots: "account" })).toEqual(["split 2020-08-31 of 15: 4:1"]);
  });

  test("shows before it is adopted what it does: more units at a lower cost each, the cost as it was", () => {
    const input = readStory(`${bought}\n2024-05-31 price AAPL 190.00`);
    const [{ records } = { records: [] }] = propose(bought, [SPLIT]);
    const { before, after } = effectOf({ input, market: input.market }, "AAPL", records, "2024-05-31");
    expect(before).toMatchObject({ averageCost: 300, cost: 3_000, value: 1_900, income: 0 });
    expect(after).toMatchObject({ averageCost: 75, cost: 3_000, value: 7_600, income: 0 });
    expect([before.quantity, after.quantity].map(String)).toEqual(["10", "40"]);
  });
});

describe("a dividend", () => {
  const bought = "2024-01-02 buy 10 AAPL @ 100.00";

  test("is paid for what was held on the evening before its ex-date", () => {
    const more = `${bought}\n2024-02-08 buy 5 AAPL @ 100.00\n2024-02-09 buy 100 AAPL @ 100.00`;
    expect(tell(more, [dividend("2024-02-09", 0.24, { payDay: "2024-02-15" })])).toEqual([
      "dividend 2024-02-09 of 15: 3.6 EUR on 2024-02-15",
    ]);
  });

  test("is rounded to what money comes in", () => {
    expect(tell("2024-01-02 buy 3.333 AAPL @ 100.00", [dividend("2024-02-09", 0.245)])).toEqual([
      "dividend 2024-02-09 of 3.333: 0.82 EUR on 2024-02-09",
    ]);
  });

  test("counts the splits in between, recorded or proposed", () => {
    const old = "2020-01-02 buy 10 AAPL @ 300.00";
    const later = [
      SPLIT,
      dividend("2020-11-06", 0.205, { basis: "split" }),
      dividend("2020-08-07", 0.205, { basis: "split" }),
    ];
    const paid = [
      "dividend 2020-08-07 of 10: 8.2 EUR on 2020-08-07",
      "dividend 2020-11-06 of 40: 8.2 EUR on 2020-11-06",
    ];
    expect(tell(`${old}\n2020-08-31 split AAPL 4:1`, later)).toEqual(paid);
    const [first, split, last] = propose(old, later);
    expect([first!, split!, last!].map(told)).toEqual([paid[0], "split 2020-08-31 of 10: 4:1", paid[1]]);
    expect([first!.counts, last!.counts]).toEqual([[], ["2020-08-31"]]);
  });

  test("does not count a split that was dismissed", () => {
    const later = [SPLIT, dividend("2020-11-06", 0.205)];
    expect(tell("2020-01-02 buy 40 AAPL @ 75.00", later, { dismissed: ["split_2020-08-28_AAPL"] })).toEqual([
      "dismissed split 2020-08-31 of 40: 4:1",
      "dividend 2020-11-06 of 40: 8.2 EUR on 2020-11-06",
    ]);
  });

  test("goes to each account by itself where lots are kept by account", () => {
    const two = "2024-01-02 buy 10 AAPL @ 100.00 account A\n2024-01-03 buy 5 AAPL @ 100.00 account B";
    expect(tell(two, [dividend("2024-02-09", 0.2)], { lots: "account" })).toEqual([
      "dividend 2024-02-09 of 15: 2 EUR on 2024-02-09 to A, 1 EUR on 2024-02-09 to B",
    ]);
  });

  test("that has not been paid yet waits for its day", () => {
    const announced = [dividend("2024-05-30", 0.24, { payDay: "2024-06-15" })];
    expect(tell(bought, announced)).toEqual([]);
    expect(tell(bought, announced, { today: "2024-06-15" })).toHaveLength(1);
  });

  test("is not proposed where it is recorded: on about its day, on the day it was paid, or later with its amount", () => {
    const reported = [dividend("2024-02-09", 0.24)];
    expect(tell(`${bought}\n2024-02-10 dividend AAPL 9.99`, reported)).toEqual([]);
    expect(tell(`${bought}\n2024-03-28 dividend AAPL 2.40`, reported)).toEqual([]);
    expect(tell(`${bought}\n2024-03-28 dividend AAPL 1.77`, reported)).toEqual([]);
    expect(tell(`${bought}\n2024-03-28 dividend AAPL 9.99`, reported)).toHaveLength(1);
    expect(tell(`${bought}\n2024-02-15 reinvested-dividend 0.02 AAPL for 2.40`, reported)).toEqual([]);
    const known = [dividend("2024-02-09", 0.24, { payDay: "2024-04-20" })];
    expect(tell(`${bought}\n2024-04-22 dividend AAPL 9.99`, known)).toEqual([]);
  });

  test("of a month that is missing is the one proposed, where one comes every month", () => {
    const days = ["2024-02-15", "2024-03-15", "2024-04-15"];
    const rows = `${bought}\n2024-02-29 dividend AAPL 2.40\n2024-04-30 dividend AAPL 2.40`;
    const reported = days.map((day) => dividend(day, 0.24));
    expect(tell(rows, reported)).toEqual(["dividend 2024-03-15 of 10: 2.4 EUR on 2024-03-15"]);
  });

  test("that two accounts have recorded is recorded", () => {
    const rows = `${bought}\n2024-02-15 dividend AAPL 1.20 account A\n2024-02-16 dividend AAPL 1.20 account B`;
    expect(tell(rows, [dividend("2024-02-09", 0.24, { payDay: "2024-02-15" })])).toEqual([]);
  });

  test("of what is owed is nobody's income", () => {
    expect(tell("2024-01-02 sell 10 AAPL @ 100.00", [dividend("2024-02-09", 0.24)], { allowShort: true })).toEqual([]);
  });

  test("of units that came from another instrument is theirs", () => {
    const renamed = "2024-01-02 buy 10 APPL @ 100.00\n2024-01-20 symbol-change APPL into AAPL";
    expect(tell(renamed, [dividend("2024-02-09", 0.24)])).toEqual(["dividend 2024-02-09 of 10: 2.4 EUR on 2024-02-09"]);
  });

  test("shows the income it adds", () => {
    const input = readStory(`${bought}\n2024-05-31 price AAPL 190.00`);
    const [{ records } = { records: [] }] = propose(bought, [dividend("2024-02-09", 0.24)]);
    const { before, after } = effectOf({ input, market: input.market }, "AAPL", records, "2024-05-31");
    expect([before.income, after.income]).toEqual([0, 2.4]);
    expect(after.value).toBe(before.value);
  });
});

test("nothing is proposed for what was never held", () => {
  expect(tell("2024-01-02 buy 10 MSFT @ 100.00", [SPLIT, dividend("2024-02-09", 0.24)])).toEqual([]);
});
