import { dayFromNumber, dayNumber, type History, type Valuation } from "@tickfolio/engine";
import { useMemo } from "react";
import { useCell } from "../cell.ts";
import { format } from "../format.ts";
import { text } from "../text.ts";
import { gainOf, isRated, worthOf } from "../worth.ts";
import { Boundary } from "./boundary.tsx";
import { isFlat, rangeThatShows, silences } from "./chart-range.ts";
import { Change } from "./figure.tsx";
import { NothingInRange, RangeChoice } from "./range-choice.tsx";
import { range, startOf } from "./ranges.ts";
import { Skeleton } from "./skeleton.tsx";
import { TimeChart } from "./time-chart.tsx";

interface ValueChartProps {
  history: History | null;
  valuation: Valuation | null;
  isEmpty: boolean;
}

/** Worth over time beside the money put in; the last point is the live valuation. */
export function ValueChart({ history, valuation, isEmpty }: ValueChartProps) {
  return (
    <section className="value-chart" aria-label={text.chart.value}>
      <Boundary name={text.chart.value}>
        {history && valuation ? (
          <Curve history={history} valuation={valuation} />
        ) : isEmpty ? (
          <p className="empty">{text.chart.empty}</p>
        ) : (
          <Skeleton size="chart" />
        )}
      </Boundary>
    </section>
  );
}

function Curve({ history, valuation }: { history: History; valuation: Valuation }) {
  const chosen = useCell(range);
  const start = startOf(chosen, history.from, history.to);
  const columns = useMemo(() => {
    const offset = dayNumber(start) - dayNumber(history.from);
    const count = history.value.length - offset;
    return {
      days: Int32Array.from({ length: count }, (_, index) => dayNumber(start) + index),
      value: history.value.slice(offset),
      invested: history.invested.slice(offset),
    };
  }, [history, start]);

  const currency = valuation.baseCurrency;
  const value = columns.value.slice();
  value[value.length - 1] = worthOf(valuation) ?? Number.NaN;
  const write = (amount: number) => format.money(amount, currency);

  // Before the first day there was nothing; otherwise the first day's own bookings are not the range's.
  const isWhole = start === history.from;
  const gainBefore = isWhole ? 0 : history.gain[dayNumber(start) - dayNumber(history.from)]!;
  const gainNow = gainOf(valuation);
  const gain = gainNow === null ? null : gainNow - gainBefore;

  // What moves the curve are prices: their last day, while anything is held that has one.
  const priced = valuation.positions.flatMap(({ price, quantity }) => (price && !quantity.isZero() ? [price.day] : []));
  const lastPriced = priced.sort().at(-1);
  const firstKnown = value.findIndex((one) => !Number.isNaN(one));
  const isStill = lastPriced !== undefined && lastPriced < start && isFlat(value) && isFlat(columns.invested);
  const nothing =
    value.length === 1 ? (
      <NothingInRange>{text.chart.firstDay}</NothingInRange>
    ) : firstKnown < 0 ? (
      <NothingInRange>{text.chart.unpriced}</NothingInRange>
    ) : isStill ? (
      <NothingInRange show={rangeThatShows(lastPriced, history.from, history.to)}>
        {text.chart.still(format.day(lastPriced))}
      </NothingInRange>
    ) : null;
  const { before, since } = silences(
    dayNumber(start) + Math.max(0, firstKnown),
    lastPriced ? dayNumber(lastPriced) : dayNumber(history.to),
    dayNumber(start),
    history.to,
  );
  const spoken = nothing
    ? undefined
    : before !== undefined
      ? text.chart.noneBefore(format.day(dayFromNumber(before)))
      : since !== undefined
        ? text.chart.noneSince(format.day(dayFromNumber(since)))
        : undefined;

  return (
    <>
      <div className="chart-head">
        <RangeChoice />
        <p className="range-gain">
          <span className="quiet">
            {spoken !== undefined && <>{spoken} </>}
            {isWhole ? text.chart.gainSince(format.day(history.from)) : text.chart.gainOver[chosen]}
          </span>{" "}
          <Change value={gain} currency={currency} />
        </p>
      </div>
      {nothing ?? (
        <TimeChart
          label={text.chart.value}
          days={columns.days}
          series={[
            { name: text.chart.worth, shape: "area", values: value },
            // Without a rate for every amount it is told nowhere else either.
            ...(isRated(valuation)
              ? [{ name: text.figures.invested, shape: "line" as const, values: columns.invested }]
              : []),
          ]}
          currency={currency}
          write={write}
          isPrivate
        />
      )}
    </>
  );
}
