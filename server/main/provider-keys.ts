import type { AwsClient } from "../aws-client.ts";

/** Keys by provider: `{ finnhub: "..." }`. */
export type ProviderKeys = Readonly<Record<string, string>>;

/** A new key counts so long after it was put in, at the latest. */
const KEPT_MS = 5 * 60_000;

/** Reads the provider keys from their secret, when somebody needs them, and keeps them for five minutes. */
export function createProviderKeys(options: {
  aws: AwsClient;
  secret: string;
  clock: () => number;
}): () => Promise<ProviderKeys> {
  let kept: { untilMs: number; keys: Promise<ProviderKeys> } | undefined;

  async function read(): Promise<ProviderKeys> {
    const { SecretString = "{}" } = await options.aws.call<{ SecretString?: string }>(
      "secretsmanager",
      "secretsmanager.GetSecretValue",
      { SecretId: options.secret },
    );
    return keysOf(SecretString);
  }

  return () => {
    if (!kept || kept.untilMs <= options.clock()) {
      const keys = read();
      kept = { untilMs: options.clock() + KEPT_MS, keys };
      // A refusal is not kept: the next who asks tries again.
      keys.catch(() => {
        if (kept?.keys === keys) kept = undefined;
      });
    }
    return kept.keys;
  };
}

function keysOf(text: string): ProviderKeys {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error('The secret with the provider keys is not a JSON object such as {"finnhub":"..."}.');
  }
  return Object.fromEntries(Object.entries(value).filter(([, key]) => typeof key === "string" && key !== ""));
}

/** What the users' keys are locked with: the random text the stack was made with, or another that was put in since. */
export function vaultTextOf({ vault, unused }: ProviderKeys): string | undefined {
  return vault ?? unused;
}
