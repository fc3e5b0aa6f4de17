import { createCell } from "./cell.ts";
import { text } from "./text.ts";
import { troubleOf } from "./trouble-words.ts";

/** What was done, and how to take it back. */
export interface Notice {
  id: number;
  message: string;
  tone: "done" | "failed";
  action?: { label: string; run: () => void | Promise<void> };
}

export const notices = createCell<readonly Notice[]>([]);
let count = 0;

export function tell(message: string, action?: Notice["action"], tone: Notice["tone"] = "done"): void {
  const notice: Notice = { id: ++count, message, tone, ...(action ? { action } : {}) };
  // More than three at a time would not be read.
  notices.set([...notices.get().slice(-2), notice]);
}

/** A step with its way back. */
export interface Reversible {
  done: string;
  undone: string;
  undo(): Promise<unknown>;
  redo(): Promise<unknown>;
}

/** Tells what was done and offers to take it back; having been taken back is told in the same way, and can be done again. */
export function tellReversible(step: Reversible, isUndone = false): void {
  tell(isUndone ? step.undone : step.done, {
    label: isUndone ? text.redo : text.undo,
    run: async () => {
      await (isUndone ? step.redo() : step.undo());
      tellReversible(step, !isUndone);
    },
  });
}

export function tellFailure(error: unknown): void {
  tell(troubleOf(error), undefined, "failed");
}

export function dismiss(id: number): void {
  notices.set(notices.get().filter((notice) => notice.id !== id));
}

/** The newest notice that offers something, for the keyboard. */
export function lastAction(): (() => void) | undefined {
  const notice = notices.get().findLast((one) => one.action);
  if (!notice?.action) return undefined;
  const { run } = notice.action;
  return () => {
    dismiss(notice.id);
    void Promise.resolve(run()).catch(tellFailure);
  };
}
