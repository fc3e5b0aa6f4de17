import {
  type CloseSeries,
  type Day,
  dayFromNumber,
  dayNumber,
  type Instrument,
  type Quote,
  type RateTable,
  type ReportedDividend,
} from "@tickfolio/engine";
import { type Clock, type Provider, ProviderError, type QuoteStream, type StreamListener } from "../provider.ts";
import { systemTimers, type Timers } from "../timers.ts";
import { simulatedCompanies, simulatedCurrencies } from "./simulated-companies.ts";
import { createSimulatedPrices, FIRST_DAY, type SimulatedPrices } from "./simulated-prices.ts";

const DAY_MS = 86_400_000;
const NAME = "simulator";

export interface SimulatorOptions {
  clock: Clock;
  timers?: Timers;
  /** Another seed is another market. The usual one has winners, losers and currencies that stay near what people know. */
  seed?: number;
}

/** A market of invented companies that is always open. It prices nothing else, and nothing else prices it. */
export function createSimulator({ clock, timers = systemTimers, seed = 5_300 }: SimulatorOptions): Provider {
  const prices = createSimulatedPrices(seed);
  const companies = new Map(simulatedCompanies.map((company) => [company.symbol, company]));
  const covers = (instrument: Instrument) => instrument.mic === "SIM" && companies.has(instrument.symbol);
  const today = () => Math.floor(clock() / DAY_MS);

  return {
    name: NAME,
    title: "Simulated market",
    capabilities: new Set(["quote", "stream", "closes", "search", "rates", "actions"]),
    hosts: [],
    asks: "Invented prices of invented companies, computed on this machine. Nobody is asked anything.",
    scope: "public",
    defaultOn: true,
    simulated: true,
    quoteBatch: Number.POSITIVE_INFINITY,
    freshMs: 0,
    covers,

    async quote(instruments, signal) {
      signal?.throwIfAborted();
      return instruments.filter(covers).map((instrument) => quoteAt(prices, instrument, clock()));
    },

    async closes(instrument, from, signal) {
      signal?.throwIfAborted();
      if (!covers(instrument)) throw notTraded(instrument);
      return closesFrom(prices, instrument, Math.max(dayNumber(from), FIRST_DAY), today() - 1);
    },

    async actions(instrument, from, signal) {
      signal?.throwIfAborted();
      return companies.get(instrument.symbol)?.paysYearly
        ? yearlyDividends(instrument, from, dayFromNumber(today()))
        : [];
    },

    async search(text, signal) {
      signal?.throwIfAborted();
      const wanted = text.trim().toLowerCase();
      return simulatedCompanies
        .filter(({ symbol, name }) => symbol.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted))
        .map(({ symbol, name, kind, currency }) => ({ symbol, name, kind, currency, mic: "SIM", source: NAME }));
    },

    async rates(from, signal) {
      signal?.throwIfAborted();
      return ratesFrom(prices, Math.max(dayNumber(from), FIRST_DAY), today() - 1);
    },

    stream: (listener) => createTicks(prices, covers, clock, timers, listener),
  };
}

function quoteAt(prices: SimulatedPrices, instrument: Instrument, nowMs: number): Quote {
  const { price, atMs } = prices.tickAt(instrument.symbol, nowMs)!;
  const day = Math.floor(atMs / DAY_MS);
  return {
    instrument: instrument.id,
    price,
    currency: instrument.currency,
    previousClose: prices.close(instrument.symbol, day - 1),
    at: new Date(atMs).toISOString(),
    day: dayFromNumber(day),
    source: NAME,
    delay: "simulated",
    session: "regular",
  };
}

function closesFrom(prices: SimulatedPrices, instrument: Instrument, first: number, last: number): CloseSeries {
  const length = Math.max(0, last - first + 1);
  return {
    instrument: instrument.id,
    source: NAME,
    currency: instrument.currency,
    adjustment: "raw",
    days: Int32Array.from({ length }, (_, index) => first + index),
    closes: Float64Array.from({ length }, (_, index) => prices.close(instrument.symbol, first + index)),
  };
}

/** One each spring, for units of their time, as nobody splits here. */
function yearlyDividends({ symbol, currency }: Instrument, from: Day, to: Day): ReportedDividend[] {
  const { amount, exDay } = simulatedCompanies.find((company) => company.symbol === symbol)!.paysYearly!;
  const paid: ReportedDividend[] = [];
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year++) {
    const day = `${year}-${exDay}`;
    if (day >= from && day <= to) paid.push({ kind: "dividend", day, amount, currency, basis: "declared" });
  }
  return paid;
}

function ratesFrom(prices: SimulatedPrices, first: number, last: number): RateTable {
  const length = Math.max(0, last - first + 1);
  const columns: RateTable["columns"] = {};
  for (const { currency } of simulatedCurrencies) {
    columns[currency] = Float64Array.from({ length }, (_, index) => prices.rate(currency, first + index));
  }
  return { base: "EUR", source: NAME, days: Int32Array.from({ length }, (_, index) => first + index), columns };
}

/** One timer, set for the earliest next tick of what is watched. */
function createTicks(
  prices: SimulatedPrices,
  covers: (instrument: Instrument) => boolean,
  clock: Clock,
  timers: Timers,
  listener: StreamListener,
): QuoteStream {
  const due = new Map<string, { instrument: Instrument; atMs: number }>();
  let cancel = () => {};

  function arm(): void {
    cancel();
    const earliest = Math.min(...[...due.values()].map((entry) => entry.atMs));
    cancel = Number.isFinite(earliest) ? timers.after(Math.max(0, earliest - clock()), tick) : () => {};
  }

  function tick(): void {
    const nowMs = clock();
    for (const entry of due.values()) {
      if (entry.atMs > nowMs) continue;
      listener.quote(quoteAt(prices, entry.instrument, nowMs));
      entry.atMs = prices.nextTickMs(entry.instrument.symbol, nowMs);
    }
    arm();
  }

  listener.state("live");
  return {
    watch(instruments) {
      const wanted = new Map(instruments.filter(covers).map((instrument) => [instrument.id, instrument]));
      for (const id of due.keys()) if (!wanted.has(id)) due.delete(id);
      for (const [id, instrument] of wanted) {
        if (!due.has(id)) due.set(id, { instrument, atMs: prices.nextTickMs(instrument.symbol, clock()) });
      }
      arm();
    },
    async close() {
      due.clear();
      cancel();
    },
  };
}

function notTraded(instrument: Instrument): ProviderError {
  return new ProviderError(NAME, "unsupported", `${instrument.symbol} is not traded on the simulated market.`);
}
