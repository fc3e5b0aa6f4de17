import { exchangeOf, type Instrument } from "@tickfolio/engine";
import type { Capability, Clock, Provider, ProviderError } from "./provider.ts";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** What providers have said they do not have, so that they are not asked again too soon. */
export interface Refusals {
  of(provider: Provider, capability: Capability, instrument: Instrument): ProviderError | undefined;
  remember(provider: Provider, capability: Capability, instrument: Instrument, error: ProviderError): void;
}

export function createRefusals(clock: Clock): Refusals {
  /** By provider, not by its name: what one key may not ask for, another may. */
  const known = new WeakMap<Provider, Map<string, { error: ProviderError; untilMs: number; times: number }>>();
  const key = (capability: Capability, what: string) => `${capability}\n${what}`;

  const current = (provider: Provider, place: string) => {
    const entry = known.get(provider)?.get(place);
    return entry && clock() < entry.untilMs ? entry.error : undefined;
  };

  return {
    of(provider, capability, instrument) {
      return (
        current(provider, key(capability, instrument.symbol)) ??
        current(provider, key(capability, `market of ${marketOf(instrument)}`))
      );
    },

    remember(provider, capability, instrument, error) {
      const places = known.get(provider) ?? new Map();
      known.set(provider, places);
      if (error.reason === "plan-restricted") {
        // A plan without London has none of London. American symbols are what every plan has, so there it is the symbol.
        const market = marketOf(instrument);
        const what = market === "" ? instrument.symbol : `market of ${market}`;
        places.set(key(capability, what), { error, untilMs: clock() + WEEK_MS, times: 1 });
        return;
      }
      if (error.reason !== "not-found" && error.reason !== "no-data" && error.reason !== "unsupported") return;
      const place = key(capability, instrument.symbol);
      const times = (places.get(place)?.times ?? 0) + 1;
      places.set(place, { error, times, untilMs: clock() + (times >= 3 ? WEEK_MS : DAY_MS) });
    },
  };
}

function marketOf(instrument: Instrument): string {
  return exchangeOf(instrument)?.suffix ?? "";
}
