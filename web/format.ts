// Writes numbers, days and ages for the reader. Components never call `Intl` themselves.

import { readNumber, type Separators, separatorsOf } from "./typed-number.ts";

const MINUS = "\u2212";
const DAY_MS = 86_400_000;

/** What can be written: float64 figures, or exact ones (`Decimal`, decimal text) that keep all their digits. */
export type Figure = number | string | { toString(): string };

export interface MoneyStyle {
  /** A plus before gains. */
  signed?: boolean;
  /** `whole` leaves out the minor units where the amount is large enough not to miss them. */
  places?: "minor" | "whole";
}

export interface MoneyParts {
  /** Sign, currency and whole units as the locale orders them. */
  before: string;
  /** Decimal separator and minor units; empty where the currency has none. */
  fraction: string;
  after: string;
}

export type Formats = ReturnType<typeof createFormats>;

export function createFormats(locale?: string, timeZone?: string) {
  const numberFormats = new Map<string, Intl.NumberFormat>();
  const dateFormats = new Map<string, Intl.DateTimeFormat>();
  // Made when first used: together they cost a slow phone 50 ms of its start.
  let relativeFormat: Intl.RelativeTimeFormat | undefined;
  let currencyNames: Intl.DisplayNames | undefined;
  let separators: Separators | undefined;
  function ago(value: number, unit: Intl.RelativeTimeFormatUnit): string {
    relativeFormat ??= new Intl.RelativeTimeFormat(locale, { style: "narrow", numeric: "always" });
    return relativeFormat.format(-Math.floor(value), unit);
  }
  function notation(): Separators {
    separators ??= separatorsOf(numbers({}), locale);
    return separators;
  }

  // Making a format costs more than using it a hundred times.
  function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    const key = JSON.stringify(options);
    let format = numberFormats.get(key);
    if (!format) {
      format = new Intl.NumberFormat(locale, options);
      numberFormats.set(key, format);
    }
    return format;
  }
  function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const key = JSON.stringify(options);
    let format = dateFormats.get(key);
    if (!format) {
      format = new Intl.DateTimeFormat(locale, options);
      dateFormats.set(key, format);
    }
    return format;
  }

  /** A figure's parts with a real minus sign, which is as wide as the plus. */
  function parts(figure: Figure, options: Intl.NumberFormatOptions): Intl.NumberFormatPart[] {
    const value = typeof figure === "number" ? figure : (figure.toString() as Intl.StringNumericLiteral);
    return numbers(options)
      .formatToParts(value)
      .map((part) => (part.type === "minusSign" ? { ...part, value: MINUS } : part));
  }
  const write = (figure: Figure, options: Intl.NumberFormatOptions) =>
    parts(figure, options)
      .map((part) => part.value)
      .join("");

  // "negative" writes no sign for what rounds to zero.
  const sign = (signed = false) => ({ signDisplay: signed ? ("exceptZero" as const) : ("negative" as const) });
  function currencyOptions(currency: string): Intl.NumberFormatOptions {
    return isCurrencyCode(currency) ? { style: "currency", currency } : {};
  }

  function money(figure: Figure, currency: string, style: MoneyStyle = {}): string {
    const whole = style.places === "whole" ? { maximumFractionDigits: 0, minimumFractionDigits: 0 } : {};
    return unit(
      write(figure, { ...currencyOptions(currency), ...minor(currency), ...whole, ...sign(style.signed) }),
      currency,
    );
  }

  /** Tickers of crypto currencies are no currency codes to `Intl`, so they stand behind the number. */
  function unit(text: string, currency: string): string {
    return isCurrencyCode(currency) ? text : `${text}\u00a0${currency}`;
  }
  function minor(currency: string): Intl.NumberFormatOptions {
    return isCurrencyCode(currency) ? {} : { minimumFractionDigits: 2, maximumFractionDigits: 8 };
  }

  function moneyParts(figure: Figure, currency: string): MoneyParts {
    const all = parts(figure, { ...currencyOptions(currency), ...minor(currency), ...sign() });
    const from = all.findIndex((part) => part.type === "decimal");
    const last = all.findLastIndex((part) => part.type === "integer" || part.type === "fraction");
    const join = (list: Intl.NumberFormatPart[]) => list.map((part) => part.value).join("");
    return {
      before: join(all.slice(0, from < 0 ? last + 1 : from)),
      fraction: from < 0 ? "" : join(all.slice(from, last + 1)),
      after: unit(join(all.slice(last + 1)), currency),
    };
  }

  /** A price per unit: more digits where it is small, so that a share of 0.0432 does not read 0.04. `exact`: as it was typed. */
  function price(figure: Figure, currency: string, { exact = false } = {}): string {
    const size = Math.abs(Number(figure));
    const digits = exact ? 8 : size >= 10 ? 2 : size >= 1 ? 3 : size >= 0.01 ? 4 : 8;
    const options = currencyOptions(currency);
    const least = isCurrencyCode(currency) ? (numbers(options).resolvedOptions().minimumFractionDigits ?? 2) : 2;
    const most = Math.max(least, digits);
    return unit(
      write(figure, { ...options, minimumFractionDigits: least, maximumFractionDigits: most, ...sign() }),
      currency,
    );
  }

  /** Short money for an axis; `step` is the distance between two ticks and decides how many digits it takes. */
  function axisMoney(value: number, currency: string, step: number): string {
    const scale = Math.abs(value) >= 1e9 ? 1e9 : Math.abs(value) >= 1e6 ? 1e6 : Math.abs(value) >= 1e4 ? 1e3 : 1;
    const digits = placesOf(step / scale);
    const compact = scale > 1 ? { notation: "compact" as const } : {};
    return unit(
      write(value, {
        ...currencyOptions(currency),
        ...compact,
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        ...sign(),
      }),
      currency,
    );
  }

  function percent(ratio: number, { signed = false, digits = 2 } = {}): string {
    const places = Math.abs(ratio) >= 10 ? 0 : digits;
    return write(ratio, {
      style: "percent",
      minimumFractionDigits: places,
      maximumFractionDigits: places,
      ...sign(signed),
    });
  }

  /** Units, a rate or a count, with up to `most` places and none that are zero. */
  function quantity(figure: Figure, most = 8): string {
    return write(figure, { maximumFractionDigits: most, ...sign() });
  }

  const utc = (day: string) => new Date(`${day}T00:00:00Z`);
  const day = (text: string) => dates({ dateStyle: "medium", timeZone: "UTC" }).format(utc(text));
  const dayShort = (text: string) => dates({ day: "numeric", month: "short", timeZone: "UTC" }).format(utc(text));
  const dayLong = (text: string) => dates({ dateStyle: "full", timeZone: "UTC" }).format(utc(text));
  const weekday = (text: string) => dates({ weekday: "long", timeZone: "UTC" }).format(utc(text));
  const month = (text: string) => dates({ month: "short", year: "numeric", timeZone: "UTC" }).format(utc(text));
  const year = (text: string) => dates({ year: "numeric", timeZone: "UTC" }).format(utc(text));

  const zone = timeZone ? { timeZone } : {};
  const instant = (text: string) => dates({ dateStyle: "medium", timeStyle: "short", ...zone }).format(new Date(text));
  const time = (text: string) => dates({ timeStyle: "short", ...zone }).format(new Date(text));
  const weekdayTime = (text: string) =>
    dates({ weekday: "long", hour: "numeric", minute: "2-digit", ...zone }).format(new Date(text));
  const clock = (text: string) => dates({ timeStyle: "medium", ...zone }).format(new Date(text));

  /** How long ago, as far as it matters: seconds, then minutes, hours and days, then the day itself. */
  function age(at: string, nowMs: number): string {
    const ms = Math.max(0, nowMs - Date.parse(at));
    if (ms < 60_000) return ago(ms / 1000, "second");
    if (ms < 3_600_000) return ago(ms / 60_000, "minute");
    if (ms < DAY_MS) return ago(ms / 3_600_000, "hour");
    if (ms < 14 * DAY_MS) return ago(ms / DAY_MS, "day");
    return dates({ dateStyle: "medium", ...zone }).format(new Date(at));
  }

  /** What a person typed, in their own notation, as decimal text; null where it is no number. */
  function parseNumber(text: string): string | null {
    return readNumber(text, notation());
  }
  /** Decimal text as a person would type it here. */
  const typed = (figure: Figure) => figure.toString().replace(".", notation().decimal);

  const list = (items: readonly string[]) => new Intl.ListFormat(locale, { type: "conjunction" }).format(items);
  function currencyName(code: string): string {
    if (!isCurrencyCode(code)) return code;
    currencyNames ??= new Intl.DisplayNames(locale, { type: "currency", fallback: "code" });
    return currencyNames.of(code) ?? code;
  }

  return {
    money,
    moneyParts,
    price,
    axisMoney,
    percent,
    quantity,
    day,
    dayShort,
    dayLong,
    weekday,
    month,
    year,
    instant,
    time,
    weekdayTime,
    clock,
    age,
    parseNumber,
    typed,
    list,
    currencyName,
  };
}

/** How many decimals it takes to write a step: one for 2.5, two for 0.25. */
function placesOf(step: number): number {
  for (let places = 0; places < 8; places++) {
    const scaled = step * 10 ** places;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 && scaled >= 0.5) return places;
  }
  return 8;
}

function isCurrencyCode(currency: string): boolean {
  return /^[A-Z]{3}$/.test(currency);
}

/** In the reader's own locale and time zone. */
export const format = createFormats(globalThis.navigator?.languages?.[0]);
