import { type ReactNode, useEffect, useId, useRef } from "react";
import { openDialogs, takeTypedAhead } from "../panels.ts";
import { text } from "../text.ts";
import { Icon } from "./icon.tsx";

interface DialogProps {
  title: string;
  onClose(): void;
  children: ReactNode;
  /** A panel stands at the side (a sheet on a phone), a box in the middle. */
  shape?: "panel" | "box";
  className?: string;
}

/** The browser's own dialog: it keeps the focus inside and gives it back. */
export function Dialog({ title, onClose, children, shape = "panel", className = "" }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();

  useEffect(() => {
    const dialog = ref.current;
    const opener = document.activeElement;
    if (!dialog) return;
    dialog.showModal();
    openDialogs.set([...openDialogs.get(), dialog]);
    // What is typed first, not the button that closes.
    const first = dialog.querySelector<HTMLElement>("[data-first]");
    first?.focus();
    const typed = takeTypedAhead();
    if (typed && first instanceof HTMLInputElement) {
      first.setRangeText(typed, first.selectionStart ?? 0, first.selectionEnd ?? 0, "end");
      first.dispatchEvent(new Event("input", { bubbles: true }));
    }
    return () => {
      openDialogs.set(openDialogs.get().filter((one) => one !== dialog));
      dialog.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself; this is for its backdrop.
    <dialog
      ref={ref}
      className={`dialog ${shape} ${className}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === ref.current && onClose()}
    >
      <div className="dialog-inside">
        <div className="dialog-head">
          <h2 id={id}>{title}</h2>
          <button type="button" className="bare" aria-label={text.close} onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
