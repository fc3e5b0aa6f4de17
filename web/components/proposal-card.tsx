import type { DividendProposal, OddSplitProposal, SplitProposal } from "@tickfolio/protocol";
import { format } from "../format.ts";
import { adopt, dismiss, wordsOf } from "../proposals.ts";
import { text } from "../text.ts";
import { ProposalEffect } from "./proposal-effect.tsx";

interface Common {
  portfolio: string;
  symbol: string;
  /** Of the listing. */
  currency: string;
  baseCurrency: string;
  /** Keeps the focus in the list when this goes. */
  stay(): void;
}

/** A split with what it changes, or what looks like one and is none. */
export function ProposalCard({ proposal, ...common }: Common & { proposal: Exclude<Any, DividendProposal> }) {
  const { day, sources, effect } = proposal;
  const title =
    proposal.kind === "split"
      ? text.proposals.splitOn(proposal, format.day(day))
      : text.proposals.oddOn(format.quantity(proposal.factor), format.day(day));
  return (
    <div className="proposal">
      <h4>{title}</h4>
      <p className="quiet">
        {proposal.kind === "split" ? text.proposals.from(sources) : text.proposals.odd(sources)}
        {proposal.kind === "split" &&
          proposal.others.map((one) => (
            <strong key={one.source}> {text.proposals.otherSplit(one.source, one, format.day(one.day))}</strong>
          ))}
      </p>
      {effect && <ProposalEffect effect={effect} currency={common.currency} baseCurrency={common.baseCurrency} />}
      <div className="proposal-actions">
        {proposal.kind === "split" && <Adopt proposal={proposal} {...common} className="button primary" />}
        <Dismiss proposal={proposal} {...common} className="button" />
      </div>
    </div>
  );
}

/** One dividend of several: how its amount comes about, with its own two answers. */
export function DividendLine({ proposal, ...common }: Common & { proposal: DividendProposal }) {
  const { day, payDay, amount, currency, quantity, records, sources, others, counts } = proposal;
  const total = records.reduce((sum, record) => sum + Number("amount" in record ? record.amount : 0), 0);
  const each = format.price(amount, currency);
  return (
    <li>
      <span>
        {text.proposals.dividendOn(format.day(day))}
        {payDay && payDay !== day && <span className="quiet">, {text.proposals.paidOn(format.day(payDay))}</span>}
        <br />
        <span className="amount">
          {text.proposals.sum(each, format.quantity(quantity), format.money(total, currency))}
        </span>
        <br />
        <small>
          {[
            text.proposals.from(sources),
            ...others.map((one) =>
              text.proposals.otherDividend(one.source, format.price(one.amount, one.currency), format.day(one.day)),
            ),
            ...(counts.length > 0 ? [text.proposals.counts(counts.map(format.day))] : []),
          ].join(" ")}
        </small>
      </span>
      <Adopt proposal={proposal} {...common} className="link" />
      <Dismiss proposal={proposal} {...common} className="link" />
    </li>
  );
}

type Any = SplitProposal | OddSplitProposal | DividendProposal;
type Button = Common & { proposal: Any; className: string };

function Adopt({ proposal, portfolio, symbol, className, stay }: Button) {
  const words = wordsOf(proposal, symbol);
  return (
    <button
      type="button"
      className={className}
      aria-label={text.proposals.adoptThis(words)}
      onClick={() => {
        stay();
        void adopt(portfolio, proposal.id, words);
      }}
    >
      {text.proposals.adopt}
    </button>
  );
}

function Dismiss({ proposal, portfolio, symbol, className, stay }: Button) {
  const words = wordsOf(proposal, symbol);
  return (
    <button
      type="button"
      className={className}
      aria-label={text.proposals.dismissThis(words)}
      onClick={() => {
        stay();
        void dismiss(portfolio, proposal, words);
      }}
    >
      {text.proposals.dismiss}
    </button>
  );
}
