/** A record of a CSV text. `line` is where it begins, counted from 1; cells of its own lines count too. */
export interface CsvRecord {
  line: number;
  cells: string[];
}

/** Text that no reader of CSV can make sense of. */
export class CsvError extends Error {
  override name = "CsvError";
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** More rows than anybody trades in a life, and few enough that a file of nothing but line ends does not fill the memory. */
const MOST_RECORDS = 200_000;

/**
 * Reads CSV (RFC 4180) separated by commas, semicolons or tabs, whichever the first line has most of. A byte order mark, either kind of
 * line end and empty lines are taken as they come; quoted cells keep their spaces, others are trimmed. Throws a CsvError for a quoted
 * cell without an end, and for more rows than anybody has.
 */
export function readCsv(text: string): CsvRecord[] {
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const separator = separatorOf(source);
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let line = 1;
  let started = 1;
  let at = 0;
  const endRecord = () => {
    if (cells.length > 1 || cells[0] !== "") records.push({ line: started, cells });
    cells = [];
    if (records.length > MOST_RECORDS) {
      throw new CsvError(
        started,
        `The file has more than ${MOST_RECORDS} rows; nothing of it was read. Bring it in parts.`,
      );
    }
  };
  while (at < source.length) {
    while (source[at] === " ") at++;
    let cell: string;
    if (source[at] === '"') {
      const quoted = readQuoted(source, at, line);
      cell = quoted.cell;
      at = quoted.end;
      line += quoted.lines;
      while (at < source.length && !isEnd(source[at]!, separator)) cell += source[at++];
    } else {
      const from = at;
      while (at < source.length && !isEnd(source[at]!, separator)) at++;
      cell = source.slice(from, at).trim();
    }
    cells.push(cell);
    if (source[at] === separator) {
      at++;
      if (at === source.length) cells.push("");
      continue;
    }
    endRecord();
    if (source[at] === "\r") at++;
    if (source[at] === "\n") at++;
    line++;
    started = line;
  }
  if (cells.length > 0) endRecord();
  return records;
}

/** A cell as text between two separators: quoted where it would otherwise not come back the same. */
export function csvCell(text: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function separatorOf(text: string): string {
  const first = text.split(/[\r\n]/, 1)[0]!;
  const count = (separator: string) => first.split(separator).length;
  return [",", ";", "\t"].reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

function isEnd(character: string, separator: string): boolean {
  return character === separator || character === "\r" || character === "\n";
}

function readQuoted(source: string, start: number, line: number): { cell: string; end: number; lines: number } {
  let cell = "";
  let from = start + 1;
  for (;;) {
    const quote = source.indexOf('"', from);
    if (quote < 0) throw new CsvError(line, "A quoted cell begins here and never ends.");
    cell += source.slice(from, quote);
    if (source[quote + 1] !== '"') return { cell, end: quote + 1, lines: cell.split(/\r\n|\r|\n/).length - 1 };
    cell += '"';
    from = quote + 2;
  }
}
