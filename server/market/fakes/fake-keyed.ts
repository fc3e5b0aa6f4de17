import { createFakeQuota, type FakeQuota } from "./fake-quota.ts";
import { type FakeAnswer, type FakeRequest, type FakeServer, startFakeServer } from "./fake-server.ts";

/** What a provider with keys knows of a symbol. */
export interface FakeListing {
  name: string;
  /** As the provider states it: `GBX` for pence. */
  currency: string;
  /** Days with their closes as traded, ascending. */
  bars: [day: string, close: number][];
  /** The last price and when it was; left out, it has none but its closes. */
  last?: { price: number; previousClose?: number; at: string };
  splits: Record<string, [to: number, from: number]>;
  dividends: Record<string, number>;
}

export interface FakeKeyed<Scenario extends string> extends FakeServer {
  key: string;
  /** By the provider's own spelling. */
  listings: Map<string, FakeListing>;
  /** What it says instead of an answer. */
  scenario: Scenario | undefined;
  /** How much of its real quota was taken, and how often there was none left. */
  quota: FakeQuota;
  /** Whether it refuses what is beyond its quota. */
  limited: boolean;
  list(symbol: string, listing?: Partial<FakeListing>): FakeListing;
}

export interface FakeKeyedOptions {
  key?: string;
  port?: number;
  clock?: () => number;
}

export interface FakeKeyedKind<Scenario extends string> {
  windows: { requests: number; perMs: number }[];
  /** The key a request came with. */
  keyOf(request: FakeRequest): string | undefined;
  /** How much of the quota a request takes. Default: 1. */
  costOf?(request: FakeRequest): number;
  /** What it says in a scenario; undefined where the scenario lies in the data. */
  refusal(scenario: Scenario, fake: FakeKeyed<Scenario>): FakeAnswer | undefined;
  noKey(): FakeAnswer;
  wrongKey(): FakeAnswer;
  beyondQuota(window: { requests: number; perMs: number }): FakeAnswer;
  data(request: FakeRequest, fake: FakeKeyed<Scenario>): FakeAnswer;
}

/** What the providers with keys have in common, on this machine: a key, a quota that is counted, and symbols with prices. */
export async function startFakeKeyed<Scenario extends string>(
  kind: FakeKeyedKind<Scenario>,
  { key = "Fake-Key-0123456789", port = 0, clock = Date.now }: FakeKeyedOptions = {},
): Promise<FakeKeyed<Scenario>> {
  function answer(request: FakeRequest): FakeAnswer {
    const said = fake.scenario && kind.refusal(fake.scenario, fake);
    if (said) return said;
    const theirs = kind.keyOf(request);
    if (theirs === undefined || theirs === "") return kind.noKey();
    if (theirs !== fake.key) return kind.wrongKey();
    const window = fake.quota.take(kind.costOf?.(request) ?? 1);
    return window && fake.limited ? kind.beyondQuota(window) : kind.data(request, fake);
  }

  const http = await startFakeServer(answer, port);
  const fake: FakeKeyed<Scenario> = Object.assign(http, {
    key,
    listings: new Map<string, FakeListing>(),
    scenario: undefined,
    quota: createFakeQuota(kind.windows, clock),
    limited: true,
    list(symbol: string, listing: Partial<FakeListing> = {}) {
      const whole = { name: `${symbol} Inc`, currency: "USD", bars: [], splits: {}, dividends: {}, ...listing };
      fake.listings.set(symbol, whole);
      return whole;
    },
  });
  return fake;
}

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): FakeAnswer => ({
  status,
  headers,
  body: JSON.stringify(body),
});

/** A day's prices around its close. */
export function around(close: number): { open: number; high: number; low: number; close: number } {
  const near = (factor: number) => Number((close * factor).toPrecision(8));
  return { open: near(0.995), high: near(1.01), low: near(0.98), close };
}

/** The days of a listing from one to another. */
export function barsBetween(listing: FakeListing, from = "0000-00-00", to = "9999-99-99"): [string, number][] {
  return listing.bars.filter(([day]) => day >= from && day <= to);
}

/** A close of a day in units after every split since. */
export function afterSplits(listing: FakeListing, day: string, close: number): number {
  const later = Object.entries(listing.splits).filter(([splitDay]) => splitDay > day);
  return later.reduce((price, [, [to, from]]) => (price * from) / to, close);
}

/** The last price: what is said to be it, or the last close. */
export function lastOf(listing: FakeListing): { price: number; previousClose: number | undefined; at: string } {
  if (listing.last) return { previousClose: undefined, ...listing.last };
  const [day, price] = listing.bars.at(-1)!;
  return { price, previousClose: listing.bars.at(-2)?.[1], at: `${day}T21:00:00Z` };
}
