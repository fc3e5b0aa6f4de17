import { bridgeAt, fatTailedAt, normalAt, uniformAt } from "./simulated-chance.ts";
import { type SimulatedCompany, simulatedCompanies, simulatedCurrencies } from "./simulated-companies.ts";

const DAY_MS = 86_400_000;
/** The simulated market's first day: 2021-01-01. */
export const FIRST_DAY = 18_628;
/** A tick falls somewhere in the first 1.5 of every 2.5 seconds, so two are between 1 and 4 seconds apart. */
const SLOT_MS = 2_500;
const JITTER_MS = 1_500;
/** The last seconds of a day trade at its close. There is always a tick in them. */
const AUCTION_MS = 4_000;
const MARKET_SERIES = 1_000;
const CURRENCY_SERIES = 2_000;

export interface SimulatedPrices {
  /** The last tick at or before an instant. */
  tickAt(symbol: string, instantMs: number): { price: number; atMs: number } | undefined;
  /** When the first tick after an instant falls. */
  nextTickMs(symbol: string, instantMs: number): number;
  /** A day's last price, by day number. */
  close(symbol: string, day: number): number;
  /** Units of a currency for one euro at the end of a day. */
  rate(currency: string, day: number): number;
}

/** A price is a function of seed, symbol and instant alone; what is kept between calls is only the sums of past days. */
export function createSimulatedPrices(seed: number): SimulatedPrices {
  const companies = new Map(
    simulatedCompanies.map((company, index) => [company.symbol, { company, series: index + 1 }]),
  );
  const currencies = new Map(
    simulatedCurrencies.map((money, index) => [money.currency, { money, series: CURRENCY_SERIES + index }]),
  );
  const walks = new Map<string, number[]>();

  /** Sum of the daily returns through a day. */
  function walkThrough(key: string, day: number, dailyReturn: (day: number) => number): number {
    let walk = walks.get(key);
    if (!walk) {
      walk = [];
      walks.set(key, walk);
    }
    const index = day - FIRST_DAY;
    if (index < 0) return 0;
    for (let i = walk.length; i <= index; i++) walk.push((walk[i - 1] ?? 0) + dailyReturn(FIRST_DAY + i));
    return walk[index]!;
  }

  /** What all companies share on a day: the market's return (variance 1) and how nervous it is. */
  const market = new Map<number, { shared: number; nervousness: number }>();
  function marketOn(day: number) {
    let known = market.get(day);
    if (!known) {
      known = { shared: fatTailedAt(seed, MARKET_SERIES, day, 0), nervousness: nervousness(seed, day) };
      market.set(day, known);
    }
    return known;
  }

  const dailySigma = (company: SimulatedCompany, day: number) =>
    (company.volatility / Math.sqrt(365)) * marketOn(day).nervousness;

  const returnOf = (company: SimulatedCompany, series: number) => (day: number) => {
    const sigma = dailySigma(company, day);
    const shared = marketOn(day).shared;
    const own = fatTailedAt(seed, series, day, 0);
    const rho = company.marketCorrelation;
    return (
      (company.drift - company.volatility ** 2 / 2) / 365 + sigma * (rho * shared + Math.sqrt(1 - rho * rho) * own)
    );
  };

  function logPriceAt(symbol: string, instantMs: number): number {
    const { company, series } = companies.get(symbol)!;
    const day = Math.floor(instantMs / DAY_MS);
    const dailyReturn = returnOf(company, series);
    const before = walkThrough(symbol, day - 1, dailyReturn);
    const time = activeTime(Math.min(1, (instantMs - day * DAY_MS) / (DAY_MS - AUCTION_MS)));
    const rho = company.marketCorrelation;
    const wobble =
      rho * bridgeAt(seed, MARKET_SERIES, day, time) + Math.sqrt(1 - rho * rho) * bridgeAt(seed, series, day, time);
    return Math.log(company.basePrice) + before + time * dailyReturn(day) + dailySigma(company, day) * wobble;
  }

  const tickOfSlot = (series: number, slot: number) =>
    slot * SLOT_MS + Math.floor(uniformAt(seed, series, slot % 1_048_576, 3) * JITTER_MS);

  return {
    tickAt(symbol, instantMs) {
      const known = companies.get(symbol);
      if (!known) return undefined;
      let slot = Math.floor(instantMs / SLOT_MS);
      if (tickOfSlot(known.series, slot) > instantMs) slot -= 1;
      const atMs = tickOfSlot(known.series, slot);
      // Trades alternate between what buyers pay and what sellers get.
      const closing = DAY_MS - (atMs % DAY_MS) <= AUCTION_MS;
      const bounce = closing ? 0 : (uniformAt(seed, known.series, slot % 1_048_576, 4) - 0.5) * 4e-4;
      return { price: rounded(Math.exp(logPriceAt(symbol, atMs) + bounce), known.company.places), atMs };
    },
    nextTickMs(symbol, instantMs) {
      const series = companies.get(symbol)!.series;
      let slot = Math.floor(instantMs / SLOT_MS);
      while (tickOfSlot(series, slot) <= instantMs) slot += 1;
      return tickOfSlot(series, slot);
    },
    close(symbol, day) {
      const { company, series } = companies.get(symbol)!;
      const walk = walkThrough(symbol, day, returnOf(company, series));
      return rounded(Math.exp(Math.log(company.basePrice) + walk), company.places);
    },
    rate(currency, day) {
      const { money, series } = currencies.get(currency)!;
      const sigma = money.volatility / Math.sqrt(365);
      const walk = walkThrough(currency, day, (d) => sigma * fatTailedAt(seed, series, d, 0));
      return Number((money.baseRate * Math.exp(walk)).toPrecision(5));
    },
  };
}

/** Quiet and nervous weeks follow each other slowly, for all at once. */
function nervousness(seed: number, day: number): number {
  const weeks = day / 21;
  const week = Math.floor(weeks);
  const here = normalAt(seed, MARKET_SERIES, week, 5);
  const next = normalAt(seed, MARKET_SERIES, week + 1, 5);
  const mood = here + (next - here) * (weeks - week);
  return Math.exp(0.25 * mood - 0.04);
}

/** Trading is busiest at both ends of the day: the clock that prices move by runs faster there (a U over the day). */
function activeTime(share: number): number {
  if (share >= 1) return 1;
  return 0.6 * share + 0.2 * ((2 * share - 1) ** 3 + 1);
}

function rounded(price: number, places: number): number {
  return Number(price.toFixed(places));
}
