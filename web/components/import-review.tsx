import { type ReadTrades, readTradesCsv } from "@tickfolio/engine";
import { LONGEST_PORTFOLIO_NAME, newId } from "@tickfolio/protocol";
import { useMemo, useState } from "react";
import { homeCurrency } from "../currencies.ts";
import { format } from "../format.ts";
import { type Preview, previewOf, refusalOf, settingsFor, withLine } from "../import-preview.ts";
import { changes, client, useLive } from "../live.ts";
import type { Imported } from "../pages/import.tsx";
import { text } from "../text.ts";
import { troubleOf } from "../trouble-words.ts";
import { CurrencyPicker } from "./currency-picker.tsx";
import { Field, Switch } from "./field.tsx";
import { ImportRefusal } from "./import-refusal.tsx";
import { ImportRows } from "./import-rows.tsx";
import { ImportWarnings } from "./import-warnings.tsx";
import { useImportAnswer } from "./use-import-answer.ts";

interface ImportReviewProps {
  file: { name: string; text: string };
  /** Asked for by the page it came from. */
  portfolio: string | null;
  onChange(file: { name: string; text: string }): void;
  onCancel(): void;
  onDone(done: Imported): void;
}

const NEW = "";

export function ImportReview(props: ImportReviewProps) {
  const { file, onCancel } = props;
  const read = useMemo(() => readTradesCsv(file.text), [file.text]);
  const refusal = refusalOf(read);
  if (refusal !== undefined) return <ImportRefusal name={file.name} reason={refusal} onAnother={onCancel} />;
  return <Review {...props} read={read} />;
}

function Review({ file, read, portfolio, onChange, onCancel, onDone }: ImportReviewProps & { read: ReadTrades }) {
  const live = useLive((state) => state.portfolios).filter((one) => !one.sample);
  const [target, setTarget] = useState(() => live.find((one) => one.id === portfolio)?.id ?? live[0]?.id ?? NEW);
  const [name, setName] = useState(live.length === 0 ? text.portfolio.firstName : nameFrom(file.name));
  const [made, setMade] = useState(() => settingsFor(file.text, homeCurrency()));
  const {
    isAsking,
    answer,
    failure: previewFailure,
  } = useImportAnswer(target === NEW ? made : { portfolio: target }, file);
  // While it is written the page stays as it was when the button was pressed: asked again, it would call the new rows there already.
  const [writing, setWriting] = useState<{ preview: Preview; own: typeof live } | null>(null);
  const { preview, own } = writing ?? { preview: previewOf(read, answer), own: live };
  const [failure, setFailure] = useState<string>();
  // One id for a file and portfolio, so that asking twice writes once.
  const [entries] = useState(() => new Map<string, string>());

  async function commit(): Promise<void> {
    setWriting({ preview, own });
    setFailure(undefined);
    let chosen = own.find((one) => one.id === target);
    try {
      const settings = { ...made, name: name.trim() || text.portfolio.firstName, costMethod: "fifo" } as const;
      chosen ??= await changes.createPortfolio(settings);
      const key = JSON.stringify([chosen.id, file.text]);
      const entry = entries.get(key) ?? newId("ent");
      entries.set(key, entry);
      const result = await client.importTrades(chosen.id, { name: file.name, text: file.text, entry, commit: true });
      await changes.imported(chosen.id);
      if (!result.entry) throw new Error(text.import.nothingWritten);
      const count = (fate: string) => result.rows.filter((row) => row.fate === fate).length;
      onDone({
        portfolio: chosen,
        entry: result.entry,
        count: count("new"),
        skipped: count("already-there"),
        unreadable: count("unreadable"),
      });
    } catch (error) {
      setFailure(troubleOf(error));
      setTarget(chosen?.id ?? NEW);
      setWriting(null);
    }
  }

  return (
    <fieldset className="review" disabled={writing !== null}>
      <p className="lead">
        <strong>{file.name}</strong>: {text.import.counts(preview.count)}
      </p>
      <div className="review-target">
        {own.length > 0 && (
          <Field label={text.import.into}>
            {(attributes) => (
              <select {...attributes} value={target} onChange={(event) => setTarget(event.currentTarget.value)}>
                {own.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
                <option value={NEW}>{text.import.newPortfolio}</option>
              </select>
            )}
          </Field>
        )}
        {target === NEW && (
          <>
            <Field label={text.import.portfolioName}>
              {(attributes) => (
                <input
                  {...attributes}
                  maxLength={LONGEST_PORTFOLIO_NAME}
                  value={name}
                  onChange={(event) => setName(event.currentTarget.value)}
                />
              )}
            </Field>
            <CurrencyPicker
              label={text.portfolio.baseCurrency}
              value={made.baseCurrency}
              onChange={(baseCurrency) => setMade({ ...made, baseCurrency })}
            />
            <div className="setting-line">
              <span>
                {text.import.trackCash}
                <small>{text.cashHints[made.cash]}</small>
              </span>
              <Switch
                label={text.import.trackCash}
                checked={made.cash === "tracked"}
                onChange={(isOn) => setMade({ ...made, cash: isOn ? "tracked" : "untracked" })}
              />
            </div>
          </>
        )}
      </div>
      {preview.newInstruments.length > 0 && (
        <p className="note">
          {text.import.newInstruments(
            format.list(preview.newInstruments.slice(0, 12)),
            preview.newInstruments.length - 12,
          )}
        </p>
      )}
      {preview.notes.slice(0, 5).map((note) => (
        <p key={`${note.row} ${note.field} ${note.message}`} className="note">
          {text.import.problem(note.row, note.field, note.message)}
        </p>
      ))}
      {(failure ?? previewFailure) && (
        <p className="trouble" role="alert">
          {failure ?? previewFailure}
        </p>
      )}
      <ImportWarnings warnings={preview.warnings} />
      <div className="actions review-actions">
        {preview.count.new > 0 ? (
          <button type="button" className="button primary" disabled={!answer || isAsking} onClick={() => void commit()}>
            {writing ? text.import.writing : text.import.commit(preview.count.new)}
          </button>
        ) : (
          <span>{whyNothing(preview)}</span>
        )}
        <button type="button" className="button" onClick={onCancel}>
          {text.import.another}
        </button>
        <span className="quiet" role="status">
          {isAsking && text.import.checking}
        </span>
      </div>
      <ImportRows
        preview={preview}
        text={file.text}
        onMend={(row, line) => onChange({ ...file, text: withLine(file.text, row, line) })}
      />
    </fieldset>
  );
}

/** Why there is nothing to press a button for. */
function whyNothing({ count }: Preview): string {
  if (count.unreadable === 0) return text.import.allThere;
  return count["already-there"] === 0 ? text.import.noneReads : text.import.noneLeft;
}

/** The name of a file without its kind, as far as a portfolio's goes. */
const nameFrom = (file: string) =>
  file
    .replace(/\.[^.]*$/, "")
    .slice(0, LONGEST_PORTFOLIO_NAME)
    .trim();
