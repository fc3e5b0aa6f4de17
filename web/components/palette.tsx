import type { InstrumentSuggestion } from "@tickfolio/protocol";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { togglePrivacy } from "../appearance.ts";
import type { State } from "../live/state.ts";
import { client, figures, useLive } from "../live.ts";
import { closePanel, openPanel } from "../panels.ts";
import { text } from "../text.ts";
import { Dialog } from "./dialog.tsx";
import { Icon, type IconName } from "./icon.tsx";

interface Command {
  key: string;
  icon: IconName;
  label: string;
  about?: string;
  run(): void;
}

const PAUSE_MS = 180;
const MOST = 12;

/** Go to, add, import, search: everything from one line. */
export function Palette() {
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const own = useOwnCommands(navigate);
  const found = useFound(typed);

  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = own.filter(({ label, about }) =>
    words.every((word) => `${label} ${about ?? ""}`.toLowerCase().includes(word)),
  );
  const searched = found.map<Command>((one) => ({
    key: `found ${one.symbol} ${one.source}`,
    icon: "search",
    label: `${one.symbol} ${one.name}`,
    about: text.palette.addFound(one.source),
    run: () => {
      const { symbol, name, kind, mic, currency, quotedIn } = one;
      const draft = { symbol, name, kind, mic, currency: currency ?? "USD", ...(quotedIn ? { quotedIn } : {}) };
      openPanel({ kind: "transaction", start: "buy", draft });
    },
  }));
  const commands = [...matching, ...searched].slice(0, MOST);
  const marked = Math.min(at, commands.length - 1);

  function run(command: Command | undefined): void {
    if (!command) return;
    closePanel();
    // The dialog gives the focus back before what comes next takes it.
    requestAnimationFrame(() => command.run());
  }

  function press(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setAt((marked + step + commands.length) % Math.max(1, commands.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(commands[marked]);
    }
  }

  useEffect(() => {
    list.current?.children[marked]?.scrollIntoView({ block: "nearest" });
  }, [marked]);

  return (
    <Dialog title={text.palette.title} onClose={closePanel} shape="box" className="palette">
      <input
        className="palette-input"
        data-first
        role="combobox"
        aria-label={text.palette.hint}
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={commands[marked] ? `palette-${marked}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={text.palette.hint}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <div ref={list} id="palette-list" role="listbox" aria-label={text.palette.title} className="palette-list">
        {commands.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: Keys are handled by the input, which keeps the focus.
          <div
            key={command.key}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === marked}
            className={index === marked ? "option on" : "option"}
            onPointerMove={() => setAt(index)}
            onClick={() => run(command)}
          >
            <Icon name={command.icon} />
            <span>{command.label}</span>
            {command.about && <small>{command.about}</small>}
          </div>
        ))}
      </div>
      {commands.length === 0 && <p className="quiet palette-none">{text.palette.none}</p>}
    </Dialog>
  );
}

function useOwnCommands(navigate: (path: string) => void): readonly Command[] {
  const portfolios = useLive((state) => state.portfolios);
  const instruments = useLive((state) => state.instruments);
  const holdings = useLive(holdingsKey);

  return useMemo(() => {
    const go = (path: string) => () => navigate(path);
    return [
      { key: "overview", icon: "overview", label: text.nav.overview, run: go("/") },
      { key: "add", icon: "plus", label: text.addTransaction, run: () => openPanel({ kind: "transaction" }) },
      { key: "transactions", icon: "list", label: text.nav.transactions, run: go("/transactions") },
      { key: "import", icon: "upload", label: text.nav.import, run: go("/import") },
      ...portfolios.map<Command>((one) => ({
        key: one.id,
        icon: "chart",
        label: one.name,
        about: one.sample ? text.sample.tag : text.palette.portfolio,
        run: go(`/portfolios/${one.id}`),
      })),
      ...holdings
        .split(" ")
        .filter(Boolean)
        .map<Command>((pair) => {
          const [portfolio = "", id = ""] = pair.split("/");
          const instrument = instruments.get(id);
          return {
            key: pair,
            icon: "chart",
            label: `${instrument?.symbol} ${instrument?.name}`,
            about: portfolios.find((one) => one.id === portfolio)?.name ?? "",
            run: go(`/portfolios/${portfolio}/holdings/${id}`),
          };
        }),
      { key: "portfolio", icon: "plus", label: text.nav.newPortfolio, run: () => openPanel({ kind: "portfolio" }) },
      { key: "market-data", icon: "chart", label: text.nav.marketData, run: go("/market-data") },
      { key: "settings", icon: "settings", label: text.nav.settings, run: go("/settings") },
      { key: "privacy", icon: "eye", label: text.shortcuts.privacy, run: togglePrivacy },
      { key: "keys", icon: "list", label: text.shortcuts.title, run: () => openPanel({ kind: "shortcuts" }) },
    ];
  }, [portfolios, instruments, holdings, navigate]);
}

/** Portfolio and instrument of every open position, as text, so that ticks do not make it another one. */
function holdingsKey(state: State): string {
  return state.portfolios
    .flatMap(({ id }) =>
      [...(figures.book(state, id)?.positions.values() ?? [])]
        .filter((position) => !position.quantity.isZero())
        .map((position) => `${id}/${position.instrument}`),
    )
    .join(" ");
}

function useFound(typed: string): readonly InstrumentSuggestion[] {
  const words = typed.trim();
  const [found, setFound] = useState<{ words: string; items: readonly InstrumentSuggestion[] }>({
    words: "",
    items: [],
  });
  useEffect(() => {
    if (words.length < 2) return;
    let isCurrent = true;
    const timer = setTimeout(async () => {
      try {
        const { items } = await client.searchInstruments(words);
        if (isCurrent) setFound({ words, items: items.filter((item) => !item.instrument && item.source !== "typed") });
      } catch {
        // Own pages and actions are still found.
      }
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [words]);
  return words.length >= 2 ? found.items : [];
}
