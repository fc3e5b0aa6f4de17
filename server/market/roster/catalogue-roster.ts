import { createHash } from "node:crypto";
import type { Instrument, InstrumentId } from "@tickfolio/engine";
import type { CustomProviderDraft, CustomTrial } from "@tickfolio/protocol";
import type { Scope } from "../price-shelf.ts";
import type { Capability, Provider, ProviderParts, QuotaFor } from "../provider.ts";
import type { StatePlace } from "../quota/provider-state.ts";
import { CATALOGUE, customName, specOf } from "./catalogue.ts";
import type { OpenHoldings } from "./own-holdings.ts";
import type { Roster } from "./roster.ts";

/** What a home says of a provider: the deployment's key, and other addresses than its own. */
export interface ProviderSettings {
  key?: string;
  url?: string;
  socketUrl?: string;
}

export interface RosterParts
  extends Pick<ProviderParts, "clock" | "timers" | "random" | "fetch" | "log" | "timeoutMs"> {
  /** On this machine, the same for everybody. One that stands for a provider of the catalogue takes its place. */
  local: readonly Provider[];
  /** Those of the catalogue this home has not. */
  without?: ReadonlySet<string>;
  settings: Readonly<Record<string, ProviderSettings>>;
  /** Keys kept elsewhere: the cloud's secret. */
  keys?(): Promise<Readonly<Record<string, string>>>;
  holdingsOf(owner: "deployment" | `user:${string}`): Promise<OpenHoldings>;
  /** The deployment keeps keys in its own store, beside the users'. */
  keepsKeys: boolean;
  /** Makes providers of what people have described. */
  custom?(): Promise<CustomProviders>;
  /** The count of a key's requests; left out, each object counts for itself. */
  quotaOf?(place: StatePlace): QuotaFor;
  /** Where a person puts a key, in words. */
  keyRemedy(name: string): string;
  /** Gives back what is counted and was not used. */
  close?(): Promise<void>;
}

/** How sources that people describe are asked. */
export interface CustomProviders {
  createCustom(parts: ProviderParts, name: string, draft: CustomProviderDraft): Provider;
  tryCustom(parts: ProviderParts, draft: CustomProviderDraft, instrument: Instrument): Promise<CustomTrial>;
}

export interface CatalogueRoster extends Roster {
  /** One that is in no list: to try a key with before it is kept. */
  candidate(name: string, key: string, scope: Scope): Promise<Provider | undefined>;
}

/** A source that somebody has described is asked with what it was described with. */
const RESPELLED: readonly Capability[] = ["quote", "closes", "actions", "profile"];
/** An object nobody has asked for in so long is let go, with what is known about it. */
const IDLE_MS = 6 * 3_600_000;

