import type { ProviderTest } from "@tickfolio/protocol";
import type { Desk } from "../desk.ts";
import { redacted } from "../door/redact.ts";
import { type Clock, type Provider, ProviderError, type ProviderFailure } from "../provider.ts";
import { QuotaError } from "../quota/limiter.ts";
import { withPurpose } from "../quota/purpose.ts";

/** These say that the provider knows the key, whatever else it had to say. */
const ANSWERS: readonly ProviderFailure[] = ["not-found", "no-data", "plan-restricted", "unsupported"];
const PATIENCE_MS = 20_000;
/** Each test is one request of a budget that many share: who asks again so soon is told the same. */
const AGAIN_MS = 15_000;

/** Asks a provider one cheap thing; fails with a `ProviderError` where its key or its access is not in order. */
export async function askToTest(provider: Provider): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    await provider.test?.(withPurpose(signal, "interactive"));
  } catch (error) {
    if (error instanceof ProviderError && ANSWERS.includes(error.reason)) return;
    if (error instanceof ProviderError || !signal.aborted) throw error;
    const message = `${provider.title} did not answer within ${PATIENCE_MS / 1_000} s.`;
    throw new ProviderError(provider.name, "transient", message);
  }
}

/** Tests the provider that is asked on a user's behalf, also while it is left alone: what comes of it is known to all who ask it. */
export function createProviderTests(desk: Pick<Desk, "forUser" | "health">, clock: Clock) {
  const known = new WeakMap<Provider, { atMs: number; outcome: Promise<ProviderTest> }>();

  async function providerOf(user: string, name: string): Promise<Provider | undefined> {
    const { providers } = await desk.forUser(user);
    return providers.find((each) => each.name === name && !each.isRespelling);
  }

  async function outcomeOf(provider: Provider): Promise<ProviderTest> {
    try {
      await askToTest(provider);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      // That our own count lets nobody ask says nothing about the provider.
      if (!(error instanceof QuotaError)) desk.health(provider).failed([...provider.capabilities][0]!, error);
      return { works: false, message: redacted(error.message) };
    }
    desk.health(provider).succeeded();
    return { works: true, message: `${provider.title} answered.` };
  }

  return {
    async test(user: string, name: string): Promise<ProviderTest | undefined> {
      const provider = await providerOf(user, name);
      if (!provider) return undefined;
      const { title, needs } = provider;
      if (needs !== undefined) return { works: false, message: needs };
      if (!provider.test)
        return { works: true, message: `${title} has nothing to test: no key and no access can be wrong.` };
      const before = known.get(provider);
      if (before && Math.abs(clock() - before.atMs) < AGAIN_MS) return before.outcome;
      const outcome = outcomeOf(provider);
      known.set(provider, { atMs: clock(), outcome });
      // What was not an answer is nothing to remember.
      outcome.catch(() => known.delete(provider));
      return outcome;
    },

    /** It has answered with the key it has now. */
    async answered(user: string, name: string): Promise<void> {
      const provider = await providerOf(user, name);
      if (!provider || provider.needs !== undefined) return;
      known.delete(provider);
      desk.health(provider).succeeded();
    },
  };
}
