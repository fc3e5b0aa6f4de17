// A portfolio of real instruments on real prices and the ECB's rates, valued through the command line, against figures
// worked out here by exact fractions straight from the same files. Where the real data is absent a small example of the
// project's own goes the same way.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Instrument } from "@tickfolio/engine";
import type { WireValuation } from "@tickfolio/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Arguments } from "./arguments.ts";
import { importFile } from "./commands/import.ts";
import { show } from "./commands/show.ts";
import { withClient } from "./open.ts";
import type { Print } from "./print.ts";

const root = join(import.meta.dirname, "..");

interface Example {
  name: string;
  prices: string;
  instruments: string;
  rates: string;
  trades: string;
  /** Days to value on; `staleOn` is one on which exactly `stale` has no recent price. */
  days: string[];
  staleOn: string;
  stale: string[];
}

const examples: Example[] = [
  {
    name: "real instruments",
    prices: join(root, "../shared/data/prices"),
    instruments: join(root, "examples/real-portfolio/instruments.csv"),
    rates: join(root, "../shared/data/fx/eurofxref-hist.csv"),
    trades: join(root, "examples/real-portfolio/trades.csv"),
    days: ["2016-12-31", "2020-08-31", "2024-03-08"],
    staleOn: "2024-05-15",
    stale: ["SAP.DE"],
  },
  {
    name: "the small example",
    prices: join(root, "examples/small-portfolio/prices"),
    instruments: join(root, "examples/small-portfolio/prices/instruments.csv"),
    rates: join(root, "examples/small-portfolio/prices/eurofxref-hist.csv"),
    trades: join(root, "examples/small-portfolio/trades.csv"),
    days: ["2024-01-06", "2024-01-10", "2024-01-12"],
    staleOn: "2024-01-26",
    stale: ["HUT.L"],
  },
];

for (const example of examples) {
  describe.runIf(existsSync(example.prices))(example.name, () => {
    const data = mkdtempSync(join(tmpdir(), "tickfolio-"));
    const flags = { data, prices: example.prices, instruments: example.instruments, rates: example.rates };
    const run = (positionals: string[], more: Arguments["flags"] = {}): Arguments => ({
      positionals,
      flags: { ...flags, ...more },
      path: (text) => text,
    });
    let symbols: Map<string, string>;

    beforeAll(async () => {
      const print = collect();
      const code = await importFile(
        run([example.trades], { create: true, portfolio: "Example", currency: "EUR" }),
        print,
      );
      expect(print.problems).toEqual([]);
      expect(code).toBe(0);
      const instruments: Instrument[] = (await withClient(run([]), (client) => client.instruments())).items;
      symbols = new Map(instruments.map((one) => [one.id, one.symbol]));
    });
    afterAll(() => rmSync(data, { recursive: true, force: true }));

    for (const day of example.days) {
      test(`value, cost and gain on ${day} are those of exact arithmetic`, async () => {
        const { totals, partial } = await valuationOn(day);
        const exact = workOut(example, day);
        expect(partial).toBe(false);
        for (const figure of ["marketValue", "cost", "unrealized", "realized", "gain", "invested"] as const) {
          expect(relativeDifference(totals[figure], exact[figure].toNumber()), figure).toBeLessThan(1e-9);
        }
      });
    }

    test(`on ${example.staleOn} ${example.stale.join(", ")} shows as stale`, async () => {
      const valuation = await valuationOn(example.staleOn);
      expect(valuation.stale.map((id) => symbols.get(id))).toEqual(example.stale);
      expect(valuation.partial).toBe(false);
    });

    async function valuationOn(day: string): Promise<WireValuation> {
      const print = collect();
      expect(await show(run(["Example"], { day, json: true }), print)).toBe(0);
      return (print.value as { portfolios: { valuation: WireValuation }[] }).portfolios[0]!.valuation;
    }
  });
}

/** A print that keeps what was said instead of writing it. */
function collect(): Print & { value: unknown; problems: string[] } {
  const kept: Print & { value: unknown; problems: string[] } = {
    json: true,
    value: undefined,
    problems: [],
    line: () => {},
    table: () => {},
    data: (value) => {
      kept.value = value;
    },
    problem: (message) => void kept.problems.push(message),
  };
  return kept;
}