export function createCatalogueRoster(parts: RosterParts): CatalogueRoster {
  const { clock, local, settings, without = new Set<string>() } = parts;
  const made = new Map<string, { is: string; provider: Provider; usedMs: number }>();
  const here = new Set(local.map(({ name }) => name));
  const offered = CATALOGUE.filter(({ name }) => !here.has(name) && !without.has(name));

  /** The object of a place, made anew only where it would be another. */
  async function stable(place: string, is: string, make: () => Promise<Provider>): Promise<Provider> {
    const known = made.get(place);
    if (known?.is === is) {
      known.usedMs = clock();
      return known.provider;
    }
    const provider = await make();
    // Another question may have made it meanwhile.
    const meanwhile = made.get(place);
    if (meanwhile?.is === is) return meanwhile.provider;
    made.set(place, { is, provider, usedMs: clock() });
    return provider;
  }

  function letGo(): void {
    for (const [place, { usedMs }] of made) if (clock() - usedMs > IDLE_MS) made.delete(place);
  }

  /** `countedFor`: whose quota it is, where that is not whose prices they become. */
  async function create(
    name: string,
    key: string | undefined,
    scope: Scope | undefined,
    extra: Partial<ProviderParts> = {},
    countedFor: Scope = scope ?? "deployment",
  ): Promise<Provider> {
    const spec = offered.find((each) => each.name === name) ?? specOf(name)!;
    const { timers, random, fetch, log, timeoutMs, quotaOf } = parts;
    const { url, socketUrl } = settings[name] ?? {};
    const keyHash = hashOf(key);
    const quota = quotaOf?.({ scope: countedFor, provider: name, keyHash: keyHash ?? "none" });
    const provider = (await spec.load())({
      ...{ clock, timers, random, fetch, log, timeoutMs, url, socketUrl, key, scope, quota },
      keyRemedy: spec.key === "needed" ? parts.keyRemedy(name) : undefined,
      ...extra,
    });
    return keyHash === undefined ? provider : Object.assign(provider, { keyHash });
  }

  /** The deployment's keys: what the environment says comes first. */
  async function deploymentKeys(): Promise<Map<string, { key: string | undefined }>> {
    const keys = new Map<string, { key: string | undefined }>();
    const kept = parts.keepsKeys ? (await parts.holdingsOf("deployment")).keys : [];
    for (const { provider, key } of kept) keys.set(provider, { key });
    for (const [name, key] of Object.entries(await keysElsewhere())) keys.set(name, { key });
    for (const [name, { key }] of Object.entries(settings)) if (key !== undefined) keys.set(name, { key });
    return keys;
  }

  /** Where they cannot be read, those who need none are asked, and what is stored is shown. */
  async function keysElsewhere(): Promise<Readonly<Record<string, string>>> {
    try {
      return (await parts.keys?.()) ?? {};
    } catch (error) {
      parts.log?.(`The deployment's provider keys could not be read: ${String(error)}`);
      return {};
    }
  }

  async function sharedOf(name: string, keys: Map<string, { key: string | undefined }>): Promise<Provider> {
    const held = keys.get(name);
    const make = async () => unreadable(await create(name, held?.key, undefined), held);
    return stable(`deployment\n${name}`, signature(held), make);
  }

  async function shared(): Promise<readonly Provider[]> {
    const keys = await deploymentKeys();
    return [...local, ...(await Promise.all(offered.map(({ name }) => sharedOf(name, keys))))];
  }

  async function ownOf(user: string, { keys, customs, choices }: OpenHoldings): Promise<Provider[]> {
    const scope: Scope = `user:${user}`;
    const keyed = keys
      .filter(({ provider }) => offered.some(({ name }) => name === provider))
      .map((held) =>
        stable(`${scope}\n${held.provider}`, signature(held), async () =>
          unreadable(await create(held.provider, held.key, scope), held),
        ),
      );
    const described = customs.map((kept) => describedOf(scope, kept));
    const own = (await Promise.all([...described, ...keyed])).filter((provider) => provider !== undefined);
    return [...own, ...(await respelled(scope, keys, choices))];
  }

  async function describedOf(
    scope: Scope,
    { id, draft, savedAt }: OpenHoldings["customs"][number],
  ): Promise<Provider | undefined> {
    if (draft === undefined || !parts.custom) return undefined;
    const name = customName(id);
    return stable(`${scope}\n${name}`, `${savedAt}\n${hashOf(draft)}`, async () => {
      const { timers, random, fetch, log, timeoutMs, quotaOf } = parts;
      const keyHash = hashOf(draft)!;
      // Its host is asked no more often for being described anew.
      const quota = quotaOf?.({ scope, provider: name, keyHash: "none" });
      const { createCustom } = await parts.custom!();
      const asking = { clock, timers, random, fetch, log, timeoutMs, scope, quota };
      // Described otherwise it is another: what the one before refused says nothing about it.
      return Object.assign(createCustom(asking, name, JSON.parse(draft)), { keyHash });
    });
  }

  /** Beside a provider stands another of its name for what somebody spells differently there: with the same key, counted together. */
  async function respelled(
    scope: Scope,
    keys: OpenHoldings["keys"],
    choices: OpenHoldings["choices"],
  ): Promise<Provider[]> {
    const spellings = new Map<string, Map<InstrumentId, string>>();
    for (const { instrument, spellings: said = {} } of choices) {
      for (const [name, spelling] of Object.entries(said)) {
        spellings.set(name, (spellings.get(name) ?? new Map()).set(instrument, spelling));
      }
    }
    const common = spellings.size > 0 ? await deploymentKeys() : new Map();
    const able = offered.filter(({ name }) => spellings.has(name));
    return Promise.all(
      able.map(async ({ name }) => {
        const said = spellings.get(name)!;
        const own = keys.find(({ provider }) => provider === name);
        const held = own ?? common.get(name);
        const is = `${signature(held)}\n${JSON.stringify([...said])}`;
        return stable(`${scope}\nrespelled\n${name}`, is, async () => {
          const extra = { spelling: ({ id }: { id: InstrumentId }) => said.get(id) };
          const provider = await create(name, held?.key, scope, extra, own ? scope : "deployment");
          const capabilities = new Set(RESPELLED.filter((capability) => provider.capabilities.has(capability)));
          const { covers } = provider;
          const { stream: _, search: _s, rates: _r, resolve: _v, ...rest } = provider;
          return {
            ...rest,
            // What was not there under one spelling may be there under another.
            keyHash: hashOf(is)!,
            capabilities,
            isRespelling: ({ id }) => said.has(id),
            covers: (instrument, capability) => said.has(instrument.id) && covers(instrument, capability),
          };
        });
      }),
    );
  }

  return {
    shared,

    async of(user) {
      const [common, holdings] = await Promise.all([shared(), parts.holdingsOf(`user:${user}`)]);
      const own = await ownOf(user, holdings);
      letGo();
      // Whoever has a key of their own is served by it, not by the deployment's.
      const replaced = new Set(own.filter(({ isRespelling }) => !isRespelling).map(({ name }) => name));
      return [...own, ...common.filter(({ name }) => !replaced.has(name))];
    },

    async pinsOf(user) {
      const { choices } = await parts.holdingsOf(`user:${user}`);
      return new Map(choices.flatMap(({ instrument, pin }) => (pin === undefined ? [] : [[instrument, pin] as const])));
    },

    async close() {
      await parts.close?.();
    },

    async candidate(name, key, scope) {
      return offered.some((each) => each.name === name) ? create(name, key, scope) : undefined;
    },
  };
}

/** Tells keys apart without telling them. */
function hashOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : createHash("sha256").update(text.trim()).digest("hex").slice(0, 16);
}

function signature(held: { key: string | undefined } | undefined): string {
  return held === undefined ? "none" : (hashOf(held.key) ?? "unreadable");
}

/** A key that is held and cannot be unlocked any more has to be entered again. */
function unreadable(provider: Provider, held: { key: string | undefined } | undefined): Provider {
  if (held === undefined || held.key !== undefined) return provider;
  const needs = `The ${provider.title} key that was kept cannot be read here. Where that does not pass, enter it again.`;
  return Object.assign(provider, { needs });
}
