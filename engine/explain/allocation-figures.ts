import { type AllocationPart, allocationOf, type LabelsOf } from "../performance/allocation.ts";
import { explainCash } from "./cash-figures.ts";
import type { DayView } from "./day-view.ts";
import { DEFINITIONS } from "./definitions.ts";
import { constant, type Explanation, explained } from "./explanation.ts";

export type SliceFigure = "value" | "share";
export type DriftFigure = "difference" | "differenceValue";

/** What of everything has a label (null: none), by the labels that parts are given. Undefined where nothing has it. */
export function explainSlice(
  view: DayView,
  label: string | null,
  labelsOf: LabelsOf,
  name: SliceFigure,
): Explanation | undefined {
  const parts = partsOf(view, labelsOf);
  const own = parts.flatMap(({ shares, node }) =>
    shares.filter((share) => share.label === label).map(({ share }) => ({ node, share })),
  );
  if (own.length === 0) return undefined;
  const called = label ?? "no label";
  const definition = DEFINITIONS.allocation;
  const terms = own.map(({ node, share }) =>
    explained({
      ...{ label: `${node.label}, by its share of ${called}`, operation: "product", unit: view.base },
      terms: [node, constant(`share of ${called}`, share)],
    }),
  );
  const value = explained({ label: `worth of ${called}`, operation: "sum", unit: view.base, terms, definition });
  if (name === "value") return value;
  const whole = explained({
    ...{ label: "all that is worth more than nothing", operation: "sum", unit: view.base },
    terms: parts.map(({ node }) => node),
  });
  return explained({
    label: `share of ${called}`,
    operation: "quotient",
    unit: null,
    terms: [value, whole],
    definition,
  });
}

/** How far a label's share is from its target. */
export function explainDrift(
  view: DayView,
  label: string | null,
  labelsOf: LabelsOf,
  target: number,
  name: DriftFigure,
): Explanation {
  const actual = explainSlice(view, label, labelsOf, "share") ?? constant("share of nothing", 0);
  const definition = DEFINITIONS.drift;
  const difference = explained({
    ...{ label: `drift of ${label ?? "no label"}`, formula: "share − target", operation: "sum", unit: null },
    ...{ signs: [1, -1], terms: [actual, constant("target share", target)], definition },
  });
  if (name === "difference") return difference;
  const whole = partsOf(view, labelsOf).map(({ node }) => node);
  const all = explained({
    label: "all that is worth more than nothing",
    operation: "sum",
    unit: view.base,
    terms: whole,
  });
  const called = `drift of ${label ?? "no label"} in money`;
  return explained({ label: called, operation: "product", unit: view.base, terms: [difference, all], definition });
}

/** Of each part its shares by label, by the rule of allocations, asked of that part alone. */
function partsOf(
  view: DayView,
  labelsOf: LabelsOf,
): { node: Explanation; shares: { label: string | null; share: number }[] }[] {
  const { valuation } = view;
  const held: AllocationPart[] = [
    ...valuation.positions.map((position) => ({ position })),
    ...valuation.cash.map((cash) => ({ cash })),
  ];
  return held.flatMap((part) => {
    const { position, cash } = part;
    // A part alone is the whole, so that its slices are its shares.
    const alone = { ...valuation, positions: position ? [position] : [], cash: cash ? [cash] : [] };
    const { slices, whole } = allocationOf(alone, labelsOf);
    if (whole === 0) return [];
    const node = position
      ? view.position(position.instrument)!.figure("marketValue")
      : explainCash(view, cash.currency, "value");
    return [{ node, shares: slices.map(({ label, share }) => ({ label, share })) }];
  });
}
