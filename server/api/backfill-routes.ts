import { backfillAnswer } from "@tickfolio/protocol";
import type { AppDeps } from "./deps.ts";
import type { Route } from "./route.ts";

export function backfillRoutes({ pastPrices }: AppDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/market/backfill",
      summary:
        "How far the fetching of the past is: daily closes and rates of what was ever held, since its first trade.",
      answer: backfillAnswer,
      handle: async (c) => c.json(await pastPrices.progress(c.var.user.id)),
    },
    {
      method: "POST",
      path: "/market/backfill",
      summary: "Begins it, or goes on where it stands. It begins by itself when a first trade or an import needs it.",
      answer: backfillAnswer,
      handle: async (c) => c.json(await pastPrices.start(c.var.user.id)),
    },
    {
      method: "DELETE",
      path: "/market/backfill",
      summary: "Stops it. What was fetched stays.",
      answer: backfillAnswer,
      handle: async (c) => c.json(await pastPrices.cancel(c.var.user.id)),
    },
  ];
}
