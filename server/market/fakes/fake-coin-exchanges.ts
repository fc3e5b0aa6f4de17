import { parsedJson } from "../door/json.ts";
import { type FakeAnswer, type FakeRequest, type FakeServer, startFakeServer } from "./fake-server.ts";

export interface FakeCoinExchanges extends FakeServer {
  /** By pair as it is asked for (`XBTUSD`, `BTCUSDT`): instant of the last trade, last price, the close before. */
  pairs: Map<string, [at: string, last: number, before: number]>;
  scenario: "too-many" | "too-many-with-200" | "unavailable" | undefined;
}

/** Kraken's and Binance's open addresses on this machine. */
export async function startFakeCoinExchanges(port = 0): Promise<FakeCoinExchanges> {
  function answer({ path, query }: FakeRequest): FakeAnswer {
    if (fake.scenario === "too-many") return json({ code: -1003, msg: "Too much request weight used." }, 429);
    if (path === "/0/public/OHLC") return kraken(query.get("pair") ?? "");
    if (path === "/api/v3/ticker/24hr") return binance(parsedJson(query.get("symbols") ?? ""));
    return json({ error: ["EGeneral:Unknown method"] }, 404);
  }

  function kraken(pair: string): FakeAnswer {
    if (fake.scenario === "too-many-with-200") return json({ error: ["EGeneral:Too many requests"] });
    if (fake.scenario === "unavailable") return json({ error: ["EService:Unavailable"] });
    const known = fake.pairs.get(pair);
    if (!known) return json({ error: ["EQuery:Unknown asset pair"] });
    const [at, last, before] = known;
    const day = Math.floor(Date.parse(at) / 86_400_000) * 86_400;
    const row = (seconds: number, close: number) => [seconds, "1", "1", "1", String(close), "1", "12.5", 42];
    const rows = [row(day - 86_400, before), row(day, last)];
    return json({ error: [], result: { [`X${pair}`]: rows, last: day - 86_400 } });
  }

  function binance(symbols: unknown): FakeAnswer {
    const wanted = Array.isArray(symbols) ? symbols : [];
    if (!wanted.every((symbol) => fake.pairs.has(symbol))) return json({ code: -1121, msg: "Invalid symbol." }, 400);
    return json(
      wanted.map((symbol) => {
        const [at, last, before] = fake.pairs.get(symbol)!;
        return { symbol, lastPrice: String(last), prevClosePrice: String(before), closeTime: Date.parse(at) };
      }),
    );
  }

  const http = await startFakeServer(answer, port);
  const fake: FakeCoinExchanges = Object.assign(http, { pairs: new Map(), scenario: undefined });
  return fake;
}

const json = (body: unknown, status = 200): FakeAnswer => ({ status, body: JSON.stringify(body) });
