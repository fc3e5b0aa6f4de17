import type { Quote } from "@tickfolio/engine";
import type { Market } from "../market.ts";
import { type Episode, episodesOf } from "./soak-faults.ts";
import { openStage, SOAK_START } from "./soak-stage.ts";
import { chanceOf, type SoakSizes, type SoakWorld } from "./soak-world.ts";

const STEP_MS = 1_000;
const MINUTE_MS = 60_000;
const ME = "me";
/** The longest wait after a fault is over: as long as the longest pause after failures. */
const RECOVERY_MS = 31 * MINUTE_MS;
/** A trade that another has overtaken by so little is a last price at the other's time. */
const OVERTAKING_MS = 2_000;

export interface SoakOptions {
  seed?: number;
  minutes?: number;
  sizes?: SoakSizes;
  /** Without, everybody always answers well. */
  withFaults?: boolean;
  /** Which of the faults; left out, all. */
  only?: (episode: Episode) => boolean;
}

/** Limits at the fakes: what the provider allows, or, where nobody has said what that is, what a polite reader takes. */
const REAL_LIMITS: Record<string, readonly { requests: number; perMs: number }[]> = {
  finnhub: [
    { requests: 60, perMs: MINUTE_MS },
    { requests: 30, perMs: 1_000 },
  ],
  yahoo: [{ requests: 30, perMs: MINUTE_MS }],
  stooq: [{ requests: 100, perMs: 86_400_000 }],
  coingecko: [{ requests: 6, perMs: MINUTE_MS }],
  ecb: [{ requests: 6, perMs: 60 * MINUTE_MS }],
};

export interface SoakReport {
  seed: number;
  instruments: number;
  /** Prices that were shown, and those of them that nobody had at their time. */
  shown: number;
  wrong_prices: number;
  /** Shown after a newer one. */
  out_of_order: number;
  wrong_rates: number;
  requests: Record<string, number>;
  requests_per_symbol_hour: number;
  /** Requests that arrived beyond a limit. */
  budget_exceeded: number;
  /** The fullest any window of each provider was, of what it allows. */
  budget_used: Record<string, number>;
  faults_played: number;
  never_priced: number;
  /** How old what is shown was, in seconds, looked at every minute. */
  stale_median_s: number;
  stale_p95_s: number;
  stale_max_s: number;
  /** From the end of a fault to the next request there, in seconds; and those after which none came. */
  recovery_median_s: number;
  recovery_max_s: number;
  not_recovered: string[];
  first_wrong: string[];
}

/** One hour of a market in which everything goes wrong that can, played in less than a minute: real requests and sockets on this machine, and time moved by hand. */
export async function soak(options: SoakOptions = {}): Promise<SoakReport> {
  const { seed = 1, minutes = 60, withFaults = true, only = () => true } = options;
  const sizes = options.sizes ?? { american: 170, british: 60, german: 60, coins: 10 };
  const stage = await openStage(sizes, seed);
  const { world, time } = stage;
  const view = createView(world, time.clock);
  let turn = 0;
  const chance = () => chanceOf(seed, ++turn);

  try {
    let front = stage.open();
    const back = stage.open();
    const asked = new Set<Promise<unknown>>();
    const askBack = (run: () => Promise<unknown>) => {
      const mine: Promise<unknown> = run().finally(() => asked.delete(mine));
      asked.add(mine);
    };
    /** A page: what there is at first, and then what comes. */
    const lookAt = (market: Market) => {
      market.openFeed(ME, { quote: (quote) => view.pushed(quote), state: () => {} }).watch(world.instruments);
      askBack(async () => {
        for (const quote of (await market.quotes(ME, world.instruments)).quotes) view.answered(quote);
      });
    };
    lookAt(front.market);

    const script = withFaults ? scheduled(episodesOf(world).filter(only), minutes, chance) : [];
    const endMs = SOAK_START + minutes * MINUTE_MS;
    const spoiled = new Set<string>();
    for (let step = 0; time.clock() < endMs; step++) {
      for (const one of script) one.look(time.clock());
      if (withFaults) spoilOne(world, view, spoiled, chance);
      trade(world, view, time.clock(), chance, withFaults);
      if (step % 60 === 30) {
        view.lookAtAges();
        const some = world.instruments.filter(() => chance() < 0.13);
        askBack(async () => {
          for (const quote of (await back.market.quotes(ME, some)).quotes) view.check(quote);
        });
      }
      if (step % 600 === 100) askBack(async () => view.rates(await back.market.rates(ME, "2026-11-18")));
      if (step === 30 * 60) {
        // It is stopped and started again: what it had counted and been told is still known.
        await stage.whileTimeMoves(front.close());
        front = stage.open();
        view.forgetOrder();
        lookAt(front.market);
      }
      await time.advance(STEP_MS);
    }
    await stage.whileTimeMoves(Promise.all([front.close(), back.close(), ...asked]));
    return {
      seed,
      instruments: world.instruments.length,
      ...view.report(),
      ...budgets(world),
      ...recoveries(script, world),
    };
  } finally {
    await world.close();
  }
}

