import { createClient } from "@tickfolio/protocol";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { SocketAnswer, SocketEvent } from "../server/push/socket-events.ts";
import type { TickerResult } from "../server/push/ticker.ts";
import { type Asked, type FakeCloud, gatewayFetch, startFakeCloud } from "./fake-cloud.ts";
import { NO_JOURNALS, PUSH_PARTITIONS, TICKER_PARTITIONS } from "./stack.ts";

// The live way as it is deployed: API, push and ticker as built files, with everything around them on this machine.

type Ticker = (event: object, context: object) => Promise<TickerResult & { rounds: number }>;

let cloud: FakeCloud;
let api: Parameters<typeof gatewayFetch>[0];
let push: (event: SocketEvent) => Promise<SocketAnswer>;

beforeAll(async () => {
  cloud = await startFakeCloud();
  cloud.finnhub.prices.set("AAPL", { c: 120, pc: 118, t: Math.floor(Date.now() / 1000) - 60 });
  [api, push] = await Promise.all([cloud.load<typeof api>("api"), cloud.load<typeof push>("push")]);
});
afterAll(() => cloud.close());
beforeEach(() => {
  cloud.posted.length = 0;
  cloud.asked.length = 0;
  cloud.started.length = 0;
  cloud.gone.clear();
});

async function client(user: string) {
  const headers = async () => ({ authorization: `Bearer ${await cloud.issuer.token(user)}` });
  return createClient({ baseUrl: "https://money.example.org", headers, fetch: gatewayFetch(api) });
}

const event = (routeKey: string, connectionId: string, rest: object = {}) =>
  push({ requestContext: { routeKey, connectionId }, ...rest });

async function connect(user: string, id: string) {
  const { url } = await (await client(user)).pushTicket();
  const ticket = new URL(url).searchParams.get("ticket") ?? "";
  return event("$connect", id, { queryStringParameters: { ticket } });
}

async function say(id: string, message: object) {
  return JSON.parse((await event("$default", id, { body: JSON.stringify(message) })).body ?? "null");
}

/** Runs the ticker as Step Functions does, in a fresh environment. */
async function runTicker(seconds: number, environment: Record<string, string> = {}) {
  const ticker = await cloud.load<Ticker>("ticker", environment);
  const endsMs = Date.now() + (60 + seconds) * 1_000;
  return ticker(
    { task: "run", rounds: 2 },
    { awsRequestId: `run-${endsMs}`, getRemainingTimeInMillis: () => endsMs - Date.now() },
  );
}

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition() && turn < 400; turn++) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(condition()).toBe(true);
}

/** What the role's policy in the template would have refused. */
function refusedBy(prefixes: readonly string[], asked: readonly Asked[]): Asked[] {
  const journal = new RegExp(`^${NO_JOURNALS.replaceAll("*", ".*")}$`);
  return asked.filter(
    ({ partition }) => !prefixes.some((prefix) => partition.startsWith(prefix)) || journal.test(partition),
  );
}

test("with a ticket, a watch and a running ticker, a trade at the provider reaches the viewer", async () => {
  const ada = await client("ada");
  // Whoever has saved settings has seen who would be asked.
  await ada.saveSettings({ baseCurrency: "USD", providers: {}, version: 0 });
  const apple = await ada.saveInstrument({
    symbol: "AAPL",
    name: "Apple",
    kind: "stock",
    mic: "XNAS",
    currency: "USD",
  });
  expect(await connect("ada", "viewer=")).toEqual({ statusCode: 200 });
  cloud.asked.length = 0;
  const snapshot = await say("viewer=", { type: "watch", instruments: [apple.id] });
  expect(snapshot).toMatchObject({ type: "snapshot", epoch: 0, unpriced: [apple.id] });
  expect(cloud.started).toHaveLength(1);
  expect(refusedBy(PUSH_PARTITIONS, cloud.asked)).toEqual([]);
  expect(cloud.asked.length).toBeGreaterThan(3);

  cloud.asked.length = 0;
  const run = runTicker(6);
  await until(() => cloud.finnhub.subscribed.includes("AAPL"));
  await until(() => cloud.posted.some(({ message }) => message.type === "snapshot"));
  cloud.finnhub.trade({ s: "AAPL", p: 121.5, t: Date.now() });
  // What was asked for may come before the trade.
  await until(() => cloud.posted.some(({ message }) => JSON.stringify(message).includes('"121.5"')));
  expect(cloud.posted.find(({ message }) => JSON.stringify(message).includes('"121.5"'))).toMatchObject({
    connection: "viewer=",
    message: { quotes: [{ instrument: apple.id, price: "121.5", source: "finnhub" }] },
  });
  await event("$disconnect", "viewer=");

  expect(await run).toMatchObject({ continue: true, reason: "time is up", rounds: 3 });
  expect(cloud.finnhub.sockets.size).toBe(0);
  expect(refusedBy(TICKER_PARTITIONS, cloud.asked)).toEqual([]);
});

