import type { Decimal } from "../decimal.ts";
import { booked } from "./booked.ts";
import { DEFINITIONS } from "./definitions.ts";
import { type Explanation, explained } from "./explanation.ts";
import { nothing } from "./market-nodes.ts";
import type { PositionFigure, PositionView } from "./position-figures.ts";

/** Value now − value at the previous close + sold since − bought since, and what that is measured against. */
export function explainDayChange(view: PositionView, name: PositionFigure): Explanation {
  const { base } = view.day;
  const { dayChange } = view.value;
  const label =
    { dayChange: "day change", dayBase: "value the day change is of" }[name as string] ?? "part of it in cash";
  const definition = DEFINITIONS.dayChange;
  if (name !== "dayBaseInCash" && dayChange === null) return view.none(label);
  if (dayChange === null) return nothing(`nothing, as ${view.symbol} has no day change`, base);
  const since = sinceSession(view);
  switch (name) {
    case "dayChange": {
      const formula = "market value − value at the previous close + sold since − bought since";
      const terms = [view.figure("marketValue"), since.before, since.sold, since.bought];
      return view.node({ label, formula, operation: "sum", unit: base, signs: [1, -1, 1, -1], terms, definition });
    }
    case "dayBase": {
      const formula = "value at the previous close + bought since";
      return view.node({
        label,
        formula,
        operation: "sum",
        unit: base,
        terms: [since.before, since.bought],
        definition,
      });
    }
    default:
      return since.inCash;
  }
}

function sinceSession(view: PositionView) {
  const { base, number: today, nodes } = view.day;
  const { symbol, instrument } = view;
  const { day: session, currency } = view.price!;
  const steps = view.day.recording.stepsOf(instrument);
  let next = steps.length;
  while (next > 0 && steps[next - 1]!.day >= session) next--;
  const later = steps.slice(next);
  const byDay = (part: "bought" | "sold") =>
    [...Map.groupBy(later, ({ day }) => day)].reverse().map(([day, own]) => ({
      day,
      node: ofDay(
        part,
        own.map((step) => step[part]!),
      ),
    }));
  function ofDay(part: string, amounts: readonly Decimal[]): Explanation {
    const terms = amounts.filter((amount) => !amount.isZero()).map((amount) => booked(amount, base));
    return explained({ label: `${part} of ${symbol}`, operation: "sum of near float64", unit: base, terms });
  }
  const bought = byDay("bought");
  const sold = byDay("sold");
  const sum = (label: string, parts: readonly { node: Explanation }[]) =>
    explained({ label, operation: "sum", unit: base, terms: parts.map(({ node }) => node) });
  const units = steps[next - 1]?.units.filter((part) => !part.isZero()) ?? [];
  const before =
    units.reduce((sum, part) => sum + part.toFloat(), 0) === 0
      ? nothing(`nothing of ${symbol} was held at the previous close`, base)
      : explained({
          ...{ label: `value of ${symbol} at the previous close`, operation: "product", unit: base },
          terms: [
            explained({
              ...{ label: "units held before", operation: "sum of near float64", unit: "units" },
              terms: units.map((part) => booked(part, "units")),
            }),
            nodes.previous(instrument, view.price!),
            ...[nodes.rate(currency, session - 1)].filter((rate) => rate !== undefined),
          ],
        });
  return {
    before,
    bought: sum(`bought of ${symbol} since`, bought),
    sold: sum(`sold of ${symbol} since`, sold),
    inCash: sum(
      `of what ${symbol} is measured against, in cash of the evening before`,
      [...Map.groupBy(later, ({ day }) => day).keys()].reverse().map((day) => {
        const part = day >= today ? bought : sold;
        return part.find((one) => one.day === day)!;
      }),
    ),
  };
}
