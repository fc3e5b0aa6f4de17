import { Decimal, type EntryDraft, type Transaction } from "@tickfolio/engine";
import { type Client, createClient, newId, problemAnswer } from "@tickfolio/protocol";
import { bearerOf } from "../auth.ts";
import { createLog } from "../log.ts";
import { createMarket } from "../market/market.ts";
import { createBackfill } from "../market/past/backfill.ts";
import { createAskedPrices } from "../market/past/past-prices.ts";
import { createMemoryShelf } from "../market/price-shelf.ts";
import type { Provider } from "../market/provider.ts";
import { createSimulator } from "../market/providers/simulator.ts";
import { CATALOGUE } from "../market/roster/catalogue.ts";
import type { RosterParts } from "../market/roster/catalogue-roster.ts";
import { openRoster } from "../market/roster/open-roster.ts";
import { PROVIDER_NAMES } from "../market/roster/provider-names.ts";
import { createMemoryTickets } from "../push/tickets.ts";
import { createMemoryTable } from "../store/memory-table.ts";
import { createStore, type Store } from "../store/store.ts";
import type { Table } from "../store/table.ts";
import type { KeySource } from "../vault.ts";
import { createDerivedKey } from "../vault-keys.ts";
import { type AppDeps, createApp } from "./app.ts";
import { enabledBySettings, type SettingsOf } from "./enabled-providers.ts";
import { knownListings } from "./known-listings.ts";
import type { Route } from "./route.ts";
import { routesOf } from "./routes.ts";

export const NOW = Date.parse("2026-03-02T10:00:00Z");

/** A server in process on the memory store and the simulated market. Whoever a bearer token names is who asks. */
export function startApp(
  options: {
    table?: Table;
    providers?: Provider[];
    clock?: () => number;
    home?: AppDeps["home"];
    /** Providers of the catalogue there are, with where they answer; all others are none of this home's. */
    settings?: RosterParts["settings"];
    vaultKey?: KeySource;
    custom?: RosterParts["custom"];
    fetch?: typeof fetch;
    /** Whether who has saved no settings counts as one who has seen who would be asked. */
    haveSeen?: boolean;
  } = {},
) {
  const { clock = () => NOW, haveSeen = true } = options;
  const store = createStore(options.table ?? createMemoryTable({ clock }), { clock });
  const providers = options.providers ?? [createSimulator({ clock })];
  const {
    settings = {},
    vaultKey = createDerivedKey(async () => "a text that nobody can guess, or so"),
    home = "laptop",
  } = options;
  const { roster, sources } = openRoster({
    ...{ store, clock, settings, vaultKey, local: providers, keepsKeys: home === "laptop" },
    ...(options.custom ? { custom: options.custom } : {}),
    fetch: options.fetch,
    without: new Set(CATALOGUE.map(({ name }) => name).filter((name) => !(name in settings))),
    keyRemedy: () => "Put it in under Market data.",
  });
  const market = createMarket({
    providers: roster,
    shelf: createMemoryShelf(),
    state: store.providerState,
    clock,
    isEnabled: enabledBySettings(haveSeen ? seenBy(store) : store, clock),
    patienceMs: 200,
  });
  const notices: string[] = [];
  const logged: string[] = [];
  const log = createLog({ level: "warn", write: (line) => void logged.push(line), clock });
  const deps: AppDeps = {
    store,
    market,
    pastPrices: createAskedPrices(async () => createBackfill({ store, market, clock, log }), clock, 5_000),
    sources,
    providerNames: [...PROVIDER_NAMES, ...providers.map(({ name }) => name)],
    verifier: {
      async user(request) {
        const name = bearerOf(request.headers.get("authorization"));
        return name ? { id: name, name } : undefined;
      },
    },
    tickets: createMemoryTickets({ path: "/push", clock }),
    notices: { portfolioChanged: (user, portfolio, version) => void notices.push(`${user} ${portfolio} ${version}`) },
    clock,
    log,
    home,
    version: "0.0.0",
    storage: "memory",
    instance: "test",
    makeLink: () => "http://127.0.0.1/",
    listingOf: knownListings(market.roster),
  };
  const app = createApp(deps);
  const routes = routesOf(deps);

  /** Sends a request as a user; every answer is held against what the documentation says of it. */
  async function send(
    user: string | undefined,
    method: string,
    path: string,
    init: RequestInit = {},
  ): Promise<Response> {
    const headers = new Headers(init.headers);
    if (user) headers.set("authorization", `Bearer ${user}`);
    const response = await app.request(path, { ...init, method, headers });
    await holdAgainstDocumentation(routes, method, path, response.clone());
    return response;
  }

  function as(user: string): Client {
    return createClient({
      headers: () => ({ authorization: `Bearer ${user}` }),
      fetch: (url, init) => send(undefined, init.method ?? "GET", url, init),
    });
  }
  return { app, deps, routes, send, as, notices, logged, store, market, close: () => market.close() };
}

/** Most tests are about what comes after a person has seen who would be asked. */
function seenBy(store: Store): SettingsOf {
  const settings = { baseCurrency: "USD", providers: {}, version: 0 };
  return { forUser: (user) => ({ settings: async () => (await store.forUser(user).settings()) ?? settings }) };
}

async function holdAgainstDocumentation(routes: Route[], method: string, path: string, response: Response) {
  if (!response.ok) {
    const problem = problemAnswer().parse(await response.json());
    if (problem.status !== response.status) throw new Error(`The problem says ${problem.status}.`);
    return;
  }
  const route = routes.find((one) => one.method === method && matches(one.path, path));
  if (!route) throw new Error(`${method} ${path} is no documented route.`);
  if (typeof route.answer !== "string") route.answer().parse(await response.json());
}

function matches(pattern: string, path: string): boolean {
  const [asked = ""] = path.replace(/^\/api/, "").split("?");
  const known = pattern.split("/");
  const given = asked.split("/");
  return known.length === given.length && known.every((part, index) => part.startsWith(":") || part === given[index]);
}

/** A portfolio of that user's, empty. */
export async function makePortfolio(client: Client, name = "Broker"): Promise<string> {
  const id = newId("pf");
  const draft = { id, name, baseCurrency: "EUR", costMethod: "fifo", cash: "untracked", sample: false } as const;
  await client.savePortfolio(draft, 0);
  return id;
}

/** A share nobody prices but the test. */
export async function makeShare(client: Client, symbol = "SAP.DE"): Promise<string> {
  const draft = { symbol, name: symbol, kind: "stock", mic: "XETR", currency: "EUR" } as const;
  return (await client.saveInstrument(draft)).id;
}

export function trade(
  kind: "buy" | "sell",
  instrument: string,
  quantity: string,
  price: string,
  day = "2026-02-02",
): Transaction {
  const [q, p] = [Decimal.parse(quantity), Decimal.parse(price)];
  return { id: newId("txn"), kind, day, instrument, quantity: q, price: p, currency: "EUR" };
}

export function entry(transactions: Transaction[], voids: string[] = []): EntryDraft {
  return { id: newId("ent"), reason: { kind: "typed" }, transactions, voids };
}
