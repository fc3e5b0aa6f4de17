import { problemAnswer } from "@tickfolio/protocol";
import * as z from "zod/mini";
import type { Route } from "./route.ts";

type Json = Record<string, unknown>;

/** Everything a schema names, in one place of the document. */
const SCHEMAS = "#/components/schemas/";

/** The OpenAPI 3.1 document of these routes, made from the schemas the server itself checks with. */
export function openApiOf(routes: readonly Route[], version: string): Json {
  const schemas: Json = {};
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = `/api${route.path.replace(/:(\w+)/g, "{$1}")}`;
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = operationOf(route, schemas);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Tickfolio",
      version,
      license: { name: "MIT", identifier: "MIT" },
      description:
        "The API the web app and the command line use. Decimals are text; a day is `2024-03-01`; lists are `{ items, next }`; refusals are problem details (RFC 9457) with a stable `code`.",
    },
    servers: [{ url: "/" }],
    security: [{ cookie: [] }, { bearer: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        cookie: { type: "apiKey", in: "cookie", name: "tickfolio_4747", description: "A laptop's browser." },
        bearer: { type: "http", scheme: "bearer", description: "A laptop's programs, and everybody in the cloud." },
      },
    },
  };
}

function operationOf(route: Route, schemas: Json): Json {
  const { method, path, summary, query, body, refusals = [] } = route;
  const parameters = [
    ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string" },
    })),
    ...(query ? queryParameters(jsonSchema(query(), schemas, "input")) : []),
  ];
  const content = (schema: (() => z.ZodMiniType) | string, io: "input" | "output"): Json => {
    if (schema === "csv or zip") return { ...content("csv", io), "application/zip": { schema: { type: "string" } } };
    if (schema === "csv") return { "text/csv": { schema: { type: "string" } } };
    if (schema === "html") return { "text/html": { schema: { type: "string" } } };
    if (typeof schema === "string") return { "application/json": { schema: { type: "object" } } };
    return { "application/json": { schema: jsonSchema(schema(), schemas, io) } };
  };
  const ok = { description: summary, content: content(route.answer, "output") };
  const problem = jsonSchema(problemAnswer(), schemas, "output");
  const codes = ["invalid", "not_signed_in", "not_found", ...refusals].map((code) => `\`${code}\``).join(", ");
  return {
    operationId: operationId(method, path),
    summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: content(body, "input") } } : {}),
    ...(route.isPublic ? { security: [] } : {}),
    responses: {
      200: ok,
      ...(route.created ? { 201: { ...ok, description: "The same, made by this request." } } : {}),
      default: {
        description: `A refusal: ${codes}.`,
        content: { "application/problem+json": { schema: problem } },
      },
    },
  };
}

/** `PUT /portfolios/:portfolio/entries/:entry` is called `putPortfoliosEntries`, with `By...` for a last parameter. */
function operationId(method: string, path: string): string {
  const words = path.split("/").filter(Boolean);
  const named = words.map((word) => (word.startsWith(":") ? "" : word.replace(/[^A-Za-z]/g, " ")));
  const tail = words.at(-1)?.startsWith(":") ? "one" : "";
  const text = [...named, tail].join(" ").trim().split(/\s+/);
  return method.toLowerCase() + text.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function queryParameters(schema: Json): Json[] {
  const required = new Set((schema.required as string[] | undefined) ?? []);
  return Object.entries((schema.properties as Json | undefined) ?? {}).map(([name, value]) => ({
    name,
    in: "query",
    required: required.has(name),
    schema: value,
  }));
}

/** A schema as JSON Schema; what it names goes into the document's components. */
function jsonSchema(schema: z.ZodMiniType, schemas: Json, io: "input" | "output"): Json {
  const made = z.toJSONSchema(schema, { io, unrepresentable: "any", target: "draft-2020-12" }) as Json;
  const { $defs = {}, $schema: _, ...rest } = made as { $defs?: Json; $schema?: string } & Json;
  for (const [name, definition] of Object.entries($defs)) schemas[name] = withReferences(definition);
  return withReferences(rest) as Json;
}

/** References point into the document, not into a schema of its own. */
function withReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withReferences);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "id" || typeof (value as Json).id !== "string")
      .map(([key, inner]) => [
        key,
        key === "$ref" && typeof inner === "string" ? inner.replace("#/$defs/", SCHEMAS) : withReferences(inner),
      ]),
  );
}
