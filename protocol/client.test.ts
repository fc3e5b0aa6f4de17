import { Decimal } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { createClient } from "./create-client.ts";
import { ApiProblem } from "./errors.ts";

/** A client whose server answers what the test says, and what was asked of it. */
function clientTo(answer: () => Response | Promise<Response>) {
  const asked: { url: string; method: string; headers: Record<string, string>; body: string | undefined }[] = [];
  const client = createClient({
    baseUrl: "http://127.0.0.1:1",
    headers: () => ({ authorization: "Bearer s" }),
    fetch: (url, init) => {
      const { method = "", headers, body } = init;
      asked.push({ url, method, headers: headers as Record<string, string>, body: body as string | undefined });
      return answer();
    },
  });
  return { client, asked };
}

test("decimals in a written entry are decimals again", async () => {
  const { client } = clientTo(() =>
    Response.json({
      items: [
        {
          id: "ent_1",
          reason: { kind: "typed" },
          voids: [],
          number: 1,
          at: "2026-03-02T10:00:00.000Z",
          by: "you",
          transactions: [
            {
              id: "txn_1",
              kind: "buy",
              day: "2026-03-02",
              instrument: "ins_1",
              quantity: "10.5",
              price: "3.2",
              currency: "EUR",
              fee: { amount: "1.5", exchangeRate: "1.1" },
            },
          ],
        },
      ],
      next: null,
    }),
  );
  const transaction = (await client.entries("pf_1", 0)).items[0]!.transactions[0]!;
  expect(transaction).toEqual({
    id: "txn_1",
    kind: "buy",
    day: "2026-03-02",
    instrument: "ins_1",
    quantity: Decimal.parse("10.5"),
    price: Decimal.parse("3.2"),
    currency: "EUR",
    fee: { amount: Decimal.parse("1.5"), exchangeRate: Decimal.parse("1.1") },
  });
});

test("what goes into a path or a query is escaped, and what is not set is left out", async () => {
  const { client, asked } = clientTo(() => Response.json({ items: [], next: null }));
  await client.entries("pf/1?x");
  await client.searchInstruments("a&b=c");
  await client.portfolios();
  expect(asked.map(({ method, url }) => `${method} ${url.slice("http://127.0.0.1:1".length)}`)).toEqual([
    "GET /api/portfolios/pf%2F1%3Fx/entries",
    "GET /api/instruments/search?q=a%26b%3Dc",
    "GET /api/portfolios",
  ]);
  expect(asked[0]!.headers.authorization).toBe("Bearer s");
});

test("a refusal is thrown as the problem the server wrote", async () => {
  const { client } = clientTo(() =>
    Response.json(
      { type: "x", title: "t", status: 400, detail: "name: is empty", code: "invalid", field: "name", issues: [] },
      { status: 400, headers: { "content-type": "application/problem+json" } },
    ),
  );
  const problem = await client.settings().catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(ApiProblem);
  expect(problem).toMatchObject({ status: 400, code: "invalid", field: "name", message: "name: is empty" });
});

test("an answer from something else than Tickfolio, and no answer at all, are problems too", async () => {
  const { client } = clientTo(() => new Response("<html>Bad gateway</html>", { status: 502 }));
  await expect(client.health()).rejects.toMatchObject({ status: 502, code: "unexpected_answer" });
  const { client: alone } = clientTo(() => Promise.reject(new TypeError("fetch failed")));
  await expect(alone.health()).rejects.toMatchObject({ status: 0, code: "unreachable" });
});
