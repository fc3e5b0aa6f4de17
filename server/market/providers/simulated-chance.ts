/** Chance without state: the same place always has the same number, so that every process plays the same market. */

/** A 32-bit number from where in the market one looks. */
export function hashAt(seed: number, series: number, day: number, place: number): number {
  let h = seed ^ Math.imul(series, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) ^ Math.imul(day, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 13), 0x27d4eb2f) ^ Math.imul(place, 0x165667b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Between 0 and 1, never either. */
export function uniformAt(seed: number, series: number, day: number, place: number): number {
  return (hashAt(seed, series, day, place) + 0.5) / 4_294_967_296;
}

/** Normally distributed (Box and Muller), variance 1. */
export function normalAt(seed: number, series: number, day: number, place: number): number {
  const radius = Math.sqrt(-2 * Math.log(uniformAt(seed, series, day, place * 2)));
  return radius * Math.cos(2 * Math.PI * uniformAt(seed, series, day, place * 2 + 1));
}

const RARE = 0.04;
const RARE_SCALE = 2.6;
const COMMON_SCALE = 1 / Math.sqrt(1 - RARE + RARE * RARE_SCALE * RARE_SCALE);

/** Variance 1 with the fat tails of daily returns: one day in 25 is wilder than the rest (kurtosis about 5.5). */
export function fatTailedAt(seed: number, series: number, day: number, place: number): number {
  const scale = uniformAt(seed, series, day, place * 2 + 7919) < RARE ? COMMON_SCALE * RARE_SCALE : COMMON_SCALE;
  return scale * normalAt(seed, series, day, place);
}

const LEVELS = 16;

/**
 * A Brownian bridge over the day: 0 at both ends, like a random walk in between, at any `time` between 0 and 1. Built
 * by halving, so that a point needs 16 numbers however fine it is.
 */
export function bridgeAt(seed: number, series: number, day: number, time: number): number {
  if (time <= 0 || time >= 1) return 0;
  let left = 0;
  let right = 0;
  let from = 0;
  let width = 1;
  let node = 1;
  for (let level = 0; level < LEVELS; level++) {
    const middle = (left + right) / 2 + (Math.sqrt(width) / 2) * normalAt(seed, series, day, node);
    width /= 2;
    if (time < from + width) {
      right = middle;
      node *= 2;
    } else {
      left = middle;
      from += width;
      node = node * 2 + 1;
    }
  }
  return left + (right - left) * ((time - from) / width);
}
