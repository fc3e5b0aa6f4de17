import { type RefObject, useEffect, useRef, useState } from "react";

/** Around the window, so that a row is up to date before it is seen. */
const MARGIN = "300px";

let observer: IntersectionObserver | undefined;
const watchers = new WeakMap<Element, (isInSight: boolean) => void>();

/** The newest value while the element is in sight, otherwise the last one from when it was: what nobody sees is not drawn. */
export function useInSight<T>(ref: RefObject<Element | null>, value: T): T {
  const [isInSight, setInSight] = useState(true);
  const shown = useRef(value);
  if (isInSight) shown.current = value;

  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    observer ??= new IntersectionObserver(
      (entries) => {
        for (const entry of entries) watchers.get(entry.target)?.(entry.isIntersecting);
      },
      { rootMargin: MARGIN },
    );
    watchers.set(element, setInSight);
    observer.observe(element);
    return () => observer?.unobserve(element);
  }, [ref]);

  return shown.current;
}
