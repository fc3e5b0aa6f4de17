const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** Nobody closes for longer than a quota's longest window; what says so is a mistake. */
const LONGEST_MS = 32 * 86_400_000;
/** Below this a number of seconds counts from now on; above, from 1970. */
const FIRST_EPOCH_SECONDS = 1_000_000_000;
const FIRST_EPOCH_MS = FIRST_EPOCH_SECONDS * 1_000;
/** As they are spelled by those we know, the plainest first. */
const RESET_HEADERS = ["x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset", "x-ratelimit-reset-requests"];
const SPREAD_MS = 5_000;

/** When a provider's headers say that it may be asked again: `Retry-After`, or the reset of its limit. Undefined where they do not, or make no sense. */
export function retryAtOf(headers: Headers, nowMs: number): number | undefined {
  const said = afterOf(headers.get("retry-after"), nowMs) ?? resetOf(headers, nowMs);
  // It may be a moment ago on our clock: then it is now.
  if (said === undefined || said < nowMs - MINUTE_MS || said > nowMs + LONGEST_MS) return undefined;
  return Math.max(said, nowMs);
}

/** The same, or else the next full minute and a little: that is when most windows begin anew, for everybody at once. */
export function whenAgain(headers: Headers, nowMs: number, random: () => number = Math.random): number {
  return retryAtOf(headers, nowMs) ?? Math.ceil((nowMs + 1) / MINUTE_MS) * MINUTE_MS + random() * SPREAD_MS;
}

/** Seconds, or a date. */
function afterOf(text: string | null, nowMs: number): number | undefined {
  if (text === null) return undefined;
  const plain = text.trim();
  if (/^\d+(\.\d+)?$/.test(plain)) return nowMs + Number(plain) * SECOND_MS;
  // "Wed, 21 Oct 2026 07:28:00 GMT": a date has letters; half a number is none.
  const atMs = /[a-z]/i.test(plain) ? Date.parse(plain) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : atMs;
}

function resetOf(headers: Headers, nowMs: number): number | undefined {
  for (const name of RESET_HEADERS) {
    const text = headers.get(name);
    const atMs = text === null ? undefined : instantOf(text, nowMs);
    if (atMs !== undefined) return atMs;
  }
  // The draft standard's one header: `limit=60, remaining=0, reset=30`, or `"minute";r=0;t=30`.
  const seconds = /(?:^|[\s,;])(?:reset|t)=(\d+)/i.exec(headers.get("ratelimit") ?? "")?.[1];
  return seconds === undefined ? undefined : nowMs + Number(seconds) * SECOND_MS;
}

/** Some count seconds from now on, some from 1970, some milliseconds from 1970, and some write a date. */
function instantOf(text: string, nowMs: number): number | undefined {
  const plain = text.trim();
  if (!/^\d+(\.\d+)?$/.test(plain)) {
    const atMs = /[a-z]/i.test(plain) ? Date.parse(plain) : Number.NaN;
    return Number.isNaN(atMs) ? undefined : atMs;
  }
  const value = Number(plain);
  if (value >= FIRST_EPOCH_MS) return value;
  return value >= FIRST_EPOCH_SECONDS ? value * SECOND_MS : nowMs + value * SECOND_MS;
}
