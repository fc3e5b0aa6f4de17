import {
  type Adjustment,
  type Currency,
  type Day,
  type InstrumentKind,
  isDay,
  kindOfSymbol,
  minorUnit,
  parseSymbol,
} from "@tickfolio/engine";
import { readCsv } from "../door/csv.ts";
import type { PriceProblem } from "../uploads/price-csv.ts";

/** A row of `instruments.csv`: what a price folder has, and how its prices are to be read. */
export interface FolderInstrument {
  symbol: string;
  /** As the file with its prices is named. */
  file: string;
  name: string;
  /** The major currency, and the unit the prices are in where it is a minor one. */
  currency: Currency;
  quotedIn?: string;
  /** Null for coins, and for what is somebody's own: of kind `other` and without a market. */
  mic: string | null;
  kind: InstrumentKind;
  adjustment: Adjustment;
  through?: Day;
}

const KINDS: readonly string[] = ["stock", "fund", "crypto", "other"];
const ADJUSTMENTS: readonly string[] = ["raw", "split", "total", "unknown"];

/** Reads `symbol,name,currency,mic,kind,adjustment,through[,isin]`. A row that cannot be understood is left out and reported. */
export function readInstrumentsCsv(text: string): { instruments: FolderInstrument[]; problems: PriceProblem[] } {
  const [header, ...rows] = readCsv(text);
  const problems: PriceProblem[] = [];
  const names = (header?.cells ?? []).map((cell) => cell.toLowerCase());
  for (const field of ["symbol", "currency"]) {
    if (!names.includes(field)) problems.push({ row: 1, field, message: `The first line has no column "${field}".` });
  }
  if (problems.length > 0) return { instruments: [], problems };

  const instruments = new Map<string, FolderInstrument>();
  for (const { line, cells } of rows) {
    const cell = (name: string) => cells[names.indexOf(name)]?.trim() ?? "";
    const wrong = (field: string, why: string) =>
      problems.push({ row: line, field, message: `"${cell(field).slice(0, 40)}" ${why}.` });
    const file = cell("symbol");
    const parsed = parseSymbol(file);
    const kind = cell("kind") || kindOfSymbol(file);
    // What is neither listed nor anything that could be is somebody's own, and called as it is written.
    const isOwn = cell("mic") === "" && kind === "other" && parsed?.kind !== "index";
    const symbol = isOwn ? file : (parsed?.symbol ?? file);
    const currency = currencyOf(cell("currency"));
    const adjustment = cell("adjustment") || "unknown";
    const through = cell("through");
    if (file === "" || /[/\\]/.test(file) || file.startsWith(".")) wrong("symbol", "is no symbol");
    else if (instruments.has(symbol)) wrong("symbol", "is there twice");
    else if (!currency) wrong("currency", "is no currency");
    else if (!KINDS.includes(kind)) wrong("kind", `is none of ${KINDS.join(", ")}`);
    else if (!ADJUSTMENTS.includes(adjustment)) wrong("adjustment", `is none of ${ADJUSTMENTS.join(", ")}`);
    else if (through !== "" && !isDay(through)) wrong("through", "is no day");
    else {
      instruments.set(symbol, {
        symbol,
        file: `${file}.csv`,
        name: cell("name") || symbol,
        ...currency,
        mic: cell("mic") || (isOwn ? null : (parsed?.exchange?.mic ?? null)),
        kind: kind as InstrumentKind,
        adjustment: adjustment as Adjustment,
        ...(through === "" ? {} : { through }),
      });
    }
  }
  return { instruments: [...instruments.values()], problems };
}

/** `GBX` is pounds, quoted in pence. The spelling counts: GBp is pence, GBP is pounds. */
function currencyOf(code: string): { currency: Currency; quotedIn?: string } | undefined {
  const unit = minorUnit(code);
  if (unit) return { currency: unit.currency, quotedIn: code };
  return /^[A-Z]{3,5}$/.test(code) ? { currency: code } : undefined;
}
