import { type RefObject, useLayoutEffect, useState } from "react";

/** Rows above and below what is in sight, so that a quick scroll or a Tab key finds them there. */
const MARGIN = 12;
/** So many are always in the page: short lists are whole, wherever they stand. */
const LEAST = 60;

/** Which rows of a long list are in sight of the window. */
export function useWindow(ref: RefObject<HTMLElement | null>, count: number, rowHeight: number) {
  const [range, setRange] = useState({ from: 0, to: Math.min(count, 40) });

  useLayoutEffect(() => {
    function measure(): void {
      const top = ref.current?.getBoundingClientRect().top ?? 0;
      const first = Math.floor(-top / rowHeight) - MARGIN;
      const from = Math.max(0, Math.min(first, count - 1));
      const last = first + Math.ceil(innerHeight / rowHeight) + 2 * MARGIN;
      const to = Math.min(count, Math.max(from + LEAST, last));
      setRange((last) => (last.from === from && last.to === to ? last : { from, to }));
    }
    measure();
    addEventListener("scroll", measure, { passive: true });
    addEventListener("resize", measure);
    return () => {
      removeEventListener("scroll", measure);
      removeEventListener("resize", measure);
    };
  }, [ref, count, rowHeight]);

  return { from: Math.min(range.from, count), to: Math.min(range.to, count) };
}
