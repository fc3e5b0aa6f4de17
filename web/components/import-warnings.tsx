import type { ImportWarning } from "@tickfolio/protocol";
import { useState } from "react";
import { text } from "../text.ts";
import { Icon } from "./icon.tsx";

const FIRST = 8;

/** What may be a mistake in the rows, said while nothing is written yet. */
export function ImportWarnings({ warnings }: { warnings: readonly ImportWarning[] }) {
  const [isWhole, setWhole] = useState(false);
  if (warnings.length === 0) return null;
  const shown = isWhole ? warnings : warnings.slice(0, FIRST);
  return (
    <section className="import-warnings">
      <h2>{text.import.warnings(warnings.length)}</h2>
      <p className="quiet">{text.import.warningsLead}</p>
      <ul className="health">
        {shown.map(({ row, code, message }) => (
          <li key={`${row} ${code} ${message}`}>
            <Icon name="warning" />
            <span>{text.import.warning(row, message)}</span>
          </li>
        ))}
      </ul>
      {shown.length < warnings.length && (
        <button type="button" className="link" onClick={() => setWhole(true)}>
          {text.import.allWarnings(warnings.length)}
        </button>
      )}
    </section>
  );
}
