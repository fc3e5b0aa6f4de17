import { type FakeAnswer, type FakeRequest, type FakeServer, startFakeServer } from "./fake-server.ts";

export type CoinGeckoScenario =
  | "too-many"
  | "too-many-nested"
  | "beyond-a-year"
  | "no-key"
  | "no-price"
  | "missing-coin";

export interface FakeCoin {
  id: string;
  symbol: string;
  name: string;
  rank: number | null;
  /** Last prices by currency, in lower case. */
  prices: Record<string, number>;
  /** Points of its history: instant, price. */
  points: [at: string, price: number][];
}

export interface FakeCoinGecko extends FakeServer {
  coins: Map<string, FakeCoin>;
  /** Its key is of this kind; keys of the one kind are refused at the other's address. */
  keys: { demo: string; pro: string };
  scenario: CoinGeckoScenario | undefined;
  now: string;
  list(coin: Partial<FakeCoin> & Pick<FakeCoin, "id" | "symbol">): void;
}

/** CoinGecko on this machine; what it has for those who pay is under `/pro`. */
export async function startFakeCoinGecko(now: string, port = 0): Promise<FakeCoinGecko> {
  function answer({ path, query, headers }: FakeRequest): FakeAnswer {
    const isPro = path.startsWith("/pro/");
    const [demo, pro] = [headers["x-cg-demo-api-key"], headers["x-cg-pro-api-key"]];
    if (demo !== undefined || pro !== undefined || isPro) {
      const given = demo ?? pro;
      if (given === undefined || fake.scenario === "no-key") return nested(401, 10002, "API Key Missing");
      if (given === fake.keys.pro && !isPro)
        return nested(400, 10010, "If you are using Pro API key, change your root URL");
      if (given === fake.keys.demo && isPro)
        return nested(400, 10011, "If you are using Demo API key, change your root URL");
      if (given !== fake.keys.demo && given !== fake.keys.pro) return nested(401, 10002, `Invalid key ${given}`);
    }
    if (fake.scenario === "too-many")
      return status(429, 429, "You've exceeded the Rate Limit.", { "retry-after": "20" });
    if (fake.scenario === "too-many-nested") return nested(429, 429, "You've exceeded the Rate Limit.");
    return route(path.replace(/^\/pro/, ""), query);
  }

  function route(path: string, query: URLSearchParams): FakeAnswer {
    const currency = query.get("vs_currency") ?? "usd";
    if (path === "/ping") return json({ gecko_says: "(V3) To the Moon!" });
    if (path === "/simple/price") return prices(query.get("ids") ?? "", query.get("vs_currencies") ?? "");
    if (path === "/search") return search((query.get("query") ?? "").toLowerCase());
    const id = /^\/coins\/([^/]+)\/market_chart\/range$/.exec(path)?.[1];
    const coin = fake.scenario === "missing-coin" ? undefined : fake.coins.get(id ?? "");
    if (!coin) return json({ error: "coin not found" }, 404);
    const [from, to] = [Number(query.get("from")) * 1_000, Number(query.get("to")) * 1_000];
    const isLong = from < Date.parse(fake.now) - 365 * 86_400_000;
    if (fake.scenario === "beyond-a-year" || (isLong && !path.startsWith("/pro"))) {
      return nested(401, 10012, "Your request exceeds the allowed time range: past 365 days.");
    }
    const points = coin.points
      .map(([at, price]) => [Date.parse(at), currency === "usd" ? price : price * 0.86])
      .filter(([at]) => at! >= from && at! < to);
    return json({ prices: points, market_caps: points, total_volumes: points });
  }

  function prices(ids: string, currencies: string): FakeAnswer {
    const found = ids.split(",").flatMap((id) => {
      const coin = fake.coins.get(id);
      if (!coin || fake.scenario === "no-price") return [];
      const wanted = currencies.split(",").filter((currency) => coin.prices[currency] !== undefined);
      const said = wanted.map((currency) => [currency, coin.prices[currency]]);
      return [[id, { ...Object.fromEntries(said), last_updated_at: Math.floor(Date.parse(fake.now) / 1_000) - 30 }]];
    });
    return json(Object.fromEntries(found));
  }

  function search(text: string): FakeAnswer {
    const coins = [...fake.coins.values()]
      .filter(({ id, symbol, name }) => `${id} ${symbol} ${name}`.toLowerCase().includes(text))
      .sort((a, b) => (b.rank ?? 1e9) - (a.rank ?? 1e9))
      .map(({ id, symbol, name, rank }) => ({ id, name, api_symbol: id, symbol, market_cap_rank: rank }));
    return json({ coins, exchanges: [], icos: [], categories: [], nfts: [] });
  }

  const http = await startFakeServer(answer, port);
  const empty = { coins: new Map<string, FakeCoin>(), scenario: undefined, now };
  const fake: FakeCoinGecko = Object.assign(http, {
    ...{ ...empty, keys: { demo: "CG-demo-0123456789", pro: "CG-pro-0123456789" } },
    list(coin: Partial<FakeCoin> & Pick<FakeCoin, "id" | "symbol">) {
      fake.coins.set(coin.id, { name: coin.id, rank: null, prices: {}, points: [], ...coin });
    },
  });
  return fake;
}

const json = (body: unknown, code = 200): FakeAnswer => ({ status: code, body: JSON.stringify(body) });

/** It wraps its errors in one of two ways. */
const nested = (code: number, error_code: number, error_message: string) =>
  json({ error: { status: { timestamp: "2026-11-20T00:00:00Z", error_code, error_message } } }, code);

const status = (code: number, error_code: number, error_message: string, headers: Record<string, string>) => {
  return { ...json({ status: { error_code, error_message } }, code), headers };
};

// Run by itself it is a CoinGecko for development, with two coins.
if (import.meta.main) {
  const fake = await startFakeCoinGecko(new Date().toISOString(), 4806);
  fake.list({ id: "bitcoin", symbol: "BTC", name: "Bitcoin", rank: 1, prices: { usd: 91_234, eur: 78_650 } });
  fake.list({ id: "ethereum", symbol: "ETH", name: "Ethereum", rank: 2, prices: { usd: 3_012, eur: 2_596 } });
  console.log(`Fake CoinGecko: TICKFOLIO_COINGECKO_URL=${fake.url}`);
}
