import { type Day, dayNumber, type RateTable } from "@tickfolio/engine";
import { get, type HttpAnswer } from "../http.ts";
import { type Clock, type Provider, ProviderError } from "../provider.ts";
import { EcbFileError, readEcbXml, readEcbZip } from "./ecb-files.ts";

const NAME = "ecb";
const TITLE = "European Central Bank";
const DAY_MS = 86_400_000;
/** The file of the last ninety days, with room for its first one. */
const NINETY_DAYS = 85;

const FILES = {
  daily: { path: "/eurofxref-daily.xml", read: (answer: HttpAnswer) => readEcbXml(answer.text) },
  recent: { path: "/eurofxref-hist-90d.xml", read: (answer: HttpAnswer) => readEcbXml(answer.text) },
  all: { path: "/eurofxref-hist.zip", read: (answer: HttpAnswer) => readEcbZip(answer.bytes) },
};

export interface EcbOptions {
  clock: Clock;
  url?: string;
  fetch?: typeof fetch;
  timeoutMs?: number;
}

/** The euro's reference rates: one a working day at about four in the afternoon in Frankfurt, from 1999 on. */
export function createEcb(options: EcbOptions): Provider {
  const { clock, url = "https://www.ecb.europa.eu/stats/eurofxref" } = options;
  /** What each file was when it last came, for when it has not changed. */
  const known = new Map<string, { table: RateTable; modified: string }>();

  return {
    name: NAME,
    title: TITLE,
    capabilities: new Set(["rates"]),
    hosts: [new URL(url).host],
    asks: "The euro's daily reference rates, all currencies at once. It learns nothing of what you hold.",
    scope: "public",
    defaultOn: true,
    quoteBatch: 1,
    freshMs: 0,
    covers: () => false,

    async rates(from: Day, signal?: AbortSignal): Promise<RateTable> {
      const gap = Math.floor(clock() / DAY_MS) - dayNumber(from);
      const file = gap <= 1 ? FILES.daily : gap <= NINETY_DAYS ? FILES.recent : FILES.all;
      const before = known.get(file.path);
      const { fetch, timeoutMs = 10_000 } = options;
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
      if (answer.status === 429) throw failure("rate-limited", `The ${TITLE} has been asked too often.`);
      if (answer.status !== 200) throw failure("malformed", `The ${TITLE} answered HTTP ${answer.status}.`);
      const table = read(file, answer);
      const modified = answer.headers.get("last-modified");
      if (modified !== null) known.set(file.path, { table, modified });
      return table;
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

function failure(reason: ProviderError["reason"], message: string): ProviderError {
  return new ProviderError(NAME, reason, message);
}
