import { Decimal, type Transaction } from "@tickfolio/engine";
import { type Client, createClient, newId } from "@tickfolio/protocol";
import { contentSecurityPolicy } from "@tickfolio/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeCloud, gatewayFetch, startFakeCloud } from "./fake-cloud.ts";

// The API as it is deployed: the built file, API Gateway's events, DynamoDB and Secrets Manager on this machine, real tokens.

let cloud: FakeCloud;
let handler: Parameters<typeof gatewayFetch>[0];

beforeAll(async () => {
  cloud = await startFakeCloud();
  handler = await cloud.load("api");
});
afterAll(() => cloud.close());

const ask = (path: string, init?: RequestInit) => gatewayFetch(handler)(`https://money.example.org${path}`, init);

function as(user: string): Client {
  return createClient({
    baseUrl: "https://money.example.org",
    headers: async () => ({ authorization: `Bearer ${await cloud.issuer.token(user)}` }),
    fetch: gatewayFetch(handler),
  });
}

async function makePortfolio(client: Client): Promise<string> {
  const id = newId("pf");
  const draft = {
    id,
    name: "Broker",
    baseCurrency: "USD",
    costMethod: "fifo",
    cash: "untracked",
    sample: false,
  } as const;
  await client.savePortfolio(draft, 0);
  return id;
}

function trade(kind: "buy" | "sell", instrument: string, day: string, quantity: string, price: string): Transaction {
  const [q, p] = [Decimal.parse(quantity), Decimal.parse(price)];
  return { id: newId("txn"), kind, day, instrument, quantity: q, price: p, currency: "USD" };
}

const shareDraft = (symbol: string) => ({ symbol, name: symbol, kind: "stock", mic: "XNAS", currency: "USD" }) as const;

test("a portfolio is made, trades are recorded, and their valuation is right", async () => {
  cloud.finnhub.prices.set("AAPL", { c: 120, pc: 118, t: Math.floor(Date.now() / 1000) - 60 });
  const ada = as("ada");
  // Whoever has saved settings has seen who would be asked.
  await ada.saveSettings({ baseCurrency: "USD", providers: {}, version: 0 });
  const portfolio = await makePortfolio(ada);
  const apple = await ada.saveInstrument(shareDraft("AAPL"));
  await ada.writeEntry(portfolio, {
    id: newId("ent"),
    reason: { kind: "typed" },
    transactions: [
      trade("buy", apple.id, "2024-01-03", "10", "100"),
      trade("sell", apple.id, "2024-02-01", "4", "130"),
    ],
    voids: [],
  });
  expect(await ada.valuation(portfolio)).toMatchObject({
    partial: false,
    positions: [
      {
        instrument: apple.id,
        quantity: "6",
        marketValue: 720,
        unrealized: 120,
        price: { value: 120, source: "finnhub" },
      },
    ],
    totals: { marketValue: 720, cost: 600 },
  });
  expect(await ada.session()).toMatchObject({ home: "cloud", user: { id: "ada" } });
  // The key travels in a header, never in an address.
  expect(cloud.finnhub.requests.map(({ path }) => path).join()).not.toContain(cloud.finnhub.key);
});

test("a fresh environment finds what another has written", async () => {
  const ada = as("ada");
  const portfolio = await makePortfolio(ada);
  const other = await cloud.load<typeof handler>("api");
  const client = createClient({
    baseUrl: "https://money.example.org",
    headers: async () => ({ authorization: `Bearer ${await cloud.issuer.token("ada")}` }),
    fetch: gatewayFetch(other),
  });
  expect((await client.portfolios()).items.map(({ id }) => id)).toContain(portfolio);
});

test("nobody sees or changes what is somebody else's", async () => {
  const ada = as("ada");
  const portfolio = await makePortfolio(ada);
  const bob = as("bob");
  expect((await bob.portfolios()).items).toEqual([]);
  await expect(bob.valuation(portfolio)).rejects.toMatchObject({ status: 404 });
  await expect(bob.deletePortfolio(portfolio)).rejects.toMatchObject({ status: 404 });
});