type Scripted = Episode & { fromMs: number; untilMs: number; isOn: boolean; look(nowMs: number): void };

/** Each once, in an order of chance, one after the other at each provider; those that close it for good at the end. */
function scheduled(episodes: readonly Episode[], minutes: number, chance: () => number): Scripted[] {
  const shuffled = episodes
    .map((episode) => ({ episode, at: chance() + (episode.isLast ? 1 : 0) }))
    .sort((a, b) => a.at - b.at)
    .map(({ episode }) => episode);
  return [...Map.groupBy(shuffled, ({ provider }) => provider).values()].flatMap((mine) => {
    const firstMs = SOAK_START + 2 * MINUTE_MS;
    const eachMs = ((minutes - 4) * MINUTE_MS) / mine.length;
    return mine.map((episode, index): Scripted => {
      const fromMs = firstMs + eachMs * index + chance() * eachMs * 0.3;
      const one: Scripted = {
        ...episode,
        ...{ fromMs, untilMs: fromMs + Math.min(episode.lastsMs, eachMs * 0.6), isOn: false },
        look(nowMs) {
          if (one.isOn && nowMs >= one.untilMs) {
            one.isOn = false;
            one.end();
          } else if (!one.isOn && nowMs >= one.fromMs && nowMs < one.untilMs) {
            one.isOn = true;
            one.begin();
          }
        },
      };
      return one;
    });
  });
}

/** Now and then a source says something odd once of what has a price already: another unit, a bad print. */
function spoilOne(world: SoakWorld, view: View, spoiled: Set<string>, chance: () => number): void {
  if (chance() > 0.05) return;
  const { symbol } = world.instruments[Math.floor(chance() * world.instruments.length)]!;
  const source = view.sourceOf(symbol);
  if (source === undefined || spoiled.has(symbol)) return;
  spoiled.add(symbol);
  world.spoil(source, symbol, [100, 0.01, 1.7, 0.45][Math.floor(chance() * 4)]!);
}

function trade(world: SoakWorld, view: View, nowMs: number, chance: () => number, withFaults: boolean): void {
  const { finnhub, truth } = world;
  if (Math.floor(nowMs / 1_000) % 60 === 0) finnhub.ping();
  for (const symbol of finnhub.subscribed.filter(() => chance() < 0.2)) {
    if (!finnhub.prices.has(symbol)) continue;
    const lateMs = withFaults && chance() < 0.1 ? 15_000 : 0;
    const odd = withFaults ? chance() : 1;
    const said = { s: symbol, p: truth(symbol, nowMs - lateMs), t: nowMs - lateMs };
    if (odd < 0.05) finnhub.trade({ ...said, c: null, v: 0 });
    else if (odd < 0.1) finnhub.trade({ ...said, p: said.p * 1.01, c: ["1", "30"] });
    else if (odd < 0.105 && view.sourceOf(symbol) === "finnhub") finnhub.trade({ ...said, p: said.p * 1.5 });
    else if (odd < 0.15) finnhub.trade({ ...said, c: [] }, said);
    else finnhub.trade({ ...said, c: ["1"] });
  }
}

type View = ReturnType<typeof createView>;

