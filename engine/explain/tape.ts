import type { Day } from "../day.ts";
import { Decimal } from "../decimal.ts";
import type { Currency } from "../money.ts";
import type { Transaction } from "../transaction.ts";

/** Where a number stands that was not worked out. A field is a path into the transaction: `price`, `fee.amount`, `lots.0.cost`. */
export type Origin =
  | { kind: "entry"; transaction: Transaction; field: string }
  | { kind: "rate"; from: Currency; to: Currency; day: Day; source: string }
  | { kind: "constant" };

/** How a number was made of others. `share` is the first × the second / the third, rounded once; `round` is to as many places as its second says. */
export const STEPS = ["leaf", "plus", "minus", "times", "share", "round"] as const;
export type Step = (typeof STEPS)[number];

const LEAF = 0;
const PLUS = 1;
const MINUS = 2;
const TIMES = 3;
const SHARE = 4;
const ROUND = 5;
/** In place of a leaf's field. */
const IS_RATE = -1;
const IS_CONSTANT = -2;
/** Numbers of an entry: its step, up to three operands (of a leaf its value, transaction and field), and the transaction being booked. */
const WIDTH = 5;

/**
 * Every step of arithmetic that a booking did, in order, as small integers: kept this way, and not as an object for each, because ten
 * thousand transactions take a hundred and forty thousand steps. Entries are called by their place; operands stand before their result.
 */
export class Tape {
  private entries = new Int32Array(WIDTH * 256);
  private count = 0;
  private readonly values: Decimal[] = [];
  private readonly rates: Origin[] = [];
  private readonly entered: Transaction[] = [];
  private readonly fields: string[] = [];
  /** Ids and not the transactions with their traced numbers: nothing else keeps those. */
  private readonly rows: string[] = [];
  private byId: Map<string, Transaction> | undefined;

  /** For the numbers of one run of `recompute`, by place. */
  memory(): (Decimal | undefined)[] {
    return new Array(this.count);
  }

  /** What is written from now on belongs to this transaction. */
  begin(row: Transaction): void {
    this.rows.push(row.id);
  }

  /** A transaction of which fields are about to be written: `field` is of the last one entered. */
  enter(transaction: Transaction): void {
    this.entered.push(transaction);
  }

  field(value: Decimal, path: string): Traced {
    let field = this.fields.indexOf(path);
    if (field < 0) field = this.fields.push(path) - 1;
    return this.leaf(value, this.entered.length - 1, field);
  }

  rate(value: Decimal, from: Currency, to: Currency, day: Day, source: string): Traced {
    this.rates.push({ kind: "rate", from, to, day, source });
    return this.leaf(value, this.rates.length - 1, IS_RATE);
  }

  made(value: Decimal, step: number, left: Decimal, right: Decimal | number, third?: Decimal): Traced {
    const first = this.placeOf(left);
    const second = typeof right === "number" ? right : this.placeOf(right);
    return new Traced(value, this, this.write(step, first, second, third ? this.placeOf(third) : 0));
  }

  stepAt(place: number): Step {
    return STEPS[this.entries[place * WIDTH]!]!;
  }

  /** Places of the numbers it was made of; of a rounding only the first, of a leaf none. */
  operandsAt(place: number): number[] {
    const at = place * WIDTH;
    const { entries } = this;
    switch (entries[at]) {
      case LEAF:
        return [];
      case ROUND:
        return [entries[at + 1]!];
      case SHARE:
        return [entries[at + 1]!, entries[at + 2]!, entries[at + 3]!];
      default:
        return [entries[at + 1]!, entries[at + 2]!];
    }
  }

  /** Of a rounding. */
  decimalsAt(place: number): number {
    return this.entries[place * WIDTH + 2]!;
  }

  get length(): number {
    return this.count;
  }

  /** Of a leaf. */
  valueAt(place: number): Decimal {
    return this.values[this.entries[place * WIDTH + 1]!]!;
  }

  entryAt(place: number): Transaction | undefined {
    const origin = this.originAt(place);
    return origin.kind === "entry" ? origin.transaction : undefined;
  }

  originAt(place: number): Origin {
    const of = this.entries[place * WIDTH + 2]!;
    const field = this.entries[place * WIDTH + 3]!;
    if (field === IS_RATE) return this.rates[of]!;
    if (field === IS_CONSTANT) return { kind: "constant" };
    return { kind: "entry", transaction: this.entered[of]!, field: this.fields[field]! };
  }

  /** The transaction during whose booking it was worked out. */
  rowAt(place: number): Transaction | undefined {
    const id = this.rows[this.entries[place * WIDTH + 4]! - 1];
    if (this.byId?.size !== this.entered.length) {
      this.byId = new Map(this.entered.map((transaction) => [transaction.id, transaction]));
    }
    return id === undefined ? undefined : this.byId.get(id);
  }

