import { createHash } from "node:crypto";
import type { Clock, QuotaUse } from "../provider.ts";
import type { Limits } from "./limiter.ts";
import type { ProviderState, StateName, StatePlace } from "./provider-state.ts";
import type { Purpose } from "./purpose.ts";
import { type Block, createQuotaBook, type FinishedBlock, type QuotaRecord } from "./quota-record.ts";

/** The one count of a key's requests, whoever makes them: several processes at once, and those that come after. */
export interface QuotaLedger {
  /** Counts up to so many requests before they are made; or when there is room again. What is over is settled along with it. */
  reserve(purpose: Purpose, wanted: number, finished: readonly FinishedBlock[]): Promise<Block | { freeAtMs: number }>;
  /** Gives back what was not used. */
  settle(finished: readonly FinishedBlock[]): Promise<void>;
  /** The provider said it was too much. */
  tooMuch(untilMs: number): Promise<void>;
  /** Counts symbols that were not asked about lately; where there are too many, when there is room again. */
  admit(symbols: readonly string[]): Promise<{ freeAtMs: number } | undefined>;
  /** When so many requests could be made, by what was last seen. */
  freeAt(purpose: Purpose, count: number): number;
  use(): Promise<QuotaUse[]>;
}

export interface QuotaLedgerParts {
  state: ProviderState;
  place: StatePlace;
  limits: Limits;
  clock: Clock;
  /** Tells this process from others. */
  holder: string;
  log?: ((message: string) => void) | undefined;
}

/** Somebody else may be first, again and again; after so many times something is wrong with the store. */
const ATTEMPTS = 50;

export function createQuotaLedger({ state, place, limits, clock, holder, log }: QuotaLedgerParts): QuotaLedger {
  const book = createQuotaBook(limits);
  /** One change at a time: a process does not race with itself. */
  let turn: Promise<unknown> = Promise.resolve();
  let seen: { record: QuotaRecord; version: number } | undefined;
  /** The store could not be reached: this process counts by itself, from what it last saw, until it can. */
  let isAlone = false;
  /** What it has counted meanwhile. */
  let owed: ((record: QuotaRecord) => QuotaRecord)[] = [];

  async function read(): Promise<{ record: QuotaRecord; version: number }> {
    const kept = await state.read(place, "quota");
    return kept
      ? { record: recordOf(kept.value) ?? book.empty(), version: kept.version }
      : { record: book.empty(), version: 0 };
  }

  /** Changes what is written, again with what somebody else wrote first. A change that answers with no record only looks. */
  function change<T>(make: (record: QuotaRecord) => { record?: QuotaRecord; answer: T }): Promise<T> {
    const run = async (): Promise<T> => {
      try {
        const answer = await tryChange(make);
        if (isAlone) log?.(`The quota of ${place.provider} is shared again.`);
        isAlone = false;
        return answer;
      } catch (error) {
        // Without its counts a provider is still asked: prices matter more. What is counted meanwhile is written later.
        if (!isAlone)
          log?.(`The quota of ${place.provider} is counted by this process alone for a while: ${String(error)}`);
        isAlone = true;
        const { record } = book.current(seen?.record ?? book.empty(), clock());
        const made = make(record);
        if (made.record) {
          seen = { record: made.record, version: seen?.version ?? 0 };
          owed.push((later) => make(book.current(later, clock()).record).record ?? later);
        }
        return made.answer;
      }
    };
    const mine = turn.then(run);
    turn = mine.catch(() => {});
    return mine;
  }

  async function tryChange<T>(make: (record: QuotaRecord) => { record?: QuotaRecord; answer: T }): Promise<T> {
    let base = isAlone ? undefined : seen;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      base ??= await read();
      const { record, moved } = book.current(base.record, clock());
      const caughtUp = owed.reduce((sum, apply) => apply(sum), record);
      const made = make(caughtUp);
      const next = made.record ?? (moved || owed.length > 0 ? caughtUp : undefined);
      if (!next) {
        // What was seen may be old: others may have given something back since.
        if (base !== seen || isAlone) {
          seen = base;
          return made.answer;
        }
        base = undefined;
        continue;
      }
      const version = await state.write(place, "quota", next, base.version, book.keepMs);
      if (version !== undefined) {
        seen = { record: next, version };
        owed = [];
        return made.answer;
      }
      base = undefined;
    }
    throw new Error(`${ATTEMPTS} others were first.`);
  }

  const settled = (record: QuotaRecord, finished: readonly FinishedBlock[]) =>
    finished.reduce((sum, each) => book.settle(sum, holder, each, clock()), record);

  return {
    reserve(purpose, wanted, finished) {
      return change<Block | { freeAtMs: number }>((record) => {
        const before = settled(record, finished);
        const made = book.reserve(before, holder, purpose, wanted, clock());
        if ("block" in made) return { record: made.record, answer: made.block };
        return { ...(finished.length > 0 ? { record: before } : {}), answer: made };
      });
    },

    async settle(finished) {
      if (finished.length > 0) await change((record) => ({ record: settled(record, finished), answer: undefined }));
    },

    async tooMuch(untilMs) {
      await change((record) => ({ record: book.tooMuch(record, untilMs, clock()), answer: undefined }));
    },

    freeAt: (purpose, count) =>
      book.freeAt(book.current(seen?.record ?? book.empty(), clock()).record, purpose, count, clock()),

    use: () => change((record) => ({ answer: book.use(record, clock()) })),

    admit: createSymbolCount({ state, place, limits, clock }),
  };
}

