import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createHttpHandler, type HttpEvent } from "./http-event.ts";

const event = (given: Partial<HttpEvent> & { method?: string } = {}): HttpEvent => ({
  rawPath: "/api/portfolios",
  rawQueryString: "",
  headers: {},
  isBase64Encoded: false,
  requestContext: { domainName: "abc.execute-api.eu-central-1.amazonaws.com", http: { method: given.method ?? "GET" } },
  ...given,
});

test("a request arrives whole: method, address, headers, cookies and body", async () => {
  let seen: Request | undefined;
  const handler = createHttpHandler(async (request) => {
    seen = request.clone();
    return Response.json({ heard: await request.text() }, { status: 201 });
  });
  const answer = await handler(
    event({
      method: "PUT",
      rawQueryString: "day=2026-03-02&q=%C3%A4",
      headers: { "content-type": "application/json", authorization: "Bearer x", absent: undefined },
      cookies: ["a=1", "b=2"],
      body: '{"name":"Überblick"}',
    }),
  );
  expect([seen?.method, seen?.url]).toEqual([
    "PUT",
    "https://abc.execute-api.eu-central-1.amazonaws.com/api/portfolios?day=2026-03-02&q=%C3%A4",
  ]);
  expect(seen?.headers.get("cookie")).toBe("a=1; b=2");
  expect(seen?.headers.get("authorization")).toBe("Bearer x");
  expect(answer).toMatchObject({ statusCode: 201, isBase64Encoded: false });
  expect(JSON.parse(answer.body)).toEqual({ heard: '{"name":"Überblick"}' });
});

test("a body that came as base64 is unpacked", async () => {
  const handler = createHttpHandler(async (request) => new Response(await request.text()));
  const body = Buffer.from("date,kind\n").toString("base64");
  expect((await handler(event({ method: "POST", body, isBase64Encoded: true }))).body).toBe("date,kind\n");
});

test("a long text is packed for who takes it, and only then", async () => {
  const text = "x".repeat(10_000);
  const handler = createHttpHandler(() => new Response(text, { headers: { "content-type": "text/csv" } }));
  const packed = await handler(event({ headers: { "accept-encoding": "gzip" } }));
  expect(packed).toMatchObject({
    isBase64Encoded: true,
    headers: { "content-encoding": "gzip", vary: "accept-encoding" },
  });
  expect(gunzipSync(Buffer.from(packed.body, "base64")).toString()).toBe(text);
  const smaller = await handler(event({ headers: { "accept-encoding": "gzip, br" } }));
  expect(smaller.headers).toMatchObject({ "content-encoding": "br", vary: "accept-encoding" });
  expect(brotliDecompressSync(Buffer.from(smaller.body, "base64")).toString()).toBe(text);
  expect(await handler(event())).toMatchObject({ isBase64Encoded: false, body: text });
});

test("what is packed already stays as it is", async () => {
  const headers = { "content-type": "application/json", "content-encoding": "br" };
  const handler = createHttpHandler(() => new Response(new Uint8Array(3_000).fill(7), { headers }));
  const answer = await handler(event({ headers: { "accept-encoding": "gzip, br" } }));
  expect(answer).toMatchObject({ isBase64Encoded: true, headers });
  expect(Buffer.from(answer.body, "base64")).toEqual(Buffer.alloc(3_000, 7));
});

test("bytes travel as base64, and an empty answer is empty", async () => {
  const png = { headers: { "content-type": "image/png" } };
  const bytes = await createHttpHandler(() => new Response(new Uint8Array([1, 2, 255]), png))(event());
  expect(bytes).toMatchObject({ isBase64Encoded: true, body: "AQL/" });
  const empty = await createHttpHandler(() => new Response(null, { status: 204 }))(event({ method: "DELETE" }));
  expect(empty).toMatchObject({ statusCode: 204, body: "", isBase64Encoded: false });
});
