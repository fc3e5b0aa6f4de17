import { allocationRoutes } from "./allocation-routes.ts";
import type { AppDeps } from "./deps.ts";
import { documentRoutes } from "./document-routes.ts";
import { explainRoutes } from "./explain-routes.ts";
import { gainsRoutes } from "./gains-routes.ts";
import { importRoutes } from "./import-routes.ts";
import { incomeRoutes } from "./income-routes.ts";
import { instrumentRoutes } from "./instrument-routes.ts";
import { journalRoutes } from "./journal-routes.ts";
import { lotsRoutes } from "./lots-routes.ts";
import { marketRoutes } from "./market-routes.ts";
import { performanceRoutes } from "./performance-routes.ts";
import { portfolioRoutes } from "./portfolio-routes.ts";
import type { Route } from "./route.ts";
import { sampleRoutes } from "./sample-routes.ts";
import { sessionRoutes } from "./session-routes.ts";
import { valuationRoutes } from "./valuation-routes.ts";
import { whatIfRoutes } from "./what-if-routes.ts";

/** Every route of the API. The documentation is made of the same list, so it names them all. */
export function routesOf(deps: AppDeps): Route[] {
  const routes: Route[] = [
    ...sessionRoutes(deps),
    ...portfolioRoutes(deps),
    ...sampleRoutes(deps),
    ...journalRoutes(deps),
    ...importRoutes(deps),
    ...valuationRoutes(deps),
    ...performanceRoutes(deps),
    ...gainsRoutes(deps),
    ...lotsRoutes(deps),
    ...incomeRoutes(deps),
    ...allocationRoutes(deps),
    ...whatIfRoutes(deps),
    ...explainRoutes(deps),
    ...instrumentRoutes(deps),
    ...marketRoutes(deps),
    ...documentRoutes(deps, () => routes),
  ];
  return routes;
}
