import { describe, expect, test } from "vitest";
import { dayNumber } from "./day.ts";
import { Decimal } from "./decimal.ts";
import { createRates, type RateTable } from "./rates.ts";

function table(base: string, source: string, rows: Record<string, Record<string, number>>): RateTable {
  const days = Object.keys(rows);
  const currencies = [...new Set(days.flatMap((day) => Object.keys(rows[day]!)))];
  return {
    base,
    source,
    days: Int32Array.from(days, dayNumber),
    columns: Object.fromEntries(
      currencies.map((currency) => [currency, Float64Array.from(days, (day) => rows[day]![currency] ?? Number.NaN)]),
    ),
  };
}

const ecb = table("EUR", "ECB", {
  "2024-01-05": { USD: 1.0921, GBP: 0.86148 },
  "2024-01-08": { USD: 1.0946, GBP: 0.86063 },
  "2024-01-09": { USD: 1.094 },
});
const rates = createRates([ecb]);

describe("a rate of a day", () => {
  test("is the published one, or one over it the other way round", () => {
    expect(rates.at("EUR", "USD", "2024-01-08")).toEqual({
      rate: Decimal.parse("1.0946"),
      day: "2024-01-08",
      source: "ECB",
    });
    expect(rates.at("USD", "EUR", "2024-01-08")?.rate).toEqual(Decimal.ONE.dividedBy(Decimal.parse("1.0946")));
  });

  test("is crossed through the table's base with a single division", () => {
    expect(rates.at("GBP", "USD", "2024-01-08")?.rate).toEqual(
      Decimal.parse("1.0946").dividedBy(Decimal.parse("0.86063")),
    );
  });

  test("on a day without one is the last before it, and says so", () => {
    expect(rates.at("EUR", "USD", "2024-01-07")).toMatchObject({ rate: Decimal.parse("1.0921"), day: "2024-01-05" });
    expect(rates.at("EUR", "GBP", "2024-01-09")?.day).toBe("2024-01-08");
  });

  test("before the first one is the first", () => {
    expect(rates.at("EUR", "USD", "1999-01-04")?.day).toBe("2024-01-05");
  });

  test("between equal currencies is exactly 1, and unknown ones have none", () => {
    expect(rates.at("CHF", "CHF", "2024-01-08")?.rate).toEqual(Decimal.ONE);
    expect(rates.at("CHF", "EUR", "2024-01-08")).toBeUndefined();
  });

  test("may lead through two tables, but a direct one goes first", () => {
    const two = createRates([ecb, table("USD", "CoinGecko", { "2024-01-08": { BTC: 0.00002, GBP: 0.7 } })]);
    expect(two.at("BTC", "EUR", "2024-01-08")?.rate.toNumber()).toBeCloseTo(50_000 / 1.0946, 8);
    expect(two.at("BTC", "EUR", "2024-01-08")?.source).toBe("CoinGecko, ECB");
    expect(two.at("USD", "GBP", "2024-01-08")?.rate).toEqual(Decimal.parse("0.7"));
  });
});

test("a column has the same rate for each day as asking day by day", () => {
  const first = dayNumber("2024-01-03");
  for (const [from, to] of [
    ["EUR", "USD"],
    ["USD", "EUR"],
    ["GBP", "USD"],
    ["EUR", "EUR"],
  ] as const) {
    const column = rates.column(from, to, first, 8);
    const asked = Array.from({ length: 8 }, (_, i) => rates.at(from, to, `2024-01-${String(3 + i).padStart(2, "0")}`)!);
    for (const [i, { rate }] of asked.entries()) expect(column[i]).toBeCloseTo(rate.toNumber(), 15);
  }
  expect([...rates.column("CHF", "EUR", first, 2)]).toEqual([Number.NaN, Number.NaN]);
});
