/** A quota as a provider really counts it: what goes beyond is refused, and counted too. */
export interface FakeQuota {
  /** Takes so much of it, or says that it is used up and by which window. */
  take(cost?: number): { requests: number; perMs: number } | undefined;
  /** How often it was used up: what a polite reader never lets happen. */
  readonly refused: number;
  readonly taken: number;
}

/** Windows of an hour or more begin on the clock, as those of days do; shorter ones slide. */
export function createFakeQuota(
  windows: readonly { requests: number; perMs: number }[],
  clock: () => number,
): FakeQuota {
  const HOUR_MS = 3_600_000;
  let events: { atMs: number; cost: number }[] = [];
  let [refused, taken] = [0, 0];
  const longestMs = Math.max(...windows.map(({ perMs }) => perMs));

  return {
    take(cost = 1) {
      const nowMs = clock();
      events = events.filter(({ atMs }) => atMs > nowMs - longestMs);
      for (const window of windows) {
        const sinceMs =
          window.perMs >= HOUR_MS ? Math.floor(nowMs / window.perMs) * window.perMs - 1 : nowMs - window.perMs;
        const used = events.reduce((sum, event) => sum + (event.atMs > sinceMs ? event.cost : 0), 0);
        if (used + cost <= window.requests) continue;
        refused += 1;
        return window;
      }
      events.push({ atMs: nowMs, cost });
      taken += cost;
      return undefined;
    },
    get refused() {
      return refused;
    },
    get taken() {
      return taken;
    },
  };
}
