import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Allocation } from "./allocation.ts";
import { type Drift, driftOf } from "./drift.ts";

function allocationOfValues(values: Record<string, number>): Allocation {
  const whole = Object.values(values).reduce((sum, value) => sum + value, 0);
  const slices = Object.entries(values).map(([label, value]) => ({
    label,
    value,
    share: whole > 0 ? value / whole : 0,
  }));
  return { slices, whole, unpriced: [], unrated: [], owed: [] };
}

const targets = [
  { label: "shares", share: 0.6 },
  { label: "bonds", share: 0.3 },
  { label: "gold", share: 0.1 },
];
const trades = (drifts: Drift[]) =>
  Object.fromEntries(drifts.map(({ label, trade }) => [label, Number(trade.toFixed(9))]));

describe("drift", () => {
  const allocation = allocationOfValues({ shares: 700, bonds: 220, gold: 80 });

  test("is the difference of each share from its target, in shares and in money", () => {
    const drifts = driftOf(allocation, targets);
    expect(drifts.map(({ label, target, actual }) => [label, target, actual])).toEqual([
      ["shares", 0.6, 0.7],
      ["bonds", 0.3, 0.22],
      ["gold", 0.1, 0.08],
    ]);
    expect(drifts.map(({ differenceValue }) => Math.round(differenceValue))).toEqual([100, -80, -20]);
  });

  test("is restored by trades that add up to nothing", () => {
    expect(trades(driftOf(allocation, targets))).toEqual({ shares: -100, bonds: 80, gold: 20 });
  });

  test("within the band needs no trade; beyond it one goes to the band's edge, and what is over to those furthest below", () => {
    // Shares come down to 65 %; of these 50, bonds need 30 to reach 25 %, and the other 20 are theirs too: gold is but 20 short.
    const drifts = driftOf(allocation, targets, { band: 0.05 });
    expect(drifts.map(({ isOutside }) => isOutside)).toEqual([true, true, false]);
    expect(trades(drifts)).toEqual({ shares: -50, bonds: 50, gold: 0 });
    expect(trades(driftOf(allocation, targets, { band: 0.1 }))).toEqual({ shares: 0, bonds: 0, gold: 0 });
  });

  test("levels those furthest away where more is needed than one can give", () => {
    const below = allocationOfValues({ shares: 400, bonds: 350, gold: 250 });
    // Shares take 150 to reach 55 %. Gold gives 100 down to 15 %; then it and bonds are both five points above, and share the rest.
    expect(trades(driftOf(below, targets, { band: 0.05 }))).toEqual({ shares: 150, bonds: -25, gold: -125 });
  });

  test("gives no target to a label that has none", () => {
    expect(trades(driftOf(allocationOfValues({ shares: 500, other: 500 }), targets))).toEqual({
      shares: 100,
      bonds: 300,
      gold: 100,
      other: -500,
    });
  });

  test("of nothing has no trades, and targets that are none are refused", () => {
    expect(trades(driftOf(allocationOfValues({}), targets))).toEqual({ shares: 0, bonds: 0, gold: 0 });
    expect(() => driftOf(allocation, [{ label: "shares", share: 0.7 }])).toThrow("add up to 0.7");
    expect(() => driftOf(allocation, targets, { band: -1 })).toThrow("A band is from 0 to 1, not -1.");
  });

  test("leaves every label within its band, with the least money moved", () => {
    const shares = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(shares, shares, fc.integer({ min: 0, max: 30 }), (wanted, held, percent) => {
        const sum = wanted.reduce((a, b) => a + b, 0);
        fc.pre(sum > 0 && held.some((value) => value > 0));
        const goals = wanted.map((share, i) => ({ label: `${i}`, share: share / sum }));
        const values = allocationOfValues(Object.fromEntries(held.map((value, i) => [`${i}`, value])));
        const band = percent / 100;
        const drifts = driftOf(values, goals, { band });
        expect(drifts.reduce((total, { trade }) => total + trade, 0)).toBeCloseTo(0, 9);
        for (const { target, actual, trade } of drifts) {
          expect(Math.abs(actual + trade / values.whole - target)).toBeLessThan(band + 1e-9);
          expect(actual + trade / values.whole).toBeGreaterThan(-1e-9);
        }
        const tooMuch = drifts.reduce((total, { difference }) => total + Math.max(0, difference - band), 0);
        const tooLittle = drifts.reduce((total, { difference }) => total + Math.max(0, -difference - band), 0);
        const moved = drifts.reduce((total, { trade }) => total + Math.max(0, trade), 0);
        expect(moved).toBeCloseTo(Math.max(tooMuch, tooLittle) * values.whole, 9);
      }),
    );
  });
});
