import type { FieldProblem } from "@tickfolio/protocol";
import type { Context } from "hono";
import type * as z from "zod/mini";
import { ApiError, invalid } from "./errors.ts";

/** Room for a transaction list of any size a person types; imports have their own limit. */
export const MAX_JSON_BYTES = 1_000_000;
export const MAX_FILE_BYTES = 20_000_000;

/** Reads a JSON body and checks it; what does not fit is a 400 that names the field. */
export async function readBody<S extends z.ZodMiniType>(c: Context, schema: S): Promise<z.output<S>> {
  requireType(c, "application/json");
  const text = await readText(c, MAX_JSON_BYTES);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError(400, "invalid", "The request's body is not JSON.");
  }
  return checked(schema, value);
}

/** A file sent as the body, as it comes; whoever reads it stops where it is too large. */
export function openFile(c: Context, types: readonly string[]): AsyncIterable<Uint8Array> {
  requireType(c, ...types);
  return c.req.raw.body ?? new Blob().stream();
}

/** Reads a CSV file sent as the body. */
export async function readFile(c: Context): Promise<string> {
  requireType(c, "text/csv");
  return readText(c, MAX_FILE_BYTES);
}

/** Checks the query string; every field of it is text. */
export function readQuery<S extends z.ZodMiniType>(c: Context, schema: S): z.output<S> {
  return checked(schema, c.req.query());
}

function checked<S extends z.ZodMiniType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;

  const issues = result.error.issues.flatMap(fieldProblems);
  const first = issues[0] ?? { field: "", message: "not as expected" };
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  const message = first.field === "" ? first.message : `${first.field}: ${first.message}`;
  throw new ApiError(400, "invalid", `${message}${more}`, { field: first.field, issues: issues.slice(0, 100) });
}

/** An unknown field is named itself, not the object around it. */
function fieldProblems(issue: z.core.$ZodIssue): FieldProblem[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ field: [...path, key].join("."), message: "is not known here" }));
  }
  return [{ field: path.join("."), message: issue.message }];
}

function requireType(c: Context, ...types: readonly string[]): void {
  const given = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (types.includes(given)) return;
  throw new ApiError(415, "wrong_type", `The body's content type must be ${types.join(" or ")}.`);
}

/** Reads no further than the limit, whatever the length header says. */
async function readText(c: Context, limit: number): Promise<string> {
  const tooLarge = () => new ApiError(413, "too_large", `The body is larger than ${limit / 1_000_000} MB.`);
  if (Number(c.req.header("content-length") ?? 0) > limit) throw tooLarge();
  const body = c.req.raw.body;
  if (!body) return "";

  const decoder = new TextDecoder("utf-8", { fatal: true });
  let size = 0;
  let text = "";
  try {
    for await (const chunk of body) {
      size += chunk.byteLength;
      if (size > limit) throw tooLarge();
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw invalid("body", "is not UTF-8 text");
    throw error;
  }
}
