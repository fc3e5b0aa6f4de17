import { runInNewContext } from "node:vm";
import { contentSecurityPolicy } from "@tickfolio/server";
import { expect, test } from "vitest";
import { headersFunction, routeFunction } from "./edge.ts";

// CloudFront runs these two in its own small JavaScript; here they run alone in an empty context.
const run = <T>(code: string, event: object): T => runInNewContext(`${code}\nhandler(${JSON.stringify(event)})`) as T;
const routed = (uri: string) => run<{ uri: string }>(routeFunction, { request: { uri } }).uri;

test("addresses inside the app get its one page; files stay files", () => {
  expect(routed("/")).toBe("/index.html");
  expect(routed("/portfolios/pf_1/transactions")).toBe("/index.html");
  expect(routed("/portfolios/v1.2/holdings")).toBe("/index.html");
  expect(routed("/favicon.svg")).toBe("/favicon.svg");
});

test("every answer carries the same strict headers as on a laptop, and lets the page ask the sign-in page for tokens", () => {
  const page = "https://people.auth.eu-central-1.amazoncognito.com";
  const { headers } = run<{ headers: Record<string, { value: string }> }>(headersFunction(page), {
    response: { headers: { "content-type": { value: "text/html" } } },
  });
  expect(headers["content-type"]?.value).toBe("text/html");
  expect(headers["content-security-policy"]?.value).toBe(contentSecurityPolicy({ connect: [page] }));
  expect(headers["content-security-policy"]?.value).not.toContain("unsafe");
  expect(headers["x-content-type-options"]?.value).toBe("nosniff");
  expect(headers["strict-transport-security"]?.value).toContain("max-age=63072000");
});

test("CloudFront's limit of 10 KB for a function is far", () => {
  expect(headersFunction("https://x".padEnd(200, "x")).length).toBeLessThan(5_000);
});
