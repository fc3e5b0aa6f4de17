/** A problem with one field of a request. `field` is its path: `transactions.0.quantity`. */
export interface FieldProblem {
  field: string;
  message: string;
}

/** What a refusal looks like on the wire: problem details (RFC 9457) with a stable `code`. */
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  /** One sentence for people: what happened and what is true. */
  detail: string;
  code: string;
  field?: string;
  issues?: FieldProblem[];
}

export const PROBLEM_TYPE = "application/problem+json";

/** The server refused, or did not answer (`status` 0, code `unreachable`). Its message is for people. */
export class ApiProblem extends Error {
  override name = "ApiProblem";
  readonly status: number;
  /** Stable; what a program looks at. */
  readonly code: string;
  /** The field that is wrong, where one is. */
  readonly field?: string;
  readonly issues: readonly FieldProblem[];

  constructor(problem: Pick<ProblemDetails, "status" | "code" | "detail" | "field" | "issues">, cause?: unknown) {
    super(problem.detail, cause === undefined ? undefined : { cause });
    this.status = problem.status;
    this.code = problem.code;
    if (problem.field !== undefined) this.field = problem.field;
    this.issues = problem.issues ?? [];
  }
}

/** Reads a refusal; an answer that is no problem document (a proxy's page, a cut connection) becomes one too. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const text = await response.text().catch(() => "");
  const body = parse(text);
  if (body && typeof body.detail === "string" && typeof body.code === "string") {
    return new ApiProblem({ ...(body as unknown as ProblemDetails), status: response.status });
  }
  return new ApiProblem({
    status: response.status,
    code: "unexpected_answer",
    detail: `The server answered ${response.status} without saying why.`,
  });
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
