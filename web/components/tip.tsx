import { type ReactNode, useId, useLayoutEffect, useRef, useState } from "react";

interface TipProps {
  children: ReactNode;
  /** Made only while it is open. */
  content: () => ReactNode;
  label?: string;
  className?: string;
}

/** A figure with what stands behind it one hover, tap or focus away. */
export function Tip({ children, content, label, className = "" }: TipProps) {
  const id = useId();
  const anchor = useRef<HTMLButtonElement>(null);
  const bubble = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);

  useLayoutEffect(() => {
    if (!open || !bubble.current || !anchor.current) return;
    bubble.current.showPopover();
    // What it points at may still be moving, by a scroll or by what comes in above it.
    let frame = 0;
    const follow = () => {
      const at = anchor.current?.getBoundingClientRect();
      if (!at || !bubble.current || at.bottom < 0 || at.top > innerHeight) return setOpen(false);
      place(bubble.current, at);
      frame = requestAnimationFrame(follow);
    };
    follow();
    return () => cancelAnimationFrame(frame);
  }, [open]);

  return (
    <>
      <button
        ref={anchor}
        type="button"
        className={`tip ${className}`}
        aria-label={label}
        aria-describedby={open ? id : undefined}
        onPointerEnter={(event) => event.pointerType === "mouse" && setOpen(true)}
        onPointerLeave={(event) => event.pointerType === "mouse" && setOpen(false)}
        onFocus={(event) => event.currentTarget.matches(":focus-visible") && setOpen(true)}
        onBlur={() => setOpen(false)}
        onClick={() => setOpen(true)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || !open) return;
          event.stopPropagation();
          event.preventDefault();
          setOpen(false);
        }}
      >
        {children}
      </button>
      {open && (
        <span ref={bubble} id={id} role="tooltip" popover="manual" className="bubble">
          {content()}
        </span>
      )}
    </>
  );
}

/** Above the anchor where there is room, inside the window in any case. */
function place(bubble: HTMLElement, anchor: DOMRect): void {
  const { width, height } = bubble.getBoundingClientRect();
  const left = Math.min(Math.max(8, anchor.left + anchor.width / 2 - width / 2), innerWidth - width - 8);
  const top = anchor.top > height + 16 ? anchor.top - height - 8 : anchor.bottom + 8;
  bubble.style.left = `${Math.round(left)}px`;
  bubble.style.top = `${Math.round(top)}px`;
}
