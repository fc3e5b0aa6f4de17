import type { Instrument, InstrumentId, Quote } from "@tickfolio/engine";
import { isEnded, isListedOn } from "./listing-span.ts";
import { isInMoneyOfItsMarket } from "./own-instrument.ts";
import type { Scope } from "./price-shelf.ts";
import type { Capability, Provider } from "./provider.ts";
import type { Health } from "./quota/health.ts";
import type { Refusals } from "./quota/refusals.ts";
import { inOrder } from "./roster/preference.ts";
import { OWN_SOURCES } from "./uploads/own-prices.ts";

/** A price, and whose it is. */
export interface ScopedQuote {
  scope: Scope;
  quote: Quote;
  /** Another source has a better one in the same scope: it is for those who want this source before all others. */
  isSecond?: true;
}

/** Who is asked on behalf of one user, in which order, and whose prices they are shown. */
export interface UserDesk {
  readonly user: string;
  /** Users with the same providers, switches and pins have the same. */
  readonly key: string;
  /** Also those that lack something or are switched off. */
  readonly providers: readonly Provider[];
  /** Those that are switched on. */
  readonly on: ReadonlySet<Provider>;
  /** The source the user wants for an instrument before all others. */
  pinOf(instrument: Instrument): string | undefined;
  /** Those that could answer by what they are, whether or not they are switched on, well or complete; best first. */
  able(instrument: Instrument, capability: Capability): readonly Provider[];
  /** Those of the ones switched on that may be asked now, best first. */
  chain(instrument: Instrument, capability: Capability): readonly Provider[];
  /** Those switched on for what is of no one instrument: rates, search. */
  general(capability: Capability): readonly Provider[];
  /** Whether what a source of a scope has said of an instrument is for this user. */
  maySee(instrument: Instrument, scope: Scope, source: string): boolean;
  /** Whether a price that has just come is sent to them: that of a source they let be asked, and of the one they want. */
  mayHear(instrument: Instrument, scope: Scope, source: string): boolean;
  /** Whether one source comes after another that can still be asked: its prices wait until the other has none. */
  isBehind(instrument: Instrument, source: string, other: string): boolean;
  /** The price to show: of the source they want where it has one, else the newest. */
  best(instrument: Instrument, quotes: readonly ScopedQuote[]): Quote | undefined;
}

interface UserDeskParts {
  user: string;
  providers: readonly Provider[];
  on: ReadonlySet<Provider>;
  pins: ReadonlyMap<InstrumentId, string>;
  key: string;
  health(provider: Provider): Health;
  refusals: Refusals;
}

