import { type Day, dayNumber, type RateTable } from "@tickfolio/engine";
import { get, type HttpAnswer } from "../door/http.ts";
import { whenAgain } from "../door/retry-at.ts";
import { type Provider, ProviderError, type ProviderParts } from "../provider.ts";
import { createLimiter, type Limits } from "../quota/limiter.ts";
import { systemTimers } from "../timers.ts";
import { EcbFileError, readEcbXml, readEcbZip } from "./ecb-files.ts";

const NAME = "ecb";
const TITLE = "European Central Bank";
const DAY_MS = 86_400_000;
/** Each of its three files changes once a day, and is asked for at most every half hour. */
const LIMITS: Limits = { windows: [{ requests: 6, perMs: 3_600_000 }], spacingMs: 0, longestWaitMs: 5_000 };
/** The file of the last ninety days, with room for its first one. */
const NINETY_DAYS = 85;

const FILES = {
  daily: { path: "/eurofxref-daily.xml", read: (answer: HttpAnswer) => readEcbXml(answer.text) },
  recent: { path: "/eurofxref-hist-90d.xml", read: (answer: HttpAnswer) => readEcbXml(answer.text) },
  all: { path: "/eurofxref-hist.zip", read: (answer: HttpAnswer) => readEcbZip(answer.bytes) },
};

/** The euro's reference rates: one a working day at about four in the afternoon in Frankfurt, from 1999 on. */
export function createEcb(parts: ProviderParts): Provider {
  const { clock, timers = systemTimers, url = "https://www.ecb.europa.eu/stats/eurofxref" } = parts;
  const limiter =
    parts.quota?.({ name: NAME, title: TITLE }, LIMITS) ?? createLimiter(NAME, TITLE, LIMITS, clock, timers);
  /** What each file was when it last came, for when it has not changed. */
  const known = new Map<string, { table: RateTable; modified: string }>();

  async function fetchFile(file: (typeof FILES)[keyof typeof FILES], signal?: AbortSignal): Promise<RateTable> {
    const before = known.get(file.path);
    const { fetch, timeoutMs = 10_000 } = parts;
    await limiter.take(signal);
    const answer = await get({
      provider: NAME,
      title: `The ${TITLE}`,
      url: new URL(`${url}${file.path}`),
      headers: before ? { "If-Modified-Since": before.modified } : {},
      timeoutMs,
      signal,
      fetch,
    });
    if (answer.status === 304 && before) return before.table;
    if (answer.status >= 500) throw failure("transient", `The ${TITLE} has trouble (HTTP ${answer.status}).`);
    if (answer.status === 429) {
      const untilMs = whenAgain(answer.headers, clock());
      limiter.tooMuch(untilMs);
      const retryAt = new Date(untilMs).toISOString();
      throw failure("rate-limited", `The ${TITLE} has been asked too often.`, retryAt);
    }
    if (answer.status !== 200) throw failure("malformed", `The ${TITLE} answered HTTP ${answer.status}.`);
    const table = read(file, answer);
    const modified = answer.headers.get("last-modified");
    if (modified !== null) known.set(file.path, { table, modified });
    return table;
  }

  return {
    name: NAME,
    title: TITLE,
    capabilities: new Set(["rates"]),
    hosts: [new URL(url).host],
    asks: "The euro's daily reference rates, all currencies at once. It learns nothing of what you hold.",
    scope: parts.scope ?? "public",
    budget: () => limiter.use(),
    defaultOn: true,
    quoteBatch: 1,
    freshMs: 0,
    covers: () => false,

    async rates(from: Day, signal?: AbortSignal): Promise<RateTable> {
      const gap = Math.floor(clock() / DAY_MS) - dayNumber(from);
      return fetchFile(gap <= 1 ? FILES.daily : gap <= NINETY_DAYS ? FILES.recent : FILES.all, signal);
    },

    async test(signal) {
      await fetchFile(FILES.daily, signal);
    },
  };
}

function read(file: (typeof FILES)[keyof typeof FILES], answer: HttpAnswer): RateTable {
  try {
    return file.read(answer);
  } catch (error) {
    if (error instanceof EcbFileError) throw failure("malformed", error.message);
    throw error;
  }
}

function failure(reason: ProviderError["reason"], message: string, retryAt?: string): ProviderError {
  return new ProviderError(NAME, reason, message, retryAt);
}
