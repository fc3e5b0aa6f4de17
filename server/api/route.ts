import type { Context } from "hono";
import type * as z from "zod/mini";
import type { User } from "../auth.ts";
import type { UserStore } from "../store/user-store.ts";

export interface RouteVariables {
  user: User;
  store: UserStore;
}

/** What a handler gets: the request, who asks, and the store opened for them. */
export type RouteContext = Context<{ Variables: RouteVariables }>;

/** A route with what its documentation says. Schemas are made when they are first asked for. */
export interface Route {
  method: "GET" | "PUT" | "POST" | "DELETE";
  /** Below /api; parameters as `:name`. */
  path: string;
  /** What it does, in a sentence for the reader of the documentation. */
  summary: string;
  /** Answers without asking who it is. */
  isPublic?: boolean;
  query?: () => z.ZodMiniType;
  body?: (() => z.ZodMiniType) | "csv" | "csv or zip";
  answer: (() => z.ZodMiniType) | "csv" | "html" | "json";
  /** Status of the answer that made something new, beside 200. */
  created?: true;
  /** Codes it refuses with, beside those every route has. */
  refusals?: readonly string[];
  handle: (c: RouteContext) => Response | Promise<Response>;
}
