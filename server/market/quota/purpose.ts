/**
 * What a request is for. A person waits for an answer to what is `interactive`; `watch` keeps what is on a screen up to
 * date; `background` is what nobody looks at just now: backfills and sweeps.
 */
export type Purpose = "interactive" | "watch" | "background";

const purposes = new WeakMap<AbortSignal, Purpose>();

/** The same signal, which says what the request is for: it goes from the desk through any provider to its limiter. */
export function withPurpose(signal: AbortSignal, purpose: Purpose): AbortSignal {
  const mine = AbortSignal.any([signal]);
  purposes.set(mine, purpose);
  return mine;
}

/** What a request with this signal is for, if it says so. */
export function purposeOf(signal: AbortSignal | undefined): Purpose | undefined {
  return signal && purposes.get(signal);
}
