import { useSyncExternalStore } from "react";

/** One value that screens share and that changes. */
export interface Cell<T> {
  get(): T;
  set(next: T): void;
  subscribe(listener: () => void): () => void;
}

export function createCell<T>(initial: T): Cell<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useCell<T>(cell: Cell<T>): T {
  return useSyncExternalStore(cell.subscribe, cell.get);
}

/** A cell whose value outlives the page; one that cannot be stored or read is just a cell. */
export function createKeptCell<T extends string>(key: string, initial: T, allowed: readonly T[]): Cell<T> {
  const cell = createCell(initial);
  try {
    const kept = localStorage.getItem(key) as T | null;
    if (kept !== null && allowed.includes(kept)) cell.set(kept);
  } catch {
    // Storage is closed to us, as in some private windows.
  }
  cell.subscribe(() => {
    try {
      localStorage.setItem(key, cell.get());
    } catch {
      // The choice holds until the page is closed.
    }
  });
  return cell;
}
