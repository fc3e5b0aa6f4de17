import { type CloseSeries, type Instrument, parseSymbol, type Quote } from "@tickfolio/engine";
import { fieldOf, listOf, numberOf } from "../door/json.ts";
import { isPrice } from "../judging/validate.ts";
import { isOwn } from "../own-instrument.ts";
import type { FoundInstrument, Provider, ProviderParts } from "../provider.ts";
import type { Limits } from "../quota/limiter.ts";
import { COINGECKO, failure, readCoinGecko, WrongRootError } from "./coingecko-answer.ts";
import { coinOf, coinsFrom, isCoinId, knownId, tickerOf } from "./coingecko-coins.ts";
import { createOpenDoor, type OpenDoor } from "./open-door.ts";

const TITLE = "CoinGecko";
const DAY_MS = 86_400_000;
/** A point this little after midnight is of midnight. */
const MIDNIGHT_MS = 10 * 60_000;
/** Over more days than this it answers by the day. */
const DAILY_FROM_DAYS = 92;
/** Without a plan that is paid for, it knows one year. */
const OPEN_DAYS = 364;
const BATCH = 50;

const MINUTE = 60_000;
const LIMITS: Record<KeyKind, Limits> = {
  none: { windows: [{ requests: 6, perMs: MINUTE }], spacingMs: 1_000, longestWaitMs: 30_000 },
  demo: {
    windows: [
      { requests: 25, perMs: MINUTE },
      { requests: 9_000, perMs: 30 * DAY_MS, calendar: { unit: "month", zone: "UTC" } },
    ],
    ...{ spacingMs: 500, longestWaitMs: 30_000 },
  },
  pro: { windows: [{ requests: 240, perMs: MINUTE }], spacingMs: 100, longestWaitMs: 30_000 },
};
type KeyKind = "none" | "demo" | "pro";

const HOMES: Record<KeyKind, string> = {
  none: "https://api.coingecko.com/api/v3",
  demo: "https://api.coingecko.com/api/v3",
  pro: "https://pro-api.coingecko.com/api/v3",
};

/** Coins: last prices, daily history, and which coin is meant. Its data is free to show with its name. */
export function createCoinGecko(parts: ProviderParts): Provider {
  const { clock } = parts;
  const key = parts.key?.trim() ?? "";
  /** Keys look alike; which kind one is shows where it is refused. */
  let kind: KeyKind = key === "" ? "none" : "demo";
  const kinds: KeyKind[] = key === "" ? ["none"] : ["demo", "pro"];
  const doors: Partial<Record<KeyKind, OpenDoor>> = {};
  const door = () => (doors[kind] ??= openDoor(kind));
  /** Coins found by their ticker and name. */
  const ids = new Map<string, Promise<string>>();

  function openDoor(of: KeyKind): OpenDoor {
    const headers: Record<string, string> = of === "none" ? {} : { [`x-cg-${of}-api-key`]: key };
    // A server that plays both has what is paid for below the rest.
    const url = parts.url === undefined ? HOMES[of] : of === "pro" ? `${parts.url}/pro` : parts.url;
    const secret = key === "" ? {} : { secret: key };
    return createOpenDoor(
      { name: COINGECKO, title: TITLE, home: HOMES[of], limits: LIMITS[of], headers, ...secret },
      { ...parts, url },
    );
  }

  async function ask(
    path: string,
    query: Record<string, string>,
    what: string,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const asked = kind;
    const question = { path, query, signal };
    try {
      return await door().ask(question, (answer) => readCoinGecko(answer, what, key, clock()));
    } catch (error) {
      if (!(error instanceof WrongRootError) || asked !== kind) throw error;
      kind = asked === "demo" ? "pro" : "demo";
      try {
        return await door().ask(question, (answer) => readCoinGecko(answer, what, key, clock()));
      } catch (again) {
        if (again instanceof WrongRootError) throw failure("unauthorized", "CoinGecko rejected the key.");
        throw again;
      }
    }
  }

  /** What somebody says it is called here, else the coin everybody means, else the one that is found. */
  async function idOf(instrument: Instrument, signal?: AbortSignal): Promise<string> {
    const said = parts.spelling?.(instrument)?.trim().toLowerCase();
    if (said !== undefined && isCoinId(said)) return said;
    const ticker = tickerOf(instrument) ?? "";
    const known = knownId(ticker);
    if (known !== undefined) return known;
    // What one person calls an instrument says which coin it is for them, and not for all who share its prices.
    const wanted = parts.scope?.startsWith("user:") ? instrument.name : undefined;
    const place = `${ticker}\n${wanted ?? ""}`;
    const asked = ids.get(place) ?? find(instrument, ticker, wanted, signal);
    ids.set(place, asked);
    asked.catch(() => ids.delete(place));
    return asked;
  }

  async function find(
    instrument: Instrument,
    ticker: string,
    wanted: string | undefined,
    signal?: AbortSignal,
  ): Promise<string> {
    const coins = coinsFrom(await ask("/search", { query: ticker }, instrument.symbol, signal));
    const coin = coinOf(instrument, coins, wanted);
    if (coin) return coin.id;
    const several = coins.some((each) => each.ticker === ticker);
    const hint = several
      ? "knows several coins called so: say which is meant by its CoinGecko id, as the instrument's spelling there"
      : "does not have it";
    throw failure("not-found", `CoinGecko has no price of ${instrument.symbol}: it ${hint}.`);
  }

  async function idsOf(instruments: readonly Instrument[], signal?: AbortSignal) {
    const found: [Instrument, string][] = [];
    for (const instrument of instruments) {
      const id = await idOf(instrument, signal).catch((error) => {
        if (error?.reason === "not-found" && instruments.length > 1) return undefined;
        throw error;
      });
      if (id !== undefined) found.push([instrument, id]);
    }
    return found;
  }

  return {
    name: COINGECKO,
    title: TITLE,
    capabilities: new Set(["quote", "closes", "search"]),
    hosts: parts.url === undefined ? [...new Set(kinds.map((each) => new URL(HOMES[each]).host))] : door().hosts,
    asks: "Prices and history of the coins you hold or watch, and what you type into the search. Nothing else goes along.",
    scope: parts.scope ?? "public",
    defaultOn: true,
    terms: "Data by CoinGecko, for personal use; without a key it answers a few requests a minute and knows one year.",
    key: {
      isNeeded: false,
      howToGet: "It answers without one; a free demo key from coingecko.com lets it answer more often.",
    },
    keyRemedy: parts.keyRemedy,
    quoteBatch: BATCH,
    freshMs: 60_000,
    pollsPerMinute: 150,
    budget: () => door().budget(),
    covers: (instrument, capability) =>
      (capability === "quote" || capability === "closes") &&
      (parts.spelling?.(instrument) !== undefined || (!isOwn(instrument) && tickerOf(instrument) !== undefined)),

    async quote(instruments, signal) {
      const found = await idsOf(instruments, signal);
      if (found.length === 0) return [];
      const query = {
        ids: [...new Set(found.map(([, id]) => id))].join(),
        vs_currencies: [...new Set(found.map(([{ currency }]) => currency.toLowerCase()))].join(),
        include_last_updated_at: "true",
      };
      const body = await ask("/simple/price", query, "these coins", signal);
      return found.flatMap(([instrument, id]) => quoteFrom(fieldOf(body, id), instrument));
    },

    async closes(instrument, from, signal) {
      const id = await idOf(instrument, signal);
      const nowMs = clock();
      // Fewer days would come by the hour.
      const wantedMs = Math.min(Date.parse(from), nowMs - DAILY_FROM_DAYS * DAY_MS);
      const firstMs = kind === "pro" ? wantedMs : Math.max(wantedMs, nowMs - OPEN_DAYS * DAY_MS);
      const query = {
        vs_currency: instrument.currency.toLowerCase(),
        from: String(Math.floor(firstMs / 1_000)),
        to: String(Math.floor(nowMs / 1_000)),
      };
      const path = `/coins/${id}/market_chart/range`;
      return closesFrom(await ask(path, query, instrument.symbol, signal), instrument, nowMs);
    },

    async search(text, signal) {
      return foundFrom(await ask("/search", { query: text }, `a search for "${text}"`, signal));
    },

    async test(signal) {
      await ask("/ping", {}, "a trial", signal);
    },
  };
}

