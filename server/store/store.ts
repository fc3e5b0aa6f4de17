import type { ActionShelf } from "../market/past/action-shelf.ts";
import type { ProviderState } from "../market/quota/provider-state.ts";
import { createActionStore } from "./action-store.ts";
import { booksIdOf } from "./books-id.ts";
import { type ConnectionStore, createConnectionStore } from "./connection-store.ts";
import { createJournalCache } from "./journal-cache.ts";
import { createLease, type Lease } from "./lease.ts";
import { createPriceStore, type PriceStore, type Scope } from "./price-store.ts";
import { createProviderState } from "./provider-state.ts";
import { createProviderStore, type Owner, type ProviderStore } from "./provider-store.ts";
import { createRateStore, type RateStore } from "./rate-store.ts";
import type { Clock, Table } from "./table.ts";
import { createTickets, type Tickets } from "./tickets.ts";
import { createUserStore, type UserStore } from "./user-store.ts";

/** The store in the project's words. Whatever belongs to a user is reached through the store opened for that user. */
export interface Store {
  /** Which books these are, so that nobody takes one data folder for another. */
  booksId(): Promise<string>;
  forUser(user: string): UserStore;
  prices(scope: Scope): PriceStore;
  rates(scope: Scope): RateStore;
  /** Keys, sources and choices that are somebody's own, or the deployment's. */
  providersOf(owner: Owner): ProviderStore;
  /** What sources report that companies did. */
  readonly actions: ActionShelf;
  readonly tickets: Tickets;
  /** What is known about providers: quotas, pauses, refusals. */
  readonly providerState: ProviderState;
  /** One holder at a time, for instance of a provider's only socket. */
  lease(scope: Scope, name: string): Lease;
  connections(scope: Scope, shard: string): ConnectionStore;
  close(): Promise<void>;
}

export interface StoreOptions {
  clock: Clock;
  /** How many journals a process keeps in memory, so that it reads only what is new. */
  knownJournals?: number;
}

export function createStore(table: Table, { clock, knownJournals = 50 }: StoreOptions): Store {
  const journals = createJournalCache(knownJournals);
  return {
    booksId: () => booksIdOf(table),
    forUser: (user) => createUserStore(table, clock, journals, user),
    prices: (scope) => createPriceStore(table, clock, scope),
    actions: createActionStore(table),
    providersOf: (owner) => createProviderStore(table, owner),
    rates: (scope) => createRateStore(table, clock, scope),
    tickets: createTickets(table, clock),
    providerState: createProviderState(table, clock),
    lease: (scope, name) => createLease(table, clock, scope, name),
    connections: (scope, shard) => createConnectionStore(table, clock, scope, shard),
    close: () => table.close(),
  };
}
