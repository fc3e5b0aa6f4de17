import type { Instrument } from "@tickfolio/engine";
import { localTime } from "@tickfolio/engine";
import { type FakeCoinGecko, startFakeCoinGecko } from "../fakes/fake-coingecko.ts";
import { type FakeEcb, startFakeEcb } from "../fakes/fake-ecb.ts";
import { type FakeFinnhub, startFakeFinnhub } from "../fakes/fake-finnhub.ts";
import type { FakeServer } from "../fakes/fake-server.ts";
import { type FakeStooq, startFakeStooq } from "../fakes/fake-stooq.ts";
import { type FakeYahoo, startFakeYahoo } from "../fakes/fake-yahoo.ts";
import { listing } from "../testing.ts";

/** Markets whose prices are known at every instant, and providers that tell them. */
export interface SoakWorld {
  instruments: readonly Instrument[];
  /** What an instrument costs at an instant, in its major currency. */
  truth(symbol: string, atMs: number): number;
  rate(day: string): number;
  /** What a provider says instead once, of one symbol: a bad print, or another unit. */
  spoil(provider: string, symbol: string, factor: number): void;
  finnhub: FakeFinnhub;
  yahoo: FakeYahoo;
  stooq: FakeStooq;
  coingecko: FakeCoinGecko;
  ecb: FakeEcb;
  servers: Record<string, FakeServer>;
  /** When each request arrived, by provider. */
  arrivals: Record<string, number[]>;
  close(): Promise<void>;
}

export interface SoakSizes {
  american: number;
  british: number;
  german: number;
  coins: number;
}

/** A price holds for so long. */
const SLOT_MS = 10_000;
/** Stooq's prices are so old. */
const STOOQ_DELAY_MS = 15 * 60_000;

