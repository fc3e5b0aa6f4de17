import { Decimal as Oracle } from "decimal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Decimal, DecimalError } from "./decimal.ts";

const D = Decimal.parse;
// Another library as the oracle, set to the same rule: half-even at 18 places, and enough digits never to round before.
const Exact = Oracle.clone({ precision: 200, rounding: Oracle.ROUND_HALF_EVEN, toExpNeg: -100, toExpPos: 100 });

// Short and long numbers, on both sides of where `Decimal` changes its way to keep one or to reckon with it.
const whole = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0n) },
  { weight: 3, arbitrary: fc.integer({ min: -9_999, max: 9_999 }).map(BigInt) },
  { weight: 2, arbitrary: fc.integer({ min: -1_100_000_000, max: 1_100_000_000 }).map(BigInt) },
  fc
    .tuple(
      fc.constantFrom(1_000_000_000n, 2n ** 31n, 4_503_599_627n, 2n ** 52n, 2n ** 53n),
      fc.integer({ min: -2, max: 2 }),
    )
    .chain(([edge, by]) => fc.constantFrom(edge + BigInt(by), -edge + BigInt(by))),
  fc.bigInt({ min: -(10n ** 33n), max: 10n ** 33n }),
);
const group = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constantFrom(1, 250_000, 499_999, 500_000, 500_001, 999_999) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 99 }).map((hundredths) => hundredths * 10_000) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 999_999 }) },
);
const text = fc.tuple(fc.constantFrom("", "-"), whole, group, group, group).map(([sign, before, ...groups]) => {
  const places = groups.map((digits) => String(digits).padStart(6, "0")).join("");
  const size = before < 0n ? -before : before;
  return `${sign || (before < 0n ? "-" : "")}${size}.${places}`.replace(/\.?0+$/, "");
});
// Few digits and hardly any others: what is just beside a tie.
const sparse = fc
  .array(fc.constantFrom("000000", "000001", "250000", "500000", "999999"), { minLength: 3, maxLength: 3 })
  .map((groups) => `0.${groups.join("")}`);
const many = { numRuns: 2_000 };

