import type { Instrument, InstrumentId } from "@tickfolio/engine";
import type { PortfolioSummary } from "@tickfolio/protocol";
import { useEffect } from "react";
import { Link } from "wouter";
import { Amount, Change, HeldWorth, Ratio, Unknown } from "../components/figure.tsx";
import { Figure } from "../components/figure-strip.tsx";
import { GainParts } from "../components/gain-parts.tsx";
import { Icon } from "../components/icon.tsx";
import { LivePrice } from "../components/live-price.tsx";
import { Lots } from "../components/lots.tsx";
import { MarketLine } from "../components/market-line.tsx";
import { Page } from "../components/page.tsx";
import { PriceChart } from "../components/price-chart.tsx";
import { PriceSteps } from "../components/price-steps.tsx";
import { ProposalsLine } from "../components/proposals-line.tsx";
import { Section } from "../components/section.tsx";
import { Skeleton } from "../components/skeleton.tsx";
import { TransactionList } from "../components/transaction-list.tsx";
import { dayWords } from "../day-words.ts";
import { format } from "../format.ts";
import { figures, loading, useLive, watching } from "../live.ts";
import { tellFailure } from "../notices.ts";
import { openPanel } from "../panels.ts";
import { text } from "../text.ts";
import { Missing } from "./missing.tsx";

/** One instrument in one portfolio: its price, what was paid for it, and what it brought. */
export function HoldingPage({ portfolio, instrument }: { portfolio: string; instrument: InstrumentId }) {
  const summary = useLive((state) => state.portfolios.find((one) => one.id === portfolio));
  const what = useLive((state) => state.instruments.get(instrument));
  useEffect(() => watching.also(instrument), [instrument]);
  // Its chart may reach back before the first trade. Without those closes it shows what there is.
  useEffect(() => void loading.past(instrument).catch(tellFailure), [instrument]);
  if (!summary || !what) return <Missing />;

  return (
    <Page
      title={what.symbol}
      above={
        <Link href={`/portfolios/${portfolio}`} className="back">
          {summary.name}
        </Link>
      }
      headingStyle="symbol"
      beside={what.name !== what.symbol && <span className="quiet">{what.name}</span>}
      actions={
        <>
          {!summary.sample && (
            <button type="button" className="button" onClick={() => openPanel({ kind: "prices", instrument })}>
              {text.price.own}
            </button>
          )}
          <button
            type="button"
            className="button primary"
            onClick={() => openPanel({ kind: "transaction", portfolio, instrument })}
          >
            <Icon name="plus" />
            <span className="action-label">{text.addShort}</span>
          </button>
        </>
      }
    >
      <Contents portfolio={summary} instrument={what} />
    </Page>
  );
}

function Contents({ portfolio, instrument }: { portfolio: PortfolioSummary; instrument: Instrument }) {
  const valuation = useLive((state) => figures.valuation(state, portfolio.id));
  const held = useLive((state) => figures.book(state, portfolio.id)?.positions.get(instrument.id));
  const position = valuation?.positions.find((one) => one.instrument === instrument.id);
  const today = useLive((state) => state.today);
  const change = usePriceChange(position?.price?.value, instrument.id);
  if (!valuation) return <Skeleton size="chart" />;
  if (!position || !held) return <p className="lead">{text.holding.never(instrument.symbol, portfolio.name)}</p>;
  const currency = valuation.baseCurrency;
  const isOpen = !position.quantity.isZero();
  const isRated = held.unratedFrom === null;

  return (
    <>
      <div className="hero">
        <p className="huge">
          <LivePrice instrument={instrument.id} price={position.price} name={instrument.symbol} />
        </p>
        {isOpen && (
          <p className="hero-change">
            {change !== null && (
              <>
                <Ratio value={change} />
                <span className="quiet">{text.holding.thePriceToday}</span>
              </>
            )}
            {position.price && position.price.day !== today && (
              <span className={position.price.stale ? "old" : "quiet"}>
                {text.price.ofDay(format.day(position.price.day))}
              </span>
            )}
            <MarketLine instrument={instrument.id} />
          </p>
        )}
      </div>
      {isOpen && !position.price && <PriceSteps instrument={instrument} />}
      <ProposalsLine portfolio={portfolio.id} instrument={instrument.id} />
      <PriceChart portfolio={portfolio.id} instrument={instrument} price={position.price} />
      <dl className="strip">
        <Figure label={text.holding.held}>
          <span className="amount">{format.quantity(position.quantity)}</span>
        </Figure>
        <Figure
          label={text.holding.averageCost}
          content={() => text.explain.averageCost(text.methods[portfolio.costMethod])}
        >
          {position.averageCost === null ? (
            <Unknown />
          ) : (
            <span className="amount">{format.price(position.averageCost, position.currency)}</span>
          )}
        </Figure>
        <Figure label={text.holding.cost}>
          <Amount value={isRated ? position.cost : null} currency={currency} missing={text.noRate} />
        </Figure>
        <Figure label={text.figures.marketValue}>
          {isOpen ? <HeldWorth position={position} currency={currency} /> : text.none}
        </Figure>
        <Figure label={dayWords(position.dayChangeOf, valuation.day).heading} content={() => text.explain.dayChange}>
          <Change value={position.dayChange} ratio={position.dayChangeRatio} currency={currency} />
        </Figure>
        <Figure label={text.figures.gain} content={() => text.explain.gainRatio(position.released !== 0)}>
          <Change value={position.gain} ratio={position.gainRatio} currency={currency} />
        </Figure>
      </dl>
      <div className="columns">
        <Section title={text.holding.parts}>
          <GainParts position={position} realizedCurrency={held.realizedCurrency.toNumber()} currency={currency} />
        </Section>
        <Section title={text.holding.lots}>
          <Lots held={held} position={position} costMethod={portfolio.costMethod} currency={currency} />
        </Section>
      </div>
      <Section title={text.nav.transactions}>
        <TransactionList portfolios={[portfolio]} instrument={instrument.id} />
      </Section>
    </>
  );
}

/** The price's own change, apart from rates and trades; the figures below tell what it did to the holding. */
function usePriceChange(price: number | undefined, instrument: InstrumentId): number | null {
  const before = useLive((state) => state.quotes.get(instrument)?.previousClose);
  return price === undefined || !before ? null : price / before - 1;
}
