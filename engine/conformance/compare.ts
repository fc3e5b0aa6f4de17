import type { VerificationCase } from "./case-file.ts";
import type { Figure } from "./result.ts";

const DEFAULT_TOLERANCE = 1e-9;

/** What the engine computed, as nested as a case's `expected`. Undefined: the engine has no such figure. */
export type Computed = { [figure: string]: Computed | number | string | null | undefined } | Computed[];

/**
 * Lays what is expected beside what was computed, leaf by leaf: numbers within the tolerance of their name, other values as they are.
 * `unknown` lists the paths of figures that the engine does not have at all.
 */
export function compare(
  { expected, tolerance }: VerificationCase,
  computed: Computed,
): { figures: Figure[]; unknown: string[] } {
  const figures: Figure[] = [];
  const unknown: string[] = [];

  function walk(wanted: unknown, found: unknown, path: string, name: string): void {
    if (typeof wanted === "object" && wanted !== null) {
      const missing = typeof found !== "object" || found === null;
      if (Array.isArray(wanted) && !missing && wanted.length !== (found as unknown[]).length) {
        figures.push({
          path: `${path}.length`,
          expected: wanted.length,
          actual: (found as unknown[]).length,
          ok: false,
        });
      }
      for (const [key, value] of Object.entries(wanted)) {
        const known = !missing && key in found ? (found as Record<string, unknown>)[key] : missing ? null : undefined;
        walk(value, known, path ? `${path}.${key}` : key, key);
      }
      return;
    }
    if (found === undefined) {
      unknown.push(path);
      return;
    }
    const actual = typeof found === "number" || typeof found === "string" ? found : null;
    figures.push({ path, expected: wanted, actual, ok: agrees(wanted, actual, name) });
  }

  function agrees(wanted: unknown, actual: number | string | null, name: string): boolean {
    if (typeof wanted !== "number" || typeof actual !== "number") return wanted === actual;
    return Math.abs(wanted - actual) <= (tolerance[name] ?? tolerance.default ?? DEFAULT_TOLERANCE);
  }

  walk(expected, computed, "", "");
  return { figures, unknown };
}
