import type { EntryDraft, Proposal, Transaction } from "@tickfolio/engine";
import { decidedAnswer, decisionSchema, proposalsAnswer, proposalsQuerySchema } from "@tickfolio/protocol";
import { AlreadyWrittenError } from "../store/errors.ts";
import type { AppDeps } from "./deps.ts";
import { ApiError, notFound } from "./errors.ts";
import { checkDraft, requireUnchanged } from "./journal-checks.ts";
import { openForWriting } from "./journal-writer.ts";
import { portfolioOf, requireLive } from "./portfolio-routes.ts";
import { readBody, readQuery } from "./read-body.ts";
import type { Route, RouteContext } from "./route.ts";

/** Booking is read when somebody asks: most starts of a function in the cloud need none of it. */
const load = () => import("./proposals.ts");

export function proposalRoutes(deps: AppDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/portfolios/:portfolio/proposals",
      summary:
        "Splits and dividends that sources report of what was held and the journal does not have, with what each would do.",
      query: proposalsQuerySchema,
      answer: proposalsAnswer,
      handle: async (c) => {
        const { instrument } = readQuery(c, proposalsQuerySchema());
        const portfolio = await portfolioOf(c);
        const { findProposals, toWireProposals } = await load();
        const found = await findProposals(deps, c, portfolio, instrument);
        return c.json(await toWireProposals(deps, c, portfolio, found));
      },
    },
    {
      method: "PUT",
      path: "/portfolios/:portfolio/proposals/:proposal",
      summary:
        "Adopts a proposal as an entry of the journal, dismisses it, or takes that back. `dividends_INSTRUMENT` is all open dividends of one.",
      body: decisionSchema,
      answer: decidedAnswer,
      refusals: ["already_written", "conflict", "in_bin", "not_adoptable"],
      handle: async (c) => {
        const decision = await readBody(c, decisionSchema());
        if (decision.state === "adopted") return adopt(deps, c, decision.entry);
        await dismiss(deps, c, decision.state === "dismissed");
        return c.json({ state: decision.state, entry: null });
      },
    },
  ];
}

async function adopt(deps: AppDeps, c: RouteContext, id: string): Promise<Response> {
  const journal = await openForWriting(deps, c);
  const name = c.req.param("proposal") ?? "";
  const written = await journal.find(id);
  if (written) {
    if (written.reason.kind === "adopted" && written.reason.proposal === name) {
      return c.json({ state: "adopted", entry: await journal.withWarnings(written) });
    }
    throw new AlreadyWrittenError(`${id} is written with other contents, as entry ${written.number}.`);
  }
  const { proposals, entries: plannedOn, instruments } = await named(deps, c, name);
  const open = proposals.filter(({ isDismissed }) => !isDismissed);
  if (open.length === 0) throw notAdoptable("This proposal is dismissed. Take that back first.");
  const draft = draftOf(id, name, open);
  if (draft.transactions.length === 0) {
    throw notAdoptable("This is no split of whole units, so nothing can be recorded for you. It may be a spin-off.");
  }
  const entry = await journal.append(draft, (entries) => {
    requireUnchanged(entries, plannedOn);
    checkDraft(draft, journal.portfolio, entries, instruments);
  });
  return c.json({ state: "adopted", entry: await journal.withWarnings(entry) });
}

/** The entry's transactions take their names from it, so that a retry writes the same. */
function draftOf(id: string, proposal: string, proposals: readonly Proposal[]): EntryDraft {
  let made = 0;
  const newId = () => `txn_${id.slice("ent_".length)}-${++made}`;
  const records = proposals.flatMap((one) => one.records);
  const sources = new Set(proposals.flatMap(({ action }) => action.sources));
  return {
    id,
    reason: { kind: "adopted", proposal, source: [...sources].join(", ") },
    transactions: records.map((record) => ({ ...record, id: newId() }) as Transaction),
    voids: [],
  };
}

async function dismiss(deps: AppDeps, c: RouteContext, isDismissed: boolean): Promise<void> {
  const portfolio = await portfolioOf(c);
  requireLive(portfolio);
  const { proposals } = await named(deps, c, c.req.param("proposal") ?? "");
  const dismissals = await c.var.store.dismissals(portfolio.id);
  if (isDismissed) {
    const at = new Date(deps.clock()).toISOString();
    for (const { id } of proposals) await dismissals.add(id, at);
    return;
  }
  const { isSameProposal } = await load();
  const known = await dismissals.all();
  for (const { id } of proposals) {
    for (const one of known) if (isSameProposal(one.id, id)) await dismissals.remove(one.id);
  }
}

/** What the path names, looked up anew: what is written now may have been recorded a moment ago. */
async function named(deps: AppDeps, c: RouteContext, name: string) {
  const { findProposals, instrumentNamed, proposalsNamed } = await load();
  const portfolio = await portfolioOf(c);
  const instrument = instrumentNamed(name);
  if (instrument === undefined) throw notFound("This proposal");
  const found = await findProposals(deps, c, portfolio, instrument);
  const proposals = proposalsNamed(found.proposals, name);
  if (proposals.length === 0) throw notFound("This proposal");
  return { ...found, proposals };
}

function notAdoptable(message: string): ApiError {
  return new ApiError(409, "not_adoptable", message);
}
