import type { Instrument, InstrumentId } from "@tickfolio/engine";
import { createBehind } from "./judging/behind.ts";
import type { Board } from "./judging/board.ts";
import { type Capability, type Clock, type Provider, ProviderError } from "./provider.ts";
import { createHealth, type Health } from "./quota/health.ts";
import { QuotaError } from "./quota/limiter.ts";
import { type ProviderState, trackedState } from "./quota/provider-state.ts";
import { type Purpose, withPurpose } from "./quota/purpose.ts";
import { createRefusals, type Refusals } from "./quota/refusals.ts";
import type { Roster } from "./roster/roster.ts";
import { sessionNow } from "./session-of-price.ts";
import { createUserDesk, type UserDesk } from "./user-desk.ts";

const CLOSED_FRESH_MS = 10 * 60_000;
/** More than this one by one is a long wait for somebody who sees nothing yet. */
const MANY = 10;
/** Of so many requests for one page somebody is thought to wait for each. */
const WAITED_FOR = 12;

/** Whether a user lets a provider be asked. */
export interface IsEnabled {
  (user: string, provider: Provider): boolean | Promise<boolean>;
  /** The user has just changed what they let. */
  forget?(user: string): void;
}

/** Where providers are asked: only those that may be, each thing once at a time, and everything they say about themselves is noted. */
export interface Desk {
  /** Who is asked on a user's behalf, by the switches and keys of now. */
  forUser(user: string): Promise<UserDesk>;
  /** Those that are nobody's own, all switched on. */
  shared(): Promise<UserDesk>;
  health(provider: Provider): Health;
  refusals: Refusals;
  /** One request, with its outcome noted; `about` is the one instrument it is for. Fails with nothing but a `ProviderError`, or because the market closes. */
  ask<T>(
    provider: Provider,
    capability: Capability,
    run: (signal: AbortSignal) => Promise<T>,
    purpose?: Purpose,
    about?: Instrument,
  ): Promise<T>;
  /** Asks the chain of each for a quote where the last is not fresh: the machine's own sources, then the others until one has it. Never fails. */
  refresh(wanted: readonly { instrument: Instrument; chain: readonly Provider[] }[], purpose?: Purpose): Promise<void>;
  /** Tells providers apart: two of one name may have different keys. */
  serial(provider: Provider): number;
  close(): void;
  /** Resolves when what is known of the providers is written for others. Never fails. */
  saved(): Promise<void>;
  /** From then on requests fail because of it, which is nothing to report. */
  isClosing(): boolean;
}

