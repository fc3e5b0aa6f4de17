import { dayNumber, isDay, type RateTable } from "@tickfolio/engine";
import { strFromU8, unzipSync } from "fflate";
import { SaxesParser } from "saxes";
import { isPrice } from "../judging/validate.ts";

/** The file holds 2 MB of text; a zip that claims more than this is not it. */
const LARGEST_UNPACKED = 20 * 1024 * 1024;
const ARCHIVED = "eurofxref-hist.csv";

/** A file of the ECB is not what it should be. The message is one for people. */
export class EcbFileError extends Error {
  override name = "EcbFileError";
}

/** A day's rates by currency. */
type DayRates = { day: number; rates: Map<string, number> };

/** The daily file and that of the last ninety days. A document that brings its own definitions is refused. */
export function readEcbXml(xml: string): RateTable {
  const days: DayRates[] = [];
  const parser = new SaxesParser({ xmlns: false });
  parser.on("doctype", () => {
    throw new EcbFileError("The ECB's file defines a document type, which it never does.");
  });
  parser.on("error", (error) => {
    throw new EcbFileError(`The ECB's file is no XML (${error.message.slice(0, 80)}).`);
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (name !== "Cube") return;
    const { time, currency, rate } = attributes;
    if (time !== undefined) {
      if (!isDay(time)) throw new EcbFileError("The ECB's file has a day that is none.");
      days.push({ day: dayNumber(time), rates: new Map() });
    }
    if (currency !== undefined && isCurrency(currency)) days.at(-1)?.rates.set(currency, rateFrom(rate ?? ""));
  });
  parser.write(xml).close();
  return tableOf(days);
}

/** The full history from 1999 on: newest first, a trailing comma, N/A for gaps, and a column for every currency there ever was. */
export function readEcbCsv(csv: string): RateTable {
  const lines = csv.replace(/^\uFEFF/, "").split(/\r?\n/);
  const header = lines[0]!.split(",").map((name) => name.trim());
  if (header[0] !== "Date" || !header.some(isCurrency)) {
    throw new EcbFileError("The ECB's file has no header with currencies.");
  }
  const rows = lines.slice(1).filter((line) => line.trim() !== "");
  rows.sort();
  const days = new Int32Array(rows.length);
  const columns: RateTable["columns"] = {};
  for (const name of header) if (isCurrency(name)) columns[name] = new Float64Array(rows.length);
  for (const [row, line] of rows.entries()) {
    const cells = line.split(",");
    const day = cells[0]!.trim();
    // A row that ends early may end in the middle of a number.
    if (cells.length < header.length || !isDay(day)) {
      throw new EcbFileError("The ECB's file is cut off or has a broken row.");
    }
    days[row] = dayNumber(day);
    if (row > 0 && days[row] === days[row - 1]) throw new EcbFileError(`The ECB's file has ${day} twice.`);
    for (let column = 1; column < header.length; column++) {
      const values = columns[header[column]!];
      if (values) values[row] = rateFrom(cells[column]!);
    }
  }
  if (rows.length === 0) throw new EcbFileError("The ECB's file has no rates in it.");
  return { base: "EUR", source: "ecb", days, columns };
}

/** The same file as it is downloaded. */
export function readEcbZip(bytes: Uint8Array): RateTable {
  let tooLarge = false;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (name === ARCHIVED && originalSize > LARGEST_UNPACKED) tooLarge = true;
        return name === ARCHIVED && !tooLarge;
      },
    });
  } catch {
    throw new EcbFileError("The ECB's archive is damaged.");
  }
  if (tooLarge) throw new EcbFileError("The ECB's archive would unpack to more than it ever holds.");
  const file = files[ARCHIVED];
  if (!file) throw new EcbFileError(`The ECB's archive has no ${ARCHIVED} in it.`);
  return readEcbCsv(strFromU8(file));
}

/** `N/A` and everything else that is no rate is a gap. */
function rateFrom(text: string): number {
  const rate = Number(text);
  return isPrice(rate) ? rate : Number.NaN;
}

const isCurrency = (text: string) => /^[A-Z]{3}$/.test(text);

function tableOf(days: readonly DayRates[]): RateTable {
  const byDay = new Map(days.map((entry) => [entry.day, entry.rates]));
  if (byDay.size === 0) throw new EcbFileError("The ECB's file has no rates in it.");
  const ordered = [...byDay.keys()].sort((a, b) => a - b);
  const columns: RateTable["columns"] = {};
  for (const currency of new Set(days.flatMap(({ rates }) => [...rates.keys()]))) {
    columns[currency] = Float64Array.from(ordered, (day) => byDay.get(day)!.get(currency) ?? Number.NaN);
  }
  return { base: "EUR", source: "ecb", days: Int32Array.from(ordered), columns };
}
