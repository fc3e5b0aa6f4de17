import type { ProposedRecord, Ratio, Standing } from "@tickfolio/engine";
import type { AsJson } from "./client.ts";
import type { WrittenEntry } from "./resources.ts";

interface ProposalFacts {
  /** Stable while its first source tells the same day. */
  id: string;
  instrument: string;
  state: "open" | "dismissed";
  day: string;
  /** Who reports it, best first. */
  sources: string[];
  /** Units held on the evening before. */
  quantity: string;
  /** Days of splits before it that are proposed too and counted in `quantity`. */
  counts: string[];
  /** What adopting it records; nothing of an `odd-split`, which is only pointed out. */
  records: AsJson<ProposedRecord>[];
  /** The holding today, without it and with it; null where that was left out. */
  effect: ProposalEffect | null;
}

export interface SplitProposal extends ProposalFacts, Ratio {
  kind: "split";
  /** What other sources say of the same days. */
  others: ({ source: string; day: string } & Ratio)[];
}

/** A change of the share count that is no split of whole units: mostly a spin-off that a source has put into its prices. */
export interface OddSplitProposal extends ProposalFacts {
  kind: "odd-split";
  factor: number;
}

export interface DividendProposal extends ProposalFacts {
  kind: "dividend";
  payDay?: string;
  /** For one unit of its time, gross. */
  amount: string;
  currency: string;
  others: { source: string; day: string; amount: string; currency: string }[];
}

export type ActionProposal = SplitProposal | OddSplitProposal | DividendProposal;

/** Money in the portfolio's base currency; the average cost in the listing's. */
export interface ProposalEffect {
  before: AsJson<Standing>;
  after: AsJson<Standing>;
}

/** All open dividends of an instrument, to be adopted in one step under this id. */
export interface DividendsTogether {
  id: string;
  instrument: string;
  count: number;
  effect: ProposalEffect;
}

export interface ProposalList {
  items: ActionProposal[];
  next: null;
  dividends: DividendsTogether[];
  baseCurrency: string;
  /** Sources have been asked that have not answered yet: asking again may bring more. */
  waiting: boolean;
}

/** Adopting writes an entry under this id; the same again answers as before. */
export type ProposalDecision = { state: "adopted"; entry: string } | { state: "dismissed" } | { state: "open" };

export interface DecidedProposal {
  state: ProposalDecision["state"];
  entry: WrittenEntry | null;
}
