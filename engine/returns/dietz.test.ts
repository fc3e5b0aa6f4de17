import fc from "fast-check";
import { expect, test } from "vitest";
import { type Period, periodFigures } from "./dietz.ts";
import { anyFinite, columnsOf, notFinite } from "./fake-returns.ts";

const period = (change: Partial<Period> = {}): Period => ({
  ...{ from: 0, to: 730, opening: 100, closing: 300 },
  putIn: columnsOf([[365, 50]]),
  ...change,
});

test("modified Dietz of the encyclopedia's example: 50 put in half way to 300, 150 on an average of 125 is 120 %", () => {
  expect(periodFigures(period())).toEqual({ gain: 150, simpleReturn: 1.5, averageCapital: 125, modifiedDietz: 1.2 });
});

test("half a percent lost on a large deposit looks like a tenth against a small opening value", () => {
  const { gain, simpleReturn, modifiedDietz } = periodFigures(
    period({ to: 58, opening: 100, closing: 2089.16, putIn: columnsOf([[28, 2000]]) }),
  );
  expect(gain).toBeCloseTo(-10.84, 9);
  expect(simpleReturn).toBeCloseTo(-0.1084, 9);
  expect(modifiedDietz).toBeCloseTo(-10.84 / (100 + 2000 * (30 / 58)), 12);
});

test("what was booked on the first day is in the opening value, what is booked on the last is there for none of it", () => {
  const flows = columnsOf([
    [0, 999],
    [730, 40],
    [731, 999],
  ]);
  expect(periodFigures(period({ closing: 150, putIn: flows }))).toMatchObject({ gain: 10, averageCapital: 100 });
});

test("without capital there is a gain and no return; without days there is nothing", () => {
  expect(periodFigures(period({ opening: 0, putIn: columnsOf([]) }))).toEqual({
    ...{ gain: 300, simpleReturn: null, averageCapital: 0, modifiedDietz: null },
  });
  expect(Object.values(periodFigures(period({ to: 0 })))).toEqual([null, null, null, null]);
});

test("whatever the period, nothing is NaN or without end", () => {
  const flows = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), anyFinite), { maxLength: 5 }).map(columnsOf);
  fc.assert(
    fc.property(anyFinite, anyFinite, flows, (opening, closing, putIn) => {
      expect(notFinite(periodFigures({ from: 0, to: 365, opening, closing, putIn }))).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
