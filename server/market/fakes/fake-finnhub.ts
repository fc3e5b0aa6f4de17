import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { type FakeAnswer, type FakeRequest, type FakeServer, startFakeServer } from "./fake-server.ts";

/** How Finnhub may answer instead of with data (market-data.md 3.6). */
export const finnhubScenarios = [
  "no-key",
  "wrong-key",
  "plan",
  "limit",
  "sign-up",
  "not-supported",
  "cfd",
  "gateway",
  "zero",
  "no-json",
  "nan",
  "huge",
] as const;
export type FinnhubScenario = (typeof finnhubScenarios)[number];

export interface FakePrice {
  c: number;
  pc: number;
  /** Epoch seconds. */
  t: number;
}

export interface FakeFinnhub extends FakeServer {
  socketUrl: string;
  key: string;
  prices: Map<string, FakePrice>;
  scenario: FinnhubScenario | undefined;
  /** Requests a minute, and a second, before it says that it is too much. */
  perMinute: number;
  perSecond: number;
  /** The key's plan has history: a range without trading days is then `no_data`. */
  hasHistory: boolean;
  /** Rows of market holidays, where the key's plan has them; and what the market's status says. */
  holidays: readonly { eventName: string; atDate: string; tradingHour: string }[] | undefined;
  status: { holiday?: string | null; isOpen?: boolean } | undefined;
  /** The status with which a socket is refused; undefined lets it in. */
  refuseSocket: number | undefined;
  sockets: ReadonlySet<WebSocket>;
  /** Symbols subscribed on the open sockets. */
  readonly subscribed: string[];
  /** Sends a frame as it is to every socket. */
  frame(text: string): void;
  trade(...trades: { s: string; p: number; t: number; v?: number; c?: string[] | null }[]): void;
  /** The sign of life that comes each minute. */
  ping(): void;
  /** Breaks the connections off without a goodbye. */
  drop(): void;
  /** The same in the middle of a frame. */
  dropMidFrame(): void;
}

export interface FakeFinnhubOptions {
  key?: string;
  port?: number;
  clock?: () => number;
  /** Sockets carry no more symbols than this. */
  symbols?: number;
}

/** Finnhub's protocol on this machine: requests and the stream, with all the ways in which it refuses. */
export async function startFakeFinnhub(options: FakeFinnhubOptions = {}): Promise<FakeFinnhub> {
  const { key = "fake-key-0123456789", port = 0, clock = Date.now, symbols = 50 } = options;
  const recent: number[] = [];
  const subscriptions = new Map<WebSocket, Set<string>>();
  const lines = new Map<WebSocket, Duplex>();

  function answer(request: FakeRequest): FakeAnswer {
    const token = request.query.get("token") ?? request.headers["x-finnhub-token"];
    if (fake.scenario && fake.scenario !== "zero") return refusal(fake.scenario, clock());
    if (token === undefined || token === "") return error(401, "Please use an API key.");
    if (token !== key) return error(401, "Invalid API key.");
    const nowMs = clock();
    while (recent.length > 0 && recent[0]! <= nowMs - 60_000) recent.shift();
    recent.push(nowMs);
    const lastSecond = recent.filter((atMs) => atMs > nowMs - 1_000).length;
    if (recent.length > fake.perMinute || lastSecond > fake.perSecond) return refusal("limit", nowMs);
    return data(request);
  }

  function data({ path, query }: FakeRequest): FakeAnswer {
    const symbol = query.get("symbol") ?? "";
    switch (path) {
      case "/quote": {
        if (symbol.includes(".") && !/\.[AB]$/.test(symbol))
          return error(403, "You don't have access to this resource.");
        const price = fake.scenario === "zero" ? undefined : fake.prices.get(symbol);
        if (!price) return json({ c: 0, d: null, dp: null, h: 0, l: 0, o: 0, pc: 0, t: 0 });
        const { c, pc, t } = price;
        return json({ c, d: c - pc, dp: (c / pc - 1) * 100, h: c, l: c, o: pc, pc, t });
      }
      case "/search": {
        const wanted = (query.get("q") ?? "").toUpperCase();
        const result = [...fake.prices.keys()]
          .filter((known) => known.includes(wanted))
          .map((known) => ({ description: `${known} INC`, displaySymbol: known, symbol: known, type: "Common Stock" }));
        return json({ count: result.length, result });
      }
      case "/stock/profile2":
        return json(
          fake.prices.has(symbol) ? { name: `${symbol} Inc`, country: "US", weburl: "https://example.com/" } : {},
        );
      case "/stock/market-holiday":
        return fake.holidays
          ? json({ exchange: "US", timezone: "America/New_York", data: fake.holidays })
          : error(403, "You don't have access to this resource.");
      case "/stock/market-status": {
        // What it does not know is null in every field.
        const { holiday = null, isOpen = null } = fake.status ?? {};
        return json({ exchange: "US", holiday, isOpen, session: null, timezone: null, t: Math.floor(clock() / 1_000) });
      }
      case "/stock/candle":
        return fake.hasHistory ? json({ s: "no_data" }) : error(403, "You don't have access to this resource.");
      default:
        return { status: 404, type: "text/html", body: "<html>Not Found</html>" };
    }
  }

  const http = await startFakeServer(answer, port);
  const sockets = new WebSocketServer({ noServer: true });
  http.server.on("upgrade", (request, socket, head) => {
    // A client that is closed hard resets the connection: none of our business.
    socket.on("error", () => {});
    const token = new URL(request.url ?? "/", "http://fake").searchParams.get("token");
    const status = fake.refuseSocket ?? (token === key ? undefined : 401);
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (connection) => {
      // A key has one connection: a second one makes both drop.
      if (subscriptions.size > 0) {
        for (const open of [...subscriptions.keys(), connection]) open.terminate();
        return;
      }
      subscriptions.set(connection, new Set());
      lines.set(connection, socket);
      connection.on("error", () => {});
      connection.on("close", () => {
        subscriptions.delete(connection);
        lines.delete(connection);
      });
      connection.on("message", (text) => hear(connection, String(text)));
    });
  });

  function hear(connection: WebSocket, text: string): void {
    const { type, symbol } = JSON.parse(text) as { type: string; symbol: string };
    const mine = subscriptions.get(connection)!;
    if (type === "unsubscribe") mine.delete(symbol);
    if (type !== "subscribe") return;
    if (symbol.startsWith("INVALID"))
      connection.send(JSON.stringify({ type: "error", msg: `Invalid symbol ${symbol}` }));
    else if (mine.size >= symbols)
      connection.send(JSON.stringify({ type: "error", msg: "Subscribing to too many symbols" }));
    else mine.add(symbol);
  }

  const closeHttp = http.close;
  // Defined, not assigned: what is computed stays so.
  const own = Object.getOwnPropertyDescriptors({
    socketUrl: http.url.replace("http", "ws"),
    key,
    prices: new Map<string, FakePrice>(),
    scenario: undefined,
    perMinute: 60,
    perSecond: 30,
    hasHistory: false,
    holidays: undefined,
    status: undefined,
    refuseSocket: undefined,
    get sockets() {
      return new Set(subscriptions.keys());
    },
    get subscribed() {
      return [...subscriptions.values()].flatMap((set) => [...set]);
    },
    frame(text: string) {
      for (const socket of subscriptions.keys()) socket.send(text);
    },
    trade(...trades: { s: string; p: number; t: number; v?: number; c?: string[] | null }[]) {
      for (const [socket, mine] of subscriptions) {
        const heard = trades.filter((trade) => mine.has(trade.s)).map((trade) => ({ v: 100, ...trade }));
        if (heard.length > 0) socket.send(JSON.stringify({ type: "trade", data: heard }));
      }
    },
    ping() {
      for (const socket of subscriptions.keys()) socket.send('{"type":"ping"}');
    },
    drop() {
      for (const socket of subscriptions.keys()) socket.terminate();
    },
    dropMidFrame() {
      for (const socket of subscriptions.keys()) {
        const line = lines.get(socket)!;
        // A text frame that promises 500 bytes and has few of them.
        const begun = Buffer.from('{"type":"trade","data":[{"s":"AAPL","p":999');
        line.write(Buffer.concat([Buffer.from([0x81, 126, 500 >> 8, 500 & 255]), begun]), () => line.destroy());
      }
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      await closeHttp();
    },
  });
  const fake: FakeFinnhub = Object.defineProperties(http as FakeFinnhub, own);
  return fake;
}

