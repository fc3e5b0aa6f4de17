import type { Scope } from "../price-shelf.ts";

/** Whose: a provider asked with one key for one scope. Another key has a quota, a health and a memory of its own. */
export interface StatePlace {
  scope: Scope;
  provider: string;
  /** The key's hash, or `none`. */
  keyHash: string;
}

export const STATES = ["quota", "symbols", "health", "refusals"] as const;
export type StateName = (typeof STATES)[number];

/** What is known about providers, for every process that asks them: counts, pauses, refusals. Losing it loses no price. */
export interface ProviderState {
  read(place: StatePlace, name: StateName): Promise<{ value: object; version: number } | undefined>;
  /**
   * Writes what counts as absent after `keepMs`. Only where what is there still has the version `expected` (0: where
   * nothing is): the new version, or undefined when somebody else wrote first.
   */
  write(
    place: StatePlace,
    name: StateName,
    value: object,
    expected: number,
    keepMs: number,
  ): Promise<number | undefined>;
}

/** For one process alone, and as long as it lasts. */
export function createMemoryProviderState(clock: () => number = Date.now): ProviderState {
  const kept = new Map<string, { text: string; version: number; untilMs: number }>();
  const keyOf = ({ scope, provider, keyHash }: StatePlace, name: StateName) =>
    [scope, provider, keyHash, name].join("\n");
  const current = (key: string) => {
    const entry = kept.get(key);
    return entry && entry.untilMs > clock() ? entry : undefined;
  };

  return {
    async read(place, name) {
      const entry = current(keyOf(place, name));
      return entry && { value: JSON.parse(entry.text) as object, version: entry.version };
    },
    async write(place, name, value, expected, keepMs) {
      const key = keyOf(place, name);
      const version = current(key)?.version ?? 0;
      if (version !== expected) return undefined;
      kept.set(key, { text: JSON.stringify(value), version: version + 1, untilMs: clock() + keepMs });
      return version + 1;
    },
  };
}

/** The same, and when nothing of it is under way any more. */
export function trackedState(state: ProviderState): ProviderState & { settled(): Promise<void> } {
  const underWay = new Set<Promise<unknown>>();
  function tracked<T>(promise: Promise<T>): Promise<T> {
    const mine: Promise<unknown> = promise.then(
      () => underWay.delete(mine),
      () => underWay.delete(mine),
    );
    underWay.add(mine);
    return promise;
  }
  return {
    read: (...asked) => tracked(state.read(...asked)),
    write: (...asked) => tracked(state.write(...asked)),
    async settled() {
      // What was changed a moment ago is about to be written, and what lost a race is written again.
      do {
        await new Promise((resolve) => setImmediate(resolve));
        await Promise.all(underWay);
      } while (underWay.size > 0);
    },
  };
}
