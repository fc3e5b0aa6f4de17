import type { InstrumentId, Session } from "@tickfolio/engine";
import type { MarketNow } from "./market-hours.ts";
import type { State, Store } from "./state.ts";

/** Asks for the calendars once something is there whose market closes, and when what has been read is on the screen. */
export function startCalendars(store: Store, painted: () => Promise<void>): void {
  let asked = false;
  store.subscribe(() => {
    const { instruments, answered } = store.get();
    if (asked || answered.size === 0) return;
    if (![...instruments.values()].some(({ mic }) => mic !== null && mic !== "SIM")) return;
    asked = true;
    painted()
      .then(() => import("./market-hours.ts"))
      .then(
        (calendars) => store.set({ calendars }),
        // Offline: prices are then judged by weekdays, and the next try is the next page.
        () => {},
      );
  });
}

/** The session of an instrument's market; undefined of what never closes, and until the calendars are there. */
export function sessionOf({ calendars, instruments }: State, id: InstrumentId, nowMs: number): Session | undefined {
  const instrument = instruments.get(id);
  return instrument && calendars?.sessionNow(instrument, nowMs);
}

export function marketOf({ calendars, instruments }: State, id: InstrumentId, nowMs: number): MarketNow | undefined {
  const instrument = instruments.get(id);
  return instrument && calendars?.marketNow(instrument, nowMs);
}
