import { exchangeOf, type Instrument } from "@tickfolio/engine";
import { type Capability, type Clock, type Provider, ProviderError, type ProviderFailure } from "../provider.ts";
import type { ProviderState } from "./provider-state.ts";
import { createSharedRecord, type SharedRecord } from "./shared-record.ts";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** What it had an hour ago is looked for again soon: a hole in an answer, more often than an end. */
const JUST_HAD_MS = 60 * 60_000;
const SOON_MS = 15 * 60_000;
/** Not found on so many different days: it is gone, not away. */
const DAYS_OF_ABSENCE = 3;
/** So many different ones in a row, with nothing found in between, are the provider's trouble more than their absence. */
const MANY_ABSENT = 5;
const FIRST_WAIT_MS = 30 * 60_000;
const UNREADABLE_MS = 5 * 60_000;
const LONGEST_UNREADABLE_MS = 6 * 60 * 60_000;
/** The newest so many are remembered. */
const MOST = 1_000;
/** Of so many it is known when they were last answered: more than are asked for within the hour that counts. */
const MOST_ANSWERED = 20_000;
const KEEP_MS = 60 * DAY_MS;

/** What providers have said they do not have, so that they are not asked again too soon, by this process or another. */
export interface Refusals {
  /** Resolves when it is known what the provider has told other processes. Never fails. */
  ready(provider: Provider): Promise<void>;
  of(provider: Provider, capability: Capability, instrument: Instrument): ProviderError | undefined;
  /** `beside`: the same answer had others. */
  remember(
    provider: Provider,
    capability: Capability,
    instrument: Instrument,
    error: ProviderError,
    beside?: "others",
  ): void;
  /** Its answer about this one made no sense: it is asked for that again in a while, then ever later. */
  unreadable(provider: Provider, capability: Capability, instrument: Instrument, error: ProviderError): void;
  /** It has it after all. */
  answered(provider: Provider, capability: Capability, instrument: Instrument): void;
  /** Whether it was not found there on three different days: delisted, or never listed. */
  isInactive(provider: Provider, instrument: Instrument): boolean;
  /** Resolves when others can know what is known here. */
  saved(): Promise<void>;
}

interface Refused {
  reason: ProviderFailure;
  message: string;
  untilMs: number;
  /** On which days it said so, as days since 1970. */
  days: number[];
  /** How long it was left alone the last time, where many were refused at once. */
  waitMs?: number;
}

interface RefusalRecord {
  refused: { [place: string]: Refused };
}

interface RefusalOptions {
  state?: ProviderState | undefined;
  log?: ((message: string) => void) | undefined;
}

