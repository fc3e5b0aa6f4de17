import type { Holdings, Owner, ProviderStore, StoredCustom, StoredKey } from "../../store/provider-store.ts";
import type { Vault } from "../../vault.ts";

/** What an owner has, with what could be unlocked of it. */
export interface OpenHoldings {
  keys: { provider: string; savedAt: string; key: string | undefined }[];
  customs: { id: string; title: string; savedAt: string; draft: string | undefined }[];
  choices: Holdings["choices"];
}

/** One look serves all questions that come at about the same time. */
const REMEMBERED_MS = 300;
/** So many looks are remembered. */
const MOST = 2_000;

/** Reads what owners have of their own and unlocks it. What was unlocked once is not unlocked again. */
export function createHoldingsReader(parts: {
  providersOf(owner: Owner): Pick<ProviderStore, "holdings">;
  vault: Vault;
  clock: () => number;
  log?(message: string): void;
}) {
  const { vault, clock, log = () => {} } = parts;
  const looks = new Map<Owner, { atMs: number; holdings: Promise<OpenHoldings> }>();
  const unlocked = new Map<string, string>();

  async function open(owner: Owner, name: string, { sealed }: StoredKey | StoredCustom): Promise<string | undefined> {
    // With whose it is: what lies in somebody else's place does not open, and is not known either.
    const place = JSON.stringify([owner, name, sealed]);
    const known = unlocked.get(place);
    if (known !== undefined) return known;
    const secret = await vault.open({ owner, name }, sealed).catch((error: unknown) => {
      // What others answer, and what is stored, is there all the same.
      log(`The key that locks what users keep could not be read: ${String(error)}`);
      return undefined;
    });
    if (secret !== undefined) remember(unlocked, place, secret);
    return secret;
  }

  async function read(owner: Owner): Promise<OpenHoldings> {
    const { keys, customs, choices } = await parts.providersOf(owner).holdings();
    return {
      keys: await Promise.all(
        keys.map(async (kept) => ({ ...publicPart(kept), key: await open(owner, kept.provider, kept) })),
      ),
      customs: await Promise.all(
        customs.map(async (kept) => ({ ...publicPart(kept), draft: await open(owner, `custom-${kept.id}`, kept) })),
      ),
      choices,
    };
  }

  return {
    of(owner: Owner): Promise<OpenHoldings> {
      const look = looks.get(owner);
      if (look && clock() - look.atMs >= 0 && clock() - look.atMs <= REMEMBERED_MS) return look.holdings;
      const holdings = read(owner);
      holdings.catch(() => looks.delete(owner));
      remember(looks, owner, { atMs: clock(), holdings });
      return holdings;
    },
    /** Something was changed: the next look is a new one. */
    forget: (owner: Owner) => void looks.delete(owner),
  };
}

function publicPart<T extends { sealed: unknown }>({ sealed: _, ...rest }: T): Omit<T, "sealed"> {
  return rest;
}

/** The oldest goes first. */
function remember<K, V>(map: Map<K, V>, key: K, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > MOST) map.delete(map.keys().next().value!);
}
