import "../../styles/market.css";
import { type CustomDateFormat, type CustomTrial, newId } from "@tickfolio/protocol";
import { type FormEvent, useRef, useState } from "react";
import { draftOf, emptyTyped, typedOf } from "../../custom-draft.ts";
import { client, useLive } from "../../live.ts";
import { renewAll } from "../../market-care.ts";
import { marketData, readMarketData } from "../../market-data.ts";
import { tell } from "../../notices.ts";
import { closePanel } from "../../panels.ts";
import { text } from "../../text.ts";
import { marketText } from "../../text-market.ts";
import { troubleOf } from "../../trouble-words.ts";
import { Dialog } from "../dialog.tsx";
import { Choice, Field } from "../field.tsx";
import { Trial } from "./trial.tsx";

const words = marketText.custom;
const DATE_FORMATS = Object.keys(words.dateFormats) as CustomDateFormat[];
const ADJUSTMENTS = ["raw", "split", "total", "unknown"] as const;

/** A source in the reader's own words: where it answers, and where in its answers the numbers are. Tried before it is kept. */
export function CustomSourcePanel({ id }: { id?: string }) {
  const known = useRef(marketData.get().customs.find((one) => one.id === id));
  const mine = useRef(id ?? newId("src").replaceAll("_", "-").toLowerCase().slice(0, 40));
  const before = known.current?.draft ?? null;
  const [typed, setTyped] = useState(before ? typedOf(before) : emptyTyped);
  const instruments = useLive((state) => state.instruments);
  const listed = [...instruments.values()].filter(({ mic }) => mic !== "SIM");
  const [on, setOn] = useState(listed[0]?.id ?? "");
  const [trial, setTrial] = useState<CustomTrial | "asking">();
  const [problem, setProblem] = useState<string>();

  const field = (name: keyof typeof typed, label: string, hint?: string, isOptional = false) => (
    <Field label={isOptional ? `${label} (${words.optional})` : label} hint={hint}>
      {(attributes) => (
        <input
          {...attributes}
          autoComplete="off"
          spellCheck={false}
          value={typed[name]}
          onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
        />
      )}
    </Field>
  );

  async function attempt(step: () => Promise<void>): Promise<void> {
    setProblem(undefined);
    try {
      await step();
    } catch (error) {
      setProblem(troubleOf(error));
      setTrial(undefined);
    }
  }

  const tryIt = () =>
    attempt(async () => {
      setTrial("asking");
      setTrial(await client.tryCustomProvider(mine.current, draftOf(typed, before), on));
    });

  const save = (event: FormEvent) => {
    event.preventDefault();
    return attempt(async () => {
      const { draft } = await client.saveCustomProvider(mine.current, draftOf(typed, before));
      tell(words.saved(draft?.title ?? typed.title));
      closePanel();
      await readMarketData();
      await renewAll();
    });
  };

  const place = words.placeHint[typed.kind];
  return (
    <Dialog title={before ? words.panelEdit(before.title) : words.panelNew} onClose={closePanel}>
      <form className="dialog-form" onSubmit={(event) => void save(event)}>
        <div className="dialog-body">
          <p className="quiet">{words.lead}</p>
          {field("title", words.name)}
          <Choice
            label={words.kind}
            value={typed.kind}
            options={(["json", "csv"] as const).map((value) => ({ value, label: words.kinds[value] }))}
            onChange={(kind) => setTyped({ ...typed, kind })}
          />
          <fieldset className="custom-part">
            <legend>{words.latest}</legend>
            {field("latestUrl", words.latestUrl, words.urlHint, true)}
            {typed.latestUrl && (
              <div className="pair">
                {field("price", words.price, place)}
                {field("time", words.time, undefined, true)}
                {field("currency", words.currency, undefined, true)}
              </div>
            )}
          </fieldset>
          <fieldset className="custom-part">
            <legend>{words.history}</legend>
            {field("historyUrl", words.historyUrl, undefined, true)}
            {typed.historyUrl && (
              <div className="pair">
                {field("day", words.day, place)}
                {field("close", words.close)}
                <Field label={words.adjustment}>
                  {(attributes) => (
                    <select
                      {...attributes}
                      value={typed.adjustment}
                      onChange={(event) => {
                        const adjustment = ADJUSTMENTS.find((one) => one === event.currentTarget.value);
                        if (adjustment) setTyped({ ...typed, adjustment });
                      }}
                    >
                      {ADJUSTMENTS.map((one) => (
                        <option key={one} value={one}>
                          {text.adjustment[one]}
                        </option>
                      ))}
                    </select>
                  )}
                </Field>
              </div>
            )}
          </fieldset>
          <Field label={words.dateFormat}>
            {(attributes) => (
              <select
                {...attributes}
                value={typed.dateFormat}
                onChange={(event) => {
                  const dateFormat = DATE_FORMATS.find((one) => one === event.currentTarget.value);
                  if (dateFormat) setTyped({ ...typed, dateFormat });
                }}
              >
                {DATE_FORMATS.map((one) => (
                  <option key={one} value={one}>
                    {words.dateFormats[one]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {field("symbols", words.symbols, words.symbolsHint, true)}
          <fieldset className="custom-part">
            <legend>
              {words.header} ({words.optional})
            </legend>
            <div className="pair close">
              {field("headerName", words.headerName)}
              {field("headerValue", words.headerValue)}
            </div>
            <p className="note">{words.headerHint}</p>
          </fieldset>
          {listed.length === 0 ? (
            <p className="note">{words.nothingToTry}</p>
          ) : (
            <div className="try-line">
              <Field label={words.tryOn}>
                {(attributes) => (
                  <select {...attributes} value={on} onChange={(event) => setOn(event.currentTarget.value)}>
                    {listed.map(({ id: each, symbol }) => (
                      <option key={each} value={each}>
                        {symbol}
                      </option>
                    ))}
                  </select>
                )}
              </Field>
              <button type="button" className="button" onClick={() => trial !== "asking" && void tryIt()}>
                {trial === "asking" ? words.trying : words.tryIt}
              </button>
            </div>
          )}
          <div role="status">{trial && trial !== "asking" && <Trial trial={trial} />}</div>
        </div>
        {problem && (
          <p className="dialog-failure" role="alert">
            {problem}
          </p>
        )}
        <div className="dialog-foot">
          <button type="submit" className="button primary">
            {words.save}
          </button>
          <button type="button" className="button" onClick={closePanel}>
            {text.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
