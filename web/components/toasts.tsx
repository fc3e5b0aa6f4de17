import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useCell } from "../cell.ts";
import { dismiss, type Notice, notices, tellFailure } from "../notices.ts";
import { openDialogs } from "../panels.ts";
import { text } from "../text.ts";
import { Icon } from "./icon.tsx";

const SHOWN_MS = 10_000;

/**
 * What was just done, said aloud and offered to be taken back. While a dialog is open everything outside of it is out of reach,
 * so the toasts stand inside; as a popover they lie above it and are not moved with it.
 */
export function Toasts() {
  const dialog = useCell(openDialogs).at(-1);
  return createPortal(<ToastList key={dialog ? "inside" : "outside"} />, dialog ?? document.body);
}

function ToastList() {
  const list = useCell(notices);
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.showPopover?.(), []);
  return (
    <div ref={ref} popover="manual" className="toasts" role="status" aria-live="polite" aria-relevant="additions">
      {list.map((notice) => (
        <Toast key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function Toast({ notice }: { notice: Notice }) {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => dismiss(notice.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isHeld, notice.id]);

  const { action } = notice;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Pointing at it only keeps it; its buttons do the work.
    <div
      className={`toast ${notice.tone}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon name={notice.tone === "done" ? "check" : "warning"} />
      <span>{notice.message}</span>
      {action && (
        <button
          type="button"
          className="link"
          onClick={() => {
            dismiss(notice.id);
            void Promise.resolve(action.run()).catch(tellFailure);
          }}
        >
          {action.label}
        </button>
      )}
      <button type="button" className="bare" aria-label={text.dismiss} onClick={() => dismiss(notice.id)}>
        <Icon name="close" />
      </button>
    </div>
  );
}