/** Asked about once a day, a symbol is written at most once a day. */
const SYMBOL_STEPS = 30;

function createSymbolCount({
  state,
  place,
  limits,
  clock,
}: Pick<QuotaLedgerParts, "state" | "place" | "limits" | "clock">) {
  const NAME: StateName = "symbols";
  let seen: { untilMs: { [hash: string]: number }; version: number } | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  async function admit(symbols: readonly string[]): Promise<{ freeAtMs: number } | undefined> {
    if (!limits.symbols) return undefined;
    const { count, perMs } = limits.symbols;
    const stepMs = Math.ceil(perMs / SYMBOL_STEPS);
    const hashes = [...new Set(symbols.map(hashOf))];
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const nowMs = clock();
      // Until when a symbol asked about now counts: to the end of a step, so that it need not be written each time.
      const goneMs = Math.ceil(nowMs / stepMs) * stepMs + perMs;
      seen ??= await readSymbols();
      const current = Object.entries(seen.untilMs)
        .filter(([, untilMs]) => untilMs > nowMs)
        .map(([hash, untilMs]): [string, number] => [hash, Math.min(untilMs, goneMs)]);
      const known = new Map(current);
      const news = hashes.filter((hash) => known.get(hash) !== goneMs);
      if (news.length === 0) return undefined;
      for (const hash of news) known.set(hash, goneMs);
      if (known.size > count) {
        const ends = current.map(([, untilMs]) => untilMs).sort((a, b) => a - b);
        return { freeAtMs: ends[known.size - count - 1] ?? goneMs };
      }
      const { version } = seen;
      const written = await state.write(place, NAME, { untilMs: Object.fromEntries(known) }, version, perMs * 1.1);
      seen = written === undefined ? undefined : { untilMs: Object.fromEntries(known), version: written };
      if (seen) return undefined;
    }
    throw new Error(`${ATTEMPTS} others were first.`);
  }

  async function readSymbols(): Promise<NonNullable<typeof seen>> {
    const kept = await state.read(place, NAME);
    const { untilMs = {} } = (kept?.value ?? {}) as { untilMs?: { [hash: string]: number } };
    return { untilMs, version: kept?.version ?? 0 };
  }

  return (symbols: readonly string[]): Promise<{ freeAtMs: number } | undefined> => {
    const mine = turn.then(() => admit(symbols).catch(() => undefined));
    turn = mine;
    return mine;
  };
}

/** What somebody asks about is theirs: the count needs no names. */
function hashOf(symbol: string): string {
  return createHash("sha256").update(symbol).digest("base64url").slice(0, 12);
}

function recordOf(value: object): QuotaRecord | undefined {
  const { windows, line, holders, closed, halvedUntilMs } = value as Partial<QuotaRecord>;
  const isWhole = windows && line && holders && closed && typeof halvedUntilMs === "number";
  return isWhole ? { windows, line, holders, closed, halvedUntilMs } : undefined;
}
