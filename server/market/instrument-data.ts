import { type CloseSeries, dayFromNumber, type Instrument } from "@tickfolio/engine";
import type { InstrumentData } from "@tickfolio/protocol";
import { type Desk, isLocal } from "./desk.ts";
import type { Board } from "./judging/board.ts";
import { disagreementsWith, toQuarantined, waitingFor } from "./judging/quarantine.ts";
import { nextStepFor, type OwnRemedy } from "./next-step.ts";
import { type Gaps, gapsOf } from "./past/series-gaps.ts";
import type { PriceShelf, Scope } from "./price-shelf.ts";
import type { Clock } from "./provider.ts";
import { sessionNow } from "./session-of-price.ts";
import { type ScopedQuote, scopesFor, type UserDesk } from "./user-desk.ts";

/** So many are looked at together: a store that is far away is asked for some things at once, and never for thousands. */
const AT_ONCE = 24;
const MOST_REMEMBERED = 4_000;
const FIRST_DAY = "1800-01-01";

interface Parts {
  desk: Desk;
  board: Pick<Board, "lasts" | "voices" | "odd">;
  shelf: Pick<PriceShelf, "closes">;
  clock: Clock;
  ownRemedy?: OwnRemedy | undefined;
}

/** What prices of some instruments rest on, for one user: read from what is stored. Nobody outside is asked. */
export type DataOf = (user: string, instruments: readonly Instrument[]) => Promise<InstrumentData[]>;

export function createInstrumentData({ desk, board, shelf, clock, ownRemedy }: Parts): DataOf {
  /** A series stays the same until it is stored again, and has thousands of days. */
  const looked = new Map<string, Gaps>();

  function gapsIn(instrument: Instrument, scope: Scope, series: CloseSeries, storedAt: string): Gaps {
    const key = [scope, instrument.id, series.source, storedAt, series.days.length].join("\n");
    const known = looked.get(key);
    if (known) return known;
    const gaps = gapsOf(instrument, series);
    if (looked.size >= MOST_REMEMBERED) looked.delete(looked.keys().next().value!);
    looked.set(key, gaps);
    return gaps;
  }

  async function seriesOf(mine: UserDesk, instrument: Instrument): Promise<InstrumentData["series"]> {
    const lists = await Promise.all(
      scopesFor(mine.user, instrument).map(async (scope) =>
        (await shelf.closes(scope, instrument.id))
          .filter(({ series }) => series.days.length > 0 && mine.maySee(instrument, scope, series.source))
          .map(({ series, storedAt }) => told(series, gapsIn(instrument, scope, series, storedAt))),
      ),
    );
    lists.push(await onThisMachine(mine, instrument));
    // Of a source that speaks in several scopes the user's own word counts, and that comes first.
    const all = lists.flat();
    return all.filter(({ source }, index) => all.findIndex((one) => one.source === source) === index);
  }

  /** What lies in files here is kept nowhere else. */
  async function onThisMachine(mine: UserDesk, instrument: Instrument): Promise<InstrumentData["series"]> {
    const here = mine.able(instrument, "closes").filter((provider) => isLocal(provider) && mine.on.has(provider));
    const all = await Promise.all(
      here.map(async (provider) => {
        if (provider.simulated) return [];
        const series = await provider.closes!(instrument, FIRST_DAY).catch(() => undefined);
        if (!series || series.days.length === 0) return [];
        return [told(series, gapsIn(instrument, provider.scope, series, String(series.days.at(-1))))];
      }),
    );
    return all.flat();
  }

  async function dataOf(mine: UserDesk, instrument: Instrument): Promise<InstrumentData> {
    const scopes = scopesFor(mine.user, instrument);
    const [lasts, said, waiting, series] = await Promise.all([
      board.lasts(scopes, instrument.id),
      board.voices(scopes, instrument.id),
      waitingFor(mine, board.odd, instrument),
      seriesOf(mine, instrument),
    ]);
    const shown = mine.best(instrument, lasts);
    const voices = said.filter(({ scope, quote }) => mine.maySee(instrument, scope, quote.source));
    const pin = mine.pinOf(instrument);
    return {
      instrument: instrument.id,
      source: shown?.source ?? null,
      pinned: pin !== undefined && pin === shown?.source,
      ...(pin === undefined ? {} : { pin }),
      ...(shown ? { price: shown.price, at: shown.at } : {}),
      currency: shown?.currency ?? instrument.currency,
      session: sessionNow(instrument, clock()),
      sources: choicesOf(mine, instrument, voices),
      series,
      quarantined: waiting.map(({ odd }) => toQuarantined(odd)),
      disagreements: disagreementsWith(shown, voices),
      ...(shown ? {} : { nextStep: nextStepFor(desk, mine, instrument, ownRemedy).message }),
    };
  }

  return async (user, instruments) => {
    const mine = await desk.forUser(user);
    const found: InstrumentData[] = [];
    for (let start = 0; start < instruments.length; start += AT_ONCE) {
      const group = instruments.slice(start, start + AT_ONCE);
      found.push(...(await Promise.all(group.map((instrument) => dataOf(mine, instrument)))));
    }
    return found;
  };
}

function told(series: CloseSeries, { ranges, missing }: Gaps): InstrumentData["series"][number] {
  const { source, adjustment, days } = series;
  return {
    ...{ source, adjustment, closes: days.length, gaps: ranges, missing },
    ...{ from: dayFromNumber(days[0]!), to: dayFromNumber(days.at(-1)!) },
  };
}

/** Sources that could be wanted before all others: those that can be asked, and those that have said something. */
function choicesOf(mine: UserDesk, instrument: Instrument, voices: readonly ScopedQuote[]): string[] {
  const asked = mine.able(instrument, "quote").filter((provider) => mine.on.has(provider) && !provider.needs);
  return [...new Set([...asked.map(({ name }) => name), ...voices.map(({ quote }) => quote.source)])];
}