export function createDesk(
  roster: Roster,
  board: Board,
  clock: Clock,
  isEnabled: IsEnabled,
  log: (message: string) => void,
  providerState?: ProviderState,
): Desk {
  const state = providerState && trackedState(providerState);
  const healths = new WeakMap<Provider, Health>();
  const serials = new WeakMap<Provider, number>();
  let lastSerial = 0;
  const refusals = createRefusals(clock, { state, log });
  const closing = new AbortController();
  const inFlight = new Map<string, Promise<boolean>>();
  const behind = createBehind(board, clock);

  function health(provider: Provider): Health {
    const known = healths.get(provider) ?? createHealth(provider, clock, { state, log });
    healths.set(provider, known);
    return known;
  }

  function serial(provider: Provider): number {
    const known = serials.get(provider) ?? ++lastSerial;
    serials.set(provider, known);
    return known;
  }

  async function forUser(user: string): Promise<UserDesk> {
    const [providers, pins] = await Promise.all([roster.of(user), roster.pinsOf(user)]);
    const answers = await Promise.all(providers.map((provider) => isEnabled(user, provider)));
    const on = providers.filter((_, index) => answers[index]);
    await known(on);
    return deskOf(user, providers, new Set(on), pins);
  }

  /** What other processes have been told by those who can be asked. */
  async function known(on: readonly Provider[]): Promise<void> {
    const complete = on.filter(({ needs }) => needs === undefined);
    await Promise.all(complete.flatMap((provider) => [health(provider).ready(), refusals.ready(provider)]));
  }

  function deskOf(
    user: string,
    providers: readonly Provider[],
    on: ReadonlySet<Provider>,
    pins: ReadonlyMap<InstrumentId, string>,
  ): UserDesk {
    const key = JSON.stringify([providers.map((each) => (on.has(each) ? 1 : -1) * serial(each)), ...pins]);
    return createUserDesk({ user, providers, on, pins, key, health, refusals });
  }

  async function ask<T>(
    provider: Provider,
    capability: Capability,
    run: (signal: AbortSignal) => Promise<T>,
    purpose: Purpose = "interactive",
    about?: Instrument,
  ): Promise<T> {
    const refusal = await health(provider).begin(capability);
    if (refusal) throw refusal;
    try {
      const answer = await run(withPurpose(closing.signal, purpose));
      health(provider).succeeded(capability);
      return answer;
    } catch (error) {
      // That our own count lets nobody ask says nothing about the provider.
      if (closing.signal.aborted || error instanceof QuotaError) {
        health(provider).gaveUp();
        throw error;
      }
      const known = error instanceof ProviderError ? error : unforeseen(provider, error);
      health(provider).failed(capability, known, about?.id);
      if (about && known.reason === "malformed") refusals.unreadable(provider, capability, about, known);
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

  /** One request for some instruments; resolves to those it brought a quote of. An odd one is none the first time: the next source is asked. */
  async function askBatch(
    provider: Provider,
    batch: readonly Instrument[],
    purpose: Purpose | undefined,
  ): Promise<Set<string>> {
    try {
      const alone = batch.length === 1 ? batch[0] : undefined;
      const quotes = await ask(provider, "quote", (signal) => provider.quote!(batch, signal), purpose, alone);
      const byId = new Map(batch.map((instrument) => [instrument.id, instrument]));
      const answered = new Set<string>();
      for (const quote of quotes) {
        const instrument = byId.get(quote.instrument);
        if (!instrument) continue;
        byId.delete(quote.instrument);
        refusals.answered(provider, "quote", instrument);
        const verdict = await board.offer(provider.scope, instrument, quote, savingOf(provider));
        if (verdict !== "held") answered.add(instrument.id);
      }
      const beside = byId.size < batch.length ? "others" : undefined;
      for (const instrument of byId.values())
        refusals.remember(provider, "quote", instrument, noPrice(provider, instrument), beside);
      return answered;
    } catch (error) {
      if (!(error instanceof ProviderError)) {
        if (!closing.signal.aborted) log(`Prices of ${provider.title} were lost: ${String(error)}`);
        return new Set();
      }
      if (batch.length === 1) refusals.remember(provider, "quote", batch[0]!, error);
      return new Set();
    }
  }

  async function askQuotes(
    provider: Provider,
    instruments: readonly Instrument[],
    purpose: Purpose | undefined,
  ): Promise<Set<string>> {
    const answered = new Set<string>();
    const waiting: Promise<void>[] = [];
    const toAsk: Instrument[] = [];
    for (const instrument of instruments) {
      const running = inFlight.get(`${serial(provider)}\n${instrument.id}`);
      if (board.isFresh(provider.scope, instrument.id, provider.name, freshMsOf(provider, instrument)))
        answered.add(instrument.id);
      else if (running) waiting.push(running.then((had) => void (had && answered.add(instrument.id))));
      else toAsk.push(instrument);
    }
    for (const [index, batch] of batchesOf(toAsk, provider.quoteBatch).entries()) {
      // Who waits for so many waits anyway: what somebody asks for meanwhile goes first.
      const isMany = index >= WAITED_FOR;
      const request = askBatch(provider, batch, purpose ?? (isMany ? "watch" : "interactive"));
      for (const { id } of batch) {
        const key = `${serial(provider)}\n${id}`;
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

  async function refreshAlong(
    chain: readonly Provider[],
    instruments: readonly Instrument[],
    purpose: Purpose | undefined,
  ): Promise<void> {
    await Promise.all(chain.filter(isLocal).map((provider) => askQuotes(provider, instruments, purpose)));
    const meanwhile = firstPrices(chain, instruments, purpose);
    let left = instruments;
    let late: ReadonlySet<InstrumentId> = new Set();
    for (const provider of chain) {
      if (isLocal(provider)) continue;
      const answered = await askQuotes(provider, left, purpose);
      const had = left.filter(({ id }) => answered.has(id));
      const stopped = await behind.of(provider, had);
      // A source that has stopped at yesterday's close does not keep others from today's price.
      left = left.filter(({ id }) => !answered.has(id) || stopped.has(id));
      late = new Set(left.map(({ id }) => id).filter((id) => stopped.has(id) || late.has(id)));
      if (left.length === 0) break;
    }
    behind.nobodyHas([...late]);
    await meanwhile;
  }

  /** Where the best source is asked one by one, many without any price get a first one from where a request brings many. */
  async function firstPrices(
    chain: readonly Provider[],
    instruments: readonly Instrument[],
    purpose: Purpose | undefined,
  ): Promise<void> {
    const remote = chain.filter((provider) => !isLocal(provider));
    const many = remote.find(({ quoteBatch }) => quoteBatch > 1);
    if (!many || many === remote[0] || instruments.length < MANY) return;
    const scopes = [...new Set(remote.map(({ scope }) => scope))];
    const known = await Promise.all(instruments.map(({ id }) => board.last(scopes, id)));
    const without = instruments.filter((_, index) => known[index] === undefined);
    if (without.length >= MANY) await askQuotes(many, without, purpose);
  }

  return {
    ...{ forUser, health, refusals, serial },
    async shared() {
      const providers = await roster.shared();
      await known(providers);
      return deskOf("", providers, new Set(providers), new Map());
    },
    ask,
    async refresh(wanted, purpose) {
      const groups = new Map<string, { chain: readonly Provider[]; instruments: Instrument[] }>();
      for (const { instrument, chain } of wanted) {
        const key = chain.map(serial).join();
        const group = groups.get(key) ?? { chain, instruments: [] };
        groups.set(key, group);
        group.instruments.push(instrument);
      }
      await Promise.all(
        [...groups.values()].map(({ chain, instruments }) => refreshAlong(chain, instruments, purpose)),
      );
    },
    close: () => closing.abort(new Error("The market is closing.")),
    saved: async () => state?.settled(),
    isClosing: () => closing.signal.aborted,
  };
}

/** An answer names symbols: of two listings under one symbol, in other currencies or of other times, each is in a request of its own. */
function batchesOf(instruments: readonly Instrument[], most: number): Instrument[][] {
  const batches: Map<string, Instrument>[] = [];
  let first = 0;
  for (const instrument of instruments) {
    while (batches[first] && batches[first]!.size >= most) first += 1;
    let at = first;
    while (batches[at] && (batches[at]!.size >= most || batches[at]!.has(instrument.symbol))) at += 1;
    const batch = batches[at] ?? new Map<string, Instrument>();
    batches[at] = batch.set(instrument.symbol, instrument);
  }
  return batches.map((batch) => [...batch.values()]);
}

/** Nothing leaves the machine when it is asked. */
export const isLocal = (provider: Provider) => provider.hosts.length === 0;

/** What the machine has anyway needs no keeping. */
export function savingOf(provider: Provider): "soon" | "never" {
  return isLocal(provider) ? "never" : "soon";
}

function noPrice(provider: Provider, instrument: Instrument): ProviderError {
  return new ProviderError(provider.name, "not-found", `${provider.title} has no price of ${instrument.symbol}.`);
}
