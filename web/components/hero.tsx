import type { Valuation } from "@tickfolio/engine";
import { dayWords } from "../day-words.ts";
import { format } from "../format.ts";
import { marketOf, sessionOf } from "../live/calendars.ts";
import type { State } from "../live/state.ts";
import { current, serverNow, useLive } from "../live.ts";
import { opening } from "../market-words.ts";
import type { Remembered } from "../remembered.ts";
import { text } from "../text.ts";
import { whyUnvalued, worthOf } from "../worth.ts";
import { feedWords } from "./feed-words.ts";
import { Change, HugeAmount } from "./figure.tsx";
import { Skeleton } from "./skeleton.tsx";
import { Tip } from "./tip.tsx";

interface HeroProps {
  valuation: Valuation | null;
  /** Shown until the valuation is there. */
  last?: Remembered | null;
  /** Portfolios that could not be read. */
  without?: readonly string[];
}

/** The one figure a person came for: what it is worth now, and what today did to it. */
export function Hero({ valuation, last = null, without = [] }: HeroProps) {
  if (!valuation) return <Waiting last={last} />;
  const { totals, baseCurrency, partial } = valuation;
  return (
    <div className="hero">
      <p>
        <HugeAmount value={worthOf(valuation)} currency={baseCurrency} missing={whyUnvalued(valuation)} />
      </p>
      <p className="hero-change">
        {totals.dayChange === null ? (
          <span className="quiet">{text.noDayChange}</span>
        ) : (
          <>
            <Change value={totals.dayChange} ratio={totals.dayChangeRatio} currency={baseCurrency} />
            <span className="quiet">{dayWords(totals.dayChangeOf, valuation.day).inline}</span>
          </>
        )}
        {(partial || without.length > 0) && <Partial valuation={valuation} without={without} />}
      </p>
    </div>
  );
}

/** What it was worth when last seen, and said so; grey lines where nothing is remembered. */
export function Waiting({ last = null }: { last?: Remembered | null }) {
  return (
    <div className="hero">
      {last ? (
        <>
          <p>
            <HugeAmount value={last.worth} currency={last.currency} />
          </p>
          <p className="hero-change quiet">{text.lastSeen(format.age(last.at, Date.now()))}</p>
        </>
      ) : (
        <Skeleton size="huge" />
      )}
    </div>
  );
}

/** How live the figures are, and why. */
export function FeedTag({ valuation }: { valuation: Valuation | null }) {
  const feed = useLive((state) => state.feed);
  const online = useLive((state) => state.online);
  // Changes when a market has opened, so that the line is written anew.
  const opens = useLive((state) => valuation && nextOpening(state, valuation));
  if (!valuation) return null;
  const now = serverNow();
  const prices = valuation.positions.flatMap(({ instrument, price, quantity }) =>
    price && !quantity.isZero() ? [{ price, market: sessionOf(current(), instrument, now) }] : [],
  );
  const status = online ? feed : ({ ...feed, connection: "offline" } as const);
  const { word, tone, explained } = feedWords(status, prices, now, opens ?? undefined);
  return (
    <Tip className="feed" content={() => explained}>
      <span className={`feed-dot ${tone}`} aria-hidden="true" />
      {word}
    </Tip>
  );
}

/** When the first of the markets that are closed opens. */
function nextOpening(state: State, { positions }: Valuation): string | undefined {
  const now = serverNow();
  const openings = positions.flatMap(({ instrument, quantity }) =>
    quantity.isZero() ? [] : (marketOf(state, instrument, now)?.opensMs ?? []),
  );
  return openings.length === 0 ? undefined : opening(Math.min(...openings), now);
}

/** A sum that leaves something out says so, and what. */
function Partial({ valuation, without }: { valuation: Valuation; without: readonly string[] }) {
  const instruments = useLive((state) => state.instruments);
  const names = [
    ...without.map(text.quoted),
    ...valuation.unpriced.map((id) => instruments.get(id)?.symbol ?? id),
    ...valuation.unrated.map((currency) => text.unrated(currency)),
    ...valuation.oversold.map((id) => text.partial.oversold(instruments.get(id)?.symbol ?? id)),
  ];
  return (
    <Tip className="partial" content={() => text.partial.explained(format.list(names))}>
      {text.partial.short}
    </Tip>
  );
}
