import type { ProviderStatus } from "@tickfolio/protocol";
import type { Desk } from "../desk.ts";
import { isLocal } from "../desk.ts";
import type { Provider, QuotaUse } from "../provider.ts";
import type { UserDesk } from "../user-desk.ts";

/** Who is asked what on a user's behalf, and how they are. Nobody is asked for it. */
export async function statusesOf(desk: Pick<Desk, "health">, mine: UserDesk): Promise<ProviderStatus[]> {
  // Somebody's spelling for a few instruments is not one more source.
  const listed = mine.providers.filter(({ isRespelling }) => !isRespelling);
  return Promise.all(listed.map((provider) => statusOf(provider, mine.on.has(provider), desk)));
}

async function statusOf(provider: Provider, isOn: boolean, desk: Pick<Desk, "health">): Promise<ProviderStatus> {
  const { name, title, asks, hosts, terms, key, needs } = provider;
  const health = desk.health(provider).state();
  const state =
    isOn || needs !== undefined ? health : { ...lastOf(health), state: "off" as const, message: "Switched off." };
  const remedy = remedyOf(provider, state);
  const budget = (await provider.budget?.())?.map(toBudget);
  return {
    ...{ name, title, asks, hosts: [...hosts], capabilities: [...provider.capabilities] },
    defaultOn: provider.defaultOn,
    // What lacks its key is asked nothing, however it is switched.
    enabled: isOn && state.state !== "needs-key",
    ...state,
    scope: provider.scope.startsWith("user:") ? "own" : (provider.scope as "public" | "deployment"),
    ...(remedy === undefined ? {} : { remedy }),
    ...(terms === undefined ? {} : { terms }),
    ...(key === undefined ? {} : { key: { ...key, held: heldBy(provider) } }),
    ...(budget === undefined || budget.length === 0 ? {} : { budget }),
  };
}

const lastOf = ({ lastSuccess }: Pick<ProviderStatus, "lastSuccess">) =>
  lastSuccess === undefined ? {} : { lastSuccess };

function heldBy({ keyHash, scope }: Provider): "none" | "own" | "deployment" {
  if (keyHash === undefined) return "none";
  return scope.startsWith("user:") ? "own" : "deployment";
}

/** What a person does about its state; nothing where nothing is wrong, and where all there is to do is to wait. */
function remedyOf(provider: Provider, { state }: Pick<ProviderStatus, "state">): string | undefined {
  switch (state) {
    case "needs-key":
      if (provider.needs !== undefined) return provider.keyRemedy ?? "Enter a key.";
      return `Its key was not accepted: replace it. ${provider.keyRemedy ?? ""}`.trim();
    case "blocked":
      return "Upload its prices as a file meanwhile, or let another source stand in.";
    case "failing":
      if (isLocal(provider)) return "Mend what it names; it is read again by itself.";
      return "It is asked again by itself; the last good prices stand. Test it to see whether it answers again.";
    case "rate-limited":
      return "It is asked again by itself; the last good prices stand.";
    case "ok":
    case "idle":
    case "off":
      return undefined;
    default:
      return state satisfies never;
  }
}

function toBudget({ perMs, used, limit, resetsAt }: QuotaUse): NonNullable<ProviderStatus["budget"]>[number] {
  return { perSeconds: perMs / 1_000, used, limit, ...(resetsAt === undefined ? {} : { resetsAt }) };
}
