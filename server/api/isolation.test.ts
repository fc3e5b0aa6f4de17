import { newId } from "@tickfolio/protocol";
import { beforeAll, describe, expect, test } from "vitest";
import { entry, makePortfolio, makeShare, startApp, trade } from "./testing.ts";

const server = startApp();
const ann = server.as("ann");
const ids = {
  portfolio: "",
  instrument: "",
  entry: "",
  proposal: "split_2025-06-02_ins_secret",
  price: "odd_one_1",
  day: "2026-02-27",
  provider: "finnhub",
  custom: "fund-house",
};
const SECRET = "Ann's secret";
const described = (title: string) => ({
  ...{ title, kind: "json" as const, dateFormat: "iso" as const, adjustment: "unknown" as const },
  latest: { url: "https://prices.example/{symbol}", price: "$.price" },
  headers: [{ name: "X-Key", value: SECRET }],
  ...{ symbols: ["SECRET.DE"], markets: [] },
});

beforeAll(async () => {
  ids.portfolio = await makePortfolio(ann, SECRET);
  ids.instrument = await makeShare(ann, "SECRET.DE");
  const draft = entry([{ ...trade("buy", ids.instrument, "1", "123.45"), note: SECRET }]);
  ids.entry = (await ann.writeEntry(ids.portfolio, draft)).id;
  await ann.setPrice(ids.instrument, { day: "2026-02-27", price: "123.45" });
  await ann.saveCustomProvider(ids.custom, described(SECRET));
  await ann.saveSourceChoice(ids.instrument, { pin: "stooq", spellings: { stooq: "secret.x" } });
  await ann.saveSettings({ baseCurrency: "SEK", providers: {}, version: 0 });
});

type Request = { json?: unknown; csv?: string; query?: string };
const settings = { baseCurrency: "EUR", providers: {}, version: 0 };
const listing = { symbol: "SECRET.DE", name: "Bob's name", kind: "stock", mic: "XETR", currency: "EUR" };
const portfolioDraft = { baseCurrency: "EUR", costMethod: "fifo", cash: "untracked", sample: false, version: 1 };

/**
 * What Bob sends to each route, with Ann's ids in it, and what he must get. A route that is missing here fails the test
 * below: whoever adds one says what a stranger is told.
 */
