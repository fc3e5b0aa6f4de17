import { createRates } from "@tickfolio/engine";
import { createClient } from "@tickfolio/protocol";
import { useCallback, useRef, useSyncExternalStore } from "react";
import { startCalendars } from "./live/calendars.ts";
import { createChanges } from "./live/changes.ts";
import { createCurvesElsewhere } from "./live/curves-elsewhere.ts";
import { createFigures } from "./live/figures.ts";
import { createLoading } from "./live/loading.ts";
import { createLongHistory } from "./live/long-history.ts";
import { createStore, initialState, type State } from "./live/state.ts";
import { startWatching } from "./live/watching.ts";
import { browserParts, createSessionKeeper } from "./sign-in.ts";

const MINUTE_MS = 60_000;

/** In the cloud people sign in with the first request; on a laptop it has nothing to add. */
export const session = createSessionKeeper(browserParts(window));

/** The one door to the server. */
export const client = createClient({
  fetch: (url, init) => fetch(url, { ...init, credentials: "same-origin" }),
  headers: session.headers,
});

const store = createStore(initialState(createRates([]), today()));
export const figures = createFigures({
  ask: createCurvesElsewhere(
    createLongHistory(() => new Worker(new URL("./live/history-worker.ts", import.meta.url), { type: "module" }), turn),
  ),
  changed: () => store.set({}),
});
export const loading = createLoading(client, store, painted);
export const changes = createChanges(client, store, loading);
export const watching = startWatching(client, store, figures, loading);
export const current = store.get;

/** Asks for everything, and keeps the calendar day. */
export function start(): void {
  void loading.open();
  // A failure is told by the first requests, which wait for the same.
  session.books().then(
    (books) => store.set({ books: books ?? null }),
    () => {},
  );
  startCalendars(store, painted);
  setInterval(() => {
    // A market that opens or closes is said although no price has changed.
    if (today() === store.get().today) return store.set({});
    store.set({ today: today() });
    void loading.renew();
  }, MINUTE_MS);
}

/** A part of the state, or a figure computed from it; the component is drawn again when the result is another one. */
export function useLive<T>(select: (state: State) => T): T {
  const latest = useRef(select);
  latest.current = select;
  const read = useCallback(() => latest.current(store.get()), []);
  return useSyncExternalStore(store.subscribe, read);
}

/** How far the reader's clock is from the server's, so that ages do not depend on it. */
let clockOffsetMs = 0;
store.subscribe(() => {
  const now = store.get().session?.now;
  if (now && now !== measured) {
    measured = now;
    clockOffsetMs = Date.parse(now) - Date.now();
  }
});
let measured: string | undefined;
export const serverNow = (): number => Date.now() + clockOffsetMs;

/** From a frame's last callback until a slow machine has it on the screen. */
const PAINT_MS = 150;
const LONGEST_PAINT_MS = 500;

/** After the next frame has been drawn; a page that nobody looks at draws none, and goes on after a moment. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, PAINT_MS)));
    setTimeout(resolve, LONGEST_PAINT_MS);
  });
}

/** What waits to be drawn or answered has its turn. By a message, because timers that follow on one another wait 4 ms each. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

function today(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
