import { describe, expect, test } from "vitest";
import { createFormats } from "./format.ts";

const en = createFormats("en-US", "America/New_York");
const british = createFormats("en-GB", "Europe/London");
const german = createFormats("de-DE", "Europe/Berlin");
const french = createFormats("fr-FR", "Europe/Paris");

describe("money", () => {
  test("a loss has a real minus, a gain a plus where asked for, and nothing has neither", () => {
    expect(en.money(-12.5, "USD")).toBe("\u2212$12.50");
    expect(en.money(12.5, "USD")).toBe("$12.50");
    expect(en.money(12.5, "USD", { signed: true })).toBe("+$12.50");
    expect(en.money(0, "USD", { signed: true })).toBe("$0.00");
  });

  test("what rounds to nothing has no sign", () => {
    expect(en.money(-0.001, "USD")).toBe("$0.00");
    expect(en.money(-0.001, "USD", { signed: true })).toBe("$0.00");
    expect(en.money(-0, "EUR")).toBe("\u20ac0.00");
  });

  test("yen have no decimals, Kuwaiti dinars three", () => {
    expect(en.money(1234.56, "JPY")).toBe("\u00a51,235");
    expect(en.money(1234.5, "KWD")).toBe("KWD\u00a01,234.500");
  });

  test("a currency is never ambiguous: other dollars name their country", () => {
    expect(en.money(5, "CAD")).toBe("CA$5.00");
    expect(british.money(5, "USD")).toBe("US$5.00");
  });

  test("exact figures keep their digits", () => {
    expect(en.money("12345678901234567890.12", "USD")).toBe("$12,345,678,901,234,567,890.12");
    expect(en.money({ toString: () => "0.005" }, "EUR")).toBe("\u20ac0.01");
  });

  test("a crypto currency's ticker stands behind the number", () => {
    expect(en.money(1.5, "USDT")).toBe("1.50\u00a0USDT");
  });

  test("the reader's locale orders sign, number and currency", () => {
    expect(german.money(-1234.5, "EUR")).toBe("\u22121.234,50\u00a0\u20ac");
    expect(german.money(7, "USD", { signed: true })).toBe("+7,00\u00a0$");
  });

  test("a large figure comes apart into whole units and the rest", () => {
    expect(en.moneyParts(128431.07, "USD")).toEqual({ before: "$128,431", fraction: ".07", after: "" });
    expect(german.moneyParts(128431.07, "EUR")).toEqual({ before: "128.431", fraction: ",07", after: "\u00a0\u20ac" });
    expect(en.moneyParts(-1234.5, "JPY")).toEqual({ before: "\u2212\u00a51,235", fraction: "", after: "" });
  });
});

describe("prices", () => {
  test("small prices show more digits, large ones their minor units", () => {
    expect(en.price(182.2, "USD")).toBe("$182.20");
    expect(en.price(0.0432, "USD")).toBe("$0.0432");
    expect(en.price(0.00001234, "USD")).toBe("$0.00001234");
    expect(en.price(0.73, "GBP")).toBe("\u00a30.73");
    expect(en.price(1.174, "GBP")).toBe("\u00a31.174");
  });

  test("a typed price keeps what was typed", () => {
    expect(en.price("117.4213", "USD", { exact: true })).toBe("$117.4213");
    expect(en.price("117.4", "USD", { exact: true })).toBe("$117.40");
  });

  test("yen prices show a fraction only where there is one", () => {
    expect(en.price(2345, "JPY")).toBe("\u00a52,345");
    expect(en.price(2345.5, "JPY")).toBe("\u00a52,345.5");
  });

  test("an axis is as precise as its steps and no more", () => {
    expect(en.axisMoney(120_000, "USD", 20_000)).toBe("$120K");
    expect(en.axisMoney(122_500, "USD", 2_500)).toBe("$122.5K");
    expect(en.axisMoney(1_200_000, "USD", 200_000)).toBe("$1.2M");
    expect(en.axisMoney(950, "USD", 50)).toBe("$950");
    expect(en.axisMoney(1.25, "USD", 0.05)).toBe("$1.25");
    expect(en.axisMoney(0, "EUR", 500)).toBe("\u20ac0");
  });
});

describe("ratios and quantities", () => {
  test("percentages are signed like money", () => {
    expect(en.percent(0.1234)).toBe("12.34%");
    expect(en.percent(0.1234, { signed: true })).toBe("+12.34%");
    expect(en.percent(-0.1234, { signed: true })).toBe("\u221212.34%");
    expect(en.percent(-0.00001, { signed: true })).toBe("0.00%");
    expect(german.percent(0.5)).toBe("50,00\u00a0%");
  });

  test("a return of thousands of percent needs no hundredths", () => {
    expect(en.percent(23.456)).toBe("2,346%");
  });

  test("quantities show all they have, up to eight places", () => {
    expect(en.quantity("10")).toBe("10");
    expect(en.quantity("0.12345678")).toBe("0.12345678");
    expect(en.quantity("1234.5")).toBe("1,234.5");
    expect(en.quantity("0.1234567891")).toBe("0.12345679");
  });
});

describe("days and ages", () => {
  test("a day is the same day in every time zone", () => {
    expect(en.day("2024-03-01")).toBe("Mar 1, 2024");
    expect(british.day("2024-03-01")).toBe("1 Mar 2024");
    expect(german.day("2024-03-01")).toBe("01.03.2024");
    expect(en.month("2024-03-31")).toBe("Mar 2024");
  });

  test("an instant is told in the reader's time zone", () => {
    expect(british.instant("2024-07-01T12:00:00Z")).toContain("13:00");
  });

  test("an age has the unit that matters, and a far one is a day", () => {
    const now = Date.parse("2024-03-10T12:00:00Z");
    expect(en.age("2024-03-10T11:59:57Z", now)).toBe("3s ago");
    expect(en.age("2024-03-10T11:55:30Z", now)).toBe("4m ago");
    expect(en.age("2024-03-10T09:00:00Z", now)).toBe("3h ago");
    expect(en.age("2024-03-08T09:00:00Z", now)).toBe("2d ago");
    expect(en.age("2024-01-08T15:00:00Z", now)).toBe("Jan 8, 2024");
    expect(en.age("2024-03-10T12:00:05Z", now)).toBe("0s ago");
  });
});

describe("what a person types", () => {
  test("numbers are read in the reader's notation", () => {
    expect(en.parseNumber("1,234.56")).toBe("1234.56");
    expect(en.parseNumber(" 12 ")).toBe("12");
    expect(en.parseNumber(".5")).toBe("0.5");
    expect(en.parseNumber("\u22125")).toBe("-5");
    expect(german.parseNumber("1.234,56")).toBe("1234.56");
    expect(german.parseNumber("0,5")).toBe("0.5");
    expect(french.parseNumber("1 234,56")).toBe("1234.56");
    expect(french.parseNumber("1\u202f234,56")).toBe("1234.56");
  });

  test("a separator in the wrong place is refused, not guessed at", () => {
    expect(en.parseNumber("1,5")).toBeNull();
    expect(german.parseNumber("1.5")).toBeNull();
    expect(en.parseNumber("1.2.3")).toBeNull();
    expect(en.parseNumber("12a")).toBeNull();
    expect(en.parseNumber("1 2")).toBeNull();
    expect(en.parseNumber("")).toBeNull();
    expect(en.parseNumber("-")).toBeNull();
  });

  test("what was typed is shown again in the same notation", () => {
    expect(german.typed("1234.5")).toBe("1234,5");
    expect(german.parseNumber(german.typed("1234.5"))).toBe("1234.5");
  });
});
