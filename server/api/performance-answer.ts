import { type DayRange, dayNumber, flowsInBenchmark, type InBenchmark, type Performance } from "@tickfolio/engine";
import type { PerformanceQuery, WirePerformance } from "@tickfolio/protocol";
import type { FiguresInput } from "./figures-input.ts";
import type { SubjectPerformance } from "./subject-performance.ts";
import { toCells } from "./to-cells.ts";

type ColumnName = NonNullable<PerformanceQuery["columns"]>[number];

export function toWirePerformance(
  { currency, benchmark }: FiguresInput,
  { performance, benchmark: source }: SubjectPerformance,
  { from, to }: DayRange,
  names: readonly ColumnName[],
): WirePerformance {
  const { missing, ...figures } = performance.range(from, to);
  const { rate, overRange, several, roots } = performance.moneyWeighted(from, to);
  const compared = source && flowsInBenchmark(performance, source, from, to);
  const columns = names.map((name) => columnsNamed(name, performance, figures, compared));
  return {
    ...{ baseCurrency: currency, ...figures, missing: [...missing] },
    moneyWeighted: { rate, overRange, several, roots },
    benchmark: compared && benchmark && { instrument: benchmark.id, ...figuresOf(compared) },
    columns: Object.assign({}, ...columns),
  };
}

function figuresOf({ closing, gain, timeWeighted, moneyWeighted, waited, shortFrom }: InBenchmark) {
  return { closing, gain, timeWeighted, moneyWeighted, waited, shortFrom };
}

/** A cell for each evening of the range. What came and went on its first day is in the opening value, so it is no flow. */
function columnsNamed(
  name: ColumnName,
  { columns, timeWeighted, flows }: Performance,
  { from, to }: DayRange,
  compared: InBenchmark | null,
): WirePerformance["columns"] {
  const [first, last] = [placeOn(from, columns.from), placeOn(to, columns.from)];
  const cells = (column: Float64Array) => column.subarray(first, last + 1);
  const since = (column: Float64Array) => [0, ...column.subarray(first + 1, last + 1)];
  switch (name) {
    case "index": {
      const { growth } = timeWeighted;
      return { index: toCells(growth.subarray(first + 1, last + 2).map((grown) => grown / growth[first + 1]!)) };
    }
    case "value":
      return { value: toCells(cells(columns.value)) };
    case "flows":
      return { in: since(flows.in), out: since(flows.out) };
    case "benchmark":
      return compared ? { benchmark: [columns.measured[first]!, ...toCells(compared.value)] } : {};
    default:
      return name satisfies never;
  }
}

function placeOn(day: string, first: string): number {
  return dayNumber(day) - dayNumber(first);
}
