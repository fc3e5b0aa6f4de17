import type { PortfolioSummary } from "@tickfolio/protocol";
import { Link, useLocation } from "wouter";
import { Allocation } from "../components/allocation.tsx";
import { BackfillLine } from "../components/backfill-line.tsx";
import { CashList } from "../components/cash-list.tsx";
import { ClosedPositions } from "../components/closed-positions.tsx";
import { DataHealth } from "../components/data-health.tsx";
import { FigureStrip } from "../components/figure-strip.tsx";
import { FeedTag, Hero } from "../components/hero.tsx";
import { Holdings } from "../components/holdings.tsx";
import { Icon } from "../components/icon.tsx";
import { Menu } from "../components/menu.tsx";
import { Page } from "../components/page.tsx";
import { ProposalsLine } from "../components/proposals-line.tsx";
import { Section } from "../components/section.tsx";
import { ValueChart } from "../components/value-chart.tsx";
import { downloadTrades } from "../download.ts";
import { changes, figures, loading, useLive } from "../live.ts";
import { tellFailure, tellReversible } from "../notices.ts";
import { openPanel } from "../panels.ts";
import { text } from "../text.ts";
import { Missing } from "./missing.tsx";

export function PortfolioPage({ id }: { id: string }) {
  const portfolio = useLive((state) => state.portfolios.find((one) => one.id === id));
  const journal = useLive((state) => state.journals.get(id));
  if (!portfolio) return <Missing />;
  return (
    <Page
      title={portfolio.name}
      beside={portfolio.sample ? <span className="sample-tag">{text.sample.long}</span> : null}
      actions={<Actions portfolio={portfolio} />}
    >
      {journal?.state === "failed" ? (
        <div className="trouble" role="alert">
          <p>{text.portfolio.failed}</p>
          <p className="quiet">{journal.trouble.message}</p>
          <button type="button" className="button" onClick={() => void loading.refresh()}>
            {text.tryAgain}
          </button>
        </div>
      ) : (
        <Contents portfolio={portfolio} />
      )}
    </Page>
  );
}

function Contents({ portfolio }: { portfolio: PortfolioSummary }) {
  const valuation = useLive((state) => figures.valuation(state, portfolio.id));
  const history = useLive((state) => figures.history(state, portfolio.id));
  const transactions = useLive((state) => figures.transactions(state, portfolio.id));
  if (transactions?.length === 0) return <Empty portfolio={portfolio} />;

  return (
    <>
      <div className="under-name">
        <span className="quiet">{text.overview.worth}</span>
        <FeedTag valuation={valuation} />
      </div>
      <Hero valuation={valuation} />
      <ValueChart history={history} valuation={valuation} isEmpty={false} />
      <FigureStrip valuation={valuation} />
      <Section title={text.holdings.title}>
        <Holdings portfolio={portfolio} valuation={valuation} />
      </Section>
      <div className="columns">
        <Section title={text.allocation.title}>
          <Allocation valuation={valuation} />
        </Section>
        <div>
          {portfolio.cash === "tracked" && (
            <Section title={text.cash.title}>
              <CashList valuation={valuation} />
            </Section>
          )}
          <Section title={text.health.title}>
            <DataHealth valuation={valuation} portfolios={[portfolio]} />
            <ProposalsLine portfolio={portfolio.id} />
            {!portfolio.sample && <BackfillLine />}
          </Section>
          <ClosedPositions portfolio={portfolio} valuation={valuation} />
        </div>
      </div>
    </>
  );
}

function Actions({ portfolio }: { portfolio: PortfolioSummary }) {
  const [, navigate] = useLocation();

  async function remove(): Promise<void> {
    try {
      await changes.deletePortfolio(portfolio.id);
      navigate("/");
      tellReversible({
        done: text.portfolio.deleted(portfolio.name),
        undone: text.portfolio.restored(portfolio.name),
        undo: async () => {
          await changes.restorePortfolio(portfolio.id);
          navigate(`/portfolios/${portfolio.id}`);
        },
        redo: async () => {
          await changes.deletePortfolio(portfolio.id);
          navigate("/");
        },
      });
    } catch (error) {
      tellFailure(error);
    }
  }

  return (
    <>
      <Link href={`/portfolios/${portfolio.id}/transactions`} className="button">
        <Icon name="list" />
        <span className="action-label">{text.nav.transactions}</span>
      </Link>
      <button
        type="button"
        className="button primary add-here"
        onClick={() => openPanel({ kind: "transaction", portfolio: portfolio.id })}
      >
        <Icon name="plus" />
        <span className="action-label">{text.addShort}</span>
      </button>
      <Menu
        label={text.portfolio.more}
        items={[
          {
            icon: "settings",
            label: text.portfolio.settings,
            run: () => openPanel({ kind: "portfolio", edit: portfolio }),
          },
          { icon: "upload", label: text.portfolio.import, run: () => navigate(`/import?portfolio=${portfolio.id}`) },
          {
            icon: "download",
            label: text.portfolio.export,
            run: () => void downloadTrades(portfolio).catch(tellFailure),
          },
          { icon: "trash", label: text.portfolio.delete, run: () => void remove() },
        ]}
      />
    </>
  );
}

function Empty({ portfolio }: { portfolio: PortfolioSummary }) {
  return (
    <div className="empty-page">
      <p className="lead">{text.portfolio.empty}</p>
      <div className="actions">
        <button
          type="button"
          className="button primary"
          onClick={() => openPanel({ kind: "transaction", portfolio: portfolio.id })}
        >
          {text.addTransaction}
        </button>
        <Link href={`/import?portfolio=${portfolio.id}`} className="button">
          {text.portfolio.import}
        </Link>
      </div>
    </div>
  );
}
