import { dayFromNumber } from "@tickfolio/engine";
import { format } from "../format.ts";
import { text } from "../text.ts";
import { type ChartMark, type ChartSeries, known } from "./time-chart.tsx";

const MOST_ROWS = 60;

interface ChartTableProps {
  label: string;
  days: ArrayLike<number>;
  series: readonly ChartSeries[];
  marks: readonly ChartMark[];
  write(value: number): string;
  isPrivate: boolean;
}

/** The chart's figures, newest first: every day of a short range, the last of each stretch of a long one. */
export function ChartTable({ label, days, series, marks, write, isPrivate }: ChartTableProps) {
  const stride = Math.max(1, Math.ceil(days.length / MOST_ROWS));
  const rows: number[] = [];
  for (let index = days.length - 1; index >= 0; index -= stride) rows.push(index);
  const marksBetween = (index: number) => {
    const after = index - stride >= 0 ? days[index - stride]! : Number.NEGATIVE_INFINITY;
    return marks.filter((mark) => mark.day <= days[index]! && mark.day > after).map((mark) => mark.label);
  };

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: A region that scrolls must be reachable by keyboard.
    <section className="chart-table" aria-label={text.chart.tableOf(label)} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.chart.day}</th>
            {series.map((one) => (
              <th key={one.name} scope="col" className="number">
                {one.name}
              </th>
            ))}
            {marks.length > 0 && <th scope="col">{text.chart.events}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((index) => (
            <tr key={days[index]}>
              <th scope="row">{format.day(dayFromNumber(days[index]!))}</th>
              {series.map((one) => (
                <td key={one.name} className={isPrivate ? "number amount" : "number"}>
                  {known(one.values[index], write)}
                </td>
              ))}
              {marks.length > 0 && <td>{marksBetween(index).join(", ")}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
