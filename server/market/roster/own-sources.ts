import type { Instrument, InstrumentId } from "@tickfolio/engine";
import type { CustomProviderDraft, CustomSource, CustomTrial, HeldKey, SourceChoice } from "@tickfolio/protocol";
import type { Owner, ProviderStore } from "../../store/provider-store.ts";
import type { Vault } from "../../vault.ts";
import { redacted } from "../door/redact.ts";
import { ProviderError, type ProviderParts } from "../provider.ts";
import { QuotaError } from "../quota/limiter.ts";
import { customName } from "./catalogue.ts";
import type { CatalogueRoster, RosterParts } from "./catalogue-roster.ts";
import { withoutSecrets, withSecrets } from "./custom-secrets.ts";
import type { OpenHoldings } from "./own-holdings.ts";
import { askToTest } from "./test-provider.ts";

/** Whose key it is: one person's, or everybody's who uses this deployment. */
export type KeyScope = "own" | "deployment";

/** Why a key was not kept. Nothing has changed. */
export class KeyRefusal extends Error {
  override name = "KeyRefusal";
  readonly code: "unknown" | "no-key" | "rejected" | "untested";
  constructor(code: KeyRefusal["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** What people have of their own in the market, and what the deployment has: keys, spellings and pins. */
export interface OwnSources {
  /** Which keys are held, and since when. Never a key, nor a part of one. */
  keys(user: string): Promise<HeldKey[]>;
  /** Keeps a key once the provider has answered with it. */
  saveKey(user: string, provider: string, scope: KeyScope, key: string): Promise<HeldKey>;
  removeKey(user: string, provider: string, scope: KeyScope): Promise<void>;
  customs(user: string): Promise<CustomSource[]>;
  /** Keeps a description; a secret that is left out stays what it was. Undefined where there are too many. */
  saveCustom(user: string, id: string, draft: CustomProviderDraft): Promise<CustomSource | undefined>;
  removeCustom(user: string, id: string): Promise<void>;
  /** Asks a source once for an instrument, as it is described; nothing is kept. */
  tryCustom(user: string, id: string, draft: CustomProviderDraft, instrument: Instrument): Promise<CustomTrial>;
  choice(user: string, instrument: InstrumentId): Promise<SourceChoice>;
  saveChoice(user: string, instrument: InstrumentId, choice: SourceChoice): Promise<SourceChoice>;
}

const MOST_CUSTOMS = 20;

export function createOwnSources(parts: {
  roster: CatalogueRoster;
  providersOf(owner: Owner): ProviderStore;
  holdings: { of(owner: Owner): Promise<OpenHoldings>; forget(owner: Owner): void };
  vault: Vault;
  clock: () => number;
  /** Whether the deployment's keys are in the store too. */
  keepsKeys: boolean;
  custom?: RosterParts["custom"];
  /** What a source is tried with. */
  asking: ProviderParts;
  /** Counts what somebody tries out, whatever it is; fails with a `QuotaError` where that is too much. */
  takeTrial(user: string): Promise<void>;
}): OwnSources {
  const { roster, providersOf, holdings, vault, clock, takeTrial } = parts;
  const ownerOf = (user: string, scope: KeyScope): Owner => (scope === "own" ? `user:${user}` : "deployment");

  async function heldBy(owner: Owner, scope: KeyScope): Promise<HeldKey[]> {
    const { keys } = await holdings.of(owner);
    return keys.map(({ provider, savedAt, key }) => ({ provider, scope, savedAt, isReadable: key !== undefined }));
  }

  return {
    async keys(user) {
      const own = await heldBy(`user:${user}`, "own");
      return parts.keepsKeys ? [...own, ...(await heldBy("deployment", "deployment"))] : own;
    },

    async saveKey(user, name, scope, text) {
      const key = text.trim();
      const owner = ownerOf(user, scope);
      const candidate = await roster.candidate(name, key, owner);
      if (!candidate) throw new KeyRefusal("unknown", `There is no provider "${name}" here.`);
      const { title } = candidate;
      if (!candidate.key) throw new KeyRefusal("no-key", `${title} takes no key.`);
      // Whatever is missing with a key at hand is something about the key.
      if (candidate.needs !== undefined) throw new KeyRefusal("rejected", withoutKey(candidate.needs, key));
      try {
        await takeTrial(user);
        await askToTest(candidate);
      } catch (error) {
        if (error instanceof QuotaError) throw new KeyRefusal("untested", `${tooOften(error)} The key was not kept.`);
        if (!(error instanceof ProviderError)) throw error;
        const said = withoutKey(error.message, key);
        if (error.reason === "unauthorized") {
          throw new KeyRefusal(
            "rejected",
            `${said} The key was not kept. Look for a missing character, or get another.`,
          );
        }
        throw new KeyRefusal("untested", `${said} So the key could not be tested and was not kept. Try again later.`);
      }
      const savedAt = new Date(clock()).toISOString();
      const sealed = await vault.seal({ owner, name }, key);
      await providersOf(owner).saveKey({ provider: name, sealed, savedAt });
      holdings.forget(owner);
      return { provider: name, scope, savedAt, isReadable: true };
    },

    async removeKey(user, name, scope) {
      const owner = ownerOf(user, scope);
      await providersOf(owner).removeKey(name);
      holdings.forget(owner);
    },

    async customs(user) {
      const { customs } = await holdings.of(`user:${user}`);
      return customs.map(({ id, savedAt, draft }) => shown(id, savedAt, parsed(draft)));
    },

    async saveCustom(user, id, draft) {
      const owner: Owner = `user:${user}`;
      const { customs } = await holdings.of(owner);
      const before = customs.find((each) => each.id === id);
      if (!before && customs.length >= MOST_CUSTOMS) return undefined;
      const whole = withSecrets(draft, parsed(before?.draft));
      const savedAt = new Date(clock()).toISOString();
      const sealed = await vault.seal({ owner, name: customName(id) }, JSON.stringify(whole));
      await providersOf(owner).saveCustom({ id, title: draft.title, sealed, savedAt });
      holdings.forget(owner);
      return shown(id, savedAt, whole);
    },

    async removeCustom(user, id) {
      await providersOf(`user:${user}`).removeCustom(id);
      holdings.forget(`user:${user}`);
    },

    async tryCustom(user, id, draft, instrument) {
      const { customs } = await holdings.of(`user:${user}`);
      const before = parsed(customs.find((each) => each.id === id)?.draft);
      if (!parts.custom) throw new ProviderError(customName(id), "unsupported", "Sources cannot be described here.");
      const { tryCustom } = await parts.custom();
      try {
        await takeTrial(user);
      } catch (error) {
        if (!(error instanceof QuotaError)) throw error;
        return { hosts: [], parts: [{ part: "latest", asked: "", works: false, message: tooOften(error) }] };
      }
      return tryCustom({ ...parts.asking, scope: `user:${user}` }, withSecrets(draft, before), instrument);
    },

    async choice(user, instrument) {
      const { choices } = await holdings.of(`user:${user}`);
      const { pin, spellings = {} } = choices.find((each) => each.instrument === instrument) ?? {};
      return { pin: pin ?? null, spellings };
    },

    async saveChoice(user, instrument, { pin, spellings }) {
      const owner: Owner = `user:${user}`;
      await providersOf(owner).saveChoice({ instrument, ...(pin === null ? {} : { pin }), spellings });
      holdings.forget(owner);
      return { pin, spellings };
    },
  };
}

function tooOften({ retryAt = "" }: QuotaError): string {
  return `Much has been tried out in a short time; nobody was asked. Try again after ${retryAt.slice(11, 16)} UTC.`;
}

/** Some providers say the key back. */
function withoutKey(text: string, key: string): string {
  return redacted(text, key);
}

function parsed(draft: string | undefined): CustomProviderDraft | undefined {
  return draft === undefined ? undefined : (JSON.parse(draft) as CustomProviderDraft);
}

function shown(id: string, savedAt: string, draft: CustomProviderDraft | undefined): CustomSource {
  return { id, name: customName(id), savedAt, draft: draft ? withoutSecrets(draft) : null };
}
