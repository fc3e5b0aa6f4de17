import { addDays, instantOfLocal, localTime } from "@tickfolio/engine";
import type { HttpAnswer } from "../door/http.ts";
import { retryAtOf } from "../door/retry-at.ts";
import { type Clock, ProviderError } from "../provider.ts";

const NAME = "stooq";
/** Stooq's day, and the clock all its times are on. */
export const STOOQ_ZONE = "Europe/Warsaw";
/** How a person gets a key: by hand, in a browser. */
export const HOW_TO_GET_A_KEY = "Open stooq.com/q/d/?s=spy.us&get_apikey in a browser; it shows one.";
const UPLOAD = "Upload prices, or try again later.";

/**
 * Stooq says everything with status 200: that it has no data, that it had enough of us, that it wants a key, or a page
 * that checks for a browser. Only what begins with the header of a table is data.
 */
export function readStooq(answer: HttpAnswer, what: string, clock: Clock): string {
  const fail = (reason: ProviderError["reason"], message: string, retryAt?: string) =>
    new ProviderError(NAME, reason, message, retryAt);
  const limit = () => fail("rate-limited", "Stooq's daily limit of requests is reached.", nextWarsawMidnight(clock()));
  const { status, text } = answer;
  if (status === 404) throw fail("not-found", `Stooq does not have ${what}.`);
  if (status === 429) {
    const untilMs = retryAtOf(answer.headers, clock());
    const message = "Stooq has been asked too often.";
    throw untilMs === undefined ? limit() : fail("rate-limited", message, new Date(untilMs).toISOString());
  }
  if (status >= 500) throw fail("transient", `Stooq has trouble (HTTP ${status}).`);

  const said = folded(text);
  if (said.startsWith("<") || /text\/html/i.test(answer.headers.get("content-type") ?? "")) {
    if (said.includes("przekroczony dzienny limit") || said.includes("exceeded the daily hits limit")) throw limit();
    const check =
      said.includes("/__verify") || said.includes("verify your browser") ? "a check of your browser" : "a captcha";
    throw fail("blocked", `Stooq asks for ${check}, which this program does not solve. ${UPLOAD}`);
  }
  if (said === "" || /^(no data|brak danych)/.test(said)) throw fail("no-data", `Stooq has no data of ${what}.`);
  if (said === "n/d") throw fail("not-found", `Stooq does not have ${what}.`);
  if (/^(exceeded the daily hits limit|przekroczony dzienny limit)/.test(said)) throw limit();
  if (said.startsWith("get your apikey")) throw fail("unauthorized", `Stooq wants a new key. ${HOW_TO_GET_A_KEY}`);
  if (/^(access denied|odmowa dost)/.test(said) || said.includes("www@stooq.com")) {
    throw fail("blocked", `Stooq does not serve programs just now. ${UPLOAD}`);
  }
  const first = said.slice(0, said.search(/[\r\n,]|$/));
  if (status >= 400 || !["date", "data", "symbol", "<ticker>"].includes(first)) {
    throw fail("malformed", `Stooq's answer for ${what} is not the table it should be.`);
  }
  if (!/[\r\n]/.test(said)) throw fail("no-data", `Stooq has no data of ${what}.`);
  return text;
}

/** Trimmed, in lower case, without the marks on Polish letters. */
function folded(text: string): string {
  return text
    .replace(/^\uFEFF/, "")
    .trim()
    .toLowerCase()
    .replaceAll("ł", "l")
    .normalize("NFD")
    .replace(/\p{M}/gu, "");
}

function nextWarsawMidnight(nowMs: number): string {
  const tomorrow = addDays(localTime(nowMs, STOOQ_ZONE).day, 1);
  return new Date(instantOfLocal(tomorrow, "00:00:00", STOOQ_ZONE)).toISOString();
}
