import type { InstrumentId } from "@tickfolio/engine";
import type { Sealed } from "../vault.ts";
import { isKeyPart, keyOf, userPartition } from "./keys.ts";
import { readStored, toStored } from "./stored.ts";
import type { Item, Table } from "./table.ts";

/** What the deployment keeps is nobody's own. */
export type Owner = "deployment" | `user:${string}`;

/** A provider's key, locked. */
export interface StoredKey {
  provider: string;
  sealed: Sealed;
  savedAt: string;
}

/** A source of prices that somebody has described; the whole description is locked, since addresses and headers hold keys. */
export interface StoredCustom {
  id: string;
  title: string;
  sealed: Sealed;
  savedAt: string;
}

/** How somebody wants an instrument to be asked for. */
export interface SourceChoice {
  instrument: InstrumentId;
  /** The source that comes before all others. */
  pin?: string;
  /** How a provider spells it, by the provider's name. */
  spellings?: Readonly<Record<string, string>>;
}

export interface Holdings {
  keys: StoredKey[];
  customs: StoredCustom[];
  choices: SourceChoice[];
}

/** What an owner has of their own in the market: read in one go. */
export interface ProviderStore {
  holdings(): Promise<Holdings>;
  saveKey(key: StoredKey): Promise<void>;
  removeKey(provider: string): Promise<void>;
  saveCustom(custom: StoredCustom): Promise<void>;
  removeCustom(id: string): Promise<void>;
  /** One that chooses nothing is none. */
  saveChoice(choice: SourceChoice): Promise<void>;
}

/** All three kinds begin alike, so that one look brings them all. */
const ALL = "PROVIDER";
const KINDS = { key: "PROVIDERKEY", custom: "PROVIDERCUSTOM", choice: "PROVIDERCHOICE" } as const;

export function createProviderStore(table: Table, owner: Owner): ProviderStore {
  const partition = owner === "deployment" ? "DEPLOYMENT" : userPartition(owner.slice("user:".length));
  const put = async (kind: keyof typeof KINDS, id: string, value: object) => {
    await table.put({ partition, sort: keyOf(KINDS[kind], id), value: toStored(value) }, "any");
  };
  const remove = async (kind: keyof typeof KINDS, id: string) => {
    if (isKeyPart(id)) await table.delete({ partition, sort: keyOf(KINDS[kind], id) }, "any");
  };

  return {
    async holdings() {
      const found: Holdings = { keys: [], customs: [], choices: [] };
      for (const item of (await table.query({ partition, prefix: ALL })).items) {
        const [kind = "", id = ""] = [item.sort.split("#")[0], item.sort.slice(item.sort.indexOf("#") + 1)];
        if (kind === KINDS.key) found.keys.push({ provider: id, ...readSealed(item) });
        else if (kind === KINDS.custom) found.customs.push({ id, title: titleOf(item), ...readSealed(item) });
        else if (kind === KINDS.choice) found.choices.push({ instrument: id, ...readChoice(item) });
      }
      return found;
    },
    saveKey: ({ provider, ...rest }) => put("key", provider, rest),
    removeKey: (provider) => remove("key", provider),
    saveCustom: ({ id, ...rest }) => put("custom", id, rest),
    removeCustom: (id) => remove("custom", id),
    async saveChoice({ instrument, pin, spellings = {} }) {
      if (pin === undefined && Object.keys(spellings).length === 0) return remove("choice", instrument);
      await put("choice", instrument, { ...(pin === undefined ? {} : { pin }), spellings });
    },
  };
}

const titleOf = (item: Item) => readStored(item, ({ title }) => String(title));

function readSealed(item: Item): { sealed: Sealed; savedAt: string } {
  return readStored(item, ({ sealed, savedAt }) => {
    const { format, key, wrapped, data } = (sealed ?? {}) as Partial<Sealed>;
    if (format !== 1 || ![key, wrapped, data].every((part) => typeof part === "string")) {
      throw new TypeError("it holds nothing that is locked.");
    }
    return { sealed: sealed as unknown as Sealed, savedAt: String(savedAt) };
  });
}

function readChoice(item: Item): Omit<SourceChoice, "instrument"> {
  return readStored(item, ({ pin, spellings }) => ({
    ...(typeof pin === "string" ? { pin } : {}),
    spellings: (spellings ?? {}) as Record<string, string>,
  }));
}
