import { type Day, exchangeOf, type Instrument, type InstrumentId, lastClose, localTime } from "@tickfolio/engine";
import type { Clock, Provider } from "../provider.ts";
import { sessionNow } from "../session-of-price.ts";
import type { Board } from "./board.ts";

/** So long after the opening, or the close, every source that has prices of the session has one, also those that are delayed. */
const SETTLED_MS = 30 * 60_000;
/** What nobody has a price of today is asked of the others again after so long: mostly it has just not been traded. */
const QUIET_MS = 60 * 60_000;

/** Which instruments a source has nothing newer of than an earlier session than the one that is on, or was the last. */
export interface Behind {
  of(provider: Provider, instruments: readonly Instrument[]): Promise<Set<InstrumentId>>;
  /** Nobody asked has a newer price. */
  nobodyHas(instruments: readonly InstrumentId[]): void;
}

export function createBehind(board: Pick<Board, "voices">, clock: Clock): Behind {
  const quietUntilMs = new Map<InstrumentId, number>();

  /** The session a price should be of by now: the one that is on, else the last one that is over. */
  function sessionDay(instrument: Instrument): Day | undefined {
    const nowMs = clock();
    const settledMs = nowMs - SETTLED_MS;
    if (nowMs < (quietUntilMs.get(instrument.id) ?? 0)) return undefined;
    if (instrument.kind === "crypto") return localTime(settledMs, "UTC").day;
    const exchange = exchangeOf(instrument);
    const now = sessionNow(instrument, nowMs);
    if (!exchange || now === "unknown") return undefined;
    const isOn = now === "regular" && sessionNow(instrument, settledMs) === "regular";
    const sessionMs = isOn ? settledMs : lastClose(exchange, settledMs);
    return sessionMs === undefined ? undefined : localTime(sessionMs - 1, exchange.timeZone).day;
  }

  return {
    async of(provider, instruments) {
      const behind = new Set<InstrumentId>();
      for (const instrument of instruments) {
        const day = sessionDay(instrument);
        if (day === undefined) continue;
        const voices = await board.voices([provider.scope], instrument.id);
        const said = voices.find(({ quote }) => quote.source === provider.name);
        if (said && said.quote.day < day) behind.add(instrument.id);
      }
      return behind;
    },
    nobodyHas(instruments) {
      for (const id of instruments) quietUntilMs.set(id, clock() + QUIET_MS);
    },
  };
}
