import { text } from "../text.ts";
import { ImportHelp } from "./import-help.tsx";

/** A file of which nothing can be brought in, whatever is done with its rows: why, and where to go on. */
export function ImportRefusal({ name, reason, onAnother }: { name: string; reason: string; onAnother(): void }) {
  return (
    <div className="review">
      <div role="alert">
        <p className="lead">{text.import.refused(name)}</p>
        <p className="trouble">{reason}</p>
      </div>
      <ImportHelp />
      <div className="actions">
        <button type="button" className="button primary" onClick={onAnother}>
          {text.import.another}
        </button>
      </div>
    </div>
  );
}
