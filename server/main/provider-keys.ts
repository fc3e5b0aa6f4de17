import type { AwsClient } from "../aws-client.ts";

/** Keys by provider: `{ finnhub: "..." }`. */
export type ProviderKeys = Readonly<Record<string, string>>;

/** A new key counts so long after it was put in, at the latest. */
const KEPT_MS = 5 * 60_000;
/** A secret that could not be read is looked at again so soon; meanwhile what it was last still counts. */
const AGAIN_MS = 30_000;

/** Reads the provider keys from their secret, when somebody needs them, and keeps them for five minutes. */
export function createProviderKeys(options: {
  aws: AwsClient;
  secret: string;
  clock: () => number;
  log?: (message: string) => void;
}): () => Promise<ProviderKeys> {
  const { log = () => {} } = options;
  let kept: { untilMs: number; keys: Promise<ProviderKeys> } | undefined;
  let last: ProviderKeys | undefined;

  async function version(VersionStage?: string): Promise<ProviderKeys> {
    const { SecretString = "{}" } = await options.aws.call<{ SecretString?: string }>(
      "secretsmanager",
      "secretsmanager.GetSecretValue",
      { SecretId: options.secret, ...(VersionStage === undefined ? {} : { VersionStage }) },
    );
    return keysOf(SecretString);
  }

  async function read(): Promise<ProviderKeys> {
    try {
      const keys = await version();
      last = vaultTextOf(keys) === undefined ? { ...keys, ...(await textBefore()) } : keys;
      return last;
    } catch (error) {
      if (!last) throw error;
      log(`The secret with the provider keys could not be read; what it was before still counts: ${String(error)}`);
      if (kept) kept.untilMs = Math.min(kept.untilMs, options.clock() + AGAIN_MS);
      return last;
    }
  }

  /** Whoever puts a key in may leave out the text that locks the users' own. Their keys are not lost by that at once. */
  async function textBefore(): Promise<ProviderKeys> {
    const before = last ?? (await version("AWSPREVIOUS").catch((): ProviderKeys => ({})));
    const text = vaultTextOf(before);
    if (text === undefined) return {};
    log('The secret with the provider keys has lost its field "unused": put it back from the version before, soon.');
    return { unused: text };
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
