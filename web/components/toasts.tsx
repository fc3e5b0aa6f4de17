import { useEffect, useState } from "react";
import { useCell } from "../cell.ts";
import { dismiss, type Notice, notices, tellFailure } from "../notices.ts";
import { text } from "../text.ts";
import { Icon } from "./icon.tsx";

const SHOWN_MS = 10_000;

/** What was just done, said aloud and offered to be taken back. */
export function Toasts() {
  const list = useCell(notices);
  return (
    <div className="toasts" role="status" aria-live="polite" aria-relevant="additions">
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
