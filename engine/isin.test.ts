import { expect, test } from "vitest";
import { isIsin } from "./isin.ts";

const real = ["US0378331005", "DE0007164600", "GB00BH4HKS39", "AU0000XVGZA3", "IE00B4L5Y983", "XS0041971275"];

test("published numbers are ISINs", () => {
  for (const isin of real) expect(isIsin(isin), isin).toBe(true);
});

test("one wrong digit makes it none", () => {
  for (const isin of real) {
    for (let place = 2; place < 12; place++) {
      const digit = Number(isin[place]);
      if (Number.isNaN(digit)) continue;
      const wrong = `${isin.slice(0, place)}${(digit + 1) % 10}${isin.slice(place + 1)}`;
      expect(isIsin(wrong), wrong).toBe(false);
    }
  }
});

test("other text is none", () => {
  for (const text of ["", "us0378331005", "US037833100", "US03783310055", "0378331005US", "US037833100A"]) {
    expect(isIsin(text), text).toBe(false);
  }
});
