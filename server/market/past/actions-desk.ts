import { addDays, type Day, type Instrument, isDay, type ReportedAction } from "@tickfolio/engine";
import { isLocal } from "../desk.ts";
import { type Provider, ProviderError } from "../provider.ts";
import { within } from "../timers.ts";
import type { StoredActions } from "./action-shelf.ts";
import { createAskSeries, createOnce, type SeriesParts } from "./series-desk.ts";

/** Companies announce on few days; asking more often than this brings nothing. */
const FRESH_MS = 24 * 3_600_000;
/** How long an answer waits for sources that have not been asked yet. What comes later is kept. */
const PATIENCE_MS = 1_500;
/** Nobody waits for these, so few are asked at a time. */
const AT_ONCE = 2;
/** Sixty years of monthly dividends, and more than anybody has to say. */
const MOST_ACTIONS = 2_000;

/** What sources report of an instrument, best first; `waiting`: some have been asked and have not answered yet. */
export interface KnownActions {
  reports: { source: string; actions: readonly ReportedAction[] }[];
  waiting: boolean;
}

/** Splits and dividends: unlike prices every source is asked, since what two of them say can be compared. */
export function createActionsDesk(parts: SeriesParts) {
  const { desk, shelf, clock, timers, log } = parts;
  const ask = createAskSeries(parts);
  const once = createOnce<StoredActions | undefined>();
  const turn = createTurns(AT_ONCE);

  const isFresh = (kept: StoredActions, from: Day) =>
    kept.askedFrom <= from && clock() - Date.parse(kept.storedAt) < FRESH_MS;

  async function fetchActions(provider: Provider, instrument: Instrument, from: Day, kept?: StoredActions) {
    const askedFrom = kept && kept.askedFrom < from ? kept.askedFrom : from;
    const run = (signal: AbortSignal) => provider.actions!(instrument, askedFrom, signal);
    const answer = await ask(provider, "actions", run, "background", instrument);
    desk.refusals.answered(provider, "actions", instrument);
    const actions = checkedActions(answer);
    const stored = { source: provider.name, actions, askedFrom, storedAt: new Date(clock()).toISOString() };
    if (!isLocal(provider)) await shelf.saveActions(provider.scope, instrument.id, stored);
    return stored;
  }

  /** A failure is noted and leaves what was stored. */
  function fetchOnce(provider: Provider, instrument: Instrument, from: Day, kept?: StoredActions) {
    return once(`${desk.serial(provider)}\n${instrument.id}`, () =>
      turn(() => fetchActions(provider, instrument, from, kept)).catch((error) => {
        if (error instanceof ProviderError) desk.refusals.remember(provider, "actions", instrument, error);
        else if (!desk.isClosing()) log(`Actions of ${instrument.symbol} were lost: ${String(error)}`);
        return undefined;
      }),
    );
  }

  return {
    /** From a little before a day on, of every source that the user lets be asked. */
    async actions(user: string, instrument: Instrument, day: Day): Promise<KnownActions> {
      const mine = await desk.forUser(user);
      const from = addDays(day, -7);
      const sources = mine.able(instrument, "actions").filter((provider) => mine.on.has(provider));
      const mayBeAsked = new Set(mine.chain(instrument, "actions"));
      let waiting = false;
      const found = await Promise.all(
        sources.map(async (provider) => {
          const kept = await shelf.actions(provider.scope, instrument.id, provider.name);
          if ((kept && isFresh(kept, from)) || !mayBeAsked.has(provider)) return kept;
          const request = fetchOnce(provider, instrument, from, kept);
          let isDone = false;
          const answer = await within(
            timers,
            PATIENCE_MS,
            request.finally(() => (isDone = true)),
          );
          if (!isDone) waiting = true;
          return answer ?? kept;
        }),
      );
      const reports = found.flatMap((one) => (one ? [{ source: one.source, actions: one.actions }] : []));
      return { reports, waiting };
    },
  };
}

/** What makes no sense is left out: no day, nothing paid, a ratio of nothing. */
function checkedActions(actions: readonly ReportedAction[]): ReportedAction[] {
  const isAmount = (value: number) => Number.isFinite(value) && value > 0;
  const good = actions.filter((action) => {
    if (!isDay(action.day)) return false;
    if (action.kind === "split") return isAmount(action.from) && isAmount(action.to);
    return isAmount(action.amount) && (action.payDay === undefined || isDay(action.payDay));
  });
  return good.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)).slice(-MOST_ACTIONS);
}

/** So many at a time, the others in the order they came. */
function createTurns(atOnce: number): <T>(run: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (run) => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
