import type { CloseSeries } from "@tickfolio/engine";
import { memo } from "react";
import { extent, linePath } from "./chart-scale.ts";

const CLOSES = 30;
const WIDTH = 72;
const HEIGHT = 22;

/** The last six weeks at a glance; the figures beside it say the same in words. */
export const Sparkline = memo(function Sparkline({ series }: { series: CloseSeries | undefined }) {
  const values = series?.closes.slice(-CLOSES) ?? new Float64Array();
  const limits = extent([values]);
  if (!limits || values.length < 2) return null;
  const [low, high] = limits;
  const x = (index: number) => (index / (values.length - 1)) * (WIDTH - 2) + 1;
  const y = (value: number) => 2 + (1 - (value - low) / (high - low || 1)) * (HEIGHT - 4);
  const places = Int32Array.from(values, (_, index) => index);
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <path d={linePath(places, values, x, y)} />
    </svg>
  );
});
