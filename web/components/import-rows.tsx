import { useState } from "react";
import { format } from "../format.ts";
import { type Fate, lineOf, type Preview, type PreviewRow } from "../import-preview.ts";
import { useLive } from "../live.ts";
import { text } from "../text.ts";
import { cashEffect, sentenceOf } from "../transaction-words.ts";
import { Icon, type IconName } from "./icon.tsx";

const MOST = 200;
const icons: Record<Fate, IconName> = { new: "plus", "already-there": "check", unreadable: "warning" };

interface ImportRowsProps {
  preview: Preview;
  text: string;
  onMend(row: number, line: string): void;
}

/** Every row with its fate; what cannot be read comes first and can be mended right here. */
export function ImportRows({ preview, text: file, onMend }: ImportRowsProps) {
  const bad = preview.rows.filter((row) => row.fate === "unreadable");
  const good = preview.rows.filter((row) => row.fate !== "unreadable");
  const doubtful = new Set(preview.warnings.map(({ row }) => row));
  return (
    <>
      {bad.length > 0 && (
        <section className="section">
          <h2>{text.import.fates.unreadable(bad.length)}</h2>
          <ul className="rows bad-rows">
            {bad.slice(0, MOST).map((row) => (
              <BadRow key={row.row} row={row} line={lineOf(file, row.row)} onMend={(line) => onMend(row.row, line)} />
            ))}
          </ul>
          {bad.length > MOST && <p className="quiet">{text.import.more(bad.length - MOST)}</p>}
        </section>
      )}
      {good.length > 0 && (
        <section className="section">
          <h2>{text.import.rows}</h2>
          <ul className="rows import-rows">
            {good.slice(0, MOST).map((row) => (
              <GoodRow key={row.row} row={row} isDoubtful={doubtful.has(row.row)} />
            ))}
          </ul>
          {good.length > MOST && <p className="quiet">{text.import.more(good.length - MOST)}</p>}
        </section>
      )}
    </>
  );
}

function GoodRow({ row, isDoubtful }: { row: PreviewRow; isDoubtful: boolean }) {
  const instruments = useLive((state) => state.instruments);
  if (!row.transaction) return null;
  const transaction = { ...row.transaction, id: "" } as Parameters<typeof cashEffect>[0];
  const effect = cashEffect(transaction);
  return (
    <li className={`import-row ${row.fate} ${isDoubtful ? "doubtful" : ""}`}>
      <span className="quiet">{row.row}</span>
      <span className="fate">
        <Icon name={isDoubtful ? "warning" : icons[row.fate]} />
        {isDoubtful ? text.import.doubtful : text.import.fate[row.fate]}
      </span>
      <span>{format.day(transaction.day)}</span>
      <span className="transaction-what">{sentenceOf(transaction, instruments)}</span>
      <span className="number amount">
        {effect && "currency" in transaction && format.money(effect, transaction.currency, { signed: true })}
      </span>
    </li>
  );
}

function BadRow({ row, line, onMend }: { row: PreviewRow; line: string; onMend(line: string): void }) {
  const [typed, setTyped] = useState(line);
  const mend = () => typed !== line && onMend(typed);
  return (
    <li className="bad-row">
      {row.problems.map((problem) => (
        <p key={`${problem.field} ${problem.message}`} className="wrong">
          {text.import.problem(row.row, problem.field, problem.message)}
        </p>
      ))}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mend();
        }}
      >
        <label>
          <span className="hidden">{text.import.mend(row.row)}</span>
          <input
            value={typed}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <button type="submit" className="button" disabled={typed === line}>
          {text.import.readAgain}
        </button>
      </form>
    </li>
  );
}
