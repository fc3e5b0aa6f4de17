import { backfillRoutes } from "./backfill-routes.ts";
import type { AppDeps } from "./deps.ts";
import { documentRoutes } from "./document-routes.ts";
import { figureRoutes } from "./figure-routes.ts";
import { importRoutes } from "./import-routes.ts";
import { instrumentRoutes } from "./instrument-routes.ts";
import { journalRoutes } from "./journal-routes.ts";
import { marketRoutes } from "./market-routes.ts";
import { ownPriceRoutes } from "./own-price-routes.ts";
import { portfolioRoutes } from "./portfolio-routes.ts";
import { proposalRoutes } from "./proposal-routes.ts";
import { providerRoutes } from "./provider-routes.ts";
import { quarantineRoutes } from "./quarantine-routes.ts";
import type { Route } from "./route.ts";
import { sampleRoutes } from "./sample-routes.ts";
import { sessionRoutes } from "./session-routes.ts";

/** Every route of the API. The documentation is made of the same list, so it names them all. */
export function routesOf(deps: AppDeps): Route[] {
  const routes: Route[] = [
    ...sessionRoutes(deps),
    ...portfolioRoutes(deps),
    ...sampleRoutes(deps),
    ...journalRoutes(deps),
    ...proposalRoutes(deps),
    ...importRoutes(deps),
    ...figureRoutes(deps),
    ...instrumentRoutes(deps),
    ...ownPriceRoutes(deps),
    ...quarantineRoutes(deps),
    ...marketRoutes(deps),
    ...backfillRoutes(deps),
    ...providerRoutes(deps),
    ...documentRoutes(deps, () => routes),
  ];
  return routes;
}
