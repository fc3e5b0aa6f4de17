import { get, type HttpAnswer } from "../door/http.ts";
import { sampleOf } from "../door/redact.ts";
import { type Provider, ProviderError, type ProviderParts } from "../provider.ts";
import { createLimiter, type Limits } from "../quota/limiter.ts";
import { systemTimers } from "../timers.ts";

/** What those who are asked over the network have in common: where they are, and how much may be asked. */
export interface OpenKind {
  name: string;
  title: string;
  /** Where it answers, without a slash at the end. */
  home: string;
  limits: Limits;
  /** Goes along with every request. */
  headers?: Record<string, string>;
  /** Puts a key where it belongs: into the address, or into the headers that are answered. */
  sign?(address: URL): Record<string, string>;
  /** What of all that is a secret. */
  secret?: string | undefined;
}

export interface OpenQuestion {
  path: string;
  query?: Record<string, string>;
  /** Said with a POST. */
  json?: unknown;
  headers?: Record<string, string>;
  maxBytes?: number;
  /** How much of the quota it takes. Default: 1. */
  cost?: number | undefined;
  /** As the provider spells them, where it counts those. */
  symbols?: readonly string[] | undefined;
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
    async ask({ path, query = {}, json, headers = {}, maxBytes, cost = 1, symbols, signal }, read) {
      // A part of a path that is dots leads elsewhere on the host.
      if (/\/\.{1,2}(\/|$)/.test(path)) throw new ProviderError(name, "not-found", `${title} has nothing called so.`);
      const turns: (() => void)[] = [];
      try {
        for (let turn = 0; turn < cost; turn++) turns.push(await limiter.take(signal, { symbols }));
        const address = new URL(`${url}${path}`);
        for (const [field, value] of Object.entries(query)) address.searchParams.set(field, value);
        const answer = await get({
          ...{ provider: name, title, url: address, json, signal, fetch, secret: kind.secret },
          headers: { Accept: "application/json", ...kind.headers, ...headers, ...kind.sign?.(address) },
          ...(timeoutMs === undefined ? {} : { timeoutMs }),
          ...(maxBytes === undefined ? {} : { maxBytes }),
        });
        try {
          return read(answer);
        } catch (error) {
          if (!(error instanceof ProviderError)) throw error;
          if (error.reason === "rate-limited" && error.retryAt !== undefined)
            limiter.tooMuch(Date.parse(error.retryAt));
          if (error.reason === "malformed") error.sample = sampleOf(answer.text, kind.secret);
          throw error;
        }
      } finally {
        for (const over of turns) over();
      }
    },
  };
}
