import { type Instrument, type InstrumentId, instrumentsOf, type Transaction } from "@tickfolio/engine";
import type { PortfolioSummary } from "@tickfolio/protocol";
import { memo, useMemo, useRef } from "react";
import { format } from "../format.ts";
import type { State } from "../live/state.ts";
import { current, figures, useLive } from "../live.ts";
import { openPanel } from "../panels.ts";
import { text } from "../text.ts";
import { cashEffect, searchTextOf, sentenceOf } from "../transaction-words.ts";
import { PHONE, useMedia } from "../use-media.ts";
import { Skeleton } from "./skeleton.tsx";
import { useWindow } from "./use-window.ts";

export interface TransactionFilter {
  words?: string;
  kind?: string;
  instrument?: InstrumentId;
}

interface TransactionListProps extends TransactionFilter {
  portfolios: readonly PortfolioSummary[];
  /** Names the portfolio of each row. */
  withPortfolio?: boolean;
}

interface Item {
  transaction: Transaction;
  portfolio: PortfolioSummary;
}

/** Newest first. Only the rows in sight are in the page, so that fifty thousand scroll like fifty. */
export function TransactionList({ portfolios, withPortfolio = false, ...filter }: TransactionListProps) {
  const instruments = useLive((state) => state.instruments);
  const ids = portfolios.map((one) => one.id).join();
  const key = useLive((state) => listKey(state, ids));
  // biome-ignore lint/correctness/useExhaustiveDependencies: The key stands for what is read.
  const items = useMemo(() => collect(portfolios), [key, ids]);
  const { words = "", kind = "", instrument = "" } = filter;
  const shown = useMemo(
    () => items?.filter(({ transaction }) => matches(transaction, { words, kind, instrument }, instruments)),
    [items, words, kind, instrument, instruments],
  );
  const isPhone = useMedia(PHONE);
  const rowHeight = isPhone ? 68 : 52;
  const ref = useRef<HTMLUListElement>(null);
  const { from, to } = useWindow(ref, shown?.length ?? 0, rowHeight);

  if (!shown) return <Skeleton size="row" lines={8} />;
  if (shown.length === 0) {
    return <p className="empty">{items?.length === 0 ? text.transactions.nothing : text.transactions.none}</p>;
  }
  return (
    <ul ref={ref} className="transactions" aria-label={text.transactions.count(shown.length)}>
      <li aria-hidden="true" className="spacer" style={{ height: from * rowHeight }} />
      {shown.slice(from, to).map(({ transaction, portfolio }) => (
        <Row
          key={transaction.id}
          transaction={transaction}
          portfolio={portfolio}
          instruments={instruments}
          withPortfolio={withPortfolio}
        />
      ))}
      <li aria-hidden="true" className="spacer" style={{ height: (shown.length - to) * rowHeight }} />
    </ul>
  );
}

const Row = memo(function Row({
  transaction,
  portfolio,
  instruments,
  withPortfolio,
}: Item & { instruments: ReadonlyMap<InstrumentId, Instrument>; withPortfolio: boolean }) {
  const effect = cashEffect(transaction);
  const about = [transaction.account, withPortfolio ? portfolio.name : undefined, transaction.note].filter(Boolean);
  return (
    <li>
      <button
        type="button"
        className="transaction"
        onClick={() => openPanel({ kind: "transaction", portfolio: portfolio.id, edit: transaction })}
      >
        <span className="transaction-day">{format.day(transaction.day)}</span>
        <span className={`kind ${transaction.kind}`}>{text.kinds[transaction.kind]}</span>
        <span className="transaction-what">{sentenceOf(transaction, instruments)}</span>
        <span className="transaction-about">{about.join(" · ")}</span>
        <span className="transaction-amount amount">
          {effect && "currency" in transaction && format.money(effect, transaction.currency, { signed: true })}
        </span>
      </button>
    </li>
  );
});

/** Changes when any of the journals does. */
function listKey(state: State, ids: string): unknown {
  const lists = ids.split(",").map((id) => (id ? figures.transactions(state, id) : null));
  if (lists.length === 1) return lists[0];
  const last = keys.get(ids);
  if (last && last.length === lists.length && last.every((list, index) => list === lists[index])) return last;
  keys.set(ids, lists);
  return lists;
}
const keys = new Map<string, readonly unknown[]>();

function collect(portfolios: readonly PortfolioSummary[]): Item[] | null {
  const items: Item[] = [];
  for (const portfolio of portfolios) {
    const list = figures.transactions(current(), portfolio.id);
    if (!list) return null;
    for (const transaction of list) items.push({ transaction, portfolio });
  }
  return items.sort((a, b) =>
    a.transaction.day < b.transaction.day ? 1 : a.transaction.day > b.transaction.day ? -1 : 0,
  );
}

function matches(
  transaction: Transaction,
  { words, kind, instrument }: Required<TransactionFilter>,
  instruments: ReadonlyMap<InstrumentId, Instrument>,
): boolean {
  if (kind && transaction.kind !== kind) return false;
  if (instrument && !instrumentsOf(transaction).includes(instrument)) return false;
  if (!words.trim()) return true;
  const text = searchTextOf(transaction, instruments);
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
