import type { HttpAnswer } from "../door/http.ts";
import { parsedJson } from "../door/json.ts";
import { quoted } from "../door/redact.ts";
import { whenAgain } from "../door/retry-at.ts";
import { type Clock, ProviderError } from "../provider.ts";

const NAME = "finnhub";

/**
 * What Finnhub said: text, then JSON, and an object with an `error` is one whatever the status. Errors come as statuses,
 * as texts, and as HTML from the machines in front of it.
 */
export function readFinnhub(answer: HttpAnswer, what: string, key: string, clock: Clock): unknown {
  const body = parsedJson(answer.text);
  const said = errorText(body);
  if (answer.status === 200 && said === undefined && body !== undefined) return body;

  const { status } = answer;
  const fail = (reason: ProviderError["reason"], message: string, retryAt?: string) =>
    new ProviderError(NAME, reason, message, retryAt);
  const text = said ?? answer.text;
  if (/sign ?up for a free|please use an api key/i.test(text)) throw fail("unauthorized", "Finnhub wants a key.");
  if (status === 429 || /api limit reached/i.test(text)) {
    throw fail(
      "rate-limited",
      "Finnhub's limit of requests is reached.",
      new Date(whenAgain(answer.headers, clock())).toISOString(),
    );
  }
  if (/invalid api key/i.test(text)) throw fail("unauthorized", "Finnhub rejected the key.");
  // What stands in front of it turns everybody away alike: that says nothing of the plan.
  if (status === 403 && /^\s*</.test(answer.text)) {
    throw fail("blocked", "Finnhub sent a page for browsers instead of data.");
  }
  if (/don't have access|subscription required/i.test(text) || status === 403) {
    throw fail("plan-restricted", `The Finnhub key's plan does not include ${what}.`);
  }
  if (status === 401) throw fail("unauthorized", "Finnhub rejected the key.");
  if (/symbol not supported/i.test(text)) throw fail("not-found", `Finnhub does not have ${what}.`);
  if (status >= 500) throw fail("transient", `Finnhub has trouble (HTTP ${status}).`);
  if (said !== undefined) throw fail("malformed", `Finnhub refused ${what}: ${quoted(said, key)}`);
  if (status >= 400) throw fail("malformed", `Finnhub answered HTTP ${status} for ${what}.`);
  throw fail("malformed", `Finnhub's answer for ${what} is not the JSON it should be.`);
}

function errorText(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("error" in body)) return undefined;
  return typeof body.error === "string" ? body.error : undefined;
}
