import type { HttpAnswer } from "../door/http.ts";
import { fieldOf, numberOf, parsedJson, textOf } from "../door/json.ts";
import { quoted } from "../door/redact.ts";
import { whenAgain } from "../door/retry-at.ts";
import { ProviderError } from "../provider.ts";

export const COINGECKO = "coingecko";
/** What it calls a key at the address of the other kind. */
const WRONG_ROOT = [10010, 10011];
const MISSING_KEY = 10002;
const TOO_LONG_AGO = 10012;
const FOR_OTHER_PLANS = 10005;

export const failure = (reason: ProviderError["reason"], message: string, retryAt?: string) =>
  new ProviderError(COINGECKO, reason, message, retryAt);

/** The key is one of the other kind: it belongs to another address. */
export class WrongRootError extends ProviderError {}

/** What CoinGecko said. Its errors are wrapped in one of two ways, or are plain texts. */
export function readCoinGecko(answer: HttpAnswer, what: string, key: string, nowMs: number): unknown {
  const { status } = answer;
  const body = parsedJson(answer.text);
  const state = fieldOf(body, "error", "status") ?? fieldOf(body, "status");
  const code = numberOf(state, "error_code");
  const said = textOf(state, "error_message") ?? textOf(body, "error");
  if (status === 200 && code === undefined && said === undefined && body !== undefined) return body;

  if (status === 429 || code === 429) {
    const retryAt = new Date(whenAgain(answer.headers, nowMs)).toISOString();
    throw failure("rate-limited", "CoinGecko's limit of requests is reached.", retryAt);
  }
  if (code !== undefined && WRONG_ROOT.includes(code)) {
    throw new WrongRootError(COINGECKO, "unauthorized", "CoinGecko wants this kind of key at its other address.");
  }
  if (code === TOO_LONG_AGO)
    throw failure("plan-restricted", `CoinGecko's plan does not reach back so far for ${what}.`);
  if (code === FOR_OTHER_PLANS) throw failure("plan-restricted", `CoinGecko's plan does not include ${what}.`);
  if (code === MISSING_KEY || status === 401) {
    if (key !== "") throw failure("unauthorized", "CoinGecko rejected the key.");
    throw failure("blocked", "CoinGecko does not answer without a key now.");
  }
  if (status === 403) throw failure("blocked", "CoinGecko refused the request (HTTP 403).");
  if (status === 404) throw failure("not-found", `CoinGecko does not have ${what}.`);
  if (status >= 500) throw failure("transient", `CoinGecko has trouble (HTTP ${status}).`);
  if (said !== undefined) throw failure("malformed", `CoinGecko refused ${what}: ${quoted(said, key)}`);
  throw failure("malformed", `CoinGecko's answer for ${what} is not the JSON it should be (HTTP ${status}).`);
}
