/** The JSON of a text, or undefined where it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What an object or an array has under a name; undefined of anything else. */
export function fieldOf(body: unknown, ...path: readonly (string | number)[]): unknown {
  let value = body;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string | number, unknown>)[name];
  }
  return value;
}

/** A number of an answer, where it is one. */
export function numberOf(body: unknown, ...path: readonly (string | number)[]): number | undefined {
  const value = fieldOf(body, ...path);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A text of an answer that says something. */
export function textOf(body: unknown, ...path: readonly (string | number)[]): string | undefined {
  const value = fieldOf(body, ...path);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A list of an answer; empty where there is none. */
export function listOf(body: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const value = fieldOf(body, ...path);
  return Array.isArray(value) ? value : [];
}

/** A number of an answer, also where it is written as a text: `"92.10"`, not `"NA"`. */
export function numericOf(body: unknown, ...path: readonly (string | number)[]): number | undefined {
  const value = fieldOf(body, ...path);
  if (typeof value !== "string") return numberOf(body, ...path);
  const number = /^\s*-?\d+(\.\d+)?(e[+-]?\d{1,3})?\s*$/i.test(value) ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}
