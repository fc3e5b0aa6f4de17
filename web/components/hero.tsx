import type { Valuation } from "@tickfolio/engine";
import { format } from "../format.ts";
import { useLive } from "../live.ts";
import { text } from "../text.ts";
import { feedWords } from "./feed-words.ts";
import { Change, HugeAmount } from "./figure.tsx";
import { Skeleton } from "./skeleton.tsx";
import { Tip } from "./tip.tsx";

/** The one figure a person came for: what it is worth now, and what today did to it. */
export function Hero({ valuation, without = [] }: { valuation: Valuation | null; without?: readonly string[] }) {
  if (!valuation) return <Skeleton size="huge" />;
  const { totals, baseCurrency, partial } = valuation;
  return (
    <div className="hero">
      <p>
        <HugeAmount value={worthOf(valuation)} currency={baseCurrency} />
      </p>
      <p className="hero-change">
        {totals.dayChange === null ? (
          <span className="quiet">{text.todayUnknown}</span>
        ) : (
          <>
            <Change value={totals.dayChange} ratio={totals.dayChangeRatio} currency={baseCurrency} />
            <span className="quiet">{text.today}</span>
          </>
        )}
        {(partial || without.length > 0) && <Partial valuation={valuation} without={without} />}
      </p>
    </div>
  );
}

export function worthOf({ totals }: Valuation): number {
  return totals.marketValue + totals.cash;
}

/** How live the figures are, and why. */
export function FeedTag({ valuation }: { valuation: Valuation | null }) {
  const feed = useLive((state) => state.feed);
  if (!valuation) return null;
  const prices = valuation.positions.flatMap(({ price, quantity }) => (price && !quantity.isZero() ? [price] : []));
  const { word, tone, explained } = feedWords(feed, prices);
  return (
    <Tip className="feed" content={() => explained}>
      <span className={`feed-dot ${tone}`} aria-hidden="true" />
      {word}
    </Tip>
  );
}

/** A sum that leaves something out says so, and what. */
function Partial({ valuation, without }: { valuation: Valuation; without: readonly string[] }) {
  const instruments = useLive((state) => state.instruments);
  const names = [
    ...without.map(text.quoted),
    ...valuation.unpriced.map((id) => instruments.get(id)?.symbol ?? id),
    ...valuation.unrated.map((currency) => text.unrated(currency)),
  ];
  return (
    <Tip className="partial" content={() => text.partial.explained(format.list(names))}>
      {text.partial.short}
    </Tip>
  );
}