export function createRefusals(clock: Clock, { state, log = () => {} }: RefusalOptions = {}): Refusals {
  /** By provider, not by its name: what one key may not ask for, another may. */
  const records = new WeakMap<Provider, SharedRecord<RefusalRecord>>();
  const saving = new Set<Promise<void>>();
  /** When each was last answered, by place. */
  const had = new WeakMap<Provider, Map<string, number>>();
  /** What was refused since something was last found, by capability. */
  const inARow = new WeakMap<Provider, Map<Capability, Set<string>>>();

  function rowOf(provider: Provider, capability: Capability): Set<string> {
    const rows = inARow.get(provider) ?? new Map<Capability, Set<string>>();
    const row = rows.get(capability) ?? new Set();
    inARow.set(provider, rows.set(capability, row));
    return row;
  }

  function recordFor(provider: Provider): SharedRecord<RefusalRecord> {
    let record = records.get(provider);
    if (!record) {
      record = createSharedRecord<RefusalRecord>({
        state: provider.hosts.length > 0 ? state : undefined,
        place: { scope: provider.scope, provider: provider.name, keyHash: provider.keyHash ?? "none" },
        ...{ name: "refusals", keepMs: KEEP_MS, clock, empty: { refused: {} }, read: recordOf, log },
      });
      records.set(provider, record);
    }
    return record;
  }

  function change(provider: Provider, make: (refused: RefusalRecord["refused"]) => RefusalRecord["refused"]): void {
    const record = recordFor(provider);
    record.change(({ refused }) => ({ refused: make(refused) }));
    const saved = record.saved().finally(() => saving.delete(saved));
    saving.add(saved);
  }

  function current(provider: Provider, place: string): ProviderError | undefined {
    const entry = recordFor(provider).value.refused[place];
    return entry && clock() < entry.untilMs ? new ProviderError(provider.name, entry.reason, entry.message) : undefined;
  }

  /** A provider that has nothing of anybody is asked again soon, then ever later, and that counts for no day. */
  function waitForAll(
    provider: Provider,
    places: ReadonlySet<string>,
    said: Pick<Refused, "reason" | "message">,
  ): void {
    const nowMs = clock();
    const today = Math.floor(nowMs / DAY_MS);
    change(provider, (refused) => {
      let all = refused;
      for (const place of places) {
        const before = refused[place];
        const isOver = before === undefined || before.untilMs <= nowMs || before.waitMs === undefined;
        if (!isOver) continue;
        const waitMs = Math.min((before?.waitMs ?? FIRST_WAIT_MS / 2) * 2, DAY_MS);
        const days = (before?.days ?? []).filter((day) => day !== today);
        // Each has its own words: those of another's instrument are not for its owner.
        all = withNew(all, place, {
          ...said,
          message: before?.message ?? said.message,
          waitMs,
          untilMs: nowMs + waitMs,
          days,
        });
      }
      return all;
    });
  }

  return {
    ready: (provider) => recordFor(provider).ready(),

    of: (provider, capability, instrument) =>
      current(provider, placeOf(capability, instrument)) ??
      current(provider, placeOfMarket(capability, marketOf(instrument))),

    remember(provider, capability, instrument, { reason, message }, beside) {
      const nowMs = clock();
      const today = Math.floor(nowMs / DAY_MS);
      if ((reason === "not-found" || reason === "no-data") && beside === undefined) {
        const row = rowOf(provider, capability).add(placeOf(capability, instrument));
        if (row.size > MOST) row.delete(row.values().next().value!);
        if (row.size >= MANY_ABSENT) return waitForAll(provider, row, { reason, message });
      }
      if (reason === "plan-restricted") {
        // A plan without London has none of London. American symbols are what every plan has, so there it is the symbol.
        const market = marketOf(instrument);
        const place = market === "" ? placeOf(capability, instrument) : placeOfMarket(capability, market);
        // Said of one person's instrument, it is told to those who have others of that market.
        const told =
          market === "" ? message : `${provider.title}'s plan does not include ${exchangeOf(instrument)!.market}.`;
        const entry = { reason, message: told, untilMs: nowMs + WEEK_MS, days: [] };
        change(provider, (refused) => withNew(refused, place, entry));
        return;
      }
      if (reason !== "not-found" && reason !== "no-data" && reason !== "unsupported") return;
      const place = placeOf(capability, instrument);
      const hadMs = had.get(provider)?.get(place) ?? Number.NEGATIVE_INFINITY;
      if (nowMs - hadMs < JUST_HAD_MS) {
        const days = recordFor(provider).value.refused[place]?.days ?? [];
        change(provider, (refused) => withNew(refused, place, { reason, message, untilMs: nowMs + SOON_MS, days }));
        return;
      }
      change(provider, (refused) => {
        const days = [...new Set([...(refused[place]?.days ?? []), today])].slice(-DAYS_OF_ABSENCE);
        const untilMs = nowMs + (days.length >= DAYS_OF_ABSENCE ? WEEK_MS : DAY_MS);
        return withNew(refused, place, { reason, message, untilMs, days });
      });
    },

    unreadable(provider, capability, instrument, { reason, message }) {
      const place = placeOf(capability, instrument);
      change(provider, (refused) => {
        const { waitMs: before = UNREADABLE_MS / 2, days = [] } = refused[place] ?? {};
        const waitMs = Math.min(before * 2, LONGEST_UNREADABLE_MS);
        return withNew(refused, place, { reason, message, untilMs: clock() + waitMs, waitMs, days });
      });
    },

    answered(provider, capability, instrument) {
      const place = placeOf(capability, instrument);
      const answered = had.get(provider) ?? new Map<string, number>();
      // The one that was answered longest ago goes first.
      answered.delete(place);
      had.set(provider, answered.set(place, clock()));
      if (answered.size > MOST_ANSWERED) answered.delete(answered.keys().next().value!);
      rowOf(provider, capability).clear();
      if (!recordFor(provider).value.refused[place]) return;
      change(provider, ({ [place]: _, ...others }) => others);
    },

    isInactive(provider, instrument) {
      const entry = recordFor(provider).value.refused[placeOf("quote", instrument)];
      return entry?.reason === "not-found" && entry.days.length >= DAYS_OF_ABSENCE;
    },

    saved: async () => void (await Promise.all(saving)),
  };
}

/** Whoever says that a listing is in another currency or unit, or a coin, is refused something else: others are asked about theirs. */
function placeOf(capability: Capability, { symbol, currency, quotedIn = "", kind }: Instrument): string {
  return `${capability} ${symbol} ${currency} ${quotedIn} ${kind === "crypto" ? "coin" : "listing"}`;
}
const placeOfMarket = (capability: Capability, market: string) => `${capability} market of ${market}`;

function withNew(refused: RefusalRecord["refused"], place: string, entry: Refused): RefusalRecord["refused"] {
  const { [place]: _, ...others } = refused;
  // The oldest stand first.
  const kept = Object.entries(others).slice(-(MOST - 1));
  return { ...Object.fromEntries(kept), [place]: entry };
}

function recordOf(stored: object): RefusalRecord | undefined {
  const { refused } = stored as Partial<RefusalRecord>;
  return typeof refused === "object" ? { refused } : undefined;
}

function marketOf(instrument: Instrument): string {
  return exchangeOf(instrument)?.suffix ?? "";
}
