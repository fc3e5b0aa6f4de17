import { exchangeOf, type Instrument } from "@tickfolio/engine";
import type { Capability, Clock, ProviderError } from "./provider.ts";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** What providers have said they do not have, so that they are not asked again too soon. */
export interface Refusals {
  of(provider: string, capability: Capability, instrument: Instrument): ProviderError | undefined;
  remember(capability: Capability, instrument: Instrument, error: ProviderError): void;
}

export function createRefusals(clock: Clock): Refusals {
  const known = new Map<string, { error: ProviderError; untilMs: number; times: number }>();
  const key = (provider: string, capability: Capability, what: string) => `${provider}\n${capability}\n${what}`;

  const current = (place: string) => {
    const entry = known.get(place);
    return entry && clock() < entry.untilMs ? entry.error : undefined;
  };

  return {
    of(provider, capability, instrument) {
      return (
        current(key(provider, capability, instrument.symbol)) ??
        current(key(provider, capability, `market of ${marketOf(instrument)}`))
      );
    },

    remember(capability, instrument, error) {
      if (error.reason === "plan-restricted") {
        // A plan without London has none of London. American symbols are what every plan has, so there it is the symbol.
        const market = marketOf(instrument);
        const what = market === "" ? instrument.symbol : `market of ${market}`;
        known.set(key(error.provider, capability, what), { error, untilMs: clock() + WEEK_MS, times: 1 });
        return;
      }
      if (error.reason !== "not-found" && error.reason !== "no-data" && error.reason !== "unsupported") return;
      const place = key(error.provider, capability, instrument.symbol);
      const times = (known.get(place)?.times ?? 0) + 1;
      known.set(place, { error, times, untilMs: clock() + (times >= 3 ? WEEK_MS : DAY_MS) });
    },
  };
}

function marketOf(instrument: Instrument): string {
  return exchangeOf(instrument)?.suffix ?? "";
}
