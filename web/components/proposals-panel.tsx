import type { InstrumentId } from "@tickfolio/engine";
import type { ActionProposal, DividendProposal, ProposalList } from "@tickfolio/protocol";
import { useRef } from "react";
import { useLive } from "../live.ts";
import { closePanel } from "../panels.ts";
import { adopt, restore, useProposals, wordsOf } from "../proposals.ts";
import { text } from "../text.ts";
import { Dialog } from "./dialog.tsx";
import { DividendLine, ProposalCard } from "./proposal-card.tsx";
import { ProposalEffect } from "./proposal-effect.tsx";
import { Skeleton } from "./skeleton.tsx";

interface Props {
  portfolio: string;
  instrument?: InstrumentId;
}

/** What sources report of what was held: what each would change, to be adopted or dismissed. */
export function ProposalsPanel({ portfolio, instrument }: Props) {
  const list = useProposals(portfolio);
  const body = useRef<HTMLDivElement>(null);
  // What was decided on goes, and the focus with it: it stays in the list.
  const stay = () => body.current?.focus();
  return (
    <Dialog title={text.proposals.title} onClose={closePanel}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: It scrolls, so it must be reached by keyboard. */}
      <div className="dialog-body" ref={body} tabIndex={0}>
        {list === undefined && <Skeleton lines={4} />}
        {list === null && <p className="trouble">{text.proposals.failed}</p>}
        {list && <Contents list={list} portfolio={portfolio} instrument={instrument} stay={stay} />}
      </div>
    </Dialog>
  );
}

interface ContentsProps {
  list: ProposalList;
  portfolio: string;
  instrument: InstrumentId | undefined;
  stay(): void;
}

function Contents({ list, portfolio, instrument, stay }: ContentsProps) {
  const here = list.items.filter((one) => instrument === undefined || one.instrument === instrument);
  const open = here.filter(({ state }) => state === "open");
  const dismissed = here.filter(({ state }) => state === "dismissed");
  return (
    <>
      <p className="quiet">{open.length > 0 ? text.proposals.lead : text.proposals.none}</p>
      {list.waiting && <p className="quiet">{text.proposals.waiting}</p>}
      {[...Map.groupBy(open, (one) => one.instrument)].map(([id, items]) => (
        <OfInstrument key={id} instrument={id} {...{ items, list, portfolio, stay }} />
      ))}
      {dismissed.length > 0 && <Dismissed items={dismissed} portfolio={portfolio} stay={stay} />}
    </>
  );
}

interface OfInstrumentProps {
  instrument: InstrumentId;
  items: readonly ActionProposal[];
  list: ProposalList;
  portfolio: string;
  stay(): void;
}

function OfInstrument({ instrument, items, list, portfolio, stay }: OfInstrumentProps) {
  const what = useLive((state) => state.instruments.get(instrument));
  const symbol = what?.symbol ?? instrument;
  const currency = what?.currency ?? list.baseCurrency;
  const dividends = items.filter((one): one is DividendProposal => one.kind === "dividend");
  const together = list.dividends.find((one) => one.instrument === instrument);
  const common = { portfolio, symbol, currency, baseCurrency: list.baseCurrency, stay };
  return (
    <section className="proposals">
      <h3>
        {symbol} {what && what.name !== symbol && <span className="quiet">{what.name}</span>}
      </h3>
      {items
        .filter((one) => one.kind !== "dividend")
        .map((proposal) => (
          <ProposalCard key={proposal.id} proposal={proposal} {...common} />
        ))}
      {together && dividends.length > 0 && (
        <div className="proposal">
          <h4>{text.proposals.dividends(dividends.length)}</h4>
          <p className="quiet">{text.proposals.gross}</p>
          <ProposalEffect effect={together.effect} currency={currency} baseCurrency={list.baseCurrency} />
          <div className="proposal-actions">
            <button
              type="button"
              className="button primary"
              onClick={() => {
                stay();
                void adopt(portfolio, together.id, text.proposals.dividendsOf(dividends.length, symbol));
              }}
            >
              {text.proposals.adoptAll(dividends.length)}
            </button>
          </div>
          <details open={dividends.length <= 3}>
            <summary>{text.proposals.each}</summary>
            <ul className="proposal-list">
              {dividends.toReversed().map((dividend) => (
                <DividendLine key={dividend.id} proposal={dividend} {...common} />
              ))}
            </ul>
          </details>
        </div>
      )}
    </section>
  );
}

function Dismissed({ items, portfolio, stay }: { items: readonly ActionProposal[]; portfolio: string; stay(): void }) {
  const instruments = useLive((state) => state.instruments);
  return (
    <details>
      <summary>{text.proposals.dismissedTitle(items.length)}</summary>
      <ul className="proposal-list">
        {items.map((one) => {
          const symbol = instruments.get(one.instrument)?.symbol ?? one.instrument;
          const words = one.kind === "odd-split" ? `${symbol}: ${wordsOf(one, symbol)}` : wordsOf(one, symbol);
          return (
            <li key={one.id}>
              <span>{words}</span>
              <button
                type="button"
                className="link"
                aria-label={text.proposals.restoreThis(words)}
                onClick={() => {
                  stay();
                  void restore(portfolio, one);
                }}
              >
                {text.proposals.restore}
              </button>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
