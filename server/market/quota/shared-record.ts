import type { Clock } from "../provider.ts";
import type { ProviderState, StateName, StatePlace } from "./provider-state.ts";

/** How old what other processes wrote may be. */
const REREAD_MS = 60_000;
const ATTEMPTS = 20;

/** Something known about a provider, at hand at once, and written for other processes when it changes. Losing the store loses only what they know. */
export interface SharedRecord<T> {
  readonly value: T;
  /** Resolves when what others wrote a minute ago at most is known, or cannot be. Never fails. */
  ready(): Promise<void>;
  /** Changes it here at once, and what is written soon: there the change is made of what others wrote meanwhile. */
  change(make: (value: T) => T): void;
  /** Resolves when what was changed is written, or could not be. */
  saved(): Promise<void>;
}

interface SharedRecordParts<T> {
  /** Left out: nobody else knows of it. */
  state: ProviderState | undefined;
  place: StatePlace;
  name: StateName;
  keepMs: number;
  clock: Clock;
  empty: T;
  /** What is stored, when it makes sense. */
  read(stored: object): T | undefined;
  log: (message: string) => void;
}

export function createSharedRecord<T extends object>(parts: SharedRecordParts<T>): SharedRecord<T> {
  const { state, place, name, clock, log } = parts;
  let value = parts.empty;
  let version = 0;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;
  let unwritten: ((value: T) => T)[] = [];
  let writing: Promise<void> | undefined;
  let isLost = false;

  async function read(from: ProviderState): Promise<T> {
    const kept = await from.read(place, name);
    version = kept?.version ?? 0;
    return (kept && parts.read(kept.value)) ?? parts.empty;
  }

  function lost(error: unknown): void {
    if (!isLost) log(`What is known about ${place.provider} is not shared just now: ${String(error)}`);
    isLost = true;
  }

  async function refresh(from: ProviderState): Promise<void> {
    readAtMs = clock();
    try {
      const stored = await read(from);
      value = unwritten.reduce<T>((sum, make) => make(sum), stored);
      isLost = false;
    } catch (error) {
      lost(error);
    }
  }

  async function write(to: ProviderState): Promise<void> {
    // Several changes at once are one.
    await Promise.resolve();
    try {
      let base = value;
      for (let attempt = 1; unwritten.length > 0 && attempt <= ATTEMPTS; attempt++) {
        const changes = unwritten;
        const written = await to.write(place, name, base, version, parts.keepMs);
        if (written === undefined) {
          base = unwritten.reduce<T>((sum, make) => make(sum), await read(to));
          continue;
        }
        version = written;
        unwritten = unwritten.slice(changes.length);
        value = unwritten.reduce<T>((sum, make) => make(sum), base);
        base = value;
      }
      isLost = false;
    } catch (error) {
      // It counts here all the same; the next change writes it too.
      lost(error);
    }
  }

  return {
    get value() {
      return value;
    },

    async ready() {
      if (!state || Math.abs(clock() - readAtMs) < REREAD_MS) return reading;
      reading = (writing ?? Promise.resolve())
        .then(() => refresh(state))
        .finally(() => {
          reading = undefined;
        });
      return reading;
    },

    change(make) {
      value = make(value);
      if (!state) return;
      unwritten = [...unwritten, make];
      writing ??= write(state).finally(() => {
        writing = undefined;
      });
    },

    saved: async () => writing,
  };
}