const json = (body: unknown, rest: Partial<FakeAnswer> = {}): FakeAnswer => ({ body: JSON.stringify(body), ...rest });
const error = (status: number, text: string, headers: Record<string, string> = {}) =>
  json({ error: text }, { status, headers });

function refusal(scenario: Exclude<FinnhubScenario, "zero">, nowMs: number): FakeAnswer {
  switch (scenario) {
    case "no-key":
      return error(401, "Please use an API key.");
    case "wrong-key":
      return error(401, "Invalid API key.");
    case "plan":
      return error(403, "You don't have access to this resource.");
    case "limit":
      return error(429, "API limit reached. Please try again later. Remaining Limit: 0", {
        "X-Ratelimit-Limit": "60",
        "X-Ratelimit-Remaining": "0",
        "X-Ratelimit-Reset": String(Math.ceil(nowMs / 1_000) + 30),
      });
    case "sign-up":
      return { status: 429, type: "text/plain", body: "Please sign up for a free account to continue." };
    case "not-supported":
      return error(422, "Symbol not supported.");
    case "cfd":
      return error(200, "Market data subscription required for CFD indices.");
    case "gateway":
      return { status: 504, type: "text/html", body: "<html><h1>504 Gateway Time-out</h1></html>" };
    case "no-json":
      return { status: 200, body: '{"c":' };
    case "nan":
      return { status: 200, body: '{"c":NaN,"pc":1,"t":1}' };
    case "huge":
      return { status: 200, body: '{"c":1e999,"pc":1e308,"t":1e300}' };
    default:
      return scenario satisfies never;
  }
}

// Run by itself it is a Finnhub for development: a few symbols that trade every second.
if (import.meta.main) {
  const fake = await startFakeFinnhub({ port: 4801 });
  for (const [index, symbol] of ["AAPL", "MSFT", "NVDA", "TSLA", "BRK.B", "BINANCE:BTCUSDT"].entries()) {
    const price = 100 * (index + 1);
    fake.prices.set(symbol, { c: price, pc: price * 0.99, t: Math.floor(Date.now() / 1_000) });
  }
  setInterval(() => {
    for (const [s, price] of fake.prices) {
      price.c = Number((price.c * (1 + (Math.random() - 0.5) / 1_000)).toFixed(2));
      price.t = Math.floor(Date.now() / 1_000);
      fake.trade({ s, p: price.c, t: Date.now(), c: ["1"] });
    }
  }, 1_000);
  setInterval(() => fake.frame('{"type":"ping"}'), 60_000);
  console.log(`Fake Finnhub: TICKFOLIO_FINNHUB_URL=${fake.url} TICKFOLIO_FINNHUB_SOCKET_URL=${fake.socketUrl}`);
  console.log(`TICKFOLIO_FINNHUB_KEY=${fake.key}`);
}