/** What is on a screen, held against what was true at its time. */
function createView(world: SoakWorld, clock: () => number) {
  const bySymbol = new Map(world.instruments.map(({ id, symbol }) => [id, symbol]));
  const shown = new Map<string, Quote>();
  const agesMs: number[] = [];
  const firstWrong: string[] = [];
  let [count, wrong, outOfOrder, wrongRates] = [0, 0, 0, 0];

  function check(quote: Quote): void {
    count += 1;
    const atMs = Date.parse(quote.at);
    const expected = world.truth(bySymbol.get(quote.instrument)!, atMs);
    const before = world.truth(bySymbol.get(quote.instrument)!, atMs - OVERTAKING_MS);
    if ([expected, before].some((price) => Math.abs(quote.price / price - 1) < 1e-6)) return;
    wrong += 1;
    const { source, price, at } = quote;
    const when = new Date(clock()).toISOString();
    if (firstWrong.length < 10)
      firstWrong.push(`${when} ${source} ${bySymbol.get(quote.instrument)} ${price} at ${at}, not ${expected}`);
  }

  return {
    check,
    pushed(quote: Quote) {
      check(quote);
      const symbol = bySymbol.get(quote.instrument)!;
      if ((shown.get(symbol)?.at ?? "") > quote.at) outOfOrder += 1;
      shown.set(symbol, quote);
    },
    answered(quote: Quote) {
      check(quote);
      const symbol = bySymbol.get(quote.instrument)!;
      if ((shown.get(symbol)?.at ?? "") < quote.at) shown.set(symbol, quote);
    },
    sourceOf: (symbol: string) => shown.get(symbol)?.source,
    /** A page that is opened again begins anew. */
    forgetOrder: () => shown.clear(),
    rates(tables: Awaited<ReturnType<Market["rates"]>>) {
      for (const { columns, days } of tables) {
        for (let row = 0; row < days.length; row++) {
          const day = new Date(days[row]! * 86_400_000).toISOString().slice(0, 10);
          const known = columns.USD?.[row];
          if (known !== undefined && !Number.isNaN(known) && Math.abs(known - world.rate(day)) > 1e-9) wrongRates += 1;
        }
      }
    },
    lookAtAges() {
      for (const { at } of shown.values()) agesMs.push(clock() - Date.parse(at));
    },
    report() {
      const ages = agesMs.toSorted((a, b) => a - b);
      const age = (part: number) => Math.round((ages[Math.floor(part * (ages.length - 1))] ?? 0) / 1_000);
      return {
        ...{
          shown: count,
          wrong_prices: wrong,
          out_of_order: outOfOrder,
          wrong_rates: wrongRates,
          first_wrong: firstWrong,
        },
        never_priced: world.instruments.length - shown.size,
        ...{ stale_median_s: age(0.5), stale_p95_s: age(0.95), stale_max_s: age(1) },
      };
    },
  };
}

function budgets(world: SoakWorld) {
  let exceeded = 0;
  const used: Record<string, number> = {};
  for (const [provider, times] of Object.entries(world.arrivals)) {
    let fullest = 0;
    for (const { requests, perMs } of REAL_LIMITS[provider]!) {
      let from = 0;
      for (let to = 0; to < times.length; to++) {
        while (times[from]! <= times[to]! - perMs) from += 1;
        const within = to - from + 1;
        fullest = Math.max(fullest, within / requests);
        if (within > requests) exceeded += 1;
      }
    }
    used[provider] = Math.round(fullest * 100) / 100;
  }
  const requests = Object.fromEntries(Object.entries(world.arrivals).map(([name, times]) => [name, times.length]));
  const all = Object.values(requests).reduce((sum, each) => sum + each, 0);
  const perSymbol = Math.round((all / world.instruments.length) * 10) / 10;
  return { requests, requests_per_symbol_hour: perSymbol, budget_exceeded: exceeded, budget_used: used };
}

function recoveries(script: readonly Scripted[], world: SoakWorld) {
  const closedMs = (name: string) =>
    Math.min(...script.filter((one) => one.isLast && one.provider === name).map(({ fromMs }) => fromMs));
  // What a day allows is used up: nobody may ask again.
  const isUsedUp = (name: string) =>
    REAL_LIMITS[name]!.some(({ requests, perMs }) => perMs > MINUTE_MS && world.arrivals[name]!.length >= requests);
  // Rates are asked for a few times a day; and shortly before a provider is closed for good it need not be asked again.
  const passing = script.filter(
    ({ isLast, provider, untilMs }) =>
      !isLast && provider !== "ecb" && !isUsedUp(provider) && untilMs < closedMs(provider) - RECOVERY_MS,
  );
  const times = passing.map(({ provider, untilMs }) => {
    const next = world.arrivals[provider]!.find((atMs) => atMs >= untilMs);
    return next === undefined ? undefined : (next - untilMs) / 1_000;
  });
  const known = times.filter((each) => each !== undefined).sort((a, b) => a - b);
  return {
    faults_played: script.length,
    recovery_median_s: Math.round(known[Math.floor(known.length / 2)] ?? 0),
    recovery_max_s: Math.round(known.at(-1) ?? 0),
    not_recovered: passing.flatMap(({ provider, name }, index) =>
      times[index] === undefined ? [`${provider}: ${name}`] : [],
    ),
  };
}
