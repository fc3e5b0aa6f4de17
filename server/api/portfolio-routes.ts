import { type Dividend, liveTransactions, type Portfolio, type Transaction } from "@tickfolio/engine";
import {
  type List,
  type PortfolioSummary,
  portfolioAnswer,
  portfolioDraftSchema,
  portfoliosAnswer,
  portfoliosQuerySchema,
} from "@tickfolio/protocol";
import { BIN_DAYS, keptUntil } from "../store/bin.ts";
import type { UserStore } from "../store/user-store.ts";
import type { AppDeps } from "./deps.ts";
import { ApiError, invalid, notFound } from "./errors.ts";
import { readBody, readQuery } from "./read-body.ts";
import type { Route, RouteContext } from "./route.ts";

export function portfolioRoutes(deps: AppDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/portfolios",
      summary: "The portfolios, oldest first; with `deleted=true` those in the bin instead.",
      query: portfoliosQuerySchema,
      answer: portfoliosAnswer,
      handle: async (c) => {
        const { deleted = false } = readQuery(c, portfoliosQuerySchema());
        const portfolios = await c.var.store.portfolios({ deleted });
        const items = await Promise.all(portfolios.map((portfolio) => summaryOf(c.var.store, portfolio)));
        return c.json({ items, next: null } satisfies List<PortfolioSummary>);
      },
    },
    {
      method: "PUT",
      path: "/portfolios/:portfolio",
      summary:
        "Makes a portfolio (`version` 0) or changes one (`version` is the current one). Asking twice makes it once.",
      body: portfolioDraftSchema,
      answer: portfolioAnswer,
      created: true,
      refusals: ["conflict", "in_bin"],
      handle: async (c) => {
        const { version, ...draft } = await readBody(c, portfolioDraftSchema());
        if (draft.id !== c.req.param("portfolio")) throw invalid("id", "differs from the one in the path");
        const before = await c.var.store.portfolio(draft.id);
        if (before) requireLive(before);
        if (before && before.sample !== draft.sample) throw invalid("sample", "cannot be changed once it is made");
        if (before && before.baseCurrency !== draft.baseCurrency) await requireNoRates(c.var.store, before);
        const portfolio = await c.var.store.savePortfolio(draft, version);
        return c.json(await changed(deps, c, portfolio), before ? 200 : 201);
      },
    },
    {
      method: "DELETE",
      path: "/portfolios/:portfolio",
      summary: `Puts a portfolio in the bin, whole. After ${BIN_DAYS} days there it is removed for good.`,
      answer: portfolioAnswer,
      handle: async (c) => {
        const portfolio = await portfolioOf(c);
        return c.json(await changed(deps, c, await c.var.store.deletePortfolio(portfolio.id)));
      },
    },
    {
      method: "POST",
      path: "/portfolios/:portfolio/restore",
      summary: "Takes a portfolio out of the bin.",
      answer: portfolioAnswer,
      handle: async (c) => {
        const portfolio = await portfolioOf(c);
        return c.json(await changed(deps, c, await c.var.store.restorePortfolio(portfolio.id)));
      },
    },
  ];
}

/** The portfolio the path names; what is not theirs is a 404. */
export async function portfolioOf(c: RouteContext): Promise<Portfolio> {
  const portfolio = await c.var.store.portfolio(c.req.param("portfolio") ?? "");
  if (!portfolio) throw notFound("This portfolio");
  return portfolio;
}

export function requireLive(portfolio: Portfolio): void {
  if (portfolio.deletedAt === undefined) return;
  throw new ApiError(409, "in_bin", `"${portfolio.name}" is in the bin; take it out before changing it.`);
}

/** A stated rate says how much of the base currency one unit was worth; in another base currency the same number would be wrong. */
async function requireNoRates(store: UserStore, { id, baseCurrency }: Portfolio): Promise<void> {
  const stated = liveTransactions(await (await store.journal(id)).entries()).filter(statesRate).length;
  if (stated === 0) return;
  const what = stated === 1 ? "one transaction states a rate" : `${stated} transactions state rates`;
  throw invalid("baseCurrency", `${what} into ${baseCurrency}; without those rates it can be changed`);
}

function statesRate(transaction: Transaction): boolean {
  const { exchangeRate, fee, tax } = transaction as Partial<Dividend>;
  return [exchangeRate, fee?.exchangeRate, tax?.exchangeRate].some((rate) => rate !== undefined);
}

export async function summaryOf(store: UserStore, portfolio: Portfolio): Promise<PortfolioSummary> {
  const journal = await store.journal(portfolio.id);
  const until = keptUntil(portfolio);
  return { ...portfolio, entries: await journal.length(), ...(until === undefined ? {} : { keptUntil: until }) };
}

async function changed(deps: AppDeps, c: RouteContext, portfolio: Portfolio): Promise<PortfolioSummary> {
  const summary = await summaryOf(c.var.store, portfolio);
  await announce(deps, c.var.user.id, portfolio, summary.entries);
  return summary;
}

/**
 * Tells the user's other tabs. The number grows with every change of the settings and with every entry. What is written stays
 * written when they cannot be told: they find it at their next look.
 */
export async function announce(deps: AppDeps, user: string, portfolio: Portfolio, entries: number): Promise<void> {
  try {
    await deps.notices.portfolioChanged(user, portfolio.id, portfolio.version + entries);
  } catch (error) {
    deps.log.error("other tabs could not be told of a change", { portfolio: portfolio.id, error });
  }
}
