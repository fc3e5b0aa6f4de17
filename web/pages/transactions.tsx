import { useDeferredValue, useMemo, useState } from "react";
import { Link } from "wouter";
import { Icon } from "../components/icon.tsx";
import { KindOptions } from "../components/kind-options.tsx";
import { Page } from "../components/page.tsx";
import { TransactionList } from "../components/transaction-list.tsx";
import { useLive } from "../live.ts";
import { openPanel } from "../panels.ts";
import { text } from "../text.ts";
import { Missing } from "./missing.tsx";

/** All that happened, in one portfolio or in all real ones. */
export function TransactionsPage({ portfolio }: { portfolio?: string }) {
  const all = useLive((state) => state.portfolios);
  const one = all.find(({ id }) => id === portfolio);
  const [words, setWords] = useState("");
  const [kind, setKind] = useState("");
  const deferred = useDeferredValue(words);
  const shown = useMemo(() => (one ? [one] : all.filter((each) => !each.sample)), [one, all]);
  if (portfolio && !one) return <Missing />;

  return (
    <Page
      title={text.nav.transactions}
      above={
        one && (
          <Link href={`/portfolios/${one.id}`} className="back">
            {one.name}
          </Link>
        )
      }
      actions={
        <>
          <Link href={one ? `/import?portfolio=${one.id}` : "/import"} className="button">
            <Icon name="upload" />
            <span className="action-label">{text.nav.import}</span>
          </Link>
          <button
            type="button"
            className="button primary add-here"
            onClick={() => openPanel({ kind: "transaction", ...(one ? { portfolio: one.id } : {}) })}
          >
            <Icon name="plus" />
            <span className="action-label">{text.addShort}</span>
          </button>
        </>
      }
    >
      {shown.length === 0 ? (
        <div className="empty-page">
          <p className="lead">{text.transactions.noPortfolio}</p>
          <div className="actions">
            <button type="button" className="button primary" onClick={() => openPanel({ kind: "transaction" })}>
              {text.addTransaction}
            </button>
            <Link href="/import" className="button">
              {text.portfolio.import}
            </Link>
          </div>
        </div>
      ) : (
        <>
          <search className="filters">
            <label>
              <span className="hidden">{text.transactions.find}</span>
              <input
                type="search"
                placeholder={text.transactions.findHint}
                value={words}
                onChange={(event) => setWords(event.currentTarget.value)}
              />
            </label>
            <label>
              <span className="hidden">{text.transactions.kind}</span>
              <select value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
                <option value="">{text.transactions.allKinds}</option>
                <KindOptions />
              </select>
            </label>
          </search>
          <TransactionList portfolios={shown} withPortfolio={shown.length > 1} words={deferred} kind={kind} />
        </>
      )}
    </Page>
  );
}
