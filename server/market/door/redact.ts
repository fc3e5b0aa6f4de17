export type Secrets = string | readonly string[] | undefined;

/** `token=...`, `"apikey": "..."`, `x-cg-demo-api-key: ...`: whatever the name of a key ends in. */
const NAMED = /((?:token|api[_-]?key|api[_-]?token|secret|password)["']?\s{0,3}[=:]\s{0,3}["']?)[^&\s"'<>(){},;\\]+/gi;
const AUTHORIZATION = /(authorization["']?\s{0,3}[=:]\s{0,3}["']?(?:(?:bearer|token|basic|apikey)\s+)?)[^\s"',;<>]+/gi;
const BEARER = /\b(bearer\s+)[A-Za-z0-9._~+/=-]{8,}/gi;
/** Alpha Vantage tells everybody their own key. */
const TOLD = /(\byour api key (?:as|is)\s+)\S+/gi;

const SAMPLE_BYTES = 2_048;
/** Nobody reads on so far; what is cut off behind it is not searched. */
const LONGEST_SEARCHED = 16_384;

/** Takes keys out of a text: those it names as such, in an address or elsewhere, and those that are known, also as addresses spell them. */
export function redacted(text: string, secrets?: Secrets): string {
  return withoutKnown(text, listed(secrets))
    .replace(AUTHORIZATION, "$1…")
    .replace(NAMED, "$1…")
    .replace(BEARER, "$1…")
    .replace(TOLD, "$1…");
}

/** What a provider said, fit to be shown: short, on one line, without keys. */
export function quoted(text: string, secrets?: Secrets): string {
  const line = redacted(beginningOf(text, listed(secrets)), secrets)
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

/** The beginning of an answer that was not understood, without keys, for a person to look at: at most 2 KB. */
export function sampleOf(text: string, secrets?: Secrets): string {
  const plain = redacted(beginningOf(text, listed(secrets)), secrets).replace(/[^\P{Cc}\n\t]/gu, " ");
  const bytes = Buffer.from(plain).subarray(0, SAMPLE_BYTES);
  // A character that was cut in two is none.
  return bytes.toString().replace(/\uFFFD+$/u, "");
}

const listed = (secrets: Secrets) =>
  (typeof secrets === "string" ? [secrets] : (secrets ?? [])).filter((secret) => secret !== "");

function withoutKnown(text: string, secrets: readonly string[]): string {
  // Longest first: one key may be the beginning of another.
  const spellings = new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret), base64(secret)]));
  let plain = text;
  for (const spelling of [...spellings].sort((a, b) => b.length - a.length)) {
    plain = plain.replace(new RegExp(spelling.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"), "gi"), "…");
  }
  return plain;
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** Where the cut goes through a key, the part of it before the cut goes too. */
function beginningOf(text: string, secrets: readonly string[]): string {
  if (text.length <= LONGEST_SEARCHED) return text;
  let beginning = text.slice(0, LONGEST_SEARCHED);
  for (const secret of secrets) {
    for (let length = secret.length - 1; length >= 4; length--) {
      if (!beginning.toLowerCase().endsWith(secret.slice(0, length).toLowerCase())) continue;
      beginning = beginning.slice(0, -length);
      break;
    }
  }
  return beginning;
}
