import { describe, expect, test } from "vitest";
import { isIsin } from "./isin.ts";
import { isCusip, isFigi, isSedol, isWkn } from "./security-numbers.ts";

const cases = [
  ["ISIN", isIsin, ["US0378331005", "GB00BH4HKS39", "DE0007164600", "KYG875721634"]],
  ["CUSIP", isCusip, ["037833100", "594918104", "17275R102", "084670702", "68389X105"]],
  ["FIGI", isFigi, ["BBG000B9XRY4", "BBG000B9Y5X2", "BBG000BVPV84"]],
  ["SEDOL", isSedol, ["0263494", "BH4HKS3", "B0YBKJ7", "2046251"]],
] as const;

describe.each(cases)("%s", (_, isNumber, numbers) => {
  test.each(numbers)("%s fits its check digit", (number) => {
    expect(isNumber(number)).toBe(true);
  });

  test.each(numbers)("%s with any one digit mistyped does not", (number) => {
    for (let place = 0; place < number.length; place++) {
      if (!/\d/.test(number[place]!)) continue;
      const other = String((Number(number[place]) + 1) % 10);
      expect(isNumber(number.slice(0, place) + other + number.slice(place + 1)), `${number} at ${place}`).toBe(false);
    }
    expect(isNumber(number.toLowerCase())).toBe(!/[A-Z]/.test(number));
    expect(isNumber(`${number}0`)).toBe(false);
  });
});

test("a WKN has no check digit: six letters and digits without I and O", () => {
  expect(["865985", "A1EWWW", "BASF11", "716460"].every(isWkn)).toBe(true);
  expect(["GOOGLE", "86598", "8659855", "O65985", "I65985"].some(isWkn)).toBe(false);
});