test("without a token that is good for it there is nothing, whatever API Gateway let through", async () => {
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  expect((await ask("/api/health")).status).toBe(200);
  expect((await ask("/api/portfolios")).status).toBe(401);
  expect((await ask("/api/portfolios", bearer(await cloud.issuer.forgedToken("ada")))).status).toBe(401);
  expect((await ask("/api/portfolios", bearer(await cloud.issuer.token("ada", { exp: 1 })))).status).toBe(401);
  expect((await ask("/api/portfolios", bearer(await cloud.issuer.token("ada", { client_id: "other" })))).status).toBe(
    401,
  );
  expect((await ask("/api/portfolios", bearer(await cloud.issuer.token("ada", { token_use: "id" })))).status).toBe(401);
  const reader = bearer(await cloud.issuer.token("ada", { scope: "tickfolio/read" }));
  expect((await ask("/api/portfolios", reader)).status).toBe(200);
  expect((await ask("/api/sample", { ...reader, method: "POST" })).status).toBe(403);
});

test("every answer carries the strict headers, refusals too", async () => {
  for (const path of ["/api/health", "/api/portfolios", "/api/nothing"]) {
    const { headers } = await ask(path);
    expect(headers.get("content-security-policy")).toBe(contentSecurityPolicy());
    expect(headers.get("strict-transport-security")).toContain("max-age");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toMatch(/no-store|no-cache/);
  }
});

test("a ticket for the socket leads through CloudFront, not to API Gateway's own address", async () => {
  const { url } = await as("ada").pushTicket();
  expect(url).toMatch(/^wss:\/\/money\.example\.org\/push\?ticket=/);
});

test("a key of one's own is tested and kept locked, and a fresh environment can ask with it", async () => {
  const eve = as("eve");
  await expect(eve.saveProviderKey("finnhub", "wrong")).rejects.toMatchObject({ code: "key_rejected" });
  await expect(eve.saveProviderKey("finnhub", "any", "deployment")).rejects.toMatchObject({ code: "operator_only" });
  expect(await eve.saveProviderKey("finnhub", cloud.finnhub.key)).toMatchObject({ scope: "own", isReadable: true });
  const fresh: typeof handler = await cloud.load("api");
  const again = createClient({
    baseUrl: "https://money.example.org",
    headers: async () => ({ authorization: `Bearer ${await cloud.issuer.token("eve")}` }),
    fetch: gatewayFetch(fresh),
  });
  expect((await again.providerKeys()).items).toMatchObject([{ provider: "finnhub", isReadable: true }]);
  expect(await again.testProvider("finnhub")).toEqual({ works: true, message: "Finnhub answered." });
  expect((await as("ada").providerKeys()).items).toEqual([]);
});

test("Yahoo is not there unless the operator says so", async () => {
  const names = async (client: Client) => (await client.marketStatus()).items.map(({ name }) => name);
  expect(await names(as("ada"))).not.toContain("yahoo");
  const allowed: typeof handler = await cloud.load("api", { TICKFOLIO_YAHOO: "on" });
  const client = createClient({
    baseUrl: "https://money.example.org",
    headers: async () => ({ authorization: `Bearer ${await cloud.issuer.token("ada")}` }),
    fetch: gatewayFetch(allowed),
  });
  expect(await names(client)).toContain("yahoo");
});

test("the sample portfolio can be made in the cloud, and is worth something", async () => {
  const ada = as("ada");
  const sample = await ada.makeSample();
  const { totals, partial } = await ada.valuation(sample.id);
  expect(partial).toBe(false);
  expect(totals.marketValue).toBeGreaterThan(1_000);
});

test("the documentation is there, and is loaded only when it is asked for", async () => {
  const document = await (await ask("/api/openapi.json")).json();
  expect(document).toMatchObject({ openapi: "3.1.0" });
});

test("it is small, and says how long a new process reads it", async () => {
  const { start, all } = cloud.built.bytes.api;
  const times = [];
  for (let turn = 0; turn < 3; turn++) times.push(await cloud.importMs("api"));
  console.log(
    `API function: ${(start / 1000).toFixed(0)} kB read at start, ${(all / 1000).toFixed(0)} kB in all; a new process reads it in ${Math.min(...times).toFixed(0)} ms.`,
  );
  expect(start).toBeLessThan(260_000);
  // With every figure and what explains it, every provider, and the calendars of all markets, each read when it is asked for.
  expect(all).toBeLessThan(900_000);
});
