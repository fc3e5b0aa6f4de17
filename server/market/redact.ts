/** Takes keys out of a text: those in an address's parameters, and the one that is known. */
export function redacted(text: string, secret?: string): string {
  const plain = secret ? text.replaceAll(secret, "…") : text;
  return plain.replace(/\b(token|api[_-]?key|api[_-]?token)=[^&\s"'<>)]+/gi, "$1=…");
}

/** What a provider said, fit to be shown: short, on one line, without keys. */
export function quoted(text: string, secret?: string): string {
  const line = redacted(text, secret)
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
