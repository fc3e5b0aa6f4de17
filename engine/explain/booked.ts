import { Decimal } from "../decimal.ts";
import { constant, type Explanation, explained, type Leaf } from "./explanation.ts";
import type { Operation } from "./operations.ts";
import { type Tape, Traced } from "./tape.ts";
import { formulaOf, labelOfField, labelOfStep, termOfRow, unitOfField, unitsBelow } from "./words.ts";

const OPERATIONS = {
  ...{ leaf: "given", plus: "exact sum", minus: "exact sum" },
  ...{ times: "exact product", share: "exact share", round: "rounded" },
} as const satisfies Record<string, Operation>;

/** A booked number as a node: a view of the steps on the tape, which are read when somebody looks. */
export class BookedNode implements Explanation {
  readonly tape: Tape;
  readonly place: number;
  readonly unit: string | null;
  readonly operation: Operation;
  /** Where it is at hand; else it is worked out when somebody looks. */
  private number: Decimal | undefined;
  private read: { terms: Explanation[]; signs: (1 | -1)[] } | undefined;

  constructor(tape: Tape, place: number, unit: string | null, number?: Decimal) {
    this.number = number;
    this.tape = tape;
    this.place = place;
    this.unit = unit;
    this.operation = OPERATIONS[tape.stepAt(place)];
  }

  get value(): Decimal {
    this.number ??= this.tape.recompute(this.place, viewOf(this.tape).known);
    return this.number;
  }

  get label(): string {
    const { leaf, tape, place } = this;
    if (leaf?.kind === "entry") return labelOfField(tape.entryAt(place)!, leaf.field);
    if (leaf?.kind === "rate") return `exchange rate of ${leaf.day}`;
    if (leaf?.kind === "constant") return leaf.name;
    return labelOfStep(tape, place, this.unit);
  }

  get key(): string {
    return `${this.tape.rowAt(this.place)?.id ?? ""} ${this.label}`;
  }

  get formula(): string {
    return this.leaf ? this.label : formulaOf(this);
  }

  get terms(): readonly Explanation[] {
    return this.parts.terms;
  }

  get signs(): readonly (1 | -1)[] {
    return this.parts.signs;
  }

  get parameters(): readonly number[] | undefined {
    return this.operation === "rounded" ? [this.tape.decimalsAt(this.place)] : undefined;
  }

  get leaf(): Leaf | undefined {
    if (this.operation !== "given") return undefined;
    const origin = this.tape.originAt(this.place);
    switch (origin.kind) {
      case "entry":
        return { kind: "entry", transaction: origin.transaction.id, day: origin.transaction.day, field: origin.field };
      case "rate":
        return origin;
      default:
        return { kind: "constant", name: this.value.toString() };
    }
  }

  private get parts(): { terms: Explanation[]; signs: (1 | -1)[] } {
    this.read ??= this.readParts();
    return this.read;
  }

  private readParts(): { terms: Explanation[]; signs: (1 | -1)[] } {
    const { tape, place, unit } = this;
    const step = tape.stepAt(place);
    const { places, signs } =
      step === "plus" || step === "minus" ? sumAt(tape, place) : { places: tape.operandsAt(place), signs: [] };
    const units = unitsBelow(tape, step, places, unit);
    const terms = places.map((operand, index) => {
      const field = termOfRow(tape, place, operand, index);
      if (!field) return nodeAt(tape, operand, units[index]!);
      const row = tape.rowAt(place)!;
      const leaf: Leaf = { kind: "entry", transaction: row.id, day: row.day, field };
      const label = labelOfField(row, field);
      const value = tape.recompute(operand, viewOf(tape).known);
      return explained({ label, operation: "given", value, unit: unitOfField(row, field), leaf });
    });
    return { terms, signs };
  }
}

/** What booked a number, as a tree; a constant where nothing was booked at all. */
export function booked(number: Decimal, unit: string | null): Explanation {
  if (number instanceof Traced) return nodeAt(number.tape, number.place, unit, number);
  if (!number.isZero()) throw new RangeError(`${number} was not booked.`);
  return explained({ ...constant("nothing", 0, unit), value: Decimal.ZERO });
}

const nodes = new WeakMap<Tape, Map<number, BookedNode>>();

/** One for each place, however many numbers were made of it: there are more ways down a tree than anybody could walk. */
function nodeAt(tape: Tape, place: number, unit: string | null, number?: Decimal): BookedNode {
  let own = nodes.get(tape);
  if (!own) {
    own = new Map();
    nodes.set(tape, own);
  }
  let node = own.get(place);
  if (!node) {
    node = new BookedNode(tape, place, unit, number);
    own.set(place, node);
  }
  return node;
}

/** A run of additions as one sum, as far back as its parts are of no other use. */
function sumAt(tape: Tape, root: number): { places: number[]; signs: (1 | -1)[] } {
  const { uses } = viewOf(tape);
  const places: number[] = [];
  const signs: (1 | -1)[] = [];
  for (let place = root; ; ) {
    const [left, right] = tape.operandsAt(place) as [number, number];
    places.push(right);
    signs.push(tape.stepAt(place) === "plus" ? 1 : -1);
    const before = tape.stepAt(left);
    const goesOn = (before === "plus" || before === "minus") && uses[left]! < 2;
    if (!goesOn) {
      if (!isNothing(tape, left)) {
        places.push(left);
        signs.push(1);
      }
      return { places: places.reverse(), signs: signs.reverse() };
    }
    place = left;
  }
}

/** What is negated is taken off nothing. */
function isNothing(tape: Tape, place: number): boolean {
  return tape.stepAt(place) === "leaf" && tape.originAt(place).kind === "constant" && tape.valueAt(place).isZero();
}

interface View {
  length: number;
  uses: Uint16Array;
  known: (Decimal | undefined)[];
}

const views = new WeakMap<Tape, View>();

/** What looking at a tape needs, anew when more is written on it. */
function viewOf(tape: Tape): View {
  let view = views.get(tape);
  if (!view || view.length !== tape.length) {
    view = { length: tape.length, uses: tape.uses(), known: tape.memory() };
    views.set(tape, view);
  }
  return view;
}
