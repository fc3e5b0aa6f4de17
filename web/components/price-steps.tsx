import { type Instrument, minorUnit } from "@tickfolio/engine";
import { type FormEvent, useId, useState } from "react";
import { Link } from "wouter";
import { format } from "../format.ts";
import { client, loading, useLive } from "../live.ts";
import { MANUAL, typePrice } from "../market-care.ts";
import { readMarketData } from "../market-data.ts";
import { tell } from "../notices.ts";
import { text } from "../text.ts";
import { titleOfSource } from "../text-words.ts";
import { troubleOf } from "../trouble-words.ts";
import { Field } from "./field.tsx";
import { KeyForm } from "./market/provider-key.tsx";

/** No source has a price: how to get one, right here. */
export function PriceSteps({ instrument }: { instrument: Instrument }) {
  const reason = useLive((state) => state.unpricedReasons.get(instrument.id));
  return (
    <div className="steps">
      <h2>{text.price.stepsTitle(instrument.symbol)}</h2>
      <p className="quiet">
        {reason?.message} {text.price.stepsLead}
      </p>
      <div className="steps-list">
        <TypedPrice instrument={instrument} />
        <UploadedPrices instrument={instrument} />
        {reason?.sources.map((source) => (
          <SourceStep key={source.name} {...source} />
        ))}
      </div>
    </div>
  );
}

/** Somebody who would have a price of this very instrument, if asked. */
function SourceStep({ name, lacks }: { name: string; lacks: "key" | "switch" }) {
  const title = titleOfSource(name);
  const words = text.price.source;
  const [isOpen, setOpen] = useState(false);
  return (
    <div>
      <h3>{lacks === "key" ? words.give(title) : words.switchOn(title)}</h3>
      <p>{lacks === "key" ? (words.brings[name] ?? words.bringsPrices) : words.off}</p>
      {lacks === "key" && isOpen && <KeyForm provider={{ name, title, message: "" }} onDone={() => setOpen(false)} />}
      {lacks === "key" && !isOpen && (
        <button type="button" className="button" onClick={() => setOpen(true)}>
          {words.enter}
        </button>
      )}
      <Link href={`/market-data#provider-${name}`} className="link">
        {words.see}
      </Link>
    </div>
  );
}

export function TypedPrice({ instrument }: { instrument: Instrument }) {
  const today = useLive((state) => state.today);
  const [day, setDay] = useState(today);
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string>();
  const minor = instrument.quotedIn ? minorUnit(instrument.quotedIn) : undefined;
  const source = useLive((state) => state.quotes.get(instrument.id)?.source);
  const [stays, setStays] = useState(true);
  // What a source says next would take the place of a price of today.
  const canStay = source !== undefined && source !== MANUAL && day === today;

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const price = format.parseNumber(typed);
    if (price === null || Number(price) <= 0) return setProblem(text.form.notANumber);
    try {
      await typePrice(instrument, { day, price, stays: canStay && stays });
      setTyped("");
      setProblem(undefined);
    } catch (error) {
      setProblem(troubleOf(error));
    }
  }

  return (
    <form onSubmit={(event) => void save(event)}>
      <h3>{text.price.type.title}</h3>
      <p>{text.price.type.body}</p>
      <div className="pair">
        <Field
          label={text.price.type.price(instrument.currency)}
          error={problem}
          hint={minor && text.price.type.major(instrument.quotedIn!, instrument.currency)}
        >
          {(attributes) => (
            <input
              {...attributes}
              inputMode="decimal"
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label={text.form.day}>
          {(attributes) => (
            <input
              {...attributes}
              type="date"
              max={today}
              required
              value={day}
              onChange={(event) => setDay(event.currentTarget.value)}
            />
          )}
        </Field>
      </div>
      {canStay && (
        <label className="check">
          <input type="checkbox" checked={stays} onChange={(event) => setStays(event.currentTarget.checked)} />
          {text.price.stays.label}
        </label>
      )}
      <button type="submit" className="button">
        {text.price.type.save}
      </button>
    </form>
  );
}

export function UploadedPrices({ instrument }: { instrument: Instrument }) {
  const id = useId();
  const [result, setResult] = useState<{
    message: string;
    problems: readonly { row: number; field: string; message: string }[];
  }>();
  const [adjustment, setAdjustment] = useState<"raw" | "split">("split");
  const [isMinor, setMinor] = useState(instrument.quotedIn !== undefined);

  async function upload(file: File | undefined): Promise<void> {
    if (!file) return;
    try {
      const body = /\.zip$/i.test(file.name) ? file : await file.text();
      const answer = await client.uploadPrices(instrument.id, body, {
        adjustment,
        ...(isMinor && instrument.quotedIn ? { quotedIn: instrument.quotedIn } : {}),
      });
      await Promise.all([loading.reprice([instrument.id]), readMarketData()]);
      const { stored, from, to } = answer;
      const problems = [...answer.problems, ...answer.notes];
      const message =
        stored > 0 ? text.price.uploaded(stored, format.day(from), format.day(to)) : text.price.noneStored;
      setResult({ message, problems });
      if (stored > 0) tell(message);
    } catch (error) {
      setResult({ message: troubleOf(error), problems: [] });
    }
  }

  return (
    <div>
      <h3>{text.price.upload.title}</h3>
      <p>{text.price.upload.body}</p>
      <label className="check">
        <input
          type="checkbox"
          checked={adjustment === "split"}
          onChange={(event) => setAdjustment(event.currentTarget.checked ? "split" : "raw")}
        />
        {text.price.upload.adjusted}
      </label>
      {instrument.quotedIn && (
        <label className="check">
          <input type="checkbox" checked={isMinor} onChange={(event) => setMinor(event.currentTarget.checked)} />
          {text.price.upload.minor(instrument.quotedIn)}
        </label>
      )}
      <label htmlFor={id} className="button file">
        {text.price.upload.choose}
        <input
          id={id}
          type="file"
          accept=".csv,.txt,.zip,text/csv,text/plain,application/zip"
          onChange={(event) => void upload(event.currentTarget.files?.[0])}
        />
      </label>
      {result && (
        <div role="status" className="note">
          {result.message}
          <ul>
            {result.problems.slice(0, 5).map((problem) => (
              <li key={`${problem.row} ${problem.field}`}>
                {text.import.problem(problem.row, problem.field, problem.message)}
              </li>
            ))}
          </ul>
          {result.problems.length > 5 && text.import.more(result.problems.length - 5)}
        </div>
      )}
    </div>
  );
}
