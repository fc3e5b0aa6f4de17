import { createManualTime, type ManualTime } from "../manual-time.ts";
import { createMarket, type Market } from "../market.ts";
import { createMemoryShelf, type PriceShelf } from "../price-shelf.ts";
import type { ProviderParts } from "../provider.ts";
import { createCoinGecko } from "../providers/coingecko.ts";
import { createEcb } from "../providers/ecb.ts";
import { createFinnhub } from "../providers/finnhub.ts";
import { createStooq } from "../providers/stooq.ts";
import { createYahoo } from "../providers/yahoo.ts";
import { createMemoryProviderState, type ProviderState } from "../quota/provider-state.ts";
import { createQuotas } from "../quota/quotas.ts";
import { chanceOf, type SoakSizes, type SoakWorld, startSoakWorld } from "./soak-world.ts";

/** Friday afternoon in Europe, morning in New York: every market is open for the hour. */
export const SOAK_START = Date.parse("2026-11-20T15:00:00Z");
/** An answer is waited for so long (real time) before time moves on; what takes longer comes later, or never. */
const PATIENCE_MS = 40;
const TIMEOUT_MS = 150;

export interface Stage {
  world: SoakWorld;
  time: ManualTime;
  shelf: PriceShelf;
  state: ProviderState;
  /** A process of its own, with the same books and the same keys as the others. */
  open(): { market: Market; close(): Promise<void> };
  whileTimeMoves<T>(promise: Promise<T>): Promise<T>;
}

export interface StageOptions {
  /** Where prices, and what is known about providers, are kept. Left out, in memory. */
  shelf?: PriceShelf;
  state?: ProviderState;
}

export async function openStage(sizes: SoakSizes, seed: number, options: StageOptions = {}): Promise<Stage> {
  const underWay = new Map<object, number>();
  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      while ([...underWay.values()].some((sinceMs) => performance.now() - sinceMs < PATIENCE_MS)) {
        quiet = 0;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }
  const counted: typeof fetch = async (...request) => {
    const mine = {};
    underWay.set(mine, performance.now());
    try {
      return await fetch(...request);
    } finally {
      underWay.delete(mine);
    }
  };

  const time = createManualTime(SOAK_START, settle);
  const { clock, timers } = time;
  const world = await startSoakWorld(sizes, seed, clock);
  const { shelf = createMemoryShelf(), state = createMemoryProviderState(clock) } = options;
  let processes = 0;

  return {
    ...{ world, time, shelf, state },
    open() {
      const me = ++processes;
      let turn = 0;
      const random = () => chanceOf(seed + me, ++turn);
      const quotas = createQuotas({ state, clock, timers });
      const parts = (name: string, key?: string): ProviderParts => ({
        ...{ clock, timers, random, fetch: counted, timeoutMs: TIMEOUT_MS, key, url: world.servers[name]!.url },
        quota: quotas.of({ scope: "deployment", provider: name, keyHash: key ?? "none" }),
      });
      const market = createMarket({
        providers: [
          createFinnhub({ ...parts("finnhub", world.finnhub.key), socketUrl: world.finnhub.socketUrl }),
          ...[createYahoo(parts("yahoo")), createStooq(parts("stooq", world.stooq.key))],
          ...[createCoinGecko(parts("coingecko")), createEcb(parts("ecb"))],
        ],
        ...{ shelf, state, clock, timers, random, isEnabled: () => true, sharedShelf: true },
      });
      return {
        market,
        async close() {
          await market.close();
          await quotas.close();
        },
      };
    },
    async whileTimeMoves(promise) {
      let isOver = false;
      const over = promise.finally(() => {
        isOver = true;
      });
      while (!isOver) await time.advance(250);
      return over;
    },
  };
}
