import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { packed } from "./packed.ts";

const long = JSON.stringify({ items: Array.from({ length: 500 }, (_, index) => index) });
const asking = (encodings: string) =>
  new Request("http://127.0.0.1/api/closes", { headers: { "accept-encoding": encodings } });
const answer = (text: string, type = "application/json") =>
  new Response(text, { status: 201, headers: { "content-type": type, "cache-control": "no-store" } });

test.each([
  ["gzip, deflate, br, zstd", "br", brotliDecompressSync],
  ["gzip, deflate", "gzip", gunzipSync],
] as const)(
  "a long answer goes out to who takes %s as %s, and is the same inside",
  async (accepted, encoding, unpack) => {
    const response = await packed(asking(accepted), answer(long));
    expect(response.status).toBe(201);
    expect(response.headers.get("content-encoding")).toBe(encoding);
    expect(response.headers.get("vary")).toBe("accept-encoding");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.length).toBeLessThan(long.length / 2);
    expect(unpack(bytes).toString()).toBe(long);
  },
);

test("a short one, one for somebody else, and one that is no text stay as they are", async () => {
  for (const [request, response] of [
    [asking("gzip"), answer("{}")],
    [asking("identity"), answer(long)],
    [asking("gzip"), answer(long, "image/png")],
    [asking("x-brr"), answer(long)],
  ] as const) {
    const expected = await response.clone().text();
    const sent = await packed(request, response);
    expect(sent.headers.has("content-encoding")).toBe(false);
    expect(await sent.text()).toBe(expected);
  }
});
