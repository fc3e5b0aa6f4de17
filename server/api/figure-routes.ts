import {
  allocationAnswer,
  allocationQuerySchema,
  dayQuerySchema,
  differenceAnswer,
  differenceQuerySchema,
  explainAnswer,
  explainQuerySchema,
  gainsAnswer,
  gainsQuerySchema,
  historyAnswer,
  incomeAnswer,
  incomeQuerySchema,
  lotsAnswer,
  lotsQuerySchema,
  performanceAnswer,
  performanceQuerySchema,
  rangeQuerySchema,
  returnDifferenceAnswer,
  returnDifferenceQuerySchema,
  riskAnswer,
  riskQuerySchema,
  valuationAnswer,
  whatIfAnswer,
  whatIfQuerySchema,
} from "@tickfolio/protocol";
import type { AppDeps } from "./deps.ts";
import type { Route, RouteContext } from "./route.ts";

export type FigureHandler = (deps: AppDeps, c: RouteContext) => Promise<Response>;

/** A figure that one portfolio has, and all have together: two routes with one handler. */
interface FigureRoute extends Pick<Route, "summary" | "query" | "answer" | "refusals"> {
  /** Its place below a portfolio, and below nothing. */
  name: string;
  /** Read when it is first asked for: most starts of a function in the cloud need none of them. */
  load: () => Promise<FigureHandler>;
}

const OF_ALL = "Of all portfolios together, in the user's base currency; samples and those in the bin do not count.";
/** Of those that compare with a benchmark. */
const REFUSALS = ["unknown_instrument", "simulated_only"];

const FIGURES: readonly FigureRoute[] = [
  {
    name: "valuation",
    summary: "What a portfolio is worth on a day (default: today), with every figure behind it.",
    query: dayQuerySchema,
    answer: valuationAnswer,
    load: async () => (await import("./valuation-figure.ts")).valuation,
  },
  {
    name: "history",
    summary: "A portfolio's worth, cost and money put in, for each day from `from` to `to`.",
    query: rangeQuerySchema,
    answer: historyAnswer,
    load: async () => (await import("./valuation-figure.ts")).history,
  },
  {
    name: "performance",
    summary:
      "What a portfolio, an instrument or an account has gained over a range (default: all), with its returns and where the gain comes from.",
    query: performanceQuerySchema,
    answer: performanceAnswer,
    refusals: REFUSALS,
    load: async () => (await import("./performance-figure.ts")).performance,
  },
  {
    name: "risk",
    summary: "How much a portfolio, an instrument or an account has moved over a window (default: a year).",
    query: riskQuerySchema,
    answer: riskAnswer,
    refusals: REFUSALS,
    load: async () => (await import("./performance-figure.ts")).risk,
  },
  {
    name: "gains",
    summary:
      "What was realized over a range (default: all), sale by sale, under the portfolio's cost method or another.",
    query: gainsQuerySchema,
    answer: gainsAnswer,
    load: async () => (await import("./gains-figure.ts")).gains,
  },
  {
    name: "lots",
    summary:
      "What is held on a day (default: today), lot by lot, under the portfolio's cost method or several side by side.",
    query: lotsQuerySchema,
    answer: lotsAnswer,
    load: async () => (await import("./lots-figure.ts")).lots,
  },
  {
    name: "income",
    summary:
      "Dividends and interest of a range (default: all) by month, year and instrument, and what is held yields at its end.",
    query: incomeQuerySchema,
    answer: incomeAnswer,
    load: async () => (await import("./income-figure.ts")).income,
  },
  {
    name: "allocation",
    summary:
      "Shares of what is held on a day (default: today) by instrument, kind, currency, market, account or portfolio.",
    query: allocationQuerySchema,
    answer: allocationAnswer,
    load: async () => (await import("./allocation-figure.ts")).allocation,
  },
  {
    name: "what-if",
    summary: "What selling so many units at a price would come to under each cost method. Nothing is recorded.",
    query: whatIfQuerySchema,
    answer: whatIfAnswer,
    load: async () => (await import("./what-if-figure.ts")).whatIf,
  },
  {
    name: "explain",
    summary: "A figure with what it is made of, down to transactions, prices and rates.",
    query: explainQuerySchema,
    answer: explainAnswer,
    refusals: REFUSALS,
    load: async () => (await import("./explain-figure.ts")).explain,
  },
  {
    name: "explain/difference",
    summary: "Why a figure is not the same under another cost method or other settings, or on another day.",
    query: differenceQuerySchema,
    answer: differenceAnswer,
    refusals: REFUSALS,
    load: async () => (await import("./explain-figure.ts")).difference,
  },
  {
    name: "explain/returns",
    summary: "Why one measure of a range's return is not another: what each stretch between flows adds to both.",
    query: returnDifferenceQuerySchema,
    answer: returnDifferenceAnswer,
    load: async () => (await import("./explain-figure.ts")).returns,
  },
];

export function figureRoutes(deps: AppDeps): Route[] {
  return FIGURES.flatMap(({ name, summary, load, ...rest }): Route[] => {
    const handle = async (c: RouteContext) => (await load())(deps, c);
    return [
      { method: "GET", path: `/portfolios/:portfolio/${name}`, summary, ...rest, handle },
      { method: "GET", path: `/${name}`, summary: `${summary} ${OF_ALL}`, ...rest, handle },
    ];
  });
}
