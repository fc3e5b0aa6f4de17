import { type Currency, type Day, dayNumber, isDay, type RateTable } from "@tickfolio/engine";
import { fieldOf, numberOf, textOf } from "../door/json.ts";
import { isPrice } from "../judging/validate.ts";

const BASE = "EUR";

interface Row {
  day: Day;
  currency: Currency;
  rate: number;
}

/** A table of both shapes: rows with a base each (v2), or days with their rates (v1). Undefined where it is neither, or of another base. */
export function readFrankfurter(body: unknown, source: string, today: Day): RateTable | undefined {
  const rows = Array.isArray(body) ? rowsOf(body) : daysOf(body);
  // Today's rate is set in the afternoon; one of tomorrow is a mistake.
  const sound = rows?.filter(({ day, currency, rate }) => isPrice(rate) && day <= today && currency !== BASE);
  if (!sound || sound.length === 0) return undefined;
  const days = Int32Array.from(new Set(sound.map(({ day }) => dayNumber(day)))).sort();
  const place = new Map(Array.from(days, (day, index) => [day, index]));
  const columns: RateTable["columns"] = {};
  for (const { day, currency, rate } of sound) {
    columns[currency] ??= new Float64Array(days.length).fill(Number.NaN);
    columns[currency][place.get(dayNumber(day))!] = rate;
  }
  return { base: BASE, source, days, columns };
}

function rowsOf(body: readonly unknown[]): Row[] | undefined {
  const rows = body.map((each) => rowOf(textOf(each, "date"), textOf(each, "quote"), numberOf(each, "rate")));
  const isEuro = body.every((each) => textOf(each, "base") === BASE);
  return isEuro && rows.every((row) => row !== undefined) ? rows : undefined;
}

function daysOf(body: unknown): Row[] | undefined {
  const days = fieldOf(body, "rates");
  if (textOf(body, "base") !== BASE || typeof days !== "object" || days === null) return undefined;
  const rows = Object.entries(days).flatMap(([day, rates]) =>
    Object.keys(rates ?? {}).map((currency) => rowOf(day, currency, numberOf(rates, currency))),
  );
  return rows.every((row) => row !== undefined) ? rows : undefined;
}

function rowOf(day: string | undefined, currency: string | undefined, rate: number | undefined): Row | undefined {
  if (day === undefined || currency === undefined || rate === undefined) return undefined;
  return isDay(day) && /^[A-Z]{3}$/.test(currency) ? { day, currency, rate } : undefined;
}
