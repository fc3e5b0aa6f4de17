import { type Book, type BookInput, joinFamilies } from "./book.ts";
import { groupFamilies } from "./families.ts";
import { bookFamily, type Family, type FamilyContext } from "./family.ts";
import type { CostMethod } from "./portfolio.ts";

/** Work in steps: each says how much of it is done, between 0 and 1. Whoever takes them may do something else in between, or stop. */
export type Steps<T> = Generator<number, T, void>;

export interface Pace {
  /** Hears of each step; the last is 1. */
  onProgress?: (done: number) => void;
  /** Stops before the next step, with the signal's reason. */
  signal?: AbortSignal;
  /** Lets others have their turn after each step. Default: nobody, so nothing can be aborted in between. */
  rest?: () => Promise<void> | undefined;
}

/**
 * Books as `buildBooks` does, a family at a time: the longest step is the instrument (or the group between which lots pass) with the most
 * transactions. Done is the share of them that is booked.
 */
export function* bookingSteps(input: BookInput, methods: readonly CostMethod[]): Steps<Book[]> {
  const context: FamilyContext = { ...input, methods };
  const families: Family[] = [];
  let booked = 0;
  for (const rows of groupFamilies(input.transactions).values()) {
    families.push(bookFamily(rows, context));
    booked += rows.length;
    yield booked / input.transactions.length;
  }
  return joinFamilies(families, input.settings, methods);
}

/** `buildBook` at a pace: with progress, and so that it can be stopped. */
export async function bookInSteps(input: BookInput, pace: Pace = {}): Promise<Book> {
  const [book] = await takeSteps(bookingSteps(input, [input.settings.costMethod]), pace);
  return book!;
}

export async function takeSteps<T>(steps: Steps<T>, { onProgress, signal, rest }: Pace = {}): Promise<T> {
  for (;;) {
    signal?.throwIfAborted();
    const step = steps.next();
    if (step.done) return step.value;
    onProgress?.(step.value);
    await rest?.();
  }
}
