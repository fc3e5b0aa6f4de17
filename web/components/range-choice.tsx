import type { ReactNode } from "react";
import { useCell } from "../cell.ts";
import { text } from "../text.ts";
import { Choice } from "./field.tsx";
import { type Range, range, ranges } from "./ranges.ts";

export function RangeChoice() {
  const chosen = useCell(range);
  return (
    <Choice
      label={text.chart.range}
      hideLabel
      className="ranges"
      value={chosen}
      options={ranges.map((value) => ({ value, label: text.chart.ranges[value] }))}
      onChange={(value) => range.set(value)}
    />
  );
}

/** In place of a curve that would say nothing: what there is, from when to when, and the way there. */
export function NothingInRange({ children, show }: { children: ReactNode; show?: Range | undefined }) {
  const chosen = useCell(range);
  return (
    <div className="chart-none">
      <p role="status">{children}</p>
      {show && show !== chosen && (
        <button type="button" className="button" onClick={() => range.set(show)}>
          {text.chart.showRange(text.chart.ranges[show])}
        </button>
      )}
    </div>
  );
}