function quoteFrom(said: unknown, instrument: Instrument): Quote[] {
  const price = numberOf(said, instrument.currency.toLowerCase());
  const seconds = numberOf(said, "last_updated_at");
  if (price === undefined || !isPrice(price) || seconds === undefined || Math.abs(seconds) > 1e11) return [];
  const at = new Date(seconds * 1_000).toISOString();
  const { id, currency } = instrument;
  return [
    {
      ...{ instrument: id, price, currency, at, source: COINGECKO },
      day: at.slice(0, 10),
      delay: "realtime",
      session: "regular",
    },
  ];
}

/** The point of midnight is the close of the day that ends with it. What is between is no close. */
function closesFrom(body: unknown, instrument: Instrument, nowMs: number): CloseSeries {
  const byDay = new Map<number, number>();
  for (const point of listOf(body, "prices")) {
    const [atMs, price] = [numberOf(point, 0), numberOf(point, 1)];
    if (atMs === undefined || price === undefined || !isPrice(price) || atMs <= 0 || atMs > nowMs) continue;
    const day = Math.floor(atMs / DAY_MS) - 1;
    if (atMs % DAY_MS <= MIDNIGHT_MS && !byDay.has(day)) byDay.set(day, price);
  }
  if (byDay.size === 0) throw failure("no-data", `CoinGecko has no closes of ${instrument.symbol}.`);
  const rows = [...byDay].sort(([a], [b]) => a - b);
  return {
    ...{ instrument: instrument.id, source: COINGECKO, currency: instrument.currency, adjustment: "raw" },
    days: Int32Array.from(rows, ([day]) => day),
    closes: Float64Array.from(rows, ([, close]) => close),
  };
}

/** The largest coin of each ticker, under its own name: that is the one the symbol will mean. */
function foundFrom(body: unknown): FoundInstrument[] {
  const found = new Map<string, FoundInstrument>();
  for (const { ticker, name } of coinsFrom(body).sort((a, b) => a.rank - b.rank)) {
    const parsed = parseSymbol(`${ticker}-USD`);
    if (parsed?.kind !== "crypto" || found.has(parsed.symbol)) continue;
    const { symbol } = parsed;
    found.set(symbol, { symbol, name, kind: "crypto", mic: null, currency: "USD", source: COINGECKO });
  }
  return [...found.values()];
}
