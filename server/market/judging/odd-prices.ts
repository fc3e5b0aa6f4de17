import type { InstrumentId, Quote } from "@tickfolio/engine";
import { redacted } from "../door/redact.ts";
import { ODD_PRICE_DAYS, type OddPrice, type PriceShelf, type Scope } from "../price-shelf.ts";
import type { Clock } from "../provider.ts";
import { isNear } from "./judge-quote.ts";

const DAY_MS = 86_400_000;
/** Of one instrument in one scope; a source that says nonsense every second fills no shelf. */
const MOST_KEPT = 5;
const LARGEST_SAMPLE = 2_048;
/** Another process, or the user through it, may have decided meanwhile. */
const REREAD_MS = 60_000;

/** Why a price is odd, beside what was said. */
export interface Oddity {
  kind: OddPrice["kind"];
  against?: number;
  reason: string;
  /** What was said, where it is more than the quote. */
  sample?: string;
}

/** The prices that are not believed, as they are on the shelf. */
export interface OddPrices {
  /** Those of a scope, oldest first, decided or not. */
  of(scope: Scope, instrument: InstrumentId): Promise<readonly OddPrice[]>;
  /** Those read before in this process; none where nothing odd has come. */
  known(instrument: InstrumentId): readonly { scope: Scope; odd: OddPrice }[];
  /** Keeps it unless the same source has said about the same before; says whether it was kept. */
  keep(scope: Scope, quote: Quote, oddity: Oddity): Promise<boolean>;
  /** A user's decision, in their own scope. */
  decide(scope: Scope, odd: OddPrice, decision: NonNullable<OddPrice["decision"]>): Promise<void>;
  /** A decision is taken back: it waits again. */
  reopen(scope: Scope, odd: OddPrice): Promise<void>;
  /** It has been explained. */
  release(scope: Scope, instrument: InstrumentId, id: string): Promise<void>;
}

export function createOddPrices(shelf: PriceShelf, clock: Clock, log: (message: string) => void): OddPrices {
  interface Kept {
    prices: OddPrice[];
    readAtMs: number;
  }
  const cache = new Map<InstrumentId, Map<Scope, Kept>>();

  const isOver = (odd: OddPrice) => clock() - Date.parse(odd.keptAt) >= ODD_PRICE_DAYS * DAY_MS;

  async function kept(scope: Scope, instrument: InstrumentId): Promise<Kept> {
    const scopes = cache.get(instrument) ?? new Map<Scope, Kept>();
    let entry = scopes.get(scope);
    if (!entry || clock() - entry.readAtMs > REREAD_MS) {
      const prices = await shelf.oddPrices(scope, instrument);
      entry = { prices: prices.filter((odd) => !isOver(odd)), readAtMs: clock() };
      remember(instrument, scopes.set(scope, entry));
    }
    return entry;
  }

  /** What has nothing odd takes no room. */
  function remember(instrument: InstrumentId, scopes: Map<Scope, Kept>): void {
    for (const [scope, { prices }] of scopes) if (prices.length === 0) scopes.delete(scope);
    if (scopes.size > 0) cache.set(instrument, scopes);
    else cache.delete(instrument);
  }

  async function change(scope: Scope, instrument: InstrumentId, prices: OddPrice[], write: () => Promise<void>) {
    remember(instrument, (cache.get(instrument) ?? new Map()).set(scope, { prices, readAtMs: clock() }));
    await write();
  }

  async function put(scope: Scope, odd: OddPrice): Promise<void> {
    const { prices } = await kept(scope, odd.quote.instrument);
    const all = [...prices.filter(({ id }) => id !== odd.id), odd];
    const leaving = all.slice(0, Math.max(0, all.length - MOST_KEPT));
    await change(scope, odd.quote.instrument, all.slice(leaving.length), async () => {
      await shelf.saveOddPrice(scope, odd);
      for (const { id } of leaving) await shelf.dropOddPrice(scope, odd.quote.instrument, id);
    });
  }

  return {
    of: async (scope, instrument) => (await kept(scope, instrument)).prices.filter((odd) => !isOver(odd)),

    known: (instrument) =>
      [...(cache.get(instrument) ?? [])].flatMap(([scope, { prices }]) => prices.map((odd) => ({ scope, odd }))),

    async keep(scope, quote, { kind, against, reason, sample }) {
      const { prices } = await kept(scope, quote.instrument);
      const isSame = (odd: OddPrice) =>
        odd.kind === kind && odd.quote.source === quote.source && isNear(odd.quote.price, quote.price);
      if (prices.some(isSame)) return false;
      const id = `${kind === "series" ? "series" : "odd"}_${quote.source}_${Date.parse(quote.at).toString(36)}`;
      try {
        await put(scope, {
          ...{ id, kind, quote, reason, keptAt: new Date(clock()).toISOString() },
          ...(against === undefined ? {} : { against }),
          sample: redacted(sample ?? JSON.stringify(quote)).slice(0, LARGEST_SAMPLE),
        });
      } catch (error) {
        log(`An odd price could not be kept: ${error instanceof Error ? error.message : String(error)}`);
      }
      return true;
    },

    decide: (scope, odd, decision) => put(scope, { ...odd, decision }),
    reopen: (scope, { decision: _, ...odd }) => put(scope, odd),

    async release(scope, instrument, id) {
      const { prices } = await kept(scope, instrument);
      const left = prices.filter((odd) => odd.id !== id);
      if (left.length < prices.length) {
        await change(scope, instrument, left, () => shelf.dropOddPrice(scope, instrument, id));
      }
    },
  };
}