  /** How often the numbers so far are operands, by place. */
  uses(): Uint16Array {
    const uses = new Uint16Array(this.count);
    for (let place = 0; place < this.count; place++) {
      for (const operand of this.operandsAt(place)) if (uses[operand]! < 2) uses[operand]!++;
    }
    return uses;
  }

  /** Works a number out from its leaves alone. `known` holds what was worked out before in the same run, by place. */
  recompute(root: number, known: (Decimal | undefined)[]): Decimal {
    const { entries } = this;
    // Bookings chain thousands of steps, more than calls may nest.
    const stack = [root];
    while (stack.length > 0) {
      const place = stack[stack.length - 1]!;
      const at = place * WIDTH;
      const step = entries[at]!;
      if (known[place] === undefined && step !== LEAF) {
        const depth = stack.length;
        const left = entries[at + 1]!;
        const right = entries[at + 2]!;
        if (known[left] === undefined) stack.push(left);
        if (step !== ROUND && known[right] === undefined) stack.push(right);
        if (step === SHARE && known[entries[at + 3]!] === undefined) stack.push(entries[at + 3]!);
        if (stack.length > depth) continue;
        known[place] = this.stepAgain(at, known);
      } else known[place] ??= this.values[entries[at + 1]!]!;
      stack.pop();
    }
    return known[root]!;
  }

  private stepAgain(at: number, known: readonly (Decimal | undefined)[]): Decimal {
    const { entries } = this;
    const left = known[entries[at + 1]!]!;
    const second = entries[at + 2]!;
    switch (entries[at]) {
      case PLUS:
        return left.plus(known[second]!);
      case MINUS:
        return left.minus(known[second]!);
      case TIMES:
        return left.times(known[second]!);
      case SHARE:
        return left.timesRatio(known[second]!, known[entries[at + 3]!]!);
      default:
        return left.round(second);
    }
  }

  private placeOf(number: Decimal): number {
    if (number instanceof Traced && number.tape === this) return number.place;
    return this.leaf(number, 0, IS_CONSTANT).place;
  }

  private leaf(value: Decimal, of: number, field: number): Traced {
    this.values.push(value);
    return new Traced(value, this, this.write(LEAF, this.values.length - 1, of, field));
  }

  private write(step: number, left: number, right: number, third: number): number {
    const at = this.count * WIDTH;
    if (at === this.entries.length) {
      const longer = new Int32Array(this.entries.length * 2);
      longer.set(this.entries);
      this.entries = longer;
    }
    const { entries } = this;
    entries[at] = step;
    entries[at + 1] = left;
    entries[at + 2] = right;
    entries[at + 3] = third;
    entries[at + 4] = this.rows.length;
    return this.count++;
  }
}

interface Groups {
  whole: number;
  micro: number;
  pico: number;
  atto: number;
  wide: bigint | null;
}

/**
 * A decimal whose steps are written down. Transactions of traced numbers are booked by the one booking there is: what is explained is
 * what happened, for every kind and method, and nothing is written twice.
 */
export class Traced extends Decimal {
  readonly tape: Tape;
  readonly place: number;

  constructor(value: Decimal, tape: Tape, place: number) {
    // TypeScript lets a class read such fields of itself only; this is made for each step of a booking, so nothing may stand between.
    const { whole, micro, pico, atto, wide } = value as unknown as Groups;
    super(whole, micro, pico, atto, wide);
    this.tape = tape;
    this.place = place;
  }

  override plus(other: Decimal): Decimal {
    const sum = super.plus(other);
    return sum === this || sum === other ? sum : this.tape.made(sum, PLUS, this, other);
  }

  override minus(other: Decimal): Decimal {
    const difference = super.minus(other);
    return difference === this ? this : this.tape.made(difference, MINUS, this, other);
  }

  override negated(): Decimal {
    return this.tape.made(super.negated(), MINUS, Decimal.ZERO, this);
  }

  override times(other: Decimal): Decimal {
    const product = super.times(other);
    // A fee of 1.00 at a rate is that rate, and still both.
    return other instanceof Traced || product !== this ? this.tape.made(product, TIMES, this, other) : this;
  }

  override timesRatio(numerator: Decimal, denominator: Decimal): Decimal {
    return this.tape.made(super.timesRatio(numerator, denominator), SHARE, this, numerator, denominator);
  }

  override round(places: number): Decimal {
    const rounded = super.round(places);
    return rounded === this ? this : this.tape.made(rounded, ROUND, this, places);
  }
}
