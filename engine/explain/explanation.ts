import type { Day } from "../day.ts";
import { Decimal } from "../decimal.ts";
import type { InstrumentId } from "../instrument.ts";
import type { Currency } from "../money.ts";
import type { Delay } from "../quote.ts";
import type { Definition } from "./definitions.ts";
import { evaluate, type Operation } from "./operations.ts";
import { formulaOf } from "./words.ts";

/** One number for each calendar day from a day on. NaN: not known on that day. */
export interface Column {
  from: Day;
  values: Float64Array;
}

/** Decimal where it is booked, float64 where it is valued. Null: there is no such figure, for want of a price, a rate or something to divide by. */
export type Value = Decimal | number | Column | null;

/** Where a number comes from that is not worked out from others. */
export type Leaf =
  | { kind: "entry"; transaction: string; day: Day; field: string }
  | { kind: "price"; instrument: InstrumentId; day: Day; source: string; at?: string; delay?: Delay }
  | { kind: "rate"; from: Currency; to: Currency; day: Day; source: string }
  | { kind: "prices"; instrument: InstrumentId; source: string; from: Day; to: Day }
  | { kind: "rates"; from: Currency; to: Currency; first: Day; last: Day }
  | { kind: "price days"; from: Day; to: Day }
  | { kind: "constant"; name: string };

/**
 * A figure and what it is made of, down to entries of the journal, prices, rates and constants that a definition names. Terms are worked
 * out when they are first read, and one may stand in several places, so write it down with `writeExplanation` and not as it is.
 */
export interface Explanation {
  /** What it is: "Unrealised gain of AAPL". */
  readonly label: string;
  /** How it comes from its terms, in words. */
  readonly formula: string;
  readonly operation: Operation;
  readonly value: Value;
  /** A currency, "units", a pair as in "EUR per USD", or null of a plain number. */
  readonly unit: string | null;
  /** Of terms of one figure under different circumstances, those of one key are compared. */
  readonly key: string;
  readonly terms: readonly Explanation[];
  /** Of a sum: which terms are taken off; one stands for all of them. Default: none. */
  readonly signs?: readonly (1 | -1)[];
  /** What an operation needs beside its terms: places of a rounding, day numbers of steps. */
  readonly parameters?: readonly number[];
  readonly definition?: Definition;
  readonly leaf?: Leaf;
}

interface Parts extends Omit<Explanation, "terms" | "value" | "key" | "formula"> {
  key?: string;
  /** Default: its operation with the terms' labels. */
  formula?: string;
  /** Default: what the operation makes of the terms. */
  value?: Value;
  terms?: readonly Explanation[] | (() => readonly Explanation[]);
}

export class ExplainedNode implements Explanation {
  readonly label: string;
  readonly operation: Operation;
  readonly unit: string | null;
  readonly key: string;
  readonly signs?: readonly (1 | -1)[];
  readonly parameters?: readonly number[];
  readonly definition?: Definition;
  readonly leaf?: Leaf;
  private said: string | undefined;
  /** What it was given as, or else has been worked out to. */
  given: Value | undefined;
  private parts: readonly Explanation[] | (() => readonly Explanation[]);

  constructor({ value, terms = [], key, formula, ...rest }: Parts) {
    this.label = rest.label;
    this.said = formula;
    this.operation = rest.operation;
    this.unit = rest.unit;
    this.key = key ?? rest.label;
    if (rest.signs) this.signs = rest.signs;
    if (rest.parameters) this.parameters = rest.parameters;
    if (rest.definition) this.definition = rest.definition;
    if (rest.leaf) this.leaf = rest.leaf;
    this.given = value;
    this.parts = terms;
  }

  get formula(): string {
    this.said ??= this.leaf ? this.label : formulaOf(this);
    return this.said;
  }

  get value(): Value {
    if (this.given === undefined) {
      this.given = evaluate(
        this,
        this.terms.map(({ value }) => value),
      );
    }
    return this.given;
  }

  get terms(): readonly Explanation[] {
    if (typeof this.parts === "function") this.parts = this.parts();
    return this.parts;
  }
}

export function explained(parts: Parts): Explanation {
  return new ExplainedNode(parts);
}

/** A number of a definition itself: the days of a year, the length of a window. */
export function constant(name: string, value: number, unit: string | null = null): Explanation {
  return explained({ label: name, operation: "given", value, unit, leaf: { kind: "constant", name } });
}

export function isColumn(value: Value): value is Column {
  return value !== null && typeof value === "object" && !(value instanceof Decimal);
}

/** As float64, to the nearest. */
export function numberOf(value: Value): number | null {
  if (value instanceof Decimal) return value.toNumber();
  if (isColumn(value)) throw new TypeError("A column is no number.");
  return value;
}
