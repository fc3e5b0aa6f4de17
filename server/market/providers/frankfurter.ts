import { addDays, type Day, type RateTable } from "@tickfolio/engine";
import type { HttpAnswer } from "../door/http.ts";
import { parsedJson, textOf } from "../door/json.ts";
import { quoted } from "../door/redact.ts";
import { whenAgain } from "../door/retry-at.ts";
import { mergedRates } from "../past/merge-rates.ts";
import { type Provider, ProviderError, type ProviderParts } from "../provider.ts";
import type { Limits } from "../quota/limiter.ts";
import { readFrankfurter } from "./frankfurter-rows.ts";
import { createOpenDoor } from "./open-door.ts";

const NAME = "frankfurter";
const TITLE = "Frankfurter";
const HOME = "https://api.frankfurter.dev";
const LIMITS: Limits = { windows: [{ requests: 30, perMs: 3_600_000 }], spacingMs: 250, longestWaitMs: 10_000 };
/** The ECB's first rates. */
const FIRST_DAY = "1999-01-04";
/** Days of one request: thirty currencies and more for each make some three megabytes. */
const SPAN_DAYS = 5 * 365;
const MAX_BYTES = 8 * 1024 * 1024;

const failure = (reason: ProviderError["reason"], message: string, retryAt?: string) =>
  new ProviderError(NAME, reason, message, retryAt);

/** The ECB's rates once more, from a server that keeps them, which may be one's own: for when the ECB does not answer. */
export function createFrankfurter(parts: ProviderParts): Provider {
  const { clock } = parts;
  const door = createOpenDoor({ name: NAME, title: TITLE, home: HOME, limits: LIMITS }, parts);
  /** What the last request from a day on brought, for when it has not changed. */
  let known: { path: string; from: Day; tag: string; table: RateTable } | undefined;
  /** A server of one's own may be an old one, which has nothing but the ECB's rates. */
  let isOld = false;

  async function some(from: Day, to: Day | undefined, signal?: AbortSignal): Promise<RateTable> {
    try {
      return await ask(isOld ? old(from, to) : current(from, to), from, signal);
    } catch (error) {
      if (!(error instanceof ProviderError) || error.reason !== "not-found") throw error;
      if (isOld) throw failure("no-data", `${TITLE} has no rates from ${from} on.`);
      const table = await ask(old(from, to), from, signal);
      isOld = true;
      return table;
    }
  }

  function ask(address: Address, from: Day, signal?: AbortSignal): Promise<RateTable> {
    const before = known?.path === address.path && known.from === from ? known : undefined;
    const headers: Record<string, string> = before ? { "If-None-Match": before.tag } : {};
    return door.ask({ ...address, headers, maxBytes: MAX_BYTES, signal }, (answer) => {
      if (answer.status === 304 && before) return before.table;
      const table = read(answer, clock());
      const tag = answer.headers.get("etag");
      if (tag !== null) known = { path: address.path, from, tag, table };
      return table;
    });
  }

  return {
    name: NAME,
    title: TITLE,
    capabilities: new Set(["rates"]),
    hosts: door.hosts,
    asks: "The European Central Bank's daily rates, all currencies at once, when the bank itself does not answer. It learns nothing of what you hold.",
    scope: "public",
    defaultOn: true,
    standsInFor: "ecb",
    quoteBatch: 1,
    freshMs: 0,
    covers: () => false,
    budget: door.budget,

    async rates(from, signal) {
      const today = new Date(clock()).toISOString().slice(0, 10);
      let first = from < FIRST_DAY ? FIRST_DAY : from;
      let table: RateTable | undefined;
      while (addDays(first, SPAN_DAYS) < today) {
        const next = addDays(first, SPAN_DAYS);
        table = mergedRates(table, await some(first, addDays(next, -1), signal));
        first = next;
      }
      return mergedRates(table, await some(first, undefined, signal));
    },
  };
}

interface Address {
  path: string;
  query: Record<string, string>;
}

/** Only the ECB's: without that it blends what a hundred institutions say. */
function current(from: Day, to: Day | undefined): Address {
  return { path: "/v2/rates", query: { from, ...(to ? { to } : {}), base: "EUR", providers: "ecb" } };
}

function old(from: Day, to: Day | undefined): Address {
  return { path: `/v1/${from}..${to ?? ""}`, query: { base: "EUR" } };
}

function read(answer: HttpAnswer, nowMs: number): RateTable {
  const { status } = answer;
  const body = parsedJson(answer.text);
  if (status === 404) throw failure("not-found", `${TITLE} has no such rates.`);
  if (status === 429) {
    const retryAt = new Date(whenAgain(answer.headers, nowMs)).toISOString();
    throw failure("rate-limited", `${TITLE} has been asked too often.`, retryAt);
  }
  if (status >= 500) throw failure("transient", `${TITLE} has trouble (HTTP ${status}).`);
  if (status !== 200) {
    throw failure("malformed", `${TITLE} refused the request: ${quoted(textOf(body, "message") ?? `HTTP ${status}`)}`);
  }
  const table = readFrankfurter(body, NAME, new Date(nowMs).toISOString().slice(0, 10));
  if (!table) throw failure("malformed", `${TITLE}'s answer holds no rates of the euro.`);
  return table;
}
