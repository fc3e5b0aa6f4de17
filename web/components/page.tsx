import { type ReactNode, useEffect, useRef } from "react";
import { text } from "../text.ts";
import { Skeleton } from "./skeleton.tsx";

interface PageProps {
  /** Names the page in the window's title and to a screen reader. */
  title: string;
  /** What is read as the heading; the title by default. */
  heading?: string;
  /** The label of a large figure is small, a welcome large; a symbol is read letter by letter. */
  headingStyle?: "label" | "large" | "symbol";
  /** Stands beside the heading. */
  beside?: ReactNode;
  /** A way back, above the heading. */
  above?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

let isFirstPage = true;

/** A page says what it is, and takes the focus when it is gone to. */
export function Page({ title, heading, headingStyle, beside, above, actions, children }: PageProps) {
  const ref = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${title} · Tickfolio`;
  }, [title]);

  useEffect(() => {
    // The browser places the focus of the first page.
    if (!isFirstPage) {
      scrollTo(0, 0);
      ref.current?.focus({ preventScroll: true });
    }
    isFirstPage = false;
  }, []);

  return (
    <div className="page">
      <header className="page-head">
        <div>
          {above}
          <div className="heading">
            <h1 ref={ref} tabIndex={-1} className={headingStyle}>
              {heading ?? title}
            </h1>
            {beside}
          </div>
        </div>
        {actions && <div className="actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export function PageSkeleton() {
  return (
    <div className="page">
      <span className="hidden">{text.loading}</span>
      <Skeleton size="huge" />
      <Skeleton size="chart" />
      <Skeleton size="row" lines={6} />
    </div>
  );
}
