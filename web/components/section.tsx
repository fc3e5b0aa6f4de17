import { type ReactNode, useId } from "react";
import { Boundary } from "./boundary.tsx";

interface SectionProps {
  title: string;
  /** Stands right of the title. */
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}

/** A part of a page, with its own heading and its own failures. */
export function Section({ title, aside, children, className }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={className ? `section ${className}` : "section"}>
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      <Boundary name={title}>{children}</Boundary>
    </section>
  );
}
