/** Remembers the last result under each key for as long as it is computed from the very same inputs. */
export function createMemory() {
  const kept = new Map<string, { inputs: readonly unknown[]; result: unknown }>();

  return function remember<R>(key: string, inputs: readonly unknown[], compute: () => R): R {
    const last = kept.get(key);
    if (last && sameItems(last.inputs, inputs)) return last.result as R;
    const result = compute();
    kept.set(key, { inputs, result });
    return result;
  };
}

export function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => Object.is(item, b[index]));
}
