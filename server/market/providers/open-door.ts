import { get, type HttpAnswer } from "../http.ts";
import { createLimiter, type Limits } from "../limiter.ts";
import { type Provider, ProviderError, type ProviderParts } from "../provider.ts";
import { systemTimers } from "../timers.ts";

/** What those who answer also without a key have in common: where they are, and how much may be asked. */
export interface OpenKind {
  name: string;
  title: string;
  /** Where it answers, without a slash at the end. */
  home: string;
  limits: Limits;
  /** Goes along with every request. */
  headers?: Record<string, string>;
  /** What of that is a secret. */
  secret?: string | undefined;
}

export interface OpenQuestion {
  path: string;
  query?: Record<string, string>;
  /** Said with a POST. */
  json?: unknown;
  headers?: Record<string, string>;
  maxBytes?: number;
  signal?: AbortSignal | undefined;
}

export interface OpenDoor {
  /** `read` makes sense of what came, or throws a `ProviderError`. */
  ask<T>(question: OpenQuestion, read: (answer: HttpAnswer) => T): Promise<T>;
  readonly hosts: readonly string[];
  budget: NonNullable<Provider["budget"]>;
}

/** Asks a provider within its quota, and leaves it alone until it says that it may be asked again. */
export function createOpenDoor(kind: OpenKind, parts: ProviderParts): OpenDoor {
  const { name, title, limits } = kind;
  const { clock, timers = systemTimers, url = kind.home, fetch, timeoutMs } = parts;
  const limiter = parts.quota?.({ name, title }, limits) ?? createLimiter(name, title, limits, clock, timers);

  return {
    hosts: [new URL(url).host],
    budget: () => limiter.use(),
    async ask({ path, query = {}, json, headers = {}, maxBytes, signal }, read) {
      const over = await limiter.take(signal);
      try {
        const address = new URL(`${url}${path}`);
        for (const [field, value] of Object.entries(query)) address.searchParams.set(field, value);
        const answer = await get({
          ...{ provider: name, title, url: address, json, signal, fetch, secret: kind.secret },
          headers: { Accept: "application/json", ...kind.headers, ...headers },
          ...(timeoutMs === undefined ? {} : { timeoutMs }),
          ...(maxBytes === undefined ? {} : { maxBytes }),
        });
        try {
          return read(answer);
        } catch (error) {
          const retryAt = error instanceof ProviderError && error.reason === "rate-limited" ? error.retryAt : undefined;
          if (retryAt !== undefined) limiter.tooMuch(Date.parse(retryAt));
          throw error;
        }
      } finally {
        over();
      }
    },
  };
}
