import type { Entry } from "@tickfolio/engine";
import type { AsJson, Client } from "./client.ts";
import { ApiProblem, problemOf } from "./errors.ts";
import { createFiguresClient, type QueryValue } from "./figures-client.ts";
import { type JournalColumns, readJournalColumns } from "./journal-columns.ts";
import { createOwnSourcesClient } from "./own-sources.ts";
import { createPriceCareClient } from "./price-care.ts";
import type { DecidedProposal } from "./proposals.ts";
import type { List, WrittenEntry } from "./resources.ts";
import { reviveEntry } from "./revive.ts";

export interface ClientOptions {
  /** How a request is sent: the browser's `fetch`, or a server in the same process. */
  fetch: (url: string, init: RequestInit) => Response | Promise<Response>;
  /** Where the API is, without a slash at its end; empty for the page's own origin. */
  baseUrl?: string;
  /** Sent with every request; asked each time, so that a token can be renewed. */
  headers?: () => Record<string, string> | Promise<Record<string, string>>;
}

type Query = Record<string, QueryValue>;

interface Body {
  json?: unknown;
  csv?: string;
  /** A file of another type, as it is. */
  file?: { type: string; body: BodyInit };
}

/** The client over HTTP. Every method is one request; refusals throw `ApiProblem`. */
export function createClient(options: ClientOptions): Client {
  async function send(method: string, path: string, query: Query = {}, body: Body = {}): Promise<Response> {
    const headers: Record<string, string> = { accept: "application/json", ...(await options.headers?.()) };
    const init: RequestInit = { method, headers };
    if (body.json !== undefined) {
      headers["content-type"] = "application/json";
      init.body = JSON.stringify(body.json);
    } else if (body.csv !== undefined) {
      headers["content-type"] = "text/csv; charset=utf-8";
      init.body = body.csv;
    } else if (body.file !== undefined) {
      headers["content-type"] = body.file.type;
      init.body = body.file.body;
    }

    let response: Response;
    try {
      response = await options.fetch(`${options.baseUrl ?? ""}/api${path}${queryText(query)}`, init);
    } catch (cause) {
      const detail = "Tickfolio's server does not answer. What was saved is safe; check that it is running.";
      throw new ApiProblem({ status: 0, code: "unreachable", detail }, cause);
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  async function json<T>(method: string, path: string, query?: Query, body?: Body): Promise<T> {
    const response = await send(method, path, query, body);
    return (await response.json()) as T;
  }
  const get = <T>(path: string, query?: Query) => json<T>("GET", path, query);
  const put = <T>(path: string, value: unknown) => json<T>("PUT", path, {}, { json: value });
  const post = <T>(path: string, value?: unknown) => json<T>("POST", path, {}, { json: value });
  const written = (answer: AsJson<WrittenEntry>) => reviveEntry<WrittenEntry>(answer);
  const portfolioPath = (id: string) => `/portfolios/${encodeURIComponent(id)}`;
  const instrumentPath = (id: string) => `/instruments/${encodeURIComponent(id)}`;

  return {
    health: () => get("/health"),
    session: () => get("/session"),
    openLink: () => post("/session/link"),
    settings: () => get("/settings"),
    saveSettings: (settings) => put("/settings", settings),

    portfolios: ({ deleted } = {}) => get("/portfolios", { deleted: deleted || undefined }),
    savePortfolio: (draft, version) => put(portfolioPath(draft.id), { ...draft, version }),
    deletePortfolio: (id) => json("DELETE", portfolioPath(id)),
    restorePortfolio: (id) => post(`${portfolioPath(id)}/restore`),
    makeSample: () => post("/sample"),

    entries: async (portfolio, after) => {
      const page = await get<AsJson<List<WrittenEntry>>>(`${portfolioPath(portfolio)}/entries`, { after });
      return { items: page.items.map(written), next: page.next };
    },
    journal: async (portfolio, after) => {
      const path = `${portfolioPath(portfolio)}/journal`;
      const entries: Entry[] = [];
      for (let page = await get<JournalColumns>(path, { after }); ; ) {
        // The next page is on its way while this one is read.
        const following = page.next === null ? undefined : get<JournalColumns>(path, { after: page.next });
        following?.catch(() => {});
        for (const entry of readJournalColumns(page)) entries.push(entry);
        if (!following) return entries;
        page = await following;
      }
    },
    writeEntry: async (portfolio, draft) =>
      written(await put(`${portfolioPath(portfolio)}/entries/${encodeURIComponent(draft.id)}`, draft)),
    undoEntry: async (portfolio, entry, undo) =>
      written(await post(`${portfolioPath(portfolio)}/entries/${encodeURIComponent(entry)}/undo`, { id: undo })),
    proposals: (portfolio, instrument) => get(`${portfolioPath(portfolio)}/proposals`, { instrument }),
    decideProposal: async (portfolio, proposal, decision) => {
      const path = `${portfolioPath(portfolio)}/proposals/${encodeURIComponent(proposal)}`;
      const { state, entry } = await put<AsJson<DecidedProposal>>(path, decision);
      return { state, entry: entry && written(entry) };
    },
    importTrades: async (portfolio, { text, ...query }) => {
      const path = `${portfolioPath(portfolio)}/imports`;
      const result = await json<AsJson<Awaited<ReturnType<Client["importTrades"]>>>>("POST", path, query, {
        csv: text,
      });
      return { ...result, entry: result.entry && written(result.entry) };
    },
    foreseeImport: ({ baseCurrency, cash }, csv) => json("POST", "/imports", { baseCurrency, cash }, { csv }),
    exportTrades: async (portfolio) => (await send("GET", `${portfolioPath(portfolio)}/export`)).text(),

    valuation: (portfolio, day) => get(`${portfolioPath(portfolio)}/valuation`, { day }),
    totalValuation: (day) => get("/valuation", { day }),
    history: (portfolio, from, to) => get(`${portfolioPath(portfolio)}/history`, { from, to }),
    totalHistory: (from, to) => get("/history", { from, to }),
    ...createFiguresClient(get),
    ...createPriceCareClient(json),
    ...createOwnSourcesClient(json),

    instruments: () => get("/instruments"),
    saveInstrument: (draft) => put("/instruments", draft),
    searchInstruments: (text, { simulated } = {}) =>
      get("/instruments/search", { q: text, simulated: simulated || undefined }),
    saveListing: (instrument, dates) => put(`${instrumentPath(instrument)}/listing`, dates),
    setPrice: (instrument, price) => put(`${instrumentPath(instrument)}/price`, price),

    quotes: (instruments) => get("/quotes", { instruments: instruments.join(",") }),
    closes: (instruments, from) => get("/closes", { instruments: instruments.join(","), from }),
    rates: (currencies, from, { sample } = {}) =>
      get("/rates", { currencies: currencies.join(","), from, sample: sample || undefined }),
    marketStatus: ({ instruments } = {}) => get("/market/status", { instruments }),
    backfill: () => get("/market/backfill"),
    startBackfill: () => post("/market/backfill"),
    cancelBackfill: () => json("DELETE", "/market/backfill"),
    pushTicket: () => post("/push/ticket"),
  };
}

function queryText(query: Query): string {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}
