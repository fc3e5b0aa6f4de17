import type { Instrument } from "@tickfolio/engine";
import type { Board } from "./board.ts";
import { createHealth, type Health } from "./health.ts";
import type { Scope } from "./price-shelf.ts";
import { type Capability, type Clock, type Provider, ProviderError } from "./provider.ts";
import { createRefusals, type Refusals } from "./refusals.ts";
import { sessionNow } from "./session-of-price.ts";

const CLOSED_FRESH_MS = 10 * 60_000;

export type IsEnabled = (user: string, provider: Provider) => boolean | Promise<boolean>;

/** Where providers are asked: only those that may be, each thing once at a time, and everything they say about themselves is noted. */
export interface Desk {
  readonly providers: readonly Provider[];
  health(provider: Provider): Health;
  refusals: Refusals;
  /** Those that could answer by what they are, whether or not they are switched on, well or complete. */
  able(instrument: Instrument, capability: Capability): Provider[];
  enabled(user: string): Promise<Set<Provider>>;
  /** Those of the ones switched on that may be asked now, in order of preference. */
  chain(on: ReadonlySet<Provider>, instrument: Instrument, capability: Capability): Provider[];
  /** One request, with its outcome noted. Fails with nothing but a `ProviderError`, or because the market closes. */
  ask<T>(provider: Provider, capability: Capability, run: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Asks the chain of each for a quote where the last is not fresh: the machine's own sources, then the others until one has it. Never fails. */
  refresh(wanted: readonly { instrument: Instrument; chain: readonly Provider[] }[]): Promise<void>;
  close(): void;
  /** From then on requests fail because of it, which is nothing to report. */
  isClosing(): boolean;
}

export function createDesk(
  providers: readonly Provider[],
  board: Board,
  clock: Clock,
  isEnabled: IsEnabled,
  log: (message: string) => void,
): Desk {
  const healths = new Map(providers.map((provider) => [provider, createHealth(provider, clock)]));
  const refusals = createRefusals(clock);
  const closing = new AbortController();
  const inFlight = new Map<string, Promise<boolean>>();
  const health = (provider: Provider) => healths.get(provider)!;

  const able = (instrument: Instrument, capability: Capability) =>
    providers.filter(
      (provider) =>
        (provider.simulated === true) === (instrument.mic === "SIM") &&
        provider.capabilities.has(capability) &&
        provider.covers(instrument, capability),
    );

  async function enabled(user: string): Promise<Set<Provider>> {
    const answers = await Promise.all(providers.map((provider) => isEnabled(user, provider)));
    return new Set(providers.filter((_, index) => answers[index]));
  }

  async function ask<T>(
    provider: Provider,
    capability: Capability,
    run: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const refusal = health(provider).refusal(capability);
    if (refusal) throw refusal;
    try {
      const answer = await run(closing.signal);
      health(provider).succeeded();
      return answer;
    } catch (error) {
      if (closing.signal.aborted) throw error;
      const known = error instanceof ProviderError ? error : unforeseen(provider, error);
      health(provider).failed(capability, known);
      throw known;
    }
  }

  /** While its market is closed a price stays what it is. */
  function freshMsOf(provider: Provider, instrument: Instrument): number {
    const closed = !isLocal(provider) && sessionNow(instrument, clock()) === "closed";
    return closed ? Math.max(provider.freshMs, CLOSED_FRESH_MS) : provider.freshMs;
  }

  function unforeseen(provider: Provider, error: unknown): ProviderError {
    log(`${provider.title} failed in a way it should not: ${error instanceof Error ? error.message : String(error)}`);
    return new ProviderError(provider.name, "malformed", `${provider.title} answered with something unexpected.`);
  }

  /** One request for some instruments; resolves to those it brought a quote of. */
  async function askBatch(provider: Provider, batch: readonly Instrument[]): Promise<Set<string>> {
    try {
      const quotes = await ask(provider, "quote", (signal) => provider.quote!(batch, signal));
      const byId = new Map(batch.map((instrument) => [instrument.id, instrument]));
      for (const quote of quotes) {
        const instrument = byId.get(quote.instrument);
        if (instrument) await board.offer(provider.scope, instrument, quote, savingOf(provider));
        byId.delete(quote.instrument);
      }
      for (const instrument of byId.values()) refusals.remember("quote", instrument, noPrice(provider, instrument));
      return new Set(quotes.map((quote) => quote.instrument));
    } catch (error) {
      if (!(error instanceof ProviderError)) {
        if (!closing.signal.aborted) log(`Prices of ${provider.title} were lost: ${String(error)}`);
        return new Set();
      }
      if (batch.length === 1) refusals.remember("quote", batch[0]!, error);
      return new Set();
    }
  }

  async function askQuotes(provider: Provider, instruments: readonly Instrument[]): Promise<Set<string>> {
    const answered = new Set<string>();
    const waiting: Promise<void>[] = [];
    const toAsk: Instrument[] = [];
    for (const instrument of instruments) {
      const running = inFlight.get(`${provider.name}\n${instrument.id}`);
      if (board.isFresh(instrument.id, provider.name, freshMsOf(provider, instrument))) answered.add(instrument.id);
      else if (running) waiting.push(running.then((had) => void (had && answered.add(instrument.id))));
      else toAsk.push(instrument);
    }
    for (let start = 0; start < toAsk.length; start += provider.quoteBatch) {
      const batch = toAsk.slice(start, start + provider.quoteBatch);
      const request = askBatch(provider, batch);
      for (const { id } of batch) {
        const key = `${provider.name}\n${id}`;
        const mine = request.then((had) => {
          inFlight.delete(key);
          return had.has(id);
        });
        inFlight.set(key, mine);
        waiting.push(mine.then((had) => void (had && answered.add(id))));
      }
    }
    await Promise.all(waiting);
    return answered;
  }

  async function refreshAlong(chain: readonly Provider[], instruments: readonly Instrument[]): Promise<void> {
    await Promise.all(chain.filter(isLocal).map((provider) => askQuotes(provider, instruments)));
    let left = instruments;
    for (const provider of chain) {
      if (isLocal(provider)) continue;
      const answered = await askQuotes(provider, left);
      left = left.filter(({ id }) => !answered.has(id));
      if (left.length === 0) return;
    }
  }

  return {
    providers,
    health,
    refusals,
    able,
    enabled,
    chain: (on, instrument, capability) =>
      able(instrument, capability).filter(
        (provider) =>
          on.has(provider) &&
          !health(provider).refusal(capability) &&
          !refusals.of(provider.name, capability, instrument),
      ),
    ask,
    async refresh(wanted) {
      const groups = new Map<string, { chain: readonly Provider[]; instruments: Instrument[] }>();
      for (const { instrument, chain } of wanted) {
        const names = chain.map((provider) => provider.name).join();
        const group = groups.get(names) ?? { chain, instruments: [] };
        groups.set(names, group);
        group.instruments.push(instrument);
      }
      await Promise.all([...groups.values()].map(({ chain, instruments }) => refreshAlong(chain, instruments)));
    },
    close: () => closing.abort(new Error("The market is closing.")),
    isClosing: () => closing.signal.aborted,
  };
}

/** Nothing leaves the machine when it is asked. */
export const isLocal = (provider: Provider) => provider.hosts.length === 0;

/** What the machine has anyway needs no keeping. */
export function savingOf(provider: Provider): "soon" | "never" {
  return isLocal(provider) ? "never" : "soon";
}

/** The scopes a user is shown an instrument's prices from. Invented instruments have one price for all. */
export function scopesFor(user: string, instrument: Instrument): Scope[] {
  return instrument.mic === "SIM" ? ["public"] : [`user:${user}`, "deployment", "public"];
}

function noPrice(provider: Provider, instrument: Instrument): ProviderError {
  return new ProviderError(provider.name, "not-found", `${provider.title} has no price of ${instrument.symbol}.`);
}
