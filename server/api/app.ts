import type { Context } from "hono";
import { Hono } from "hono/quick";
import type { AppDeps } from "./deps.ts";
import { ApiError, answerError, notFound } from "./errors.ts";
import type { RouteContext, RouteVariables } from "./route.ts";
import { routesOf } from "./routes.ts";

export type { AppDeps } from "./deps.ts";

/** The API: the same in both homes. Answers requests below /api and knows nothing of sockets, files or clouds. */
export function createApp(deps: AppDeps): Hono<{ Variables: RouteVariables }> {
  const app = new Hono<{ Variables: RouteVariables }>();

  for (const route of routesOf(deps)) {
    app.on(route.method, `/api${route.path}`, async (c: RouteContext) => {
      if (!route.isPublic) {
        const user = await deps.verifier.user(c.req.raw);
        if (!user) throw new ApiError(401, "not_signed_in", signInHint[deps.home]);
        c.set("user", user);
        c.set("store", deps.store.forUser(user.id));
      }
      const response = await route.handle(c);
      // What is somebody's is kept by no cache on the way.
      if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
      return response;
    });
  }

  app.notFound(() => {
    throw notFound("This address");
  });
  app.onError((error, c: Context) => answerError(error, c, deps.log));
  return app;
}

const signInHint = {
  laptop:
    "This browser is not let in. `npm start -- --no-open` prints a link that lets it in, also while Tickfolio runs.",
  cloud: "Sign in first; the access token is missing, expired or not valid here.",
};
