import { ratio } from "../figures.ts";
import type { InstrumentId } from "../instrument.ts";
import type { Currency } from "../money.ts";
import type { CashValue, PositionValue, Valuation } from "../valuation.ts";

/** Something held: a position or a balance. */
export type AllocationPart = { position: PositionValue; cash?: undefined } | { cash: CashValue; position?: undefined };

/** A label with the share of the part that it speaks for: a fund may be 60 % US and 40 % EU. */
export interface LabelShare {
  label: string;
  /** From 0 to 1. */
  share: number;
}

/** Labels of a part. Their shares add up to one; what is missing to that has no label, and of more than one each takes its part. */
export type LabelsOf = (part: AllocationPart) => readonly LabelShare[];

export interface Slice {
  /** Null: of what has no label. */
  label: string | null;
  /** In base currency. */
  value: number;
  /** Of everything that is worth more than nothing. */
  share: number;
}

export interface Allocation {
  /** The largest first. Shares add up to one where there are any. */
  slices: Slice[];
  /** What they add up to: everything that is worth more than nothing. */
  whole: number;
  /** In no slice, and no part of the whole: what has no price or rate, and what is owed (balances below zero, short positions). */
  unpriced: InstrumentId[];
  unrated: Currency[];
  owed: { instrument: InstrumentId | null; currency: Currency; value: number }[];
}

/**
 * What a valuation consists of, by labels, by the rule of its weights: shares of everything that is worth more than nothing. By account: one
 * valuation each, with `allocationOfAll`.
 */
export function allocationOf(valuation: Valuation, labelsOf: LabelsOf): Allocation {
  return allocationOfAll([{ valuation, labelsOf }]);
}

/** The same of several valuations in one currency, each with labels of its own. */
export function allocationOfAll(list: readonly { valuation: Valuation; labelsOf: LabelsOf }[]): Allocation {
  const values = new Map<string | null, number>();
  const allocation: Allocation = { slices: [], whole: 0, unpriced: [], unrated: [], owed: [] };
  const unpriced = new Set<InstrumentId>();
  const unrated = new Set<Currency>();
  const grow = (label: string | null, value: number) => values.set(label, (values.get(label) ?? 0) + value);
  for (const { valuation, labelsOf } of list) {
    for (const part of partsOf(valuation)) {
      const { instrument, currency, value } = nameOf(part);
      if (value === null) {
        if (instrument === null) unrated.add(currency);
        else unpriced.add(instrument);
      } else if (value < 0) allocation.owed.push({ instrument, currency, value });
      else if (value > 0) {
        allocation.whole += value;
        for (const { label, share } of wholeOf(labelsOf(part))) grow(label, value * share);
      }
    }
  }
  for (const [label, value] of values) {
    allocation.slices.push({ label, value, share: ratio(value, allocation.whole) ?? 0 });
  }
  allocation.slices.sort((a, b) => b.value - a.value);
  return { ...allocation, unpriced: [...unpriced], unrated: [...unrated] };
}

export const labelInstrument: LabelsOf = (part) => one(part.position ? part.position.instrument : part.cash.currency);

export const labelCurrency: LabelsOf = (part) => one((part.position ?? part.cash).currency);

/** Balances are `cash`. Undefined: no label. */
export function labelKind(kindOf: (instrument: InstrumentId) => string | undefined): LabelsOf {
  return (part) => one(part.position ? kindOf(part.position.instrument) : "cash");
}

/** By the market they are listed at; balances have none. */
export function labelMarket(marketOf: (instrument: InstrumentId) => string | undefined): LabelsOf {
  return (part) => one(part.position && marketOf(part.position.instrument));
}

/** By the user's own labels; those of a balance stand under its currency. */
export function ownLabels(labels: ReadonlyMap<InstrumentId | Currency, readonly LabelShare[]>): LabelsOf {
  return (part) => labels.get(part.position ? part.position.instrument : part.cash.currency) ?? [];
}

/** Everything of a valuation has this one. */
export function sameLabel(label: string): LabelsOf {
  return () => one(label);
}

function one(label: string | undefined): LabelShare[] {
  return label === undefined ? [] : [{ label, share: 1 }];
}

function partsOf({ positions, cash }: Valuation): AllocationPart[] {
  return [
    ...positions.filter(({ quantity }) => !quantity.isZero()).map((position) => ({ position })),
    ...cash.filter(({ amount }) => !amount.isZero()).map((balance) => ({ cash: balance })),
  ];
}

function nameOf({ position, cash }: AllocationPart) {
  if (!position) return { instrument: null, currency: cash.currency, value: cash.value };
  return { instrument: position.instrument, currency: position.currency, value: position.marketValue };
}

/** Shares that add up to one. */
function wholeOf(labels: readonly LabelShare[]): { label: string | null; share: number }[] {
  const known = labels.filter(({ share }) => share > 0 && share < Number.POSITIVE_INFINITY);
  const sum = known.reduce((total, { share }) => total + share, 0);
  const scale = Math.max(sum, 1);
  const shares: { label: string | null; share: number }[] = known.map(({ label, share }) => ({
    label,
    share: share / scale,
  }));
  // A hundredth of a millionth is what percentages of three places leave.
  if (sum < 1 - 1e-9) shares.push({ label: null, share: 1 - sum });
  return shares;
}
