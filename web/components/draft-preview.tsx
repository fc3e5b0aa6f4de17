import { type Book, buildBook, currenciesOf, type Issue, instrumentsOf, type Transaction } from "@tickfolio/engine";
import type { InstrumentDraft, PortfolioDraft } from "@tickfolio/protocol";
import { useDeferredValue, useMemo } from "react";
import { format } from "../format.ts";
import { currencyIn } from "../live/figures.ts";
import { ratesOf } from "../live/state.ts";
import { figures, useLive } from "../live.ts";
import { text } from "../text.ts";
import { entryOf } from "../transaction-entry.ts";
import { Icon } from "./icon.tsx";

interface DraftPreviewProps {
  transaction: Transaction | null;
  /** What it replaces. */
  was: Transaction | undefined;
  portfolio: string | null;
  settings: Pick<PortfolioDraft, "baseCurrency" | "costMethod" | "cash" | "sample">;
  /** Instruments that do not exist yet, by what stands for their ids. */
  drafts: ReadonlyMap<string, InstrumentDraft>;
}

/** What the engine says of the book with this transaction in it: what will be held, and what would be wrong. */
export function DraftPreview(props: DraftPreviewProps) {
  const transaction = useDeferredValue(props.transaction);
  const { was, portfolio, settings, drafts } = props;
  const recorded = useLive((state) => (portfolio ? figures.transactions(state, portfolio) : null));
  const before = useLive((state) => (portfolio ? figures.book(state, portfolio) : null));
  const rates = useLive((state) => ratesOf(state, settings));
  const instruments = useLive((state) => state.instruments);
  const today = useLive((state) => state.today);

  const after = useMemo(() => {
    if (!transaction) return null;
    const currencyOf = currencyIn(instruments);
    const entry = entryOf(transaction, was, recorded ?? []);
    const gone = new Set(entry.voids);
    const transactions = [...(recorded ?? []).filter(({ id }) => !gone.has(id)), ...entry.transactions];
    return buildBook({
      transactions,
      settings,
      rates,
      // As far as the book before it goes, and to its own day.
      through: transaction.day > today ? transaction.day : today,
      currencyOf: (id) => drafts.get(id)?.currency ?? currencyOf(id),
      symbolOf: (id) => drafts.get(id)?.symbol ?? instruments.get(id)?.symbol ?? id,
    });
  }, [transaction, recorded, was, settings, rates, drafts, instruments, today]);

  if (!transaction || !after) return null;
  const symbol = (id: string) => drafts.get(id)?.symbol ?? instruments.get(id)?.symbol ?? id;
  const warnings = added(before?.issues ?? [], after.issues);
  return (
    <div className="preview" role="status">
      {warnings.map((issue) => (
        <p key={`${issue.code} ${issue.message}`} className="warning">
          <Icon name="warning" />
          {issue.message}
        </p>
      ))}
      <p>{consequence(transaction, after, symbol)}</p>
    </div>
  );
}

/** Issues that are not there without the draft. */
function added(before: readonly Issue[], after: readonly Issue[]): Issue[] {
  const known = new Set(before.map((issue) => `${issue.code} ${issue.instrument} ${issue.message}`));
  return after.filter((issue) => !known.has(`${issue.code} ${issue.instrument} ${issue.message}`)).slice(0, 3);
}

function consequence(transaction: Transaction, book: Book, symbol: (id: string) => string): string {
  const parts: string[] = [];
  const held = instrumentsOf(transaction).flatMap((id) => {
    const position = book.positions.get(id);
    return position ? `${format.quantity(position.quantity)} ${symbol(id)}` : [];
  });
  if (held.length > 0) parts.push(text.form.thenHeld(held));
  const gain = book.disposals.find((one) => one.transaction === transaction.id)?.gain;
  if (gain) {
    const amount = format.money(gain.toNumber(), book.settings.baseCurrency, { signed: true });
    parts.push(transaction.kind === "sell" ? text.form.thenGained(amount) : text.form.thenRealized(amount));
  }
  for (const currency of new Set(currenciesOf(transaction))) {
    const balance = book.cash.get(currency);
    if (balance) parts.push(text.form.thenCash(format.money(balance, currency)));
  }
  return parts.join(" ");
}
