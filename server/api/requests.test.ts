import { newId } from "@tickfolio/protocol";
import { expect, test } from "vitest";
import { createMemoryTable } from "../store/memory-table.ts";
import { NOW, startApp } from "./testing.ts";

const json = { "content-type": "application/json" };

test("health answers anybody; everything else wants to know who asks", async () => {
  const { send } = startApp();
  expect((await send(undefined, "GET", "/api/health")).status).toBe(200);
  const refused = await send(undefined, "GET", "/api/session");
  expect(refused.status).toBe(401);
  expect(refused.headers.get("content-type")).toBe("application/problem+json");
  expect(await refused.json()).toMatchObject({ code: "not_signed_in", type: "/api/docs#not_signed_in" });
});

test("the session says who is asking and what the server's clock says", async () => {
  const ann = startApp().as("ann");
  expect(await ann.session()).toMatchObject({ user: { id: "ann" }, home: "laptop", now: new Date(NOW).toISOString() });
  expect(await ann.health()).toMatchObject({ status: "ok", storage: "memory", instance: "test" });
});

test("settings have defaults, are saved with their version, and refuse an older one", async () => {
  const ann = startApp().as("ann");
  expect(await ann.settings()).toEqual({ baseCurrency: "USD", providers: {}, sourcesSeen: false, version: 0 });
  const saved = await ann.saveSettings({ baseCurrency: "CHF", providers: { stooq: false }, version: 0 });
  expect(saved).toEqual({ baseCurrency: "CHF", providers: { stooq: false }, version: 1 });
  expect(await ann.settings()).toEqual(saved);
  await expect(ann.saveSettings({ ...saved, version: 0 })).rejects.toMatchObject({ status: 409, code: "conflict" });
});

test("a switch for a source there is not is refused by its name with those there are; one kept from before may stay", async () => {
  const { as, store } = startApp();
  const ann = as("ann");
  const wrong = ann.saveSettings({ baseCurrency: "CHF", providers: { ecb: true, stoq: true }, version: 0 });
  await expect(wrong).rejects.toMatchObject({
    ...{ status: 400, code: "invalid", field: "providers.stoq" },
    message: expect.stringMatching(
      /^providers\.stoq: .*there are simulator, price-folder, finnhub, yahoo, stooq, .*frankfurter/,
    ),
  });
  expect(await ann.settings()).toMatchObject({ version: 0 });
  await store.forUser("ann").saveSettings({ baseCurrency: "CHF", providers: { gone: true } }, 0);
  const kept = await ann.saveSettings({ baseCurrency: "EUR", providers: { gone: true, stooq: true }, version: 1 });
  expect(kept.providers).toEqual({ gone: true, stooq: true });
});

test("what is no address, no JSON, another content type or too large is refused in words", async () => {
  const { send } = startApp();
  const put = (body: string, headers: Record<string, string> = json) =>
    send("ann", "PUT", "/api/settings", { body, headers });
  expect((await send("ann", "GET", "/api/nothing")).status).toBe(404);
  expect((await send("ann", "PATCH", "/api/settings")).status).toBe(404);
  expect((await put("{")).status).toBe(400);
  expect((await put("{}", { "content-type": "text/plain" })).status).toBe(415);
  expect((await put("{}", { "content-type": "application/x-www-form-urlencoded" })).status).toBe(415);
  const large = await put(`"${"x".repeat(1_100_000)}"`);
  expect([large.status, ((await large.json()) as { code: string }).code]).toEqual([413, "too_large"]);
  expect((await put("null")).status).toBe(400);
  expect((await put("[]")).status).toBe(400);
});

test("a body longer than it said, and one that is not UTF-8, are refused", async () => {
  const { send } = startApp();
  const chunks = (bytes: Uint8Array<ArrayBuffer>[]) =>
    new ReadableStream({
      pull(controller) {
        const next = bytes.shift();
        if (next) controller.enqueue(next);
        else controller.close();
      },
    });
  const put = (bytes: Uint8Array<ArrayBuffer>[]) =>
    send("ann", "PUT", "/api/settings", { body: chunks(bytes), headers: json, duplex: "half" } as RequestInit);
  expect((await put(Array.from({ length: 20 }, () => new Uint8Array(100_000).fill(32)))).status).toBe(413);
  expect((await put([new Uint8Array([0x22, 0xff, 0x22])])).status).toBe(400);
});

test("a query that does not fit names its field", async () => {
  const { send } = startApp();
  const field = async (path: string) => ((await (await send("ann", "GET", path)).json()) as { field: string }).field;
  expect(await field("/api/portfolios?deleted=yes")).toBe("deleted");
  expect(await field("/api/valuation?day=2026-02-31")).toBe("day");
  expect(await field("/api/closes?instruments=a&from=soon")).toBe("from");
  expect(await field("/api/closes?from=2026-01-01")).toBe("instruments");
  expect(await field("/api/valuation?date=2026-02-01")).toBe("date");
  expect(await field("/api/instruments/search?q=")).toBe("q");
});

test("answers are kept by no cache", async () => {
  const { send } = startApp();
  for (const path of ["/api/session", "/api/portfolios", "/api/nothing"]) {
    expect((await send("ann", "GET", path)).headers.get("cache-control")).toBe("no-store");
  }
});

test("what we did not foresee is a 500 that gives nothing away, and is logged", async () => {
  const table = createMemoryTable({ clock: () => NOW });
  table.query = () => Promise.reject(new Error("secret path of the disk"));
  const { send, logged } = startApp({ table });
  const response = await send("ann", "GET", "/api/portfolios");
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain("secret");
  expect(logged.join()).toContain("secret path of the disk");
});

test("random bodies never make a server error", async () => {
  const { send, routes, logged } = startApp();
  let seed = 20_260_302;
  const random = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return seed / 2 ** 32;
  };
  const pieces = [
    "null",
    "1",
    '"a"',
    "[]",
    "{}",
    "1e999",
    '"2026-02-30"',
    "-0",
    '"\\u0000"',
    '{"__proto__":{}}',
    "true",
  ];
  const some = () => pieces[Math.floor(random() * pieces.length)]!;
  const names = [
    "id",
    "name",
    "version",
    "transactions",
    "voids",
    "reason",
    "day",
    "price",
    "symbol",
    "mic",
    "currency",
    "key",
    "scope",
    "pin",
    "spellings",
    "title",
    "headers",
  ];
  const ids = [newId("pf"), "pf_x", "%00", "..%2f..", "a".repeat(500), "USER#1", "finnhub", "ecb"];
  for (const route of routes.filter(({ method }) => method !== "GET")) {
    for (let turn = 0; turn < 25; turn++) {
      const path = `/api${route.path.replace(/:\w+/g, () => ids[Math.floor(random() * ids.length)]!)}`;
      const body = `{${names.filter(() => random() < 0.5).map((name) => `"${name}":${some()}`)}}`;
      const type = route.body === "csv" ? "text/csv" : "application/json";
      const response = await send("ann", route.method, path, { body, headers: { "content-type": type } });
      expect(`${route.method} ${path} ${body}: ${response.status}`).not.toMatch(/: 5\d\d$/);
    }
  }
  expect(logged).toEqual([]);
});
