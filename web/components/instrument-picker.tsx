import type { InstrumentSuggestion } from "@tickfolio/protocol";
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from "react";
import { type Option, optionsFor } from "../instrument-options.ts";
import { client, useLive } from "../live.ts";
import { listingOf, type PickedInstrument } from "../picked-instrument.ts";
import { text } from "../text.ts";
import { Field } from "./field.tsx";

interface InstrumentPickerProps {
  label: string;
  value: PickedInstrument | null;
  onChange(value: PickedInstrument | null): void;
  /** The currency of something made up, which no exchange lists. */
  baseCurrency: string;
  /** In a sample portfolio only what the simulated market lists can be traded. */
  isSimulated: boolean;
  error?: string | undefined;
}

const PAUSE_MS = 180;

/** Own instruments at once, then what the sources find, then a new one by its symbol. */
export function InstrumentPicker({ label, value, onChange, baseCurrency, isSimulated, error }: InstrumentPickerProps) {
  const chosen = value && listingOf(value);
  const [typed, setTyped] = useState(chosen?.symbol ?? "");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const listId = useId();
  const options = useOptions(open ? typed : "", baseCurrency, isSimulated);

  function pick(option: Option | undefined): void {
    if (!option) return;
    setTyped(option.symbol);
    setOpen(false);
    onChange(option.picked);
  }

  function press(event: KeyboardEvent): void {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((at + step + options.length) % Math.max(1, options.length));
    } else if (event.key === "Enter" && open && options.length > 0) {
      event.preventDefault();
      pick(options[at]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    }
  }

  return (
    <div className="picker">
      <Field label={label} error={error} hint={chosen && chosen.name !== chosen.symbol ? chosen.name : undefined}>
        {(attributes) => (
          <input
            {...attributes}
            role="combobox"
            data-first={value ? undefined : ""}
            aria-expanded={open && options.length > 0}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={open && options[at] ? `${listId}-${at}` : undefined}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            placeholder={isSimulated ? text.form.simulatedHint : text.form.instrumentHint}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setOpen(true);
              setAt(0);
              if (value) onChange(null);
            }}
            onFocus={() => typed && !value && setOpen(true)}
            onBlur={() => {
              // Leaving the field takes what is marked: most people type the symbol and go on.
              if (open && !value) pick(options[at]);
              setOpen(false);
            }}
            onKeyDown={press}
          />
        )}
      </Field>
      {open && options.length > 0 && (
        <div role="listbox" id={listId} className="options-list" aria-label={label}>
          {options.map((option, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: Keys are handled by the input, which keeps the focus.
            <div
              key={option.key}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              className={index === at ? "option on" : "option"}
              onPointerDown={(event) => event.preventDefault()}
              onPointerEnter={() => setAt(index)}
              onClick={() => pick(option)}
            >
              <strong>{option.symbol}</strong>
              <span>{option.name}</span>
              <small>{option.about}</small>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

function useOptions(typed: string, baseCurrency: string, simulated: boolean): Option[] {
  const words = typed.trim();
  const instruments = useLive((state) => state.instruments);
  const [found, setFound] = useState<{ words: string; items: readonly InstrumentSuggestion[] }>({
    words: "",
    items: [],
  });

  useEffect(() => {
    if (words.length < 1) return;
    let isCurrent = true;
    const timer = setTimeout(async () => {
      try {
        const { items } = await client.searchInstruments(words, { simulated });
        if (isCurrent) setFound({ words, items });
      } catch {
        // A search that fails leaves own instruments and the new one by symbol.
      }
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [words, simulated]);

  return useMemo(
    () => optionsFor({ words, own: [...instruments.values()], found: found.items, baseCurrency, simulated }),
    [words, instruments, found, baseCurrency, simulated],
  );
}