test("the ticker stops when nobody watches, and the next who does starts it anew", async () => {
  expect(await runTicker(30, { TICKFOLIO_IDLE: "1" })).toMatchObject({ continue: false, reason: "nobody watches" });
  expect(cloud.finnhub.sockets.size).toBe(0);

  const ada = await client("ada");
  const [apple] = (await ada.instruments()).items;
  await connect("ada", "again");
  // What the ticker heard before is stored: the viewer sees it at once.
  expect(await say("again", { type: "watch", instruments: [apple!.id] })).toMatchObject({
    epoch: 2,
    quotes: [{ instrument: apple!.id, price: "121.5" }],
  });
  await say("again", { type: "watch", instruments: [] });
  await say("again", { type: "watch", instruments: [apple!.id] });
  // Both mean the same start: it is named after the minute.
  expect(cloud.started).toHaveLength(1);
  await event("$disconnect", "again");
});

test("a socket that is gone is forgotten by the ticker", async () => {
  const ada = await client("ada");
  const [apple] = (await ada.instruments()).items;
  await connect("ada", "lost");
  await say("lost", { type: "watch", instruments: [apple!.id] });
  cloud.gone.add("lost");
  expect(await runTicker(30, { TICKFOLIO_IDLE: "1" })).toMatchObject({ reason: "nobody watches", messages: 0 });
  expect(await event("$default", "lost", { body: '{"type":"ping"}' })).toEqual({ statusCode: 410 });
});

test("a socket without a good ticket is refused", async () => {
  expect(await event("$connect", "x", { queryStringParameters: { ticket: "A".repeat(32) } })).toEqual({
    statusCode: 401,
  });
  expect(await event("$connect", "x")).toEqual({ statusCode: 401 });
});

test("what one tab writes, the user's other tabs are told", async () => {
  const ada = await client("ada");
  await connect("ada", "other-tab");
  await ada.makeSample();
  await until(() => cloud.posted.some(({ message }) => message.type === "portfolio"));
  expect(cloud.posted[0]).toMatchObject({ connection: "other-tab", message: { type: "portfolio" } });
});

test("once a day the closes of what people watch are fetched, and the next who looks finds them stored", async () => {
  const day = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
  cloud.stooq.history.set("aapl.us", [[day, 119.5]]);
  cloud.ecb.rates.set(day, { USD: 1.1 });
  const ticker = await cloud.load<(event: object, context: object) => Promise<object>>("ticker");
  const context = { awsRequestId: "day", getRemainingTimeInMillis: () => 900_000 };
  cloud.asked.length = 0;
  expect(await ticker({ task: "end-of-day" }, context)).toMatchObject({ users: 1, series: 1, left: 0 });
  expect(refusedBy(TICKER_PARTITIONS, cloud.asked)).toEqual([]);

  const asked = cloud.stooq.requests.length;
  const ada = await client("ada");
  const apple = (await ada.instruments()).items.find(({ symbol }) => symbol === "AAPL")!;
  expect((await ada.closes([apple.id], day)).items).toMatchObject([{ source: "stooq", closes: [119.5] }]);
  expect(cloud.stooq.requests.length).toBe(asked);
});
