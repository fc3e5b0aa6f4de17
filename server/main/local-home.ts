import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Hono } from "hono";
import { createApp } from "../api/app.ts";
import { knownListings } from "../api/known-listings.ts";
import type { RouteVariables } from "../api/route.ts";
import type { User } from "../auth.ts";
import { createLaptopDoor, LAPTOP_USER, type LaptopDoor } from "../auth-laptop.ts";
import { createLog, type Log } from "../log.ts";
import { createBackfill } from "../market/past/backfill.ts";
import { createWokenPrices } from "../market/past/past-prices.ts";
import { createUpkeep } from "../market/past/upkeep.ts";
import { PROVIDER_NAMES } from "../market/roster/provider-names.ts";
import { systemTimers } from "../market/timers.ts";
import { createHub, type Hub } from "../push/hub.ts";
import { PUSH_PATH } from "../push/local-socket.ts";
import { createMarketSource } from "../push/market-source.ts";
import { createMemoryTickets } from "../push/tickets.ts";
import { createSqliteTable } from "../store/sqlite-table.ts";
import { createStore } from "../store/store.ts";
import { VERSION } from "../version.ts";
import { browserKey } from "./local-lock.ts";
import { createLocalMarket } from "./local-market.ts";
import type { LocalOptions } from "./local-options.ts";

/** Everything a laptop's home is made of but the port. */
export interface LocalHome {
  app: Hono<{ Variables: RouteVariables }>;
  hub: Hub;
  door: LaptopDoor;
  log: Log;
  secret: string;
  instance: string;
  /** Which books are open here; undefined where they could not say. */
  books: Promise<string | undefined>;
  redeem(ticket: string): User | undefined;
  close(): Promise<void>;
}

/** A changed price is sent at once, later changes of the same instrument at most so often. */
const PUSH_INTERVAL_MS = 250;
/** What changes within so short a time goes out together: about a frame of the screen. */
const PUSH_BATCH_MS = 16;
const FIRST_SWEEP_MS = 30_000;
const DAY_MS = 86_400_000;

/** Opens the books of a folder. The caller holds the folder's lock. `port` is asked when it is known. */
export function openLocalHome(options: LocalOptions, port: () => number): LocalHome {
  const { data, clock = Date.now, logLevel = "warn", token = true } = options;
  const log = createLog({ level: logLevel, write: (line) => process.stderr.write(line), clock });
  const onError = (error: unknown) => log.error("the live feed failed", { error });

  const store = createStore(createSqliteTable({ file: join(data, "tickfolio.sqlite"), clock }), { clock });
  const books = store.booksId().catch((error: unknown) => {
    log.error("the books have no id", { error });
    return undefined;
  });
  const { market, sources } = createLocalMarket({ options, store, clock, log });
  const backfill = createBackfill({ store, market, clock, log });
  const upkeep = createUpkeep({ user: LAPTOP_USER.id, store, market, backfill, clock, timers: systemTimers, log });
  const source = createMarketSource({ store, market, onError });
  const hub = createHub({
    source,
    intervalMs: PUSH_INTERVAL_MS,
    batchMs: PUSH_BATCH_MS,
    epoch: clock(),
    clock,
    onError,
  });
  const tickets = createMemoryTickets({ path: PUSH_PATH, clock });
  const secret = randomBytes(32).toString("base64url");
  const instance = randomUUID();
  const door = createLaptopDoor({ key: browserKey(data), secret, port, required: token, clock });
  const app = createApp({
    store,
    market,
    pastPrices: createWokenPrices(backfill, upkeep.wake),
    sources,
    providerNames: PROVIDER_NAMES,
    verifier: door,
    tickets,
    notices: hub,
    clock,
    log,
    home: "laptop",
    version: VERSION,
    storage: "SQLite file",
    instance,
    listingOf: knownListings(market.roster),
    makeLink: () => (token ? `http://127.0.0.1:${port()}/?token=${door.makeToken()}` : `http://127.0.0.1:${port()}/`),
  });

  // What has closed while nobody was there, and what was begun and not finished.
  const waking = setTimeout(upkeep.wake, FIRST_SWEEP_MS).unref();
  const sweeping = sweepDaily(() => store.forUser(LAPTOP_USER.id).sweep(), log);

  return {
    app,
    hub,
    door,
    log,
    secret,
    instance,
    books,
    redeem: tickets.redeem,
    async close() {
      clearTimeout(waking);
      const idle = upkeep.close();
      await sweeping.stop();
      await hub.close();
      // What is still asked for ends with the market.
      await market.close();
      await idle;
      await books;
      await store.close();
    },
  };
}

/** Removes what imports that never finished have left, shortly after the start and then once a day. */
function sweepDaily(sweep: () => Promise<number>, log: Log): { stop(): Promise<void> } {
  let running = Promise.resolve();
  const run = () => {
    running = sweep().then(
      (removed) => log.info("swept", { removed }),
      (error) => log.error("sweeping failed", { error }),
    );
  };
  const first = setTimeout(run, FIRST_SWEEP_MS).unref();
  const daily = setInterval(run, DAY_MS).unref();
  return {
    async stop() {
      clearTimeout(first);
      clearInterval(daily);
      await running;
    },
  };
}
