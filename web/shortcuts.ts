import { useEffect } from "react";
import { navigate } from "wouter/use-browser-location";
import { togglePrivacy } from "./appearance.ts";
import { lastAction } from "./notices.ts";
import { openPanel, panel, typeAhead } from "./panels.ts";
import { text } from "./text.ts";

export interface Shortcut {
  /** Pressed one after the other. */
  keys: readonly string[];
  label: string;
  run(): void;
}

export const shortcuts: readonly Shortcut[] = [
  { keys: ["?"], label: text.shortcuts.help, run: () => openPanel({ kind: "shortcuts" }) },
  { keys: ["/"], label: text.shortcuts.search, run: () => openPanel({ kind: "palette" }) },
  { keys: ["a"], label: text.shortcuts.add, run: () => openPanel({ kind: "transaction" }) },
  { keys: ["i"], label: text.shortcuts.import, run: () => navigate("/import") },
  { keys: ["p"], label: text.shortcuts.privacy, run: togglePrivacy },
  { keys: ["u"], label: text.shortcuts.undo, run: () => lastAction()?.() },
  { keys: ["g", "o"], label: text.shortcuts.overview, run: () => navigate("/") },
  { keys: ["g", "t"], label: text.shortcuts.transactions, run: () => navigate("/transactions") },
  { keys: ["g", "m"], label: text.shortcuts.marketData, run: () => navigate("/market-data") },
  { keys: ["g", "s"], label: text.shortcuts.settings, run: () => navigate("/settings") },
];

const SEQUENCE_MS = 1_200;

export function useShortcuts(): void {
  useEffect(() => {
    let pending = "";
    let pendingUntil = 0;

    function press(event: KeyboardEvent): void {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        openPanel({ kind: "palette" });
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (panel.get() && event.key.length === 1 && !document.querySelector("dialog[open]")) {
        event.preventDefault();
        typeAhead(event.key);
      }
      if (panel.get() || isTyping(event.target)) return;
      const named = (keys: string) => shortcuts.find((one) => one.keys.join(" ") === keys);
      const sequence = event.timeStamp < pendingUntil ? named(`${pending} ${event.key}`) : undefined;
      // A key that begins nothing, such as Tab, does not keep the next one from what it does alone.
      const found = sequence ?? named(event.key);
      if (found) {
        event.preventDefault();
        pendingUntil = 0;
        found.run();
      } else {
        pending = event.key;
        pendingUntil = event.timeStamp + SEQUENCE_MS;
      }
    }
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input:not([type=radio], [type=checkbox]), textarea, select"))
  );
}