/** First in, first out, untracked cash, fees in cost: all by fractions, from the text of the files. */
function workOut(example: Example, day: string) {
  const listed = new Map(readCsv(example.instruments).map((row) => [row.symbol!, row]));
  const trades = readCsv(example.trades).filter((row) => row.date! <= day);
  const rates = readCsv(example.rates).sort((a, b) => (a.Date! < b.Date! ? -1 : 1));
  const toEuro = (currency: string, on: string) => {
    if (currency === "EUR") return ONE;
    const row = rates.findLast((candidate) => candidate.Date! <= on && candidate[currency] !== "N/A")!;
    return ONE.over(Fraction.of(row[currency]!));
  };
  /** Major units and their currency for an amount in a row's currency. */
  const major = (text: string | undefined, code: string): [Fraction, string] =>
    code === "GBX" ? [Fraction.of(text || "0").over(Fraction.of("100")), "GBP"] : [Fraction.of(text || "0"), code];
  const inEuro = (text: string | undefined, code: string, on: string) => {
    const [amount, currency] = major(text, code);
    return amount.times(toEuro(currency, on));
  };

  const lots = new Map<string, { quantity: Fraction; cost: Fraction }[]>();
  let [moneyIn, moneyOut, realized] = [ZERO, ZERO, ZERO];
  for (const row of trades) {
    const held = lots.get(row.symbol!) ?? [];
    lots.set(row.symbol!, held);
    const currency = row.currency!;
    const gross = row.amount
      ? inEuro(row.amount, currency, row.date!)
      : row.price
        ? inEuro(row.price, currency, row.date!).times(Fraction.of(row.quantity!))
        : ZERO;
    const charges = inEuro(row.fee, currency || "EUR", row.date!).plus(inEuro(row.tax, currency || "EUR", row.date!));
    if (row.kind === "buy") {
      held.push({ quantity: Fraction.of(row.quantity!), cost: gross.plus(charges) });
      moneyIn = moneyIn.plus(gross).plus(charges);
    } else if (row.kind === "sell") {
      const proceeds = gross.minus(charges);
      moneyOut = moneyOut.plus(proceeds);
      realized = realized.plus(proceeds);
      for (let left = Fraction.of(row.quantity!); left.isPositive(); ) {
        const lot = held[0]!;
        const taken = left.isLessThan(lot.quantity) ? left : lot.quantity;
        const cost = lot.cost.times(taken).over(lot.quantity);
        realized = realized.minus(cost);
        left = left.minus(taken);
        lot.quantity = lot.quantity.minus(taken);
        lot.cost = lot.cost.minus(cost);
        if (!lot.quantity.isPositive()) held.shift();
      }
    } else if (row.kind === "dividend") {
      moneyOut = moneyOut.plus(gross).minus(charges);
    } else if (row.kind === "split") {
      for (const lot of held) {
        lot.quantity = lot.quantity.times(Fraction.of(row.numerator!)).over(Fraction.of(row.denominator!));
      }
    }
  }

  let [marketValue, cost] = [ZERO, ZERO];
  const splits = readCsv(example.trades).filter((row) => row.kind === "split");
  for (const [symbol, held] of lots) {
    const quantity = held.reduce((sum, lot) => sum.plus(lot.quantity), ZERO);
    cost = held.reduce((sum, lot) => sum.plus(lot.cost), cost);
    const row = readCsv(join(example.prices, `${symbol}.csv`)).findLast((candidate) => candidate.date! <= day)!;
    let price = Fraction.of(row.close!);
    if (listed.get(symbol)!.adjustment === "split") {
      for (const split of splits.filter((one) => one.symbol === symbol && one.date! > day)) {
        price = price.times(Fraction.of(split.numerator!)).over(Fraction.of(split.denominator!));
      }
    }
    const [inMajor, currency] = major("1", listed.get(symbol)!.currency!);
    marketValue = marketValue.plus(quantity.times(price).times(inMajor).times(toEuro(currency, day)));
  }
  return {
    marketValue,
    cost,
    realized,
    unrealized: marketValue.minus(cost),
    invested: moneyIn.minus(moneyOut),
    gain: moneyOut.plus(marketValue).minus(moneyIn),
  };
}

function readCsv(file: string): Record<string, string>[] {
  const [header, ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const names = header!.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, index) => [names[index] ?? "", cell])));
}

function relativeDifference(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
}

/** An exact rational number. */
class Fraction {
  readonly top: bigint;
  readonly bottom: bigint;

  constructor(top: bigint, bottom: bigint) {
    const divisor = gcd(top < 0n ? -top : top, bottom);
    this.top = top / divisor;
    this.bottom = bottom / divisor;
  }

  static of(text: string): Fraction {
    const [whole = "0", decimals = ""] = text.split(".");
    return new Fraction(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
  }

  plus = (other: Fraction) =>
    new Fraction(this.top * other.bottom + other.top * this.bottom, this.bottom * other.bottom);
  minus = (other: Fraction) =>
    new Fraction(this.top * other.bottom - other.top * this.bottom, this.bottom * other.bottom);
  times = (other: Fraction) => new Fraction(this.top * other.top, this.bottom * other.bottom);
  over = (other: Fraction) => new Fraction(this.top * other.bottom, this.bottom * other.top);
  isPositive = () => this.top > 0n;
  isLessThan = (other: Fraction) => this.top * other.bottom < other.top * this.bottom;
  /** To float64 by way of 25 places, so that nothing of a double's 17 is lost. */
  toNumber = () => Number((this.top * 10n ** 25n) / this.bottom) / 1e25;
}

function gcd(a: bigint, b: bigint): bigint {
  while (b > 0n) [a, b] = [b, a % b];
  return a === 0n ? 1n : a;
}

const ZERO = Fraction.of("0");
const ONE = Fraction.of("1");
