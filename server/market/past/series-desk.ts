import type { Instrument } from "@tickfolio/engine";
import type { Desk } from "../desk.ts";
import { withRetries } from "../door/retry.ts";
import type { PriceShelf } from "../price-shelf.ts";
import type { Capability, Clock, Provider } from "../provider.ts";
import type { Purpose } from "../quota/purpose.ts";
import type { Timers } from "../timers.ts";

/** What a desk is made of that asks for long series and keeps them on the shelf. */
export interface SeriesParts {
  desk: Desk;
  shelf: PriceShelf;
  clock: Clock;
  timers: Timers;
  random: () => number;
  log: (message: string) => void;
}

/** Asks a provider, and again where that may help. */
export type AskSeries = <T>(
  provider: Provider,
  capability: Capability,
  run: (signal: AbortSignal) => Promise<T>,
  purpose?: Purpose,
  about?: Instrument,
) => Promise<T>;

export function createAskSeries({ desk, timers, random }: SeriesParts): AskSeries {
  return (provider, capability, run, purpose, about) =>
    desk.ask(provider, capability, (signal) => withRetries(timers, random, signal, () => run(signal)), purpose, about);
}

/** Runs once for all who want the same at the same time. */
export function createOnce<T>(): (key: string, run: () => Promise<T>) => Promise<T> {
  const inFlight = new Map<string, Promise<T>>();
  return (key, run) => {
    const running = inFlight.get(key) ?? run().finally(() => inFlight.delete(key));
    inFlight.set(key, running);
    return running;
  };
}
