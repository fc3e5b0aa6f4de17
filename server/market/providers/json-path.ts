/** A step of a path: a name, a place in a list (from its end where negative), or every member of a list. */
export type PathStep = { name: string } | { index: number } | { all: true };

const LONGEST_PATH = 30;
const STEP = /\.?([A-Za-z_][\w-]*)|\.([^\s.[\]"'*]+)|\[(-?\d{1,6})\]|\[\*\]|\["([^"\]]*)"\]|\['([^'\]]*)'\]/y;

/**
 * Reads a path of the small part of JSONPath there is: `$` at the beginning or not, `.name`, `["a name"]`, `[0]`, `[-1]` and `[*]`.
 * No filters, no slices, no searching at any depth. Says in words what it does not understand.
 */
export function parsePath(text: string): PathStep[] | string {
  const path = text.trim().replace(/^\$(?=[.[]|$)/, "");
  const steps: PathStep[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < path.length) {
    const at = STEP.lastIndex;
    const match = STEP.exec(path);
    // Only the first name may stand without a dot.
    const isBare = match !== null && /^[^.[]/.test(match[0]);
    if (!match || (isBare && at > 0))
      return `The path "${text}" is not understood from "${path.slice(at, at + 20)}" on.`;
    const name = match[1] ?? match[2] ?? match[4] ?? match[5];
    if (name !== undefined) steps.push({ name });
    else steps.push(match[3] === undefined ? { all: true } : { index: Number(match[3]) });
  }
  if (steps.length > LONGEST_PATH) return `The path "${text}" has more than ${LONGEST_PATH} steps.`;
  return steps;
}

/** What a path leads to: one value, or with `[*]` one for each member, undefined where a member has none. */
export function valuesAt(body: unknown, steps: readonly PathStep[]): unknown[] {
  let values: unknown[] = [body];
  for (const step of steps) {
    if ("all" in step) values = values.flatMap((value) => (Array.isArray(value) ? value : [undefined]));
    else values = values.map((value) => memberOf(value, step));
  }
  return values;
}

function memberOf(value: unknown, step: { name: string } | { index: number }): unknown {
  if ("index" in step) return Array.isArray(value) ? value.at(step.index) : undefined;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step.name)) return undefined;
  return (value as Record<string, unknown>)[step.name];
}
