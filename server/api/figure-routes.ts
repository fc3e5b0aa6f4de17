import type * as z from "zod/mini";
import type { Route } from "./route.ts";

/** A figure that one portfolio has, and all have together: two routes with one handler. */
export interface FigureRoute {
  /** Its place below a portfolio, and below nothing. */
  name: string;
  /** What it answers of one portfolio; of all, the same in the user's base currency. */
  summary: string;
  query: () => z.ZodMiniType;
  answer: () => z.ZodMiniType;
  refusals?: readonly string[];
  handle: Route["handle"];
}

const OF_ALL = "Of all portfolios together, in the user's base currency; samples and those in the bin do not count.";

export function figureRoutes({ name, summary, ...rest }: FigureRoute): Route[] {
  return [
    { method: "GET", path: `/portfolios/:portfolio/${name}`, summary, ...rest },
    { method: "GET", path: `/${name}`, summary: `${summary} ${OF_ALL}`, ...rest },
  ];
}
