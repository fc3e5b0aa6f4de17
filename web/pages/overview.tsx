import { useEffect, useMemo } from "react";
import { Allocation } from "../components/allocation.tsx";
import { CurrencyPicker } from "../components/currency-picker.tsx";
import { DataHealth } from "../components/data-health.tsx";
import { FigureStrip } from "../components/figure-strip.tsx";
import { FeedTag, Hero } from "../components/hero.tsx";
import { Icon } from "../components/icon.tsx";
import { Movers } from "../components/movers.tsx";
import { Page } from "../components/page.tsx";
import { PortfolioRows } from "../components/portfolio-rows.tsx";
import { Section } from "../components/section.tsx";
import { ValueChart } from "../components/value-chart.tsx";
import { dayWords } from "../day-words.ts";
import { unreadable } from "../live/figures.ts";
import { changes, figures, useLive } from "../live.ts";
import { tellFailure } from "../notices.ts";
import { openPanel } from "../panels.ts";
import { remember, remembered } from "../remembered.ts";
import { text } from "../text.ts";

/** Everything that is yours, in one currency. */
export function Overview() {
  const portfolios = useLive((state) => state.portfolios);
  const valuation = useLive(figures.total);
  const history = useLive(figures.totalHistory);
  const currency = useLive((state) => state.settings.baseCurrency);
  const books = useLive((state) => state.books);
  const last = useMemo(() => remembered(books), [books]);
  useEffect(() => {
    if (valuation) remember(valuation, books);
  }, [valuation, books]);
  const without = useLive(unreadable).split("\n").filter(Boolean);
  const own = portfolios.filter((one) => !one.sample);
  const samples = portfolios.filter((one) => one.sample);
  const allFailed = without.length === own.length;

  return (
    <Page
      title={text.nav.overview}
      heading={text.overview.worth}
      headingStyle="label"
      beside={<FeedTag valuation={valuation} />}
      actions={
        <>
          <CurrencyPicker
            label={text.overview.currency}
            value={currency}
            onChange={(baseCurrency) => void changes.saveSettings({ baseCurrency }).catch(tellFailure)}
            compact
          />
          <button type="button" className="button primary wide-only" onClick={() => openPanel({ kind: "transaction" })}>
            <Icon name="plus" />
            {text.addTransaction}
          </button>
        </>
      }
    >
      {allFailed ? (
        <p className="trouble" role="alert">
          {text.overview.failed}
        </p>
      ) : (
        <>
          <Hero valuation={valuation} last={last} without={without} />
          <ValueChart history={history} valuation={valuation} isEmpty={own.every((one) => one.entries === 0)} />
          <FigureStrip valuation={valuation} />
        </>
      )}
      <div className="columns">
        <div>
          <Section title={text.nav.portfolios}>
            <PortfolioRows portfolios={own} />
          </Section>
          {!allFailed && (
            <Section title={text.allocation.title}>
              <Allocation valuation={valuation} />
            </Section>
          )}
        </div>
        {!allFailed && (
          <div>
            <Section
              title={text.movers.title(dayWords(valuation?.totals.dayChangeOf ?? null, valuation?.day ?? "").inline)}
            >
              <Movers valuation={valuation} />
            </Section>
            <Section title={text.health.title}>
              <DataHealth valuation={valuation} portfolios={own} />
            </Section>
          </div>
        )}
      </div>
      {samples.length > 0 && (
        <Section title={text.sample.title} className="apart">
          <p className="quiet">{text.sample.apart}</p>
          <PortfolioRows portfolios={samples} />
        </Section>
      )}
    </Page>
  );
}