describe("what another decimal library says", () => {
  test("sums, differences, products and quotients agree to the last of 18 places", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(D(a).plus(D(b)).toString()).toBe(plain(new Exact(a).plus(b)));
        expect(D(a).minus(D(b)).toString()).toBe(plain(new Exact(a).minus(b)));
        expect(D(a).times(D(b)).toString()).toBe(plain(new Exact(a).times(b)));
        if (!D(b).isZero()) expect(D(a).dividedBy(D(b)).toString()).toBe(plain(new Exact(a).dividedBy(b)));
      }),
      many,
    );
  });

  test("sums and differences agree, and are equal to what is read, where they reach a billion", () => {
    const edge = fc.constantFrom("1000000000", "-1000000000");
    const step = fc.constantFrom("0", "1e-18", "-1e-18", "0.999999999999999999", "1", "-1");
    fc.assert(
      fc.property(text, edge, step, (a, limit, by) => {
        const sum = new Exact(limit).plus(by);
        const rest = D(sum.minus(a).toFixed());
        expect(D(a).plus(rest)).toEqual(D(sum.toFixed()));
        expect(D(a).minus(rest.negated())).toEqual(D(sum.toFixed()));
        expect(D(a).plus(rest).toString()).toBe(plain(sum));
      }),
      many,
    );
  });

  test.each(["", "-"])("a %sbillion is the same whatever it comes from", (sign) => {
    const signed = (size: string) => D(sign + size);
    for (const [factor, product] of [
      ["500000000", "1000000000"],
      ["500000000.000000000000000001", "1000000000.000000000000000002"],
      ["499999999.999999999999999999", "999999999.999999999999999998"],
    ] as const) {
      expect(signed(factor).times(D("2"))).toEqual(signed(product));
      expect(signed(factor).timesRatio(D("6"), D("3"))).toEqual(signed(product));
      expect(signed(factor).dividedBy(D("0.5"))).toEqual(signed(product));
    }
    expect(signed("999999999.5").round(0)).toEqual(signed("1000000000"));
    expect(signed("1000000000.5").round(0)).toEqual(Decimal.fromNumber(signed("1000000000").toFloat()));
  });

  test("signs and order agree", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [x, y] = [new Exact(a), new Exact(b)];
        expect(Math.sign(D(a).compare(D(b)))).toBe(x.comparedTo(y));
        const next = D(a).plus(D("1e-18"));
        expect([next.compare(D(a)), D(a).compare(next), D(a).compare(D(a))].map(Math.sign)).toEqual([1, -1, 0]);
        expect(D(a).equals(D(b))).toBe(x.equals(y));
        expect([D(a).isZero(), D(a).isNegative(), D(a).isPositive()]).toEqual([x.eq(0), x.lt(0), x.gt(0)]);
        expect([D(a).negated().toString(), D(a).abs().toString()]).toEqual([plain(x.negated()), plain(x.abs())]);
      }),
      many,
    );
  });

  test("a product goes to the even neighbour of a tie", () => {
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom("5", "15", "-5", "25"),
        (a, places, factor) => {
          // So many places that the last one of the product is a half of the 18th.
          const long = new Exact(a)
            .toDecimalPlaces(6)
            .plus(new Exact(10).pow(places - 19))
            .toFixed();
          const short = new Exact(factor).times(new Exact(10).pow(-places)).toFixed();
          expect(D(long).times(D(short)).toString()).toBe(plain(new Exact(long).times(short)));
          expect(D(short).times(D(long)).toString()).toBe(plain(new Exact(long).times(short)));
        },
      ),
      many,
    );
    const beside = (a: string, b: string) => {
      expect(D(a).times(D(b)).toString()).toBe(plain(new Exact(a).times(b)));
    };
    fc.assert(fc.property(sparse, sparse, beside), many);
  });

  test("a share by units is rounded once, not at the product and again at the quotient", () => {
    const agree = (cost: string, part: string, all: string) => {
      if (D(all).isZero()) return;
      const expected = new Exact(cost).times(part).dividedBy(all);
      expect(D(cost).timesRatio(D(part), D(all)).toString()).toBe(plain(expected));
    };
    fc.assert(fc.property(text, text, text, agree), many);
    // Terms that are just short enough for arithmetic in float64 and just too long, with what they make of the largest and smallest.
    const term = fc
      .integer({ min: -5_000_000_000, max: 5_000_000_000 })
      .map((micros) => new Exact(micros).div(1e6).toFixed());
    fc.assert(fc.property(text, term, term, agree), many);
    const crypto = fc
      .integer({ min: -5_000_000_000, max: 5_000_000_000 })
      .map((units) => new Exact(units).div(1e8).toFixed());
    fc.assert(fc.property(text, crypto, crypto, agree), many);
    const tiny = fc.integer({ min: 1, max: 999_999_999_999 }).map((attos) => new Exact(attos).div(1e18).toFixed());
    const long = fc.integer({ min: 1, max: 999_999_999_999 }).map((cents) => new Exact(cents).div(100).toFixed());
    fc.assert(fc.property(tiny, long, fc.constantFrom("0.01", "-0.01", "0.07", "3"), agree), many);
    fc.assert(
      fc.property(
        tiny,
        long.map((size) => `-${size}`),
        fc.constantFrom("0.01", "-0.01", "0.07", "3"),
        agree,
      ),
      many,
    );
    // Powers of two leave ties.
    const power = fc.integer({ min: 1, max: 20 }).map((exponent) => String(2 ** exponent));
    const odd = fc.integer({ min: -50, max: 50 }).map((half) => String(2 * half + 1));
    fc.assert(fc.property(text, odd, power, agree), many);
    fc.assert(
      fc.property(
        text,
        odd,
        power.map((size) => `-${size}`),
        agree,
      ),
      many,
    );
  });

  test("rounding to fewer places goes to the even neighbour of a tie", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 18 }), fc.boolean(), (a, places, tie) => {
        const half = new Exact(5).times(new Exact(10).pow(-places - 1));
        const x = tie && places < 18 ? new Exact(a).toDecimalPlaces(places).plus(half) : new Exact(a);
        const expected = x.toFixed(places, Oracle.ROUND_HALF_EVEN);
        expect(D(x.toFixed()).toFixed(places)).toBe(/[1-9]/.test(expected) ? expected : expected.replace("-", ""));
        expect(D(x.toFixed()).round(places).toString()).toBe(plain(x.toDecimalPlaces(places)));
      }),
      many,
    );
    expect(["0.5", "1.5", "2.5", "-0.5", "-1.5"].map((x) => D(x).toFixed(0))).toEqual(["0", "2", "2", "0", "-2"]);
  });

  test("as a float64 it is the nearest one, or one next to it where speed was asked for", () => {
    fc.assert(
      fc.property(text, (a) => {
        const nearest = Number(a) + 0;
        expect(D(a).toNumber()).toBe(nearest);
        expect([nearest, ...neighbours(nearest)]).toContain(D(a).toFloat());
      }),
      many,
    );
  });

  test("a chain of operations agrees at every step, and equal numbers are deeply equal", () => {
    const step = fc.tuple(fc.constantFrom("plus", "minus", "times", "dividedBy", "timesRatio", "round"), text, text);
    fc.assert(
      fc.property(text, fc.array(step, { maxLength: 12 }), (first, steps) => {
        let ours = D(first);
        let theirs = new Exact(first);
        for (const [operation, a, b] of steps) {
          if (theirs.abs().gt(1e40)) return;
          if (operation === "round") {
            ours = ours.round(Number(a.length % 19));
            theirs = theirs.toDecimalPlaces(a.length % 19);
          } else if (operation === "timesRatio") {
            if (D(b).isZero()) continue;
            ours = ours.timesRatio(D(a), D(b));
            theirs = theirs.times(a).dividedBy(b);
          } else {
            if (operation === "dividedBy" && D(a).isZero()) continue;
            ours = ours[operation](D(a));
            theirs = theirs[operation](a);
          }
          theirs = theirs.toDecimalPlaces(18);
          expect(ours.toString()).toBe(plain(theirs));
          expect(ours).toEqual(D(ours.toString()));
          expect(ours.plus(D(a)).minus(D(a))).toEqual(ours);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("reading and writing", () => {
  test("what is written reads back the same", () => {
    fc.assert(fc.property(text, (a) => D(D(a).toString()).equals(D(a))));
  });

  test("any text of a number is what another library reads, and lost places are noted", () => {
    const digits = fc.stringMatching(/^\d{0,24}$/);
    const exponent = fc.option(
      fc.integer({ min: -30, max: 30 }).map((power) => `e${power}`),
      { nil: "" },
    );
    fc.assert(
      fc.property(fc.constantFrom("", "+", "-"), digits, digits, exponent, (sign, before, after, power) => {
        fc.pre(before + after !== "");
        const written = `${sign}${before}${after && `.${after}`}${power}`;
        const exact = new Exact(written.replace("+", ""));
        expect(D(written).toString()).toBe(plain(exact));
        expect(Decimal.parseNoting(written).rounded).toBe(!exact.eq(exact.toDecimalPlaces(18)));
      }),
      many,
    );
  });

  test("a float64 is read by its shortest text, also where others lie next to it", () => {
    const short = fc
      .tuple(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.integer({ min: -6, max: 12 }))
      .map(([digits, places]) => digits / 10 ** places);
    const beside = short.chain((x) => fc.constantFrom(...neighbours(x)));
    const any = fc.double({ min: -1e15, max: 1e15, noNaN: true });
    const edge = fc.integer({ min: -9, max: 9 }).map((by) => 1e9 + by / 1e6);
    fc.assert(
      fc.property(fc.oneof(short, beside, any, edge), (x) => {
        expect(Decimal.fromNumber(x).toString()).toBe(plain(new Exact(String(x))));
        expect(Decimal.fromNumber(-x).toString()).toBe(plain(new Exact(String(-x))));
      }),
      many,
    );
    expect(Decimal.fromNumber(-0)).toEqual(Decimal.ZERO);
  });

  test("a whole number is read exactly", () => {
    fc.assert(
      fc.property(whole, (x) => {
        expect(Decimal.fromInteger(x).toString()).toBe(x.toString());
        if (Number.isSafeInteger(Number(x))) expect(Decimal.fromInteger(Number(x))).toEqual(Decimal.fromInteger(x));
      }),
      many,
    );
    expect(Decimal.fromInteger(-0)).toEqual(Decimal.ZERO);
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
    expect(() => Decimal.ONE.timesRatio(Decimal.ONE, Decimal.ZERO)).toThrow(DecimalError);
    for (const none of [Number.NaN, Infinity, -Infinity]) expect(() => Decimal.fromNumber(none)).toThrow(DecimalError);
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

/** The float64s just below and just above. */
function neighbours(x: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(x));
  const bits = view.getBigInt64(0);
  const beside = [bits - 1n, bits + 1n].map((next) => {
    view.setBigInt64(0, next < 0n ? 1n : next);
    return Math.sign(x || 1) * view.getFloat64(0);
  });
  return beside;
}