export async function startSoakWorld(sizes: SoakSizes, seed: number, clock: () => number): Promise<SoakWorld> {
  const instruments = [
    ...series(sizes.american, (code) => listing(`Q${code}`)),
    ...series(sizes.british, (code) => listing(`Q${code}.L`, { mic: "XLON", currency: "GBP", quotedIn: "GBX" })),
    ...series(sizes.german, (code) => listing(`Q${code}.DE`, { mic: "XETR", currency: "EUR" })),
    ...series(sizes.coins, (code) => listing(`CN${code}-USD`, { mic: null, kind: "crypto" })),
  ];
  const bases = new Map(instruments.map(({ symbol }, index) => [symbol, 5 + chanceOf(seed, index) * 400]));

  /** It wanders by a few percent, each time a little differently. */
  function truth(symbol: string, atMs: number): number {
    const base = bases.get(symbol)!;
    const slot = Math.floor(atMs / SLOT_MS);
    const wander = 0.03 * Math.sin(slot / 90 + base) + 0.004 * (chanceOf(seed + base, slot) - 0.5);
    return Math.round(base * (1 + wander) * 100) / 100;
  }
  const rate = (day: string) => Math.round((1.1 + 0.1 * chanceOf(seed, Date.parse(day))) * 10_000) / 10_000;

  const spoiled = new Map<string, number>();
  /** What a provider says now of then. */
  function said(provider: string, symbol: string, atMs: number): number {
    const key = `${provider}\n${symbol}`;
    const factor = spoiled.get(key) ?? 1;
    spoiled.delete(key);
    return truth(symbol, atMs) * factor;
  }

  const nowSeconds = () => Math.floor(clock() / 1_000) * 1_000;
  const [finnhub, yahoo, stooq, coingecko, ecb] = await Promise.all([
    startFakeFinnhub({ key: "soak-finnhub-key", clock }),
    startFakeYahoo(new Date(clock()).toISOString()),
    startFakeStooq(),
    startFakeCoinGecko(new Date(clock()).toISOString()),
    startFakeEcb(),
  ]);
  for (const fake of [yahoo, coingecko]) {
    Object.defineProperty(fake, "now", { get: () => new Date(clock()).toISOString() });
  }
  // Without a price of its own, a request is refused by Stooq after a hundred of a day.
  stooq.dailyLimit = 100;

  for (const instrument of instruments) {
    const { symbol, currency } = instrument;
    const base = bases.get(symbol)!;
    if (instrument.kind === "crypto") {
      const id = symbol.toLowerCase();
      coingecko.list({ id, symbol: symbol.slice(0, -4), name: symbol, rank: 1 });
      const usd = () => said("coingecko", symbol, nowSeconds() - 30_000);
      Object.defineProperty(coingecko.coins.get(id)!.prices, "usd", { get: usd, enumerable: true });
      continue;
    }
    const minor = instrument.quotedIn === "GBX" ? 100 : 1;
    const listed = yahoo.list(symbol, {
      ...{ name: symbol, currency: minor === 100 ? "GBp" : currency, bars: [["2026-11-19", base * minor]] },
      ...(currency === "GBP" ? { timeZone: "Europe/London", hours: ["08:00", "16:30"], exchange: "LSE" } : {}),
      ...(currency === "EUR" ? { timeZone: "Europe/Berlin", hours: ["09:00", "17:30"], exchange: "GER" } : {}),
    });
    Object.defineProperty(listed, "at", { get: () => new Date(nowSeconds()).toISOString() });
    Object.defineProperty(listed, "price", { get: () => said("yahoo", symbol, nowSeconds()) * minor });
    if (currency === "USD") {
      const price = { c: 0, pc: base, t: 0 };
      Object.defineProperty(price, "c", { get: () => said("finnhub", symbol, nowSeconds()) });
      Object.defineProperty(price, "t", { get: () => nowSeconds() / 1_000 });
      finnhub.prices.set(symbol, price);
    }
  }
  const stooqSymbols = new Map(
    instruments.map((instrument) => [
      instrument.symbol
        .replace(/\.L$/, ".uk")
        .toLowerCase()
        .replace(/^([^.]+)$/, "$1.us"),
      instrument,
    ]),
  );
  stooq.quotes.get = (spelled) => {
    const instrument = stooqSymbols.get(spelled);
    if (!instrument || instrument.kind === "crypto") return undefined;
    const atMs = nowSeconds() - STOOQ_DELAY_MS;
    const minor = instrument.quotedIn === "GBX" ? 100 : 1;
    const { day } = localTime(atMs, "Europe/Warsaw");
    const time = new Date(atMs).toLocaleTimeString("en-GB", { timeZone: "Europe/Warsaw" });
    return [day, time, Math.round(said("stooq", instrument.symbol, atMs) * minor * 10_000) / 10_000];
  };
  for (const day of ["2026-11-17", "2026-11-18", "2026-11-19"]) ecb.rates.set(day, { USD: rate(day) });

  const servers = { finnhub, yahoo, stooq, coingecko, ecb };
  const arrivals: Record<string, number[]> = {};
  for (const [name, server] of Object.entries(servers)) {
    const mine: number[] = [];
    arrivals[name] = mine;
    server.server.on("request", () => mine.push(clock()));
  }
  return {
    ...{ instruments, truth, rate, ...servers, servers, arrivals },
    spoil: (provider, symbol, factor) => void spoiled.set(`${provider}\n${symbol}`, factor),
    close: async () => void (await Promise.all(Object.values(servers).map((server) => server.close()))),
  };
}

function series(count: number, make: (code: string) => Instrument): Instrument[] {
  const letter = (index: number) => String.fromCharCode(65 + (index % 26));
  return Array.from({ length: count }, (_, index) => make(letter(Math.floor(index / 26)) + letter(index)));
}

/** The same number between 0 and 1 for the same two. */
export function chanceOf(seed: number, index: number): number {
  let hash =
    Math.imul(Math.floor(seed * 1_000) ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(Math.floor(index) | 0, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
