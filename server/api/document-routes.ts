import type { AppDeps } from "./deps.ts";
import type { Route } from "./route.ts";

/** The API's own documentation. It is made when somebody asks: no cold start waits for it. */
export function documentRoutes(deps: AppDeps, all: () => readonly Route[]): Route[] {
  return [
    {
      method: "GET",
      path: "/openapi.json",
      summary: "This API as an OpenAPI 3.1 document.",
      isPublic: true,
      answer: "json",
      handle: async (c) => {
        const { openApiOf } = await import("./openapi.ts");
        return c.json(openApiOf(all(), deps.version));
      },
    },
    {
      method: "GET",
      path: "/docs",
      summary: "This API as a page to read.",
      isPublic: true,
      answer: "html",
      handle: async (c) => {
        const { docsPage } = await import("./docs-page.ts");
        return c.html(docsPage(all(), deps.version));
      },
    },
  ];
}
