import {
  type CloseSeries,
  dayFromNumber,
  dayNumber,
  type Instrument,
  instrumentsOf,
  type PriceUsed,
  type Transaction,
  type TransactionKind,
} from "@tickfolio/engine";
import { useMemo } from "react";
import { useCell } from "../cell.ts";
import { format } from "../format.ts";
import { figures, useLive } from "../live.ts";
import { text } from "../text.ts";
import { sentenceOf } from "../transaction-words.ts";
import { Boundary } from "./boundary.tsx";
import { offsetIn, rangeThatShows, silences } from "./chart-range.ts";
import { withGaps } from "./chart-scale.ts";
import { NothingInRange, RangeChoice } from "./range-choice.tsx";
import { range, startOf } from "./ranges.ts";
import { type ChartMark, TimeChart } from "./time-chart.tsx";

interface PriceChartProps {
  portfolio: string;
  instrument: Instrument;
  price: PriceUsed | null;
}

const EARLIEST = "1900-01-01";

/** Daily closes up to the price of now, with what was bought, sold, paid and split. */
export function PriceChart({ portfolio, instrument, price }: PriceChartProps) {
  const series = useLive((state) => figures.closes(state, portfolio, instrument.id));
  return (
    <section className="value-chart" aria-label={text.chart.price}>
      <Boundary name={text.chart.price}>
        {series && series.days.length > 0 ? (
          <Curve portfolio={portfolio} instrument={instrument} price={price} series={series} />
        ) : (
          <p className="empty">{text.chart.noCloses(instrument.symbol)}</p>
        )}
      </Boundary>
    </section>
  );
}

function Curve({ portfolio, instrument, price, series }: PriceChartProps & { series: CloseSeries }) {
  const chosen = useCell(range);
  const today = useLive((state) => state.today);
  const instruments = useLive((state) => state.instruments);
  const transactions = useLive((state) => figures.transactions(state, portfolio));
  const first = dayFromNumber(series.days[0]!);
  // Not cut to what there is: that it begins later is told.
  const from = dayNumber(chosen === "Max" ? first : startOf(chosen, EARLIEST, today));

  const columns = useMemo(() => {
    const offset = offsetIn(series.days, from);
    return { days: series.days.slice(offset), closes: series.closes.slice(offset) };
  }, [series, from]);
  const now = withNow(columns, price);
  const { days, values } = withGaps(now.days, now.closes);
  const lastDay = Math.max(series.days.at(-1)!, price ? dayNumber(price.day) : 0);
  const isAlone = first === dayFromNumber(lastDay);
  const { before, since } = silences(columns.days[0] ?? from, lastDay, from, today);

  const marks = useMemo<ChartMark[]>(
    () =>
      (transactions ?? []).flatMap((one) => {
        const kind = markOf(one, instrument.id);
        const day = dayNumber(one.day);
        return kind && one.day <= today && day >= (columns.days[0] ?? Number.POSITIVE_INFINITY)
          ? [{ kind, day, label: sentenceOf(one, instruments) }]
          : [];
      }),
    [transactions, instruments, instrument.id, columns, today],
  );

  return (
    <>
      <div className="chart-head">
        <RangeChoice />
        <p className="quiet">
          {text.chart.closesFrom(series.source, text.adjustment[series.adjustment])}
          {before !== undefined && ` ${text.chart.noneBefore(format.day(dayFromNumber(before)))}`}
          {since !== undefined && ` ${text.chart.noneSince(format.day(dayFromNumber(since)))}`}
        </p>
      </div>
      {days.length < 2 ? (
        <NothingInRange show={isAlone ? undefined : rangeThatShows(dayFromNumber(lastDay), first, today)}>
          {text.chart.nothing(format.day(first), format.day(dayFromNumber(lastDay)))}
        </NothingInRange>
      ) : (
        <TimeChart
          label={text.chart.price}
          days={days}
          series={[{ name: text.chart.close, shape: "area", values }]}
          marks={marks}
          currency={series.currency}
          write={(value) => format.price(value, series.currency)}
        />
      )}
    </>
  );
}

interface Columns {
  days: Int32Array;
  closes: Float64Array;
}

/** The price of now is the last point. */
function withNow({ days, closes }: Columns, price: PriceUsed | null): Columns {
  if (!price) return { days, closes };
  const day = dayNumber(price.day);
  const last = days.at(-1) ?? Number.POSITIVE_INFINITY;
  if (day < last) return { days, closes };
  const keep = day === last ? days.length - 1 : days.length;
  return {
    days: Int32Array.from([...days.subarray(0, keep), day]),
    closes: Float64Array.from([...closes.subarray(0, keep), price.value]),
  };
}

/** What came, went, paid out, or changed the units by itself; the words beside the mark say what it was. */
const MARKS: Partial<Record<TransactionKind, ChartMark["kind"]>> = {
  buy: "buy",
  "transfer-in": "buy",
  sell: "sell",
  "cash-in-lieu": "sell",
  "transfer-out": "sell",
  dividend: "dividend",
  "reinvested-dividend": "dividend",
  "return-of-capital": "dividend",
  split: "split",
  "stock-dividend": "split",
  "spin-off": "split",
  merger: "split",
  "symbol-change": "split",
};

function markOf(transaction: Transaction, instrument: string): ChartMark["kind"] | null {
  return instrumentsOf(transaction).includes(instrument) ? (MARKS[transaction.kind] ?? null) : null;
}