const asked: Record<string, { send?: () => Request; gets: number }> = {
  "GET /health": { gets: 200 },
  "GET /session": { gets: 200 },
  "POST /session/link": { gets: 200 },
  "GET /settings": { gets: 200 },
  "PUT /settings": { send: () => ({ json: settings }), gets: 200 },
  "POST /push/ticket": { gets: 200 },
  "GET /portfolios": { gets: 200 },
  // Ids are the client's: in Bob's books this one is free, so what he cannot do is change Ann's.
  "PUT /portfolios/:portfolio": {
    send: () => ({ json: { ...portfolioDraft, id: ids.portfolio, name: "Bob was here" } }),
    gets: 409,
  },
  "DELETE /portfolios/:portfolio": { gets: 404 },
  "POST /portfolios/:portfolio/restore": { gets: 404 },
  "POST /sample": { gets: 201 },
  "GET /portfolios/:portfolio/entries": { gets: 404 },
  "GET /portfolios/:portfolio/journal": { gets: 404 },
  "PUT /portfolios/:portfolio/entries/:entry": {
    send: () => ({ json: { ...entry([trade("buy", ids.instrument, "1", "1")]), id: ids.entry } }),
    gets: 404,
  },
  "POST /portfolios/:portfolio/entries/:entry/undo": { send: () => ({ json: { id: newId("ent") } }), gets: 404 },
  "GET /portfolios/:portfolio/proposals": { gets: 404 },
  "PUT /portfolios/:portfolio/proposals/:proposal": {
    send: () => ({ json: { state: "adopted", entry: newId("ent") } }),
    gets: 404,
  },
  "POST /portfolios/:portfolio/imports": {
    send: () => ({ csv: "date,kind\n", query: `?name=a.csv&entry=${newId("ent")}&commit=true` }),
    gets: 404,
  },
  "POST /imports": { send: () => ({ csv: "date,kind\n", query: "?baseCurrency=EUR&cash=tracked" }), gets: 200 },
  "GET /portfolios/:portfolio/export": { gets: 404 },
  "GET /portfolios/:portfolio/valuation": { gets: 404 },
  "GET /portfolios/:portfolio/history": { send: () => ({ query: "?from=2026-02-01&to=2026-03-01" }), gets: 404 },
  "GET /valuation": { gets: 200 },
  "GET /history": { send: () => ({ query: "?from=2026-02-01&to=2026-03-01" }), gets: 200 },
  // A figure of Ann's instrument, or one compared with it, is no figure of Bob's.
  "GET /portfolios/:portfolio/performance": { gets: 404 },
  "GET /performance": { send: () => ({ query: `?benchmark=${ids.instrument}` }), gets: 400 },
  "GET /portfolios/:portfolio/risk": { gets: 404 },
  "GET /risk": { send: () => ({ query: `?instrument=${ids.instrument}` }), gets: 400 },
  "GET /portfolios/:portfolio/gains": { gets: 404 },
  "GET /gains": { gets: 200 },
  "GET /portfolios/:portfolio/lots": { gets: 404 },
  "GET /lots": { send: () => ({ query: `?instrument=${ids.instrument}` }), gets: 400 },
  "GET /portfolios/:portfolio/income": { gets: 404 },
  "GET /income": { gets: 200 },
  "GET /portfolios/:portfolio/allocation": { send: () => ({ query: "?by=kind" }), gets: 404 },
  "GET /allocation": { send: () => ({ query: "?by=instrument" }), gets: 200 },
  "GET /portfolios/:portfolio/what-if": {
    send: () => ({ query: `?instrument=${ids.instrument}&quantity=1&price=1` }),
    gets: 404,
  },
  "GET /what-if": { send: () => ({ query: `?instrument=${ids.instrument}&quantity=1&price=1` }), gets: 400 },
  "GET /portfolios/:portfolio/explain": { send: () => ({ query: "?figure=totals/gain" }), gets: 404 },
  "GET /explain": { send: () => ({ query: `?figure=position/${ids.instrument}/cost` }), gets: 404 },
  "GET /portfolios/:portfolio/explain/difference": {
    send: () => ({ query: "?figure=totals/gain&method=lifo" }),
    gets: 404,
  },
  "GET /explain/difference": {
    send: () => ({ query: `?figure=position/${ids.instrument}/cost&method=lifo` }),
    gets: 404,
  },
  "GET /portfolios/:portfolio/explain/returns": { send: () => ({ query: "?a=simple&b=timeWeighted" }), gets: 404 },
  "GET /explain/returns": { send: () => ({ query: "?a=simple&b=timeWeighted" }), gets: 404 },
  "GET /instruments": { gets: 200 },
  "PUT /instruments": { send: () => ({ json: listing }), gets: 200 },
  "PUT /instruments/:instrument/listing": {
    send: () => ({ json: { listedFrom: null, listedUntil: "2026-01-01" } }),
    gets: 404,
  },
  "GET /instruments/search": { send: () => ({ query: "?q=SECRET.D" }), gets: 200 },
  "PUT /instruments/:instrument/prices": {
    send: () => ({ csv: "date,close\n2026-02-23,1\n", query: "?adjustment=raw" }),
    gets: 404,
  },
  "PUT /instruments/:instrument/price": { send: () => ({ json: { day: "2026-02-23", price: "1" } }), gets: 404 },
  "GET /instruments/:instrument/prices": { gets: 404 },
  "DELETE /instruments/:instrument/prices/upload": { gets: 404 },
  "DELETE /instruments/:instrument/prices/manual/:day": { gets: 404 },
  "POST /prices": { send: () => ({ csv: "date,close\n2026-02-23,1\n" }), gets: 200 },
  "GET /instruments/:instrument/quarantine": { gets: 404 },
  "POST /instruments/:instrument/quarantine/:price/accept": { gets: 404 },
  "POST /instruments/:instrument/quarantine/:price/dismiss": { gets: 404 },
  "POST /instruments/:instrument/quarantine/:price/restore": { gets: 404 },
  "GET /quotes": { send: () => ({ query: `?instruments=${ids.instrument}` }), gets: 200 },
  "GET /closes": { send: () => ({ query: `?instruments=${ids.instrument}&from=2026-01-01` }), gets: 200 },
  "GET /rates": { send: () => ({ query: "?currencies=USD&from=2026-01-01" }), gets: 200 },
  "GET /market/status": { gets: 200 },
  "GET /market/backfill": { gets: 200 },
  "POST /market/backfill": { gets: 200 },
  "DELETE /market/backfill": { gets: 200 },
  "GET /provider-keys": { gets: 200 },
  // Nobody of that name is asked here; what matters is that nothing is kept for somebody else.
  "PUT /providers/:provider/key": { send: () => ({ json: { key: "k", scope: "own" } }), gets: 404 },
  "DELETE /providers/:provider/key": { gets: 200 },
  "POST /providers/:provider/test": { gets: 404 },
  "GET /custom-providers": { gets: 200 },
  // Ids are the client's: in Bob's books this one is free, and Ann's stays what it is.
  "PUT /custom-providers/:custom": { send: () => ({ json: described("Bob's") }), gets: 200 },
  "DELETE /custom-providers/:custom": { gets: 200 },
  "POST /custom-providers/:custom/try": {
    send: () => ({ json: described("Bob's"), query: `?instrument=${ids.instrument}` }),
    gets: 404,
  },
  "GET /instruments/:instrument/source": { gets: 404 },
  "PUT /instruments/:instrument/source": { send: () => ({ json: { pin: null } }), gets: 404 },
  "GET /openapi.json": { gets: 200 },
  "GET /docs": { gets: 200 },
};

