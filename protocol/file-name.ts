const LONGEST_BYTES = 200;
/** Names Windows keeps for devices, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * What the file of a portfolio's trades is called: the portfolio's own name in all its letters, without what some file system reserves
 * or cannot show.
 */
export function tradesFileName(portfolio: string): string {
  const kept = portfolio
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\uFFFD]/gu, "")
    .replace(/[<>:"/\\|?*]+/g, "-")
    .replace(/\s+/g, " ")
    .replace(/^[. ]+|[. ]+$/g, "");
  const name = DEVICE.test(kept) ? `${kept}-` : kept;
  return `${shortened(name.replace(/^-+$/, "")) || "portfolio"}.csv`;
}

/** Whole characters only. */
function shortened(text: string): string {
  const encoder = new TextEncoder();
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += encoder.encode(character).length;
    if (bytes > LONGEST_BYTES) break;
    end += character.length;
  }
  return text.slice(0, end).trimEnd();
}

/** The header that offers an answer as a file of that name (RFC 6266): in all its letters, and in plain ones for old programs. */
export function attachment(fileName: string): string {
  const plain = fileName
    .normalize("NFKD")
    .replace(/[^\x20-\x7E]/g, "")
    .replace(/["\\%]/g, "")
    .replace(/^[ .]*(?=\.csv$)/, "portfolio")
    .trim();
  const whole = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
