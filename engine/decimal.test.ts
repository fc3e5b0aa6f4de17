import { Decimal as Oracle } from "decimal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Decimal, DecimalError } from "./decimal.ts";

const D = Decimal.parse;
// Another library as the oracle, set to the same rule: half-even at 18 places, and enough digits never to round before.
const Exact = Oracle.clone({ precision: 200, rounding: Oracle.ROUND_HALF_EVEN, toExpNeg: -100, toExpPos: 100 });

const units = fc.bigInt({ min: -(10n ** 33n), max: 10n ** 33n });
const text = fc.tuple(units, fc.integer({ min: 0, max: 18 })).map(([digits, places]) => {
  const sign = digits < 0n ? "-" : "";
  const padded = (digits < 0n ? -digits : digits).toString().padStart(places + 1, "0");
  return places === 0 ? sign + padded : `${sign}${padded.slice(0, -places)}.${padded.slice(-places)}`;
});

describe("what another decimal library says", () => {
  test("sums, differences, products and quotients agree to the last of 18 places", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(D(a).plus(D(b)).toString()).toBe(new Exact(a).plus(b).toString().replace(/^-0$/, "0"));
        expect(D(a).minus(D(b)).toString()).toBe(new Exact(a).minus(b).toString().replace(/^-0$/, "0"));
        expect(D(a).times(D(b)).toString()).toBe(plain(new Exact(a).times(b)));
        if (!D(b).isZero()) expect(D(a).dividedBy(D(b)).toString()).toBe(plain(new Exact(a).dividedBy(b)));
        expect(Math.sign(D(a).compare(D(b)))).toBe(new Exact(a).comparedTo(b));
      }),
    );
  });

  test("a share by units is rounded once, not at the product and again at the quotient", () => {
    fc.assert(
      fc.property(text, text, text, (cost, part, whole) => {
        if (D(whole).isZero()) return;
        const expected = new Exact(cost).times(part).dividedBy(whole);
        expect(D(cost).timesRatio(D(part), D(whole)).toString()).toBe(plain(expected));
      }),
    );
  });

  test("rounding to fewer places goes to the even neighbour of a tie", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 18 }), (a, places) => {
        const expected = new Exact(a).toFixed(places, Oracle.ROUND_HALF_EVEN);
        expect(D(a).toFixed(places)).toBe(/[1-9]/.test(expected) ? expected : expected.replace("-", ""));
      }),
    );
    expect(["0.5", "1.5", "2.5", "-0.5", "-1.5"].map((x) => D(x).toFixed(0))).toEqual(["0", "2", "2", "0", "-2"]);
  });

  test("as a float64 it is the nearest one", () => {
    fc.assert(
      fc.property(text, (a) => D(a).toNumber() === Number(a) || Object.is(D(a).toNumber(), Math.abs(Number(a)))),
    );
    fc.assert(
      fc.property(text, (a) => Math.abs(D(a).toFloat() - Number(a)) <= Math.abs(Number(a)) * 2 * Number.EPSILON),
    );
  });
});

describe("reading and writing", () => {
  test("what is written reads back the same", () => {
    fc.assert(fc.property(text, (a) => D(D(a).toString()).equals(D(a))));
    fc.assert(
      fc.property(fc.double({ min: -1e15, max: 1e15, noNaN: true }), (x) => {
        const read = Decimal.fromNumber(x).toNumber();
        expect(Math.abs(read - x)).toBeLessThanOrEqual(5e-19);
      }),
    );
  });

  test.each([
    ["12", "12"],
    ["-0.50", "-0.5"],
    [".5", "0.5"],
    ["5.", "5"],
    ["+1", "1"],
    ["1e-7", "0.0000001"],
    ["1.5E3", "1500"],
    ["-0", "0"],
  ])("%s is %s", (written, expected) => {
    expect(D(written).toString()).toBe(expected);
  });

  test.each([
    "",
    " ",
    ".",
    "-",
    "1,5",
    "1 000",
    "0x10",
    "NaN",
    "Infinity",
    "1e",
    "1e99",
    "--1",
    "1.2.3",
    "１",
    "9".repeat(300),
  ])("%j is refused", (written) => {
    expect(() => D(written)).toThrow(DecimalError);
  });

  test("a 19th place is rounded half-even and noted", () => {
    expect(Decimal.parseNoting("0.1234567890123456785")).toEqual({ value: D("0.123456789012345678"), rounded: true });
    expect(Decimal.parseNoting("0.1234567890123456780").rounded).toBe(false);
  });

  test("dividing by zero is an error, never infinity", () => {
    expect(() => Decimal.ONE.dividedBy(Decimal.ZERO)).toThrow(DecimalError);
    expect(() => Decimal.fromNumber(Number.NaN)).toThrow(DecimalError);
    expect(() => Decimal.fromInteger(1.5)).toThrow(DecimalError);
  });

  test("in JSON it is text", () => {
    expect(JSON.stringify({ quantity: D("10.50") })).toBe('{"quantity":"10.5"}');
  });
});

function plain(value: Oracle): string {
  const rounded = value.toDecimalPlaces(18, Oracle.ROUND_HALF_EVEN).toFixed();
  return /[1-9]/.test(rounded) ? rounded : "0";
}
