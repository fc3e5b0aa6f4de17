import { type CloseSeries, exchangeOf, type Instrument, localTime, type Quote } from "@tickfolio/engine";
import type { CustomProviderDraft } from "@tickfolio/protocol";
import { readCsv } from "../door/csv.ts";
import { parsedJson } from "../door/json.ts";
import { ProviderError, type ProviderFailure } from "../provider.ts";
import { readTime } from "./custom-dates.ts";
import { parsePath, valuesAt } from "./json-path.ts";
import { quoteOfSaid, type SaidBar, seriesOfSaid } from "./said-prices.ts";

/** What an answer is read for. */
export interface CustomReading {
  /** The provider's name and title. */
  name: string;
  title: string;
  draft: CustomProviderDraft;
  instrument: Instrument;
  nowMs: number;
}

/** All values of each place, side by side. */
type Columns = (place: string) => unknown[];

/** The last price in an answer. Without a time it is of when it was asked for. */
export function latestFrom(text: string, reading: CustomReading): Quote {
  const { draft, instrument, name, title, nowMs } = reading;
  const { price, time, currency, previousClose } = draft.latest!;
  const columns = columnsOf(text, reading);
  const prices = columns(price);
  const times = time === undefined ? undefined : columns(time);
  const row = times ? latestRow(prices, times, reading) : prices.length - 1;
  const value = prices[row];
  if (value === undefined || value === null || value === "") {
    throw failed(reading, "no-data", `There is nothing at "${price}" in the answer of ${title}.`);
  }
  const number = numberSaid(value);
  if (number === undefined)
    throw failed(reading, "malformed", `At "${price}" ${title} has ${shown(value)}, which is no price.`);

  const when = times ? readTime(times[row], draft.dateFormat, zoneOf(instrument)) : { atMs: nowMs };
  if (!when) {
    const what = `At "${time}" ${title} has ${shown(times?.[row])}, which is no ${draft.dateFormat} time.`;
    throw failed(reading, "malformed", what);
  }
  const stated = currency === undefined ? undefined : textSaid(columns(currency)[row] ?? columns(currency)[0]);
  const said = {
    price: number,
    previousClose: previousClose === undefined ? undefined : numberSaid(columns(previousClose)[row]),
    ...when,
    delay: "day" in when ? ("eod" as const) : ("unknown" as const),
    currency: draft.quotedIn ?? stated,
  };
  const quote = quoteOfSaid(name, instrument, said, nowMs);
  if (quote) return quote;
  const why = `${shown(value)} of ${shown(times?.[row] ?? "now")}${said.currency ? ` in ${shown(said.currency)}` : ""}`;
  const what = `${title} has ${why}, which is no price of ${instrument.symbol} in ${instrument.currency} of a time that was.`;
  throw failed(reading, "malformed", what);
}

/** The daily closes in an answer. Rows that cannot be right are left out. */
export function historyFrom(text: string, reading: CustomReading): CloseSeries {
  const { draft, instrument, name, title, nowMs } = reading;
  const { day, close } = draft.history!;
  const columns = columnsOf(text, reading);
  const [days, closes] = [columns(day), columns(close)];
  if (days.length !== closes.length) {
    const what = `"${day}" and "${close}" do not belong together: there are ${days.length} of one and ${closes.length} of the other.`;
    throw failed(reading, "malformed", what);
  }
  const timeZone = zoneOf(instrument);
  const bars = days.map((value, row): SaidBar => {
    const time = readTime(value, draft.dateFormat, timeZone);
    const said = time && ("day" in time ? time.day : localTime(time.atMs, timeZone).day);
    return { day: said, close: numberSaid(closes[row]) };
  });
  const series = seriesOfSaid(name, instrument, bars, {
    adjustment: draft.adjustment,
    currency: draft.quotedIn,
    nowMs,
  });
  if (!series) throw failed(reading, "unsupported", `${title} is in ${draft.quotedIn}, ${instrument.symbol} is not.`);
  if (series.days.length > 0) return series;
  const isEmpty = closes.every((value) => value === undefined || value === null || value === "");
  if (isEmpty) throw failed(reading, "no-data", `There are no closes at "${close}" in the answer of ${title}.`);
  const example = `${shown(closes.at(-1))} of ${shown(days.at(-1))}`;
  throw failed(
    reading,
    "malformed",
    `None of ${closes.length} rows of ${title} is a close of a day, such as ${example}.`,
  );
}

