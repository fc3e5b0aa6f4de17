import type { HttpAnswer } from "../door/http.ts";
import { retryAtOf, whenAgain } from "../door/retry-at.ts";
import { type Provider, ProviderError, type ProviderFailure, type ProviderParts } from "../provider.ts";
import type { Limits } from "../quota/limiter.ts";
import { createOpenDoor, type OpenQuestion } from "./open-door.ts";

/** What those who want a key have in common: where they are, how much may be asked, and where the key goes. */
export interface KeyedKind {
  name: string;
  title: string;
  /** Where it answers, without a slash at the end. */
  home: string;
  limits: Limits;
  /** What a person does to get a key. */
  howToGet: string;
  /** Puts the key where it wants it: into the address, or into the headers that are answered. */
  sign(address: URL, key: string): Record<string, string>;
  /** What it said, or a `ProviderError` where that is no data. */
  read(answer: HttpAnswer, asked: Asked): unknown;
}

/** What an answer is to. */
export interface Asked {
  /** In words, for messages: a symbol, or `a search for "x"`. */
  what: string;
  /** Never to be shown. */
  key: string;
  nowMs: number;
}

export interface Question extends OpenQuestion {
  /** In words, for messages. */
  what: string;
}

export interface KeyedDoor {
  ask(question: Question): Promise<unknown>;
  /** What a provider says about itself because it has a key. */
  face: Pick<Provider, "name" | "title" | "hosts" | "scope" | "defaultOn" | "keyRemedy" | "key" | "needs" | "budget">;
}

/** Asks a provider that wants a key: within its quota, and what it says about that is heeded. */
export function createKeyedDoor(kind: KeyedKind, parts: ProviderParts): KeyedDoor {
  const { name, title, home, limits } = kind;
  const { clock } = parts;
  const key = parts.key?.trim() ?? "";
  const sign = (address: URL) => kind.sign(address, key);
  const door = createOpenDoor({ name, title, home, limits, sign, secret: key }, parts);

  return {
    ask: ({ what, ...question }) => door.ask(question, (answer) => kind.read(answer, { what, key, nowMs: clock() })),

    face: {
      name,
      title,
      hosts: door.hosts,
      scope: parts.scope ?? "deployment",
      // Whoever has given a key wants it used.
      defaultOn: true,
      keyRemedy: parts.keyRemedy,
      key: { isNeeded: true, howToGet: kind.howToGet },
      budget: door.budget,
      ...(missing(title, key, kind.howToGet) ?? {}),
    },
  };
}

function missing(title: string, key: string, howToGet: string): { needs: string } | undefined {
  if (key === "") return { needs: `${title} needs a key. ${howToGet}` };
  if (/^[\x21-\x7e]+$/.test(key)) return undefined;
  return { needs: `The ${title} key has characters in it that no key has; give it again.` };
}

/** How a provider's readers say what went wrong. */
export function failuresOf(name: string, title: string) {
  const fail = (reason: ProviderFailure, message: string, retryAt?: string) =>
    new ProviderError(name, reason, message, retryAt);
  return {
    fail,
    rejected: () => fail("unauthorized", `${title} rejected the key.`),
    beyondPlan: (what: string) => fail("plan-restricted", `The ${title} key's plan does not include ${what}.`),
    absent: (what: string) => fail("not-found", `${title} does not have ${what}.`),
    noCloses: (symbol: string) => fail("no-data", `${title} has no closes of ${symbol}.`),
    /** Until its headers say, or else until then, or else until the next full minute. */
    tooMuch(headers: Headers, nowMs: number, otherwiseMs?: number) {
      const untilMs = retryAtOf(headers, nowMs) ?? otherwiseMs ?? whenAgain(headers, nowMs);
      return fail("rate-limited", `${title}'s limit of requests is reached.`, new Date(untilMs).toISOString());
    },
    odd: (what: string) => fail("malformed", `${title}'s answer for ${what} is not what it should be.`),
    /** A status that says all there is to know: trouble over there, or a page for browsers where data should be. */
    trouble(answer: HttpAnswer): ProviderError | undefined {
      if (answer.status >= 500) return fail("transient", `${title} has trouble (HTTP ${answer.status}).`);
      const page = /^\s*</.test(answer.text);
      if (page && answer.status === 403) return fail("blocked", `${title} sent a page for browsers instead of data.`);
      return undefined;
    },
  };
}

/** The next midnight in UTC: when most quotas of a day begin anew. */
export function nextMidnight(nowMs: number): number {
  return (Math.floor(nowMs / 86_400_000) + 1) * 86_400_000;
}
