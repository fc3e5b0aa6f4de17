import { type FieldProblem, PROBLEM_TYPE, type ProblemDetails } from "@tickfolio/protocol";
import type { Context } from "hono";
import type { Log } from "../log.ts";
import { ProviderError } from "../market/provider.ts";
import { AlreadyWrittenError, NotFoundError } from "../store/errors.ts";
import { ConflictError, ItemTooLargeError, TableUnavailableError } from "../store/table.ts";

/** A request we refuse. The message says what happened and what is true; it is shown to people. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly field?: string;
  readonly issues?: FieldProblem[];

  constructor(status: number, code: string, message: string, more: { field?: string; issues?: FieldProblem[] } = {}) {
    super(message);
    this.status = status;
    this.code = code;
    if (more.field !== undefined) this.field = more.field;
    if (more.issues !== undefined) this.issues = more.issues;
  }
}

/** A 400 that names the field. */
export function invalid(field: string, message: string): ApiError {
  return new ApiError(400, "invalid", `${field}: ${message}`, { field, issues: [{ field, message }] });
}

/** What is not theirs does not exist. */
export function notFound(what: string): ApiError {
  return new ApiError(404, "not_found", `${what} does not exist.`);
}

const titles: Record<number, string> = {
  400: "Not as expected",
  401: "Not signed in",
  403: "Refused",
  404: "Not found",
  405: "Not possible here",
  409: "Conflict",
  413: "Too large",
  415: "Wrong kind of content",
  421: "Wrong address",
  422: "Cannot be done",
  429: "Too many requests",
  500: "Our fault",
  502: "The provider refused",
  503: "Not available",
};

export function problemBody(error: ApiError): ProblemDetails {
  return {
    type: `/api/docs#${error.code}`,
    title: titles[error.status] ?? "Refused",
    status: error.status,
    detail: error.message,
    code: error.code,
    ...(error.field === undefined ? {} : { field: error.field }),
    ...(error.issues === undefined ? {} : { issues: error.issues }),
  };
}

export function problemResponse(error: ApiError): Response {
  return new Response(JSON.stringify(problemBody(error)), {
    status: error.status,
    headers: { "content-type": PROBLEM_TYPE, "cache-control": "no-store" },
  });
}

/** The one place where whatever was thrown becomes an answer. What we did not foresee is our fault and is logged. */
export function answerError(error: unknown, c: Context, log: Log): Response {
  const refusal = asRefusal(error);
  if (refusal) return problemResponse(refusal);
  log.error("a request failed", { method: c.req.method, path: c.req.path, error });
  const message = "Something went wrong on our side. What was saved before is safe; the log says more.";
  return problemResponse(new ApiError(500, "internal", message));
}

/** What the store and the market say about what was asked is a refusal, not our fault. */
function asRefusal(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (error instanceof NotFoundError) return new ApiError(404, "not_found", error.message);
  if (error instanceof AlreadyWrittenError) return new ApiError(409, "already_written", error.message);
  if (error instanceof ItemTooLargeError) return new ApiError(413, "too_large", error.message);
  if (error instanceof TableUnavailableError) return new ApiError(503, "unavailable", error.message);
  if (error instanceof ProviderError) return new ApiError(502, "provider", error.message);
  if (error instanceof ConflictError) {
    const message = "Somebody else wrote at the same moment; nothing of yours was saved. Read it again and retry.";
    return new ApiError(409, "conflict", message);
  }
  return undefined;
}
