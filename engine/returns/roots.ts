import type { PresentValue } from "./present-value.ts";

interface Place {
  x: number;
  value: number;
  /** The slope changes no faster anywhere farther from zero: all weights are smaller there. */
  bend: number;
}

/** A part of the range this wide, in ln(1 + rate), is looked at no closer. */
const SAME = 1e-9;
/** A value smaller than this share of its parts is zero where the curve only touches the axis. */
const TOUCHING = 1e-14;
/** Roots closer than this are one: around a place where the curve touches the axis, rounding makes it touch several times. */
const TOUCHES_WITHIN = 1e-6;
/** A value that is nothing but rounding. */
const ROUNDING = 4e-16;
const CONVERGED = 1e-14;

/**
 * All roots between `low` (below zero) and `high` (above), ascending, each once. Halves the range until each part has a value too large to come
 * down to zero within it, or a slope too large to turn; so none is missed; two closer than 1e-6 are given as one. One that only touches
 * the axis counts, and is known to about 1e-8.
 */
export function findRoots(present: PresentValue, low: number, high: number): number[] {
  const roots: number[] = [];
  const open: [Place, Place][] = [];
  const placeAt = (x: number): Place => {
    const { value, bend } = present.at(x);
    return { x, value, bend };
  };
  /** Looks on both sides of a place. Where it is itself a root, the sides begin a little off it. */
  const split = (from: Place, below: Place, above: Place, to: Place) => {
    if (above.value === 0) roots.push(above.x);
    const left = below.value === 0 ? placeAt(below.x - SAME) : below;
    const right = above.value === 0 ? placeAt(above.x + SAME) : above;
    if (left.x > from.x) open.push([from, left]);
    if (right.x < to.x) open.push([right, to]);
  };

  // At zero the present value changes the day it counts from: the two sides see it with different bends.
  split(placeAt(low), placeAt(-Number.MIN_VALUE), placeAt(0), placeAt(high));
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [from, to] = pair;
    const half = (to.x - from.x) / 2;
    const middle = placeAt(from.x + half);
    const { size, slope } = present;
    const turn = half * (from.x >= 0 ? from : to).bend;
    if (Math.abs(middle.value) > half * (Math.abs(slope) + turn / 2)) continue;
    if (half > SAME && !(Math.abs(slope) > turn)) split(from, middle, middle, to);
    else if (from.value > 0 !== to.value > 0) roots.push(solve(present, from.x, to.x, from.value > 0, middle.x));
    else if (half <= SAME && Math.abs(middle.value) <= size * TOUCHING) roots.push(middle.x);
  }
  roots.sort((a, b) => a - b);
  return roots.filter((root, i) => i === 0 || root - roots[i - 1]! > TOUCHES_WITHIN);
}

/** A root by Newton's steps alone, from a rate of zero: few for any usual portfolio. Null where they leave the range or take too long. */
export function rootFromZero(present: PresentValue, low: number, high: number): number | null {
  for (let x = 0, tries = 0; tries < 12; tries++) {
    const { value, step } = present.at(x);
    if (value === 0) return x;
    const next = x + step;
    if (!(next > low && next < high)) return null;
    if (isConverged(present, x)) return next;
    x = next;
  }
  return null;
}

/**
 * The root between `low` and `high`, at which the present value has different signs. Newton's steps, which are exact for two flows, and
 * halving wherever they leave the bracket or do not shrink.
 */
function solve(present: PresentValue, low: number, high: number, positiveAtLow: boolean, start: number): number {
  let x = start;
  let lastStep = Number.POSITIVE_INFINITY;
  for (;;) {
    const { value, step } = present.at(x);
    if (value === 0) return x;
    if (value > 0 === positiveAtLow) low = x;
    else high = x;
    const next = x + step;
    const inside = next > low && next < high;
    if (inside && isConverged(present, x)) return next;
    const middle = low + (high - low) / 2;
    if (middle === low || middle === high) return x;
    const shrinks = Math.abs(step) <= lastStep / 2;
    lastStep = inside && shrinks ? Math.abs(step) : high - low;
    x = inside && shrinks ? next : middle;
  }
}

/** Newton's steps square the error: after one this small, or from a value that is rounding, the next place is as good as any. */
function isConverged({ value, size, step }: PresentValue, x: number): boolean {
  return Math.abs(step) <= CONVERGED * (1 + Math.abs(x)) || Math.abs(value) <= size * ROUNDING;
}
