// AWS Lambda that brings prices to those who watch, run after run by Step Functions; and after each market day fetches the closes.

import type { Instrument } from "@tickfolio/engine";
import { readCloudConfig } from "../config.ts";
import type { Market } from "../market/market.ts";
import { fetchDay } from "../push/end-of-day.ts";
import { createGateway } from "../push/gateway.ts";
import { createMarketSource } from "../push/market-source.ts";
import { FEED } from "../push/socket-events.ts";
import { runTicker, type Upstream } from "../push/ticker.ts";
import type { Connection } from "../store/connection-store.ts";
import { openCloud } from "./cloud.ts";
import { openCloudMarket } from "./cloud-market.ts";
import { createProviderKeys } from "./provider-keys.ts";

const cloud = openCloud(readCloudConfig());
const { config, aws, store, clock, log } = cloud;
const readKeys = createProviderKeys({ aws, secret: config.secret, clock, log: (message) => log.warn(message) });

/** The rest of a Lambda's time, for closing: far more than it takes, because nothing else closes the provider's stream. */
const CLOSING_MS = 60_000;

interface TickerEvent {
  task: "run" | "end-of-day";
  /** How many runs of this execution came before. */
  rounds?: number;
}

export async function handler(
  event: TickerEvent,
  context: { awsRequestId: string; getRemainingTimeInMillis(): number },
): Promise<object> {
  const runMs = Math.max(0, context.getRemainingTimeInMillis() - CLOSING_MS);
  if (event.task === "end-of-day") return endOfDay(runMs);
  const result = await runTicker({
    connections: store.connections(FEED.scope, FEED.shard),
    lease: store.lease(FEED.scope, FEED.leader),
    holder: context.awsRequestId,
    gateway: createGateway({
      aws,
      callbackUrl: config.callbackUrl,
      onError: (error) => log.warn("A message was not sent.", { error }),
    }),
    openUpstream,
    intervalMs: config.liveIntervalMs,
    idleMs: config.idleMs,
    runMs,
    clock,
    monotonic: () => performance.now(),
    log,
  });
  return { task: "run", rounds: (event.rounds ?? 0) + 1, ...result };
}

async function openUpstream(): Promise<Upstream> {
  const { market } = await openCloudMarket(cloud, readKeys);
  const known = new Map<string, { watched: string; instruments: Instrument[] }>();

  async function instrumentsOf({ id, user, watched }: Connection): Promise<Instrument[]> {
    const text = JSON.stringify(watched);
    const before = known.get(id);
    if (before?.watched === text) return before.instruments;
    const wanted = new Set(watched);
    const instruments = (await store.forUser(user).instruments()).filter((instrument) => wanted.has(instrument.id));
    known.set(id, { watched: text, instruments });
    return instruments;
  }

  return {
    source: createMarketSource({
      store,
      market,
      onError: (error) => log.error("A price could not be read.", { error }),
    }),
    async isAnyOpen(watching) {
      for (const connection of watching) {
        if ((await instrumentsOf(connection)).some((instrument) => market.isTrading(instrument))) return true;
      }
      return false;
    },
    close: () => market.close(),
  };
}

async function endOfDay(runMs: number): Promise<object> {
  let opened: Market | undefined;
  const openMarket = async () => {
    ({ market: opened } = await openCloudMarket(cloud, readKeys));
    return opened;
  };
  try {
    return await fetchDay({ store, openMarket, clock, untilMs: clock() + runMs, log });
  } finally {
    await opened?.close();
  }
}
