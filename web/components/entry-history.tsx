import type { Entry, Transaction } from "@tickfolio/engine";
import { format } from "../format.ts";
import { useLive } from "../live.ts";
import { text } from "../text.ts";
import { cashEffect, sentenceOf } from "../transaction-words.ts";

interface Version {
  entry: Entry;
  transaction: Transaction;
}

/** How a recorded transaction came to be as it is: when, by whom and why, and what stood there before. */
export function EntryHistory({ portfolio, transaction }: { portfolio: string; transaction: Transaction }) {
  const journal = useLive((state) => state.journals.get(portfolio));
  const instruments = useLive((state) => state.instruments);
  if (journal?.state !== "ready") return null;
  const versions = versionsOf(journal.value, transaction.id);
  return (
    <details className="history">
      <summary>{text.history.title(versions.length)}</summary>
      <ol>
        {versions.map(({ entry, transaction: version }) => {
          const effect = cashEffect(version);
          return (
            <li key={entry.id}>
              <span>
                {sentenceOf(version, instruments)}, {format.day(version.day)}
                {effect && "currency" in version && (
                  <span className="amount"> ({format.money(effect, version.currency, { signed: true })})</span>
                )}
              </span>
              <small>
                {text.history.entry(entry.number)} · {format.instant(entry.at)} · {text.history.reason(entry.reason)}
              </small>
            </li>
          );
        })}
      </ol>
    </details>
  );
}

/** An edit voids one transaction and records another in the same entry; that is how versions are followed back. */
function versionsOf(entries: readonly Entry[], id: string): Version[] {
  const versions: Version[] = [];
  let wanted: string | undefined = id;
  for (const entry of entries.toReversed()) {
    const index = entry.transactions.findIndex((one) => one.id === wanted);
    if (index < 0) continue;
    versions.push({ entry, transaction: entry.transactions[index]! });
    wanted = entry.voids.length === entry.transactions.length ? entry.voids[index] : undefined;
    if (!wanted) break;
  }
  return versions;
}
