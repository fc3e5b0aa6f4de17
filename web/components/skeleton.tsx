import { text } from "../text.ts";

/** Grey lines the size of what is coming, so that nothing moves when it comes. */
export function Skeleton({ lines = 3, size = "line" }: { lines?: number; size?: "line" | "row" | "huge" | "chart" }) {
  return (
    <div role="status" className="skeletons">
      <span className="hidden">{text.loading}</span>
      {Array.from({ length: size === "chart" || size === "huge" ? 1 : lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: They are all alike and never move.
        <span key={index} className={`skeleton ${size}`} aria-hidden="true" />
      ))}
    </div>
  );
}
