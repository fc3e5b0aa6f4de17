import { openApiOf } from "./openapi.ts";
import { refusalMeanings } from "./refusals.ts";
import type { Route } from "./route.ts";

/** What of a JSON Schema the page shows. */
interface Shape {
  type?: string | string[];
  $ref?: string;
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  anyOf?: Shape[];
  oneOf?: Shape[];
  enum?: unknown[];
  const?: unknown;
  additionalProperties?: Shape | boolean;
}

interface Operation {
  summary: string;
  parameters?: { name: string; in: string; required: boolean; schema: Shape }[];
  requestBody?: { content: Record<string, { schema: Shape }> };
  responses: Record<string, { content: Record<string, { schema: Shape }> }>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Shape> };
}

/** The API as a page to read, made from the OpenAPI document. No script; its style sheet is the web app's. */
export function docsPage(routes: readonly Route[], version: string): string {
  const { paths, components } = openApiOf(routes, version) as unknown as Document;
  const groups = new Map<string, string[]>();
  for (const route of routes) {
    const path = `/api${route.path.replace(/:(\w+)/g, "{$1}")}`;
    const group = route.path.split("/")[1]!.replace(/\..*/, "");
    const written = operation(route, paths[path]![route.method.toLowerCase()]!);
    groups.set(group, [...(groups.get(group) ?? []), written]);
  }
  const contents = [...groups.keys()].map((group) => `<a href="#${group}">${group}</a>`).join(" ");
  const sections = [...groups].map(([group, written]) => `<h2 id="${group}">${group}</h2>\n${written.join("\n")}`);
  const schemas = Object.entries(components.schemas)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, shape]) => `<h3 id="schema-${name}">${name}</h3>\n${fields(shape)}`);
  const codes = Object.entries(refusalMeanings).map(
    ([code, meaning]) => `<dt id="${code}"><code>${code}</code></dt><dd>${prose(meaning)}</dd>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tickfolio's API</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs.css">
</head>
<body>
<main>
<h1>Tickfolio's API</h1>
<p>Version ${prose(version)}. The same for programs: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<p>Decimals are text, a day is <code>2024-03-01</code>, lists are <code>{ items, next }</code>. A browser of this machine
sends its cookie; a program sends <code>Authorization: Bearer …</code> (on a laptop the secret is in
<code>server.json</code> in the data folder).</p>
<nav aria-label="Contents">${contents} <a href="#schemas">schemas</a> <a href="#refusals">refusals</a></nav>
${sections.join("\n")}
<h2 id="schemas">schemas</h2>
${schemas.join("\n")}
<h2 id="refusals">refusals</h2>
<p>Problem details (RFC 9457): <code>code</code> is stable, <code>detail</code> is for people.</p>
<dl>
${codes.join("\n")}
</dl>
</main>
</body>
</html>
`;
}

function operation(route: Route, { summary, parameters = [], requestBody, responses }: Operation): string {
  const content = (part?: { content: Record<string, { schema: Shape }> }) => Object.entries(part?.content ?? {})[0];
  const lines: string[] = [];
  const query = parameters.filter((parameter) => parameter.in === "query");
  if (query.length > 0) {
    const named = query.map(
      ({ name, required, schema }) => `<code>${name}${required ? "" : "?"}</code> ${typeOf(schema)}`,
    );
    lines.push(`<dt>Query</dt><dd>${named.join(", ")}</dd>`);
  }
  for (const [title, part] of [
    ["Body", requestBody],
    ["Answer", responses["200"]],
  ] as const) {
    const [type, body] = content(part) ?? [];
    if (!type || !body) continue;
    lines.push(
      `<dt>${title}</dt><dd>${type === "application/json" ? shape(body.schema) : `<code>${type}</code>`}</dd>`,
    );
  }
  const refusals = (route.refusals ?? []).map((code) => `<a href="#${code}"><code>${code}</code></a>`);
  if (refusals.length > 0) lines.push(`<dt>Refuses</dt><dd>${refusals.join(" ")}</dd>`);
  return `<article>
<h3><b class="${route.method.toLowerCase()}">${route.method}</b> <code>/api${prose(route.path)}</code></h3>
<p>${prose(summary)}${route.isPublic ? " <em>Open to anybody.</em>" : ""}</p>
<dl>${lines.join("")}</dl>
</article>`;
}

/** A schema where it is used: by its name, or its fields in place. */
function shape(schema: Shape): string {
  return schema.properties ? fields(schema) : typeOf(schema);
}

function fields(schema: Shape): string {
  const variants = schema.oneOf ?? schema.anyOf;
  if (!schema.properties)
    return variants ? variants.map((one) => shape(one)).join("<p>or</p>") : `<p>${typeOf(schema)}</p>`;
  const required = new Set(schema.required);
  const rows = Object.entries(schema.properties).map(
    ([name, field]) =>
      `<tr><th scope="row"><code>${prose(name)}</code></th><td>${typeOf(field)}</td><td>${required.has(name) ? "" : "optional"}</td></tr>`,
  );
  return `<table><tbody>${rows.join("")}</tbody></table>`;
}

/** A type in a few words. */
function typeOf(schema: Shape): string {
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1)!;
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (schema.const !== undefined) return `<code>${prose(JSON.stringify(schema.const))}</code>`;
  if (schema.enum) return schema.enum.map((value) => `<code>${prose(JSON.stringify(value))}</code>`).join(" or ");
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return [...new Set(variants.map(typeOf))].join(" or ");
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  if (schema.properties)
    return `{ ${Object.entries(schema.properties)
      .map(([name, field]) => `${prose(name)}: ${typeOf(field)}`)
      .join(", ")} }`;
  if (typeof schema.additionalProperties === "object") return `${typeOf(schema.additionalProperties)} by name`;
  return prose([schema.type ?? "anything"].flat().join(" or "));
}

/** Text as HTML, with `code` in backticks. */
function prose(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/`([^`]+)`/g, "<code>$1</code>");
}
