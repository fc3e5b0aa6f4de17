import { dayNumber, type Instrument, type Quote } from "@tickfolio/engine";
import { type Capability, type Provider, ProviderError, type QuotaFor, type StreamListener } from "./provider.ts";
import { createLimiter } from "./quota/limiter.ts";
import { systemTimers } from "./timers.ts";

/** A provider whose answers a test writes down, to see what the market makes of them. */
export interface ScriptedProvider extends Provider {
  /** What each symbol costs; a symbol that is not there has no price. */
  prices: Map<string, Partial<Quote> & { price: number }>;
  /** When set, every request fails so. */
  failure: ProviderError | undefined;
  /** Symbols of each request for quotes, in order. */
  requests: string[][];
  closeRequests: number;
  /** When set, requests wait for it. */
  gate: Promise<void> | undefined;
  streamed: Instrument[];
  listener: StreamListener | undefined;
}

interface Script {
  name: string;
  capabilities?: Capability[];
  covers?: (instrument: Instrument) => boolean;
  rest?: Partial<Provider>;
  /** Daily closes of every symbol. */
  closes?: Record<string, number>;
  clock: () => number;
}

export function scripted({ name, capabilities = ["quote"], covers = () => true, rest, closes, clock }: Script) {
  const provider: ScriptedProvider = {
    name,
    title: name.toUpperCase(),
    capabilities: new Set(capabilities),
    hosts: [`${name}.example`],
    asks: "",
    scope: "deployment",
    defaultOn: true,
    quoteBatch: 10,
    freshMs: 15_000,
    covers,
    prices: new Map(),
    failure: undefined,
    requests: [],
    closeRequests: 0,
    gate: undefined,
    streamed: [],
    listener: undefined,

    async quote(instruments) {
      provider.requests.push(instruments.map(({ symbol }) => symbol));
      await provider.gate;
      if (provider.failure) throw provider.failure;
      return instruments.flatMap((instrument) => {
        const known = provider.prices.get(instrument.symbol);
        return known ? [quoteOf(name, instrument, clock(), known)] : [];
      });
    },

    async closes(instrument) {
      provider.closeRequests += 1;
      if (provider.failure) throw provider.failure;
      if (!closes) throw new ProviderError(name, "no-data", `${name} has no closes of ${instrument.symbol}.`);
      return {
        instrument: instrument.id,
        source: name,
        currency: instrument.currency,
        adjustment: "raw",
        days: Int32Array.from(Object.keys(closes), dayNumber),
        closes: Float64Array.from(Object.values(closes)),
      };
    },

    stream(listener) {
      provider.listener = listener;
      return {
        watch(instruments) {
          provider.streamed = [...instruments];
        },
        async close() {
          provider.streamed = [];
          provider.listener = undefined;
        },
      };
    },
    ...rest,
  };
  return provider;
}

/** As many requests as a test likes. */
export const unlimited: QuotaFor = ({ name, title }) =>
  createLimiter(name, title, { windows: [{ requests: 1e9, perMs: 1 }], spacingMs: 0 }, Date.now, systemTimers);

export function quoteOf(
  source: string,
  instrument: Instrument,
  nowMs: number,
  known: Partial<Quote> & { price: number },
): Quote {
  const at = new Date(nowMs).toISOString();
  return {
    instrument: instrument.id,
    currency: instrument.currency,
    at,
    day: at.slice(0, 10),
    source,
    delay: "realtime",
    session: "regular",
    ...known,
  };
}

export function listing(symbol: string, rest: Partial<Instrument> = {}): Instrument {
  return { id: `ins_${symbol}`, symbol, name: symbol, kind: "stock", mic: "XNAS", currency: "USD", ...rest };
}
