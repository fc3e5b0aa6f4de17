import { type Instrument, isIsin, parseSymbol } from "@tickfolio/engine";
import type { InstrumentDraft, InstrumentSuggestion } from "@tickfolio/protocol";
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from "react";
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

interface Option {
  key: string;
  symbol: string;
  name: string;
  about: string;
  picked: PickedInstrument;
}

/** The server repeats what was typed; what a symbol alone says is told here as well, and without asking. */
const TYPED = "typed";
const PAUSE_MS = 180;
const MOST = 8;

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

  return useMemo(() => {
    if (!words) return [];
    const own = [...instruments.values()]
      .filter((one) => (one.mic === "SIM") === simulated && isLike(one, words))
      .map(ownOption);
    const taken = new Set(own.map((option) => option.symbol));
    const suggested = found.items
      .filter((item) => item.currency && !item.instrument && item.source !== TYPED && !taken.has(item.symbol))
      .map(suggestedOption);
    const known = [...own, ...suggested].sort((a, b) => rank(a, words) - rank(b, words)).slice(0, MOST);
    // The number of a security is nobody's symbol.
    if (simulated || isIsin(words.toUpperCase())) return known;
    const made = newOption(words, baseCurrency);
    return known.some((option) => option.symbol === made.symbol) ? known : [...known, made];
  }, [words, instruments, found, baseCurrency, simulated]);
}

const isLike = (one: Instrument, words: string) =>
  `${one.symbol} ${one.name} ${one.isin ?? ""}`.toLowerCase().includes(words.toLowerCase());

/** A symbol typed in full comes before names that contain it. */
function rank(option: Option, words: string): number {
  const typed = words.toUpperCase();
  return option.symbol === typed ? 0 : option.symbol.startsWith(typed) ? 1 : 2;
}

function ownOption(own: Instrument): Option {
  return { key: own.id, symbol: own.symbol, name: own.name, about: text.form.yours, picked: { own } };
}

function suggestedOption(found: InstrumentSuggestion): Option {
  const { symbol, name, kind, mic, currency, quotedIn, isin, isUnquoted, source } = found;
  const draft = {
    ...{ symbol, name, kind, mic, currency: currency! },
    ...(quotedIn ? { quotedIn } : {}),
    ...(isin ? { isin } : {}),
  };
  const about = isUnquoted ? `${currency} · ${text.form.unquoted}` : `${currency} · ${source}`;
  return { key: `${symbol} ${source}`, symbol, name, about, picked: { draft } };
}

/** What the symbol itself says; its currency and name can be corrected before it is written. */
function newOption(words: string, baseCurrency: string): Option {
  const parsed = parseSymbol(words);
  const symbol = parsed?.symbol ?? words;
  const exchange = parsed?.exchange;
  const currency = exchange?.currency ?? parsed?.currency ?? baseCurrency;
  const draft: InstrumentDraft = {
    symbol,
    name: symbol,
    kind: parsed ? (parsed.kind === "crypto" ? "crypto" : "stock") : "other",
    mic: exchange?.mic ?? null,
    currency,
    ...(exchange && exchange.quotedIn !== currency ? { quotedIn: exchange.quotedIn } : {}),
  };
  const about = exchange ? `${exchange.market} · ${exchange.quotedIn}` : currency;
  return { key: "new", symbol, name: text.form.newInstrument, about, picked: { draft } };
}
