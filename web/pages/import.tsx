import type { PortfolioSummary, WrittenEntry } from "@tickfolio/protocol";
import { type DragEvent, useId, useState } from "react";
import { Link, useSearch } from "wouter";
import { DataHealth } from "../components/data-health.tsx";
import { Icon } from "../components/icon.tsx";
import { ImportHelp } from "../components/import-help.tsx";
import { ImportReview } from "../components/import-review.tsx";
import { Page } from "../components/page.tsx";
import { changes, figures, useLive } from "../live.ts";
import { tellFailure } from "../notices.ts";
import { text } from "../text.ts";

export interface Imported {
  portfolio: PortfolioSummary;
  entry: WrittenEntry;
  count: number;
  skipped: number;
  unreadable: number;
}

/** Drop a file, see what becomes of every row, write it as one step that can be taken back. */
export function ImportPage() {
  const chosen = new URLSearchParams(useSearch()).get("portfolio");
  const [file, setFile] = useState<{ name: string; text: string } | null>(null);
  const [done, setDone] = useState<Imported | null>(null);

  async function take(picked: File | undefined): Promise<void> {
    if (!picked) return;
    try {
      setFile({ name: picked.name, text: await picked.text() });
      setDone(null);
    } catch (error) {
      tellFailure(error);
    }
  }
  const again = () => {
    setFile(null);
    setDone(null);
  };

  return (
    <Page title={text.import.title}>
      {done ? (
        <Done done={done} again={again} />
      ) : file ? (
        <ImportReview file={file} portfolio={chosen} onChange={setFile} onCancel={again} onDone={setDone} />
      ) : (
        <DropZone onFile={(picked) => void take(picked)} />
      )}
    </Page>
  );
}

function DropZone({ onFile }: { onFile(file: File | undefined): void }) {
  const id = useId();
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFile(event.dataTransfer.files[0]);
  };
  return (
    <>
      <p className="lead">{text.import.lead}</p>
      <label
        htmlFor={id}
        className={isOver ? "drop over" : "drop"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Icon name="upload" />
        <strong>{text.import.drop}</strong>
        <span className="quiet">{text.import.orChoose}</span>
        <input
          id={id}
          type="file"
          accept=".csv,text/csv,text/plain"
          onChange={(event) => onFile(event.currentTarget.files?.[0])}
        />
      </label>
      <ImportHelp />
    </>
  );
}

function Done({ done, again }: { done: Imported; again(): void }) {
  const { portfolio, entry, count, skipped, unreadable } = done;
  // Taking an entry back is an entry too, which can be taken back in turn.
  const [{ last, isUndone }, setTurn] = useState({ last: entry.id, isUndone: false });
  const [isTurning, setTurning] = useState(false);
  const valuation = useLive((state) => figures.valuation(state, portfolio.id));
  // What still stands is told by the data's health, below.
  const told = new Set(valuation?.issues.map((issue) => issue.message));
  const warnings = entry.warnings.filter(({ message }) => !told.has(message));

  async function turn(): Promise<void> {
    setTurning(true);
    try {
      const { id } = await changes.undo(portfolio.id, last);
      setTurn({ last: id, isUndone: !isUndone });
    } catch (error) {
      tellFailure(error);
    } finally {
      setTurning(false);
    }
  }

  return (
    <div className="import-done" role="status">
      <p className="lead">
        {isUndone ? text.import.undone(portfolio.name) : text.import.done(count, portfolio.name)}{" "}
        {!isUndone && text.import.left(skipped, unreadable)}
      </p>
      {!isUndone && warnings.length > 0 && (
        <ul className="health">
          {warnings.map((warning) => (
            <li key={`${warning.code} ${warning.message}`}>
              <Icon name="warning" />
              <span>{warning.message}</span>
            </li>
          ))}
        </ul>
      )}
      {!isUndone && <DataHealth valuation={valuation} portfolios={[portfolio]} />}
      <div className="actions">
        <Link href={`/portfolios/${portfolio.id}`} className="button primary">
          {text.import.see(portfolio.name)}
        </Link>
        <button type="button" className="button" disabled={isTurning} onClick={() => void turn()}>
          {isUndone ? text.redo : text.undo}
        </button>
        <button type="button" className="button" onClick={again}>
          {text.import.another}
        </button>
      </div>
    </div>
  );
}