function columnsOf(text: string, reading: CustomReading): Columns {
  return reading.draft.kind === "json" ? jsonColumns(text, reading) : csvColumns(text, reading);
}

function jsonColumns(text: string, reading: CustomReading): Columns {
  const body = parsedJson(text);
  if (body === undefined) throw failed(reading, "malformed", `The answer of ${reading.title} is no JSON.`);
  return (place) => {
    const steps = parsePath(place);
    if (typeof steps === "string") throw failed(reading, "malformed", steps);
    return valuesAt(body, steps);
  };
}

function csvColumns(text: string, reading: CustomReading): Columns {
  const [header, ...rows] = readCsv(text);
  const names = header?.cells.map((cell) => cell.toLowerCase()) ?? [];
  // A row that ends early may end in the middle of a number.
  if (rows.length > 0 && rows.at(-1)!.cells.length < names.length) {
    throw failed(reading, "malformed", `The answer of ${reading.title} ends in the middle of a row.`);
  }
  const whole = rows.filter(({ cells }) => cells.length >= names.length);
  return (place) => {
    const column = names.indexOf(place.toLowerCase());
    if (column >= 0) return whole.map(({ cells }) => cells[column]);
    const known = header?.cells.slice(0, 12).join(", ").slice(0, 200) ?? "nothing";
    throw failed(
      reading,
      "malformed",
      `The answer of ${reading.title} has no column "${place}"; its first line has ${known}.`,
    );
  };
}

/** The row of the latest time among those that have a price. */
function latestRow(
  prices: readonly unknown[],
  times: readonly unknown[],
  { draft, instrument }: CustomReading,
): number {
  if (times.length !== prices.length) return prices.length - 1;
  const zone = zoneOf(instrument);
  let latest = prices.length - 1;
  let latestMs = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < prices.length; row++) {
    const time = readTime(times[row], draft.dateFormat, zone);
    const atMs = time === undefined ? Number.NaN : "day" in time ? Date.parse(time.day) : time.atMs;
    if (numberSaid(prices[row]) !== undefined && atMs >= latestMs) [latest, latestMs] = [row, atMs];
  }
  return latest;
}

/** A number, also written with a decimal comma; where that comma could part thousands it is none. */
function numberSaid(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (/^\d+(\.\d+)?(e[+-]?\d{1,2})?$/i.test(text)) return Number(text);
  if (/^\d{1,3}(,\d{3})+\.\d+$/.test(text)) return Number(text.replaceAll(",", ""));
  if (/^\d{1,3}(\.\d{3})+,\d+$/.test(text)) return Number(text.replaceAll(".", "").replace(",", "."));
  return /^\d+,(\d{1,2}|\d{4,})$/.test(text) ? Number(text.replace(",", ".")) : undefined;
}

const textSaid = (value: unknown) => (typeof value === "string" ? value.trim() : undefined);

function zoneOf(instrument: Instrument): string {
  return (instrument.kind === "crypto" ? undefined : exchangeOf(instrument)?.timeZone) ?? "UTC";
}

/** What was found, short. */
function shown(value: unknown): string {
  const text = typeof value === "object" && value !== null ? "a list or an object" : JSON.stringify(value ?? null);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function failed(reading: CustomReading, reason: ProviderFailure, message: string): ProviderError {
  return new ProviderError(reading.name, reason, message);
}
