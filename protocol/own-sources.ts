import type { CustomProviderDraft, CustomTrial } from "./custom-provider.ts";
import type { List } from "./resources.ts";

// What people have of their own in the market: keys, sources they describe, spellings and pins.

/** Whose key: one person's, or everybody's who uses this deployment. */
export type KeyScope = "own" | "deployment";

/** A key that is held. The key itself is never told again. */
export interface HeldKey {
  provider: string;
  scope: KeyScope;
  savedAt: string;
  /** false: it cannot be unlocked here any more and has to be entered again. */
  isReadable: boolean;
}

/** What came of asking a provider one cheap thing. */
export interface ProviderTest {
  works: boolean;
  /** One sentence. */
  message: string;
}

/** A source somebody has described. Values of headers are secrets and come back empty; so do parameters of addresses that are keys. */
export interface CustomSource {
  id: string;
  /** What it is called as a source: `custom-<id>`. */
  name: string;
  savedAt: string;
  /** null: it cannot be unlocked here any more and has to be described again. */
  draft: CustomProviderDraft | null;
}

/** How an instrument's prices are to be found for one user. */
export interface SourceChoice {
  /** The source that comes before all others; null: as it comes. */
  pin: string | null;
  /** How providers spell the instrument, by the provider's name, where their usual way is wrong. */
  spellings: Record<string, string>;
}

/** The part of the client that is about such things. */
export interface OwnSourcesClient {
  /** GET /api/provider-keys */
  providerKeys(): Promise<List<HeldKey>>;
  /** PUT /api/providers/:provider/key : the provider is asked first; one that rejects the key, or does not answer, leaves everything as it was. */
  saveProviderKey(provider: string, key: string, scope?: KeyScope): Promise<HeldKey>;
  /** DELETE /api/providers/:provider/key?scope= */
  removeProviderKey(provider: string, scope?: KeyScope): Promise<List<HeldKey>>;
  /** POST /api/providers/:provider/test */
  testProvider(provider: string): Promise<ProviderTest>;
  /** GET /api/custom-providers */
  customProviders(): Promise<List<CustomSource>>;
  /** PUT /api/custom-providers/:id : the client names it; a secret that is left empty stays what it was. */
  saveCustomProvider(id: string, draft: CustomProviderDraft): Promise<CustomSource>;
  /** DELETE /api/custom-providers/:id */
  removeCustomProvider(id: string): Promise<List<CustomSource>>;
  /** POST /api/custom-providers/:id/try : asks it once for an instrument, and keeps nothing. */
  tryCustomProvider(id: string, draft: CustomProviderDraft, instrument: string): Promise<CustomTrial>;
  /** GET, PUT /api/instruments/:id/source */
  sourceChoice(instrument: string): Promise<SourceChoice>;
  saveSourceChoice(instrument: string, choice: Partial<SourceChoice>): Promise<SourceChoice>;
}

/** How a request is sent and its answer read. */
export type SendJson = <T>(
  method: string,
  path: string,
  query?: Record<string, string>,
  body?: { json?: unknown },
) => Promise<T>;

export function createOwnSourcesClient(send: SendJson): OwnSourcesClient {
  const provider = (name: string, rest: string) => `/providers/${encodeURIComponent(name)}${rest}`;
  const custom = (id: string, rest = "") => `/custom-providers/${encodeURIComponent(id)}${rest}`;
  const source = (instrument: string) => `/instruments/${encodeURIComponent(instrument)}/source`;
  return {
    providerKeys: () => send("GET", "/provider-keys"),
    saveProviderKey: (name, key, scope = "own") => send("PUT", provider(name, "/key"), {}, { json: { key, scope } }),
    removeProviderKey: (name, scope = "own") => send("DELETE", provider(name, "/key"), { scope }),
    testProvider: (name) => send("POST", provider(name, "/test")),
    customProviders: () => send("GET", "/custom-providers"),
    saveCustomProvider: (id, draft) => send("PUT", custom(id), {}, { json: draft }),
    removeCustomProvider: (id) => send("DELETE", custom(id)),
    tryCustomProvider: (id, draft, instrument) => send("POST", custom(id, "/try"), { instrument }, { json: draft }),
    sourceChoice: (instrument) => send("GET", source(instrument)),
    saveSourceChoice: (instrument, choice) => send("PUT", source(instrument), {}, { json: choice }),
  };
}
