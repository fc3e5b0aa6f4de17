import {
  addDays,
  type Book,
  buildBook,
  type CloseSeries,
  combineValuations,
  createRates,
  type Day,
  HISTORY_COLUMNS,
  type History,
  historyOf,
  type InstrumentId,
  liveTransactions,
  type MarketView,
  type Portfolio,
  type Quote,
  type Rates,
  type Valuation,
  valueBook,
} from "@tickfolio/engine";
import { dayQuerySchema, historyAnswer, rangeQuerySchema, valuationAnswer } from "@tickfolio/protocol";
import { bookInputOf } from "./book-input.ts";
import type { AppDeps } from "./deps.ts";
import { portfolioOf } from "./portfolio-routes.ts";
import { readQuery } from "./read-body.ts";
import type { Route, RouteContext } from "./route.ts";
import { settingsOf } from "./session-routes.ts";

/** A close this long before the day still prices it; the engine calls it stale long before. */
const LOOK_BACK_DAYS = 30;

export function valuationRoutes(deps: AppDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/portfolios/:portfolio/valuation",
      summary: "What a portfolio is worth on a day (default: today), with every figure behind it.",
      query: dayQuerySchema,
      answer: valuationAnswer,
      handle: async (c) => {
        const { day } = readQuery(c, dayQuerySchema());
        const portfolio = await portfolioOf(c);
        return answer(deps, c, await valuationOf(deps, c, portfolio, day));
      },
    },
    {
      method: "GET",
      path: "/valuation",
      summary:
        "What all portfolios are worth together, in the user's base currency. Samples and those in the bin do not count.",
      query: dayQuerySchema,
      answer: valuationAnswer,
      handle: async (c) => {
        const { day: asked } = readQuery(c, dayQuerySchema());
        const { baseCurrency } = await settingsOf(c.var.store);
        const portfolios = (await c.var.store.portfolios()).filter(({ sample }) => !sample);
        const valuations = await Promise.all(portfolios.map((portfolio) => valuationOf(deps, c, portfolio, asked)));
        const day = asked ?? latest([today(deps), ...valuations.map((valuation) => valuation.day)]);
        const abroad = valuations.some((valuation) => valuation.baseCurrency !== baseCurrency);
        const tables = abroad ? await deps.market.rates(c.var.user.id, addDays(day, -LOOK_BACK_DAYS)) : [];
        return answer(deps, c, combineValuations(valuations, baseCurrency, createRates(tables), day));
      },
    },
    {
      method: "GET",
      path: "/portfolios/:portfolio/history",
      summary: "A portfolio's worth, cost and money put in, for each day from `from` to `to`.",
      query: rangeQuerySchema,
      answer: historyAnswer,
      handle: async (c) => {
        const { from, to } = readQuery(c, rangeQuerySchema());
        const portfolio = await portfolioOf(c);
        const input = await inputOf(deps, c, portfolio);
        const book = buildBook({ ...input, through: to });
        const { view } = await marketView(deps, c, book, input.rates, addDays(from, -LOOK_BACK_DAYS));
        return c.json(toWireHistory(historyOf(book, view, from, to)));
      },
    },
  ];
}

/** What a portfolio is worth on a day, or now: a session in the far east may already be on tomorrow's date. */
async function valuationOf(
  deps: AppDeps,
  c: RouteContext,
  portfolio: Portfolio,
  asked: Day | undefined,
): Promise<Valuation> {
  const input = await inputOf(deps, c, portfolio);
  const local = asked ?? today(deps);
  const book = buildBook({ ...input, through: local });
  const { view, quotes } = await marketView(deps, c, book, input.rates, addDays(local, -LOOK_BACK_DAYS));
  const day = asked ?? latest([local, ...quotes.map((quote) => quote.day)]);
  return valueBook(day === local ? book : buildBook({ ...input, through: day }), view, day);
}

async function inputOf(deps: AppDeps, c: RouteContext, portfolio: Portfolio) {
  const { store, user } = c.var;
  const entries = await (await store.journal(portfolio.id)).entries();
  return bookInputOf({
    market: deps.market,
    user: user.id,
    portfolio,
    transactions: liveTransactions(entries),
    instruments: await store.instruments(),
  });
}

/** The prices of what the book holds or ever held, asked for all at once. */
async function marketView(
  deps: AppDeps,
  c: RouteContext,
  book: Book,
  rates: Rates,
  from: Day,
): Promise<{ view: MarketView; quotes: readonly Quote[] }> {
  const user = c.var.user.id;
  const instruments = (await c.var.store.instruments()).filter(({ id }) => book.positions.has(id));
  const [{ quotes }, series] = await Promise.all([
    deps.market.quotes(user, instruments),
    Promise.all(instruments.map((instrument) => deps.market.closes(user, instrument, from))),
  ]);
  const quoteById = new Map<InstrumentId, Quote>(quotes.map((quote) => [quote.instrument, quote]));
  const closesById = new Map<InstrumentId, CloseSeries>();
  for (const closes of series) if (closes) closesById.set(closes.instrument, closes);
  const kinds = new Map(instruments.map(({ id, kind }) => [id, kind]));
  const view: MarketView = {
    quote: (id) => quoteById.get(id),
    closes: (id) => closesById.get(id),
    kindOf: (id) => kinds.get(id),
    rates,
  };
  return { view, quotes };
}

/** Today where the server is: on a laptop where its user is, in the cloud in UTC. A client that knows better says the day. */
export function today(deps: AppDeps): Day {
  const date = new Date(deps.clock());
  if (deps.home === "cloud") return date.toISOString().slice(0, 10);
  const twoDigits = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

function latest(days: readonly Day[]): Day {
  return days.reduce((last, day) => (day > last ? day : last));
}

function answer(deps: AppDeps, c: RouteContext, valuation: Valuation): Response {
  return c.json({ ...valuation, asOf: new Date(deps.clock()).toISOString() } as object);
}

/** Columns as lists. A cell that is not known (a value without any price) is null. */
function toWireHistory(history: History): object {
  const known = (cell: number) => (Number.isFinite(cell) ? cell : null);
  const columns = HISTORY_COLUMNS.map((name) => [name, Array.from(history[name], known)]);
  return { ...history, ...Object.fromEntries(columns), unpriced: [...history.unpriced] };
}
