import type { InstrumentDraft } from "@tickfolio/protocol";
import { text } from "../text.ts";
import { CurrencySelect } from "./currency-picker.tsx";
import { Field } from "./field.tsx";

/** What the symbol did not say, or said wrongly; right before the instrument is made for good. */
export function NewInstrumentFields({
  draft,
  onChange,
}: {
  draft: InstrumentDraft;
  onChange(draft: InstrumentDraft): void;
}) {
  return (
    <div className="pair">
      <Field label={text.form.instrumentName}>
        {(attributes) => (
          <input
            {...attributes}
            autoComplete="off"
            value={draft.name}
            onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label={text.form.instrumentCurrency} hint={draft.quotedIn && text.form.quotedIn(draft.quotedIn)}>
        {(attributes) => (
          <CurrencySelect
            {...attributes}
            value={draft.currency}
            onChange={(currency) => {
              const { quotedIn: _minor, ...rest } = draft;
              onChange({ ...rest, currency });
            }}
          />
        )}
      </Field>
    </div>
  );
}
