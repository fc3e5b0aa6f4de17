import type { Instrument } from "@tickfolio/engine";
import { quarantineAnswer } from "@tickfolio/protocol";
import type { AppDeps } from "./deps.ts";
import { notFound } from "./errors.ts";
import { instrumentOf } from "./instrument-routes.ts";
import type { Route, RouteContext } from "./route.ts";

/** Prices that were not believed. What somebody decides about one counts for them alone. */
export function quarantineRoutes({ market }: AppDeps): Route[] {
  async function answer(c: RouteContext, instrument: Instrument): Promise<Response> {
    const user = c.var.user.id;
    const [items, disagreements] = await Promise.all([
      market.quarantined(user, instrument),
      market.disagreements(user, instrument),
    ]);
    return c.json({ items, next: null, disagreements });
  }

  const decide = (decision: "accept" | "dismiss" | "restore") => async (c: RouteContext) => {
    const instrument = await instrumentOf(c);
    const id = c.req.param("price") ?? "";
    if (!(await market[decision](c.var.user.id, instrument, id))) throw notFound("This quarantined price");
    return answer(c, instrument);
  };

  return [
    {
      method: "GET",
      path: "/instruments/:instrument/quarantine",
      summary:
        "Prices of an instrument that were not believed, with why, and what other sources say that is not what is shown.",
      answer: quarantineAnswer,
      handle: async (c) => answer(c, await instrumentOf(c)),
    },
    {
      method: "POST",
      path: "/instruments/:instrument/quarantine/:price/accept",
      summary: "Believes a price: it becomes the user's, and nobody else's. Answers with what is left.",
      answer: quarantineAnswer,
      handle: decide("accept"),
    },
    {
      method: "POST",
      path: "/instruments/:instrument/quarantine/:price/dismiss",
      summary: "Does not want to hear of a price again. Answers with what is left.",
      answer: quarantineAnswer,
      handle: decide("dismiss"),
    },
    {
      method: "POST",
      path: "/instruments/:instrument/quarantine/:price/restore",
      summary: "Takes a decision about a price back, and what followed from it. Answers with what waits now.",
      answer: quarantineAnswer,
      handle: decide("restore"),
    },
  ];
}
