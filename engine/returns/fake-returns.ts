import fc from "fast-check";
import type { Flows } from "./flows.ts";

/** Any finite number, with zero and the largest and smallest ones among them more often than chance would have it. */
export const anyFinite = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, 1, -1, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 1e300, -1e300, 1e-300),
  fc.double({ min: -1000, max: 1000, noNaN: true }),
);

/** Flows of any size on any days. */
export const anyFlows: fc.Arbitrary<Flows> = fc
  .array(fc.tuple(fc.oneof(fc.integer({ min: -100_000_000, max: 100_000_000 }), fc.nat(10_000)), anyFinite), {
    maxLength: 12,
  })
  .map(columnsOf);

/** Flows as people have them: cents, within thirty years, some of them on one day. */
export const usualFlows: fc.Arbitrary<Flows> = fc
  .array(fc.tuple(fc.integer({ min: 10_000, max: 21_000 }), fc.integer({ min: -1_000_000, max: 1_000_000 })), {
    minLength: 2,
    maxLength: 30,
  })
  .map((flows) => columnsOf(flows.map(([day, cents]) => [day, cents / 100])));

/** Daily returns as markets have them. */
export const usualReturns = fc.array(fc.double({ min: -0.2, max: 0.25, noNaN: true }), { minLength: 2, maxLength: 60 });

export function columnsOf(flows: readonly (readonly [day: number, amount: number])[]): Flows {
  return { days: flows.map(([day]) => day), amounts: flows.map(([, amount]) => amount) };
}

/** Paths of numbers in a result that are NaN or without end. Columns in which NaN stands for a gap are looked at by their own tests. */
export function notFinite(value: unknown, path = ""): string[] {
  if (typeof value === "number") return Number.isFinite(value) ? [] : [`${path} ${value}`];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => notFinite(part, `${path}.${key}`));
}
