/** Where a command writes: lines for people, or one JSON value with `--json`. */
export interface Print {
  /** True when a machine reads: then only `data` is written to standard output. */
  readonly json: boolean;
  line(text?: string): void;
  /** Rows of cells under a header; cells that look like numbers are set flush right. */
  table(header: string[], rows: string[][]): void;
  data(value: unknown): void;
  /** To standard error: what happened, and what to do. */
  problem(message: string, remedy?: string): void;
}

export function createPrint({ json }: { json: boolean }, out: NodeJS.WritableStream = process.stdout): Print {
  return {
    json,
    line: (text = "") => void (json || out.write(`${text}\n`)),
    table: (header, rows) => void (json || out.write(`${layOut(header, rows)}\n`)),
    data: (value) => void (json && out.write(`${JSON.stringify(value, null, 2)}\n`)),
    problem: (message, remedy) => void process.stderr.write(`${message}\n${remedy ? `${remedy}\n` : ""}`),
  };
}

/** A plain-text table: columns as wide as their widest cell, numbers flush right. */
export function layOut(header: string[], rows: string[][]): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  const isNumeric = header.map((_, column) => rows.some((row) => /^[−+-]?[\d.,]+( ?%)?$/.test(row[column] ?? "")));
  return lines
    .map((line) =>
      line
        .map((cell, column) => (isNumeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