test("every route says here what a stranger is told", () => {
  expect(server.routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(asked).sort());
});

function request(route: string, user: string | undefined): Promise<Response> {
  const [method = "", pattern = ""] = route.split(" ");
  const { json, csv, query = "" } = asked[route]?.send?.() ?? {};
  const path = `/api${pattern.replace(/:(\w+)/g, (_, name: keyof typeof ids) => ids[name])}${query}`;
  if (json !== undefined) {
    const headers = { "content-type": "application/json" };
    return server.send(user, method, path, { body: JSON.stringify(json), headers });
  }
  if (csv !== undefined) return server.send(user, method, path, { body: csv, headers: { "content-type": "text/csv" } });
  return server.send(user, method, path);
}

describe("each route, asked by another user with the first one's ids", () => {
  for (const [route, { gets }] of Object.entries(asked)) {
    test(`${route} gets ${gets} and shows nothing of the other's`, async () => {
      // A new stranger each time, so that no route is helped by what another made.
      const response = await request(route, `bob-${newId("usr")}`);
      expect(response.status).toBe(gets);
      const text = await response.text();
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain("123.45");
      expect(text).not.toContain("SEK");
    });
  }
});

describe("each route, asked by nobody", () => {
  for (const { method, path, isPublic } of server.routes) {
    test(`${method} ${path} ${isPublic ? "answers" : "asks who it is"}`, async () => {
      const response = await request(`${method} ${path}`, undefined);
      expect(response.status === 401).toBe(!isPublic);
    });
  }
});

test("after all that Ann's books are as she left them", async () => {
  expect((await ann.portfolios()).items).toMatchObject([{ id: ids.portfolio, name: SECRET, version: 1, entries: 1 }]);
  expect((await ann.instruments()).items).toMatchObject([{ id: ids.instrument, name: "SECRET.DE" }]);
  expect((await ann.quotes([ids.instrument])).items).toMatchObject([{ price: "123.45" }]);
  expect(await ann.settings()).toMatchObject({ baseCurrency: "SEK", version: 1 });
  expect((await ann.customProviders()).items).toMatchObject([{ id: ids.custom, draft: { title: SECRET } }]);
  expect(await ann.sourceChoice(ids.instrument)).toEqual({ pin: "stooq", spellings: { stooq: "secret.x" } });
});

test("the same custom instrument of two users has one price each", async () => {
  const shed = { symbol: "SHED", name: "Shed", kind: "other", mic: null, currency: "EUR" } as const;
  const [cleo, dora] = [server.as("cleo"), server.as("dora")];
  const { id } = await cleo.saveInstrument(shed);
  expect((await dora.saveInstrument({ ...shed, name: "Dora's shed" })).id).toBe(id);
  await cleo.setPrice(id, { day: "2026-02-27", price: "500" });
  expect((await dora.quotes([id])).items).toEqual([]);
  await dora.setPrice(id, { day: "2026-02-27", price: "900" });
  expect((await cleo.quotes([id])).items).toMatchObject([{ price: "500" }]);
  expect((await cleo.instruments()).items).toMatchObject([{ name: "Shed" }]);
});
