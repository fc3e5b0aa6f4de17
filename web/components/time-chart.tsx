import { dayFromNumber } from "@tickfolio/engine";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { format } from "../format.ts";
import { text } from "../text.ts";
import { areaPath, dayTicks, extent, linePath, nearest, valueTicks, withRoom } from "./chart-scale.ts";
import { ChartTable } from "./chart-table.tsx";
import { Icon } from "./icon.tsx";
import { useWidth } from "./use-width.ts";

export interface ChartSeries {
  name: string;
  /** The area is what the chart is about; a line is what it is compared with. */
  shape: "area" | "line";
  values: ArrayLike<number>;
}

export interface ChartMark {
  day: number;
  kind: "buy" | "sell" | "dividend" | "split";
  label: string;
}

interface TimeChartProps {
  label: string;
  /** Day numbers, ascending, one for each value. */
  days: ArrayLike<number>;
  series: readonly ChartSeries[];
  marks?: readonly ChartMark[];
  currency: string;
  write(value: number): string;
  /** Amounts of money are blurred in private; prices are public. */
  isPrivate?: boolean;
}

const HEIGHT = 280;
const TOP = 12;
const BOTTOM = 26;

/** Values over days: axes with units, a line for the pointer and for arrow keys, and a table of the same. */
export function TimeChart(props: TimeChartProps) {
  const { label, days, series, marks = [], currency, write, isPrivate = false } = props;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [at, setAt] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);

  const last = days.length - 1;
  const shown = at === null ? last : Math.min(at, last);
  const [low, high] = withRoom(extent(series.map((one) => one.values)) ?? [0, 1]);
  const { ticks, step } = valueTicks(low, high, 4);
  const axis = ticks.map((tick) => format.axisMoney(tick, currency, step));
  const right = Math.max(...axis.map((one) => one.length), 3) * 7.2 + 12;
  const plot = Math.max(40, width - right);
  const [from, to] = [days[0] ?? 0, days[last] ?? 1];
  const x = (day: number) => (to === from ? plot : ((day - from) / (to - from)) * (plot - 5));
  const y = (value: number) => TOP + (1 - (value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);

  const describe = (index: number) =>
    [
      format.day(dayFromNumber(days[index]!)),
      ...series.map((one) => `${one.name} ${known(one.values[index], write)}`),
      ...marks.filter((mark) => mark.day === days[index]).map((mark) => mark.label),
    ].join(", ");

  function point(event: PointerEvent): void {
    const left = event.currentTarget.getBoundingClientRect().left;
    setAt(nearest(days, from + ((event.clientX - left) / (plot - 5)) * (to - from)));
  }

  function move(event: KeyboardEvent): void {
    const stride = event.shiftKey ? Math.ceil(days.length / 20) : 1;
    const moves: Record<string, number> = {
      ArrowLeft: shown - stride,
      ArrowRight: shown + stride,
      Home: 0,
      End: last,
      PageUp: shown - Math.ceil(days.length / 10),
      PageDown: shown + Math.ceil(days.length / 10),
    };
    const target = moves[event.key];
    if (target === undefined) return;
    event.preventDefault();
    setAt(Math.max(0, Math.min(last, target)));
  }

  const dayAxis = dayTicks(from, to, Math.max(2, Math.floor(plot / 120)));
  const writeTick = { day: format.dayShort, month: format.month, year: format.year }[dayAxis.unit];

  return (
    <figure className={isPrivate ? "chart private" : "chart"}>
      <figcaption className="legend">
        <span className="legend-day">{days.length > 0 ? format.day(dayFromNumber(days[shown]!)) : text.none}</span>
        {series.map((one) => (
          <span key={one.name} className={`legend-item ${one.shape}`}>
            <span className="swatch" aria-hidden="true" />
            {one.name} <strong className={isPrivate ? "amount" : ""}>{known(one.values[shown], write)}</strong>
          </span>
        ))}
        {marks
          .filter((mark) => mark.day === days[shown])
          .map((mark) => (
            <span key={mark.label} className="legend-item legend-mark">
              {mark.label}
            </span>
          ))}
        <button type="button" className="bare as-table" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          <Icon name={asTable ? "chart" : "table"} />
          <span className="hidden">{text.chart.asTable}</span>
        </button>
      </figcaption>
      {asTable ? (
        <ChartTable label={label} days={days} series={series} marks={marks} write={write} isPrivate={isPrivate} />
      ) : (
        <div
          ref={box}
          className="plot"
          role="slider"
          tabIndex={0}
          aria-label={`${label}. ${text.chart.keys}`}
          aria-valuemin={0}
          aria-valuemax={Math.max(0, last)}
          aria-valuenow={shown}
          aria-valuetext={days.length > 0 ? describe(shown) : text.none}
          onKeyDown={move}
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={() => setAt(null)}
          onBlur={() => setAt(null)}
        >
          {width > 0 && (
            <svg width={width} height={HEIGHT} aria-hidden="true">
              {ticks.map((tick, index) => (
                <g key={tick}>
                  <line x1="0" x2={plot} y1={y(tick)} y2={y(tick)} className="grid" />
                  <text x={width} y={y(tick) + 4} textAnchor="end" className={isPrivate ? "amount" : ""}>
                    {axis[index]}
                  </text>
                </g>
              ))}
              {dayAxis.days.map((day) => {
                const text = writeTick(dayFromNumber(day));
                const half = text.length * 3.5;
                const middle = x(day);
                return middle >= half && middle <= plot - half ? (
                  <text key={day} x={middle} y={HEIGHT - 6} textAnchor="middle">
                    {text}
                  </text>
                ) : null;
              })}
              {series.map((one) => (
                <g key={one.name}>
                  {one.shape === "area" && (
                    <path d={areaPath(linePath(days, one.values, x, y), HEIGHT - BOTTOM)} className="under-curve" />
                  )}
                  <path d={linePath(days, one.values, x, y)} className={`curve ${one.shape}`} />
                </g>
              ))}
              <Marks marks={marks} days={days} values={series[0]?.values ?? []} x={x} y={y} />
              {at !== null && (
                <line x1={x(days[shown]!)} x2={x(days[shown]!)} y1={TOP} y2={HEIGHT - BOTTOM} className="cursor" />
              )}
              {series.map((one) =>
                Number.isFinite(one.values[shown]) && (at !== null || one.shape === "area") ? (
                  <circle
                    key={one.name}
                    cx={x(days[shown]!)}
                    cy={y(one.values[shown]!)}
                    r="4"
                    className={`point of-${one.shape}`}
                  />
                ) : null,
              )}
            </svg>
          )}
        </div>
      )}
    </figure>
  );
}

