import {
  type ActionReport,
  createRates,
  Decimal,
  type Effect,
  effectOf,
  type Instrument,
  type InstrumentId,
  instrumentOfProposal,
  instrumentsOf,
  liveTransactions,
  type Portfolio,
  type Proposal,
  proposalsOf,
  type Transaction,
} from "@tickfolio/engine";
import type { ActionProposal, DividendsTogether, ProposalEffect, ProposalList } from "@tickfolio/protocol";
import { bookInputOf } from "./book-input.ts";
import { localDay } from "./days.ts";
import type { AppDeps } from "./deps.ts";
import { pricesOf } from "./figures-input.ts";
import type { RouteContext } from "./route.ts";

/** All open dividends of an instrument have one id together. */
const TOGETHER = "dividends_";
/** Each is found by booking a copy; of a long list the dividends' are only told together. */
const MOST_EFFECTS = 100;
/** The last close is needed where there is no quote. */
const LOOK_BACK_DAYS = 30;

export { isSameProposal } from "@tickfolio/engine";

/** What is proposed for a portfolio, and the journal it was compared with. */
export interface Found {
  proposals: Proposal[];
  waiting: boolean;
  /** How many entries the journal had. */
  entries: number;
  transactions: readonly Transaction[];
  instruments: readonly Instrument[];
}

/** Compares what sources report with a portfolio's journal; of one instrument or all. */
export async function findProposals(
  deps: AppDeps,
  c: RouteContext,
  portfolio: Portfolio,
  only?: InstrumentId,
): Promise<Found> {
  const { store, user } = c.var;
  const [journal, known, dismissals] = await Promise.all([
    store.journal(portfolio.id),
    store.instruments(),
    store.dismissals(portfolio.id).then((kept) => kept.all()),
  ]);
  const entries = await journal.entries();
  const transactions = liveTransactions(entries);
  const since = firstDays(transactions);
  const instruments = known.filter(({ id }) => since.has(id) && (only === undefined || only === id));
  const asked = await Promise.all(
    instruments.map(async (instrument) => {
      const { reports, waiting } = await deps.market.actions(user.id, instrument, since.get(instrument.id)!);
      return { instrument, reports: reports as readonly ActionReport[], waiting };
    }),
  );
  const told = asked.filter(({ reports }) => reports.some(({ actions }) => actions.length > 0));
  const currencies = new Map(known.map(({ id, currency }) => [id, currency]));
  // Units are counted: what they are worth in another currency does not matter.
  const input = {
    ...{ transactions, settings: portfolio, rates: createRates([]) },
    currencyOf: (id: InstrumentId) => currencies.get(id) ?? portfolio.baseCurrency,
  };
  const today = localDay(deps);
  const proposals = told.flatMap(({ instrument, reports }) =>
    proposalsOf({ ...{ instrument: instrument.id, reports, input, dismissals, today } }),
  );
  return {
    ...{ proposals, transactions, instruments: known, entries: entries.length },
    waiting: asked.some(({ waiting }) => waiting),
  };
}

/** Those an id names: one, or all open dividends of an instrument. */
export function proposalsNamed(proposals: readonly Proposal[], id: string): Proposal[] {
  if (!id.startsWith(TOGETHER)) return proposals.filter((proposal) => proposal.id === id);
  return proposals.filter((proposal) => togetherId(proposal) === id);
}

/** The instrument an id speaks of. */
export function instrumentNamed(id: string): InstrumentId | undefined {
  return id.startsWith(TOGETHER) ? id.slice(TOGETHER.length) : instrumentOfProposal(id);
}

function togetherId({ action, instrument, isDismissed }: Proposal): string | undefined {
  return action.kind === "dividend" && !isDismissed ? `${TOGETHER}${instrument}` : undefined;
}

/** As they are sent: with what adopting each would do, found on a copy at the prices of now. */
export async function toWireProposals(
  deps: AppDeps,
  c: RouteContext,
  portfolio: Portfolio,
  found: Found,
): Promise<ProposalList> {
  const { proposals, waiting } = found;
  const common = { next: null, baseCurrency: portfolio.baseCurrency, waiting };
  if (proposals.length === 0) return { items: [], dividends: [], ...common };

  const priced = new Set(proposals.map(({ instrument }) => instrument));
  const user = c.var.user.id;
  const today = localDay(deps);
  const since = new Date(Date.parse(today) - LOOK_BACK_DAYS * 86_400_000).toISOString().slice(0, 10);
  const [input, { quotes: _, ...prices }] = await Promise.all([
    bookInputOf({ ...found, market: deps.market, user, portfolio }),
    pricesOf(
      deps,
      user,
      found.instruments.filter(({ id }) => priced.has(id)),
      since,
    ),
  ]);
  const part = { input, market: { ...prices, rates: input.rates } };
  const effect = (of: readonly Proposal[]): ProposalEffect => {
    const records = of.flatMap((proposal) => proposal.records);
    return toWireEffect(effectOf(part, of[0]!.instrument, records, today));
  };
  const isShort = proposals.length <= MOST_EFFECTS;
  const items = proposals.map((proposal) => {
    const { action, records } = proposal;
    const isTold = records.length > 0 && (isShort || action.kind === "split");
    return toWire(proposal, isTold ? effect([proposal]) : null);
  });
  return { items, dividends: togetherOf(proposals, effect), ...common };
}

function togetherOf(
  proposals: readonly Proposal[],
  effect: (of: readonly Proposal[]) => ProposalEffect,
): DividendsTogether[] {
  const groups = Map.groupBy(proposals, togetherId);
  groups.delete(undefined);
  return [...groups].map(([id, of]) => ({
    ...{ id: id!, instrument: of[0]!.instrument, count: of.length, effect: effect(of) },
  }));
}

function toWire(proposal: Proposal, effect: ProposalEffect | null): ActionProposal {
  const { id, instrument, action, isDismissed, quantity, counts, records } = proposal;
  const { day, sources } = action;
  const facts = {
    ...{ id, instrument, day, sources, counts, effect, quantity: quantity.toString() },
    state: isDismissed ? ("dismissed" as const) : ("open" as const),
    records: JSON.parse(JSON.stringify(records)) as ActionProposal["records"],
  };
  switch (action.kind) {
    case "split": {
      const { kind, numerator, denominator, others } = action;
      return { ...facts, kind, numerator, denominator, others };
    }
    case "odd-split":
      return { ...facts, kind: action.kind, factor: action.factor };
    case "dividend": {
      const { kind, payDay, currency } = action;
      const others = action.others.map((other) => ({ ...other, amount: decimalText(other.amount) }));
      const amount = decimalText(action.amount);
      return { ...facts, kind, ...(payDay === undefined ? {} : { payDay }), amount, currency, others };
    }
    default:
      return action satisfies never;
  }
}

const decimalText = (value: number) => Decimal.fromNumber(value).toString();

function toWireEffect(effect: Effect): ProposalEffect {
  return JSON.parse(JSON.stringify(effect)) as ProposalEffect;
}

/** The day each instrument is first spoken of. */
function firstDays(transactions: readonly Transaction[]): Map<InstrumentId, string> {
  const first = new Map<InstrumentId, string>();
  for (const transaction of transactions) {
    for (const id of instrumentsOf(transaction)) {
      const known = first.get(id);
      if (known === undefined || transaction.day < known) first.set(id, transaction.day);
    }
  }
  return first;
}
