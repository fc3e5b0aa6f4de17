/** A CSV file as rows of cells, with the line each begins on. Quotes, CRLF, a byte order mark and empty lines are understood. */
export function readCsv(text: string): { line: number; cells: string[] }[] {
  const body = text.replace(/^\uFEFF/, "");
  const delimiter = delimiterOf(body.slice(0, body.search(/[\r\n]|$/)));
  const rows: { line: number; cells: string[] }[] = [];
  let line = 0;
  for (const raw of body.split(/\r\n|\n|\r/)) {
    line += 1;
    if (raw.trim() === "") continue;
    rows.push({ line, cells: cellsOf(raw, delimiter) });
  }
  return rows;
}

/** Spreadsheets of half of Europe separate with semicolons, because their decimal point is a comma. */
export function delimiterOf(header: string): string {
  if (header.includes(",")) return ",";
  if (header.includes(";")) return ";";
  return header.includes("\t") ? "\t" : ",";
}

/** The cells of one line. */
export function cellsOf(raw: string, delimiter: string): string[] {
  return raw.includes('"') ? quotedCells(raw, delimiter) : raw.split(delimiter).map((cell) => cell.trim());
}

function quotedCells(raw: string, delimiter: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < raw.length; i++) {
    const char = raw[i]!;
    if (quoted && char === '"' && raw[i + 1] === '"') {
      cell += '"';
      i += 1;
    } else if (char === '"') quoted = !quoted;
    else if (char === delimiter && !quoted) {
      cells.push(cell.trim());
      cell = "";
    } else cell += char;
  }
  return [...cells, cell.trim()];
}
