import { expect, test } from "vitest";
import { refusalMeanings } from "./refusals.ts";
import { startApp } from "./testing.ts";

type Json = Record<string, unknown>;

async function document() {
  const server = startApp();
  const response = await server.send(undefined, "GET", "/api/openapi.json");
  return { ...server, document: (await response.json()) as Json & { paths: Record<string, Record<string, Json>> } };
}

test("every route the server has is documented, and nothing else is", async () => {
  const { app, document: made } = await document();
  const served = app.routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
  const documented = Object.entries(made.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(documented.sort()).toEqual([...new Set(served)].sort());
  expect(documented.length).toBeGreaterThan(25);
});

test("everything the document refers to is in it, and nothing in it is without use", async () => {
  const { document: made } = await document();
  const references = new Set<string>();
  walk(made, (key, value) => {
    if (key === "$ref") references.add(value as string);
  });
  expect(references.size).toBeGreaterThan(8);
  for (const reference of references) expect(resolve(made, reference), reference).toBeDefined();
  const { schemas } = made.components as { schemas: Json };
  const used = [...references].map((reference) => reference.replace("#/components/schemas/", "")).sort();
  expect(Object.keys(schemas).sort()).toEqual(used);
});

test("operations have names of their own, their path's parameters, and an answer", async () => {
  const { document: made } = await document();
  const names: string[] = [];
  for (const [path, operations] of Object.entries(made.paths)) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    for (const operation of Object.values(operations)) {
      names.push(operation.operationId as string);
      const parameters = ((operation.parameters ?? []) as { in: string; name: string }[]).filter(
        (p) => p.in === "path",
      );
      expect(parameters.map(({ name }) => name)).toEqual(inPath);
      expect(operation.responses).toMatchObject({ 200: { content: expect.anything() }, default: expect.anything() });
      expect(String(operation.summary)).toMatch(/\.$/);
    }
  }
  expect(new Set(names).size).toBe(names.length);
});

test("an entry's decimals are text in the document, and unknown fields are refused", async () => {
  const { document: made } = await document();
  const operation = made.paths["/api/portfolios/{portfolio}/entries/{entry}"]!.put!;
  const text = JSON.stringify(operation.requestBody);
  expect(text).toContain('"quantity":{"type":"string"');
  expect(text).toContain('"additionalProperties":false');
});

test("the page to read names every route and every refusal, and brings no script", async () => {
  const { send, routes } = startApp();
  const page = await (await send(undefined, "GET", "/api/docs")).text();
  for (const { path, refusals = [] } of routes) {
    expect(page).toContain(`/api${path}`);
    for (const code of refusals) expect(refusalMeanings).toHaveProperty(code);
  }
  expect(page).not.toMatch(/<script|style=|https?:\/\//);
});

function walk(value: unknown, visit: (key: string, value: unknown) => void): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    visit(key, inner);
    walk(inner, visit);
  }
}

function resolve(root: Json, reference: string): unknown {
  return reference
    .replace("#/", "")
    .split("/")
    .reduce<unknown>((value, part) => (value as Json | undefined)?.[part], root);
}
