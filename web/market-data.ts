import type { Instrument } from "@tickfolio/engine";
import type { CustomSource, HeldKey, InstrumentData, MarketStatus, ProviderStatus } from "@tickfolio/protocol";
import { useEffect } from "react";
import { createCell, useCell } from "./cell.ts";
import type { State } from "./live/state.ts";
import { client, figures, useLive } from "./live.ts";
import { troubleOf } from "./trouble-words.ts";

/** What the page on market data shows. What was read once stays while a later request fails. */
export interface MarketData {
  status: MarketStatus | null;
  keys: readonly HeldKey[];
  customs: readonly CustomSource[];
  failure: string | null;
}

export const marketData = createCell<MarketData>({ status: null, keys: [], customs: [], failure: null });

/** Budgets fill and empty while somebody looks. */
const AGAIN_MS = 30_000;
let turn = 0;

/** Reads who is asked what and what every instrument rests on; nobody outside is asked for it. */
export async function readMarketData(): Promise<void> {
  const mine = ++turn;
  try {
    const [status, keys, customs] = await Promise.all([
      client.marketStatus(),
      client.providerKeys(),
      client.customProviders(),
    ]);
    // A later look may have come back earlier.
    if (mine === turn) marketData.set({ status, keys: keys.items, customs: customs.items, failure: null });
  } catch (error) {
    if (mine === turn) marketData.set({ ...marketData.get(), failure: troubleOf(error) });
  }
}

/** The same, kept fresh as long as it is shown: a first price, or one of another source, is news at once. */
export function useMarketData(): MarketData {
  const sources = useLive(sourcesKey);
  // biome-ignore lint/correctness/useExhaustiveDependencies: who prices what has changed, so it is read again.
  useEffect(() => {
    void readMarketData();
    const timer = setInterval(() => document.visibilityState === "visible" && void readMarketData(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [sources]);
  return useCell(marketData);
}

export interface InstrumentRow {
  data: InstrumentData;
  instrument: Instrument;
  isHeld: boolean;
  isOld: boolean;
  /** Something that only a person can decide. */
  needsYou: boolean;
}

/** The user's instruments with what there is to do about each; invented ones have one price for all and need nobody. */
export function useInstrumentRows(data: readonly InstrumentData[]): readonly InstrumentRow[] {
  const instruments = useLive((state) => state.instruments);
  const held = new Set(useLive(heldKey).split(" "));
  const old = new Set(useLive(oldKey).split(" "));
  return data.flatMap((one) => {
    const instrument = instruments.get(one.instrument);
    if (!instrument || instrument.mic === "SIM") return [];
    return [rowOf(one, instrument, held.has(instrument.id), old.has(instrument.id))];
  });
}

function rowOf(data: InstrumentData, instrument: Instrument, isHeld: boolean, isOld: boolean): InstrumentRow {
  const isMissed = data.source === null && isHeld;
  const needsYou = isMissed || data.quarantined.length > 0 || isDisputed(data);
  return { data, instrument, isHeld, isOld, needsYou };
}

/** Sources differ, and nobody has said yet which of them counts. */
export const isDisputed = ({ disagreements, pinned }: InstrumentData) => disagreements.length > 0 && !pinned;

/** Who prices what, as text: it stays the same while prices merely move. */
function sourcesKey({ quotes }: State): string {
  return Array.from(quotes.values(), ({ instrument, source }) => `${instrument} ${source}`)
    .sort()
    .join("\n");
}

const realPortfolios = (state: State) => state.portfolios.filter(({ sample }) => !sample);

/** As text, so that a tick does not make it another one. */
function heldKey(state: State): string {
  const ids = realPortfolios(state).flatMap(({ id }) =>
    [...(figures.book(state, id)?.positions.values() ?? [])]
      .filter(({ quantity }) => !quantity.isZero())
      .map(({ instrument }) => instrument),
  );
  return [...new Set(ids)].sort().join(" ");
}

function oldKey(state: State): string {
  const ids = realPortfolios(state).flatMap(({ id }) => figures.valuation(state, id)?.stale ?? []);
  return [...new Set(ids)].sort().join(" ");
}

/** A switch as it stands: as it was set, else as the provider comes. */
export function isOn({ name, defaultOn }: ProviderStatus, switches: Readonly<Record<string, boolean>>): boolean {
  return switches[name] ?? defaultOn;
}

/** What a source is called: a person's own has the name they gave it. */
export function titleFor(source: string, status: MarketStatus | null): string | undefined {
  return status?.items.find(({ name }) => name === source)?.title;
}