interface MarksProps {
  marks: readonly ChartMark[];
  days: ArrayLike<number>;
  values: ArrayLike<number>;
  x(day: number): number;
  y(value: number): number;
}

/** On the line, not at the traded price: a split-adjusted series runs elsewhere than the prices of its day. */
function Marks({ marks, days, values, x, y }: MarksProps) {
  const shapes = {
    buy: "M0 4l5 8h-10z",
    sell: "M0 -4l5-8h-10z",
    dividend: "M0 -4a4 4 0 1 1 0 8a4 4 0 1 1 0-8z",
    split: "M-1.5-8h3v16h-3z",
  };
  return marks.map((mark) => {
    const index = nearest(days, mark.day);
    const value = values[index];
    if (value === undefined || !Number.isFinite(value) || Math.abs(days[index]! - mark.day) > 7) return null;
    return (
      <path
        key={`${mark.day} ${mark.kind} ${mark.label}`}
        d={shapes[mark.kind]}
        className={`trade ${mark.kind}`}
        transform={`translate(${x(mark.day).toFixed(1)} ${y(value).toFixed(1)})`}
      />
    );
  });
}

export function known(value: number | undefined, write: (value: number) => string): string {
  return value === undefined || Number.isNaN(value) ? text.unpriced : write(value);
}