export function createUserDesk(parts: UserDeskParts): UserDesk {
  const { user, providers, on, pins, health, refusals } = parts;
  const scope: Scope = `user:${user}`;
  const onNames = new Set([...on].map(({ name }) => name));
  /** Everybody's source of a name is not the one they ask with a key of their own. */
  const voices = new Set([...on].map((provider) => `${provider.scope} ${provider.name}`));
  const isAsked = (of: Scope, source: string) => of === scope || voices.has(`${of} ${source}`);
  const pinOf = (instrument: Instrument) => pins.get(instrument.id);

  /** Where somebody has said how a provider spells an instrument, it is asked for nothing else. */
  const respellings = providers.filter(({ isRespelling }) => isRespelling);
  const isRespelled = (name: string, instrument: Instrument) =>
    respellings.some((each) => each.name === name && each.isRespelling!(instrument));

  function able(instrument: Instrument, capability: Capability): readonly Provider[] {
    const pin = pinOf(instrument);
    const capable = providers.filter(
      (provider) =>
        (provider.simulated === true) === (instrument.mic === "SIM") &&
        provider.capabilities.has(capability) &&
        provider.covers(instrument, capability) &&
        (isInMoneyOfItsMarket(instrument) || knowsItself(provider)) &&
        // Under an ended listing's symbol is nobody, or somebody else: only who was told another spelling is asked.
        (provider.isRespelling?.(instrument) ?? (!isEnded(instrument) && !isRespelled(provider.name, instrument))),
    );
    const ordered = inOrder(capable, capability, instrument);
    if (pin === undefined || !onNames.has(pin)) return ordered;
    const pinned = ordered.filter(({ name }) => name === pin);
    // A stream brings prices without being asked: where another source is wanted, nobody else's.
    return capability === "stream" ? pinned : [...pinned, ...ordered.filter(({ name }) => name !== pin)];
  }

  function maySee(instrument: Instrument, of: Scope, source: string): boolean {
    if (of.startsWith("user:")) return of === scope;
    return !isEnded(instrument) && !isRespelled(source, instrument);
  }

  return {
    ...{ user, key: parts.key, providers, on, pinOf, able, maySee },

    chain: (instrument, capability) =>
      able(instrument, capability).filter(
        (provider) =>
          on.has(provider) && !health(provider).refusal(capability) && !refusals.of(provider, capability, instrument),
      ),

    general: (capability) =>
      inOrder(
        providers.filter((provider) => on.has(provider) && provider.capabilities.has(capability)),
        capability,
      ),

    mayHear(instrument, of, source) {
      if (!maySee(instrument, of, source)) return false;
      const pin = pinOf(instrument);
      const isThere = pin !== undefined && (onNames.has(pin) || isOwnSource(pin));
      if (isThere && source !== pin && source !== OWN_SOURCES.manual) return false;
      return isAsked(of, source);
    },

    isBehind(instrument, source, other) {
      const names = able(instrument, "quote").map(({ name }) => name);
      const place = names.indexOf(other);
      if (place === -1 || names.indexOf(source) <= place) return false;
      return able(instrument, "quote").some((each) => each.name === other && !health(each).refusal("quote"));
    },

    best(instrument, quotes) {
      const isOfIt = ({ source, day }: Quote) => source === OWN_SOURCES.manual || isListedOn(instrument, day);
      const seen = quotes.filter(({ scope: of, quote }) => maySee(instrument, of, quote.source) && isOfIt(quote));
      const pin = pinOf(instrument);
      const wanted = seen.filter(({ quote }) => quote.source === pin);
      // A price typed since then is meant too.
      const typed = seen.filter(({ quote }) => quote.source === OWN_SOURCES.manual);
      if (wanted.length > 0) return newest([...wanted, ...typed]);
      // Of a source that is switched off there may be a price because others let it be asked.
      const allowed = seen.filter(({ scope: of, quote }) => isAsked(of, quote.source));
      const open = allowed.length > 0 ? allowed : seen;
      const firsts = open.filter(({ isSecond }) => !isSecond);
      return newest(firsts.length > 0 ? firsts : open);
    },
  };
}

/** Files say the currency of each symbol, and who describes a source says what it is a source of. */
function knowsItself({ hosts, name }: Provider): boolean {
  return hosts.length === 0 || name.startsWith("custom-");
}

/** One's own prices are there until they are taken back, and the wish for them with them. */
const isOwnSource = (source: string) => (Object.values(OWN_SOURCES) as string[]).includes(source);

function newest(quotes: readonly ScopedQuote[]): Quote | undefined {
  return quotes
    .map(({ quote }) => quote)
    .reduce<Quote | undefined>((best, quote) => (!best || quote.at > best.at ? quote : best), undefined);
}

/**
 * The scopes a user is shown an instrument's prices from. Invented instruments have one price for all. Of an ended listing
 * what all share may be about who has its symbol now: what was known at its end is the user's own.
 */
export function scopesFor(user: string, instrument: Instrument): Scope[] {
  if (instrument.mic === "SIM") return ["public"];
  return isEnded(instrument) ? [`user:${user}`] : [`user:${user}`, "deployment", "public"];
}
