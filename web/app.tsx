import { Suspense, useMemo } from "react";
import { Route, Switch, useLocation } from "wouter";
import { Boundary } from "./components/boundary.tsx";
import { Waiting } from "./components/hero.tsx";
import { Page, PageSkeleton } from "./components/page.tsx";
import { Panels } from "./components/panels.tsx";
import { part } from "./components/part.tsx";
import { Shell } from "./components/shell.tsx";
import { Skeleton } from "./components/skeleton.tsx";
import { Toasts } from "./components/toasts.tsx";
import { useLive } from "./live.ts";
import { Home } from "./pages/home.tsx";
import { Missing } from "./pages/missing.tsx";
import { ServerFailed } from "./pages/server-failed.tsx";
import { remembered } from "./remembered.ts";
import { useShortcuts } from "./shortcuts.ts";
import { text } from "./text.ts";

// The first page comes with the app; the others when they are gone to.
const PortfolioPage = part(async () => (await import("./pages/portfolio.tsx")).PortfolioPage);
const HoldingPage = part(async () => (await import("./pages/holding.tsx")).HoldingPage);
const TransactionsPage = part(async () => (await import("./pages/transactions.tsx")).TransactionsPage);
const ImportPage = part(async () => (await import("./pages/import.tsx")).ImportPage);
const MarketDataPage = part(async () => (await import("./pages/market-data.tsx")).MarketDataPage);
const SettingsPage = part(async () => (await import("./pages/settings.tsx")).SettingsPage);

export function App() {
  useShortcuts();
  const opening = useLive((state) => state.opening);

  return (
    <>
      <a className="skip" href="#main">
        {text.skip}
      </a>
      <Shell>
        {opening.state === "loading" && <Opening />}
        {opening.state === "failed" && <ServerFailed trouble={opening.trouble} />}
        {opening.state === "ready" && <Pages />}
      </Shell>
      <Panels />
      <Toasts />
    </>
  );
}

/** Before the first answer: what the overview showed last, or grey lines. */
function Opening() {
  const [path] = useLocation();
  const books = useLive((state) => state.books);
  const last = useMemo(() => remembered(books), [books]);
  if (path !== "/" || !last) return <PageSkeleton />;
  return (
    <Page title={text.nav.overview} heading={text.overview.worth} headingStyle="label">
      <Waiting last={last} />
      <Skeleton size="chart" />
    </Page>
  );
}

function Pages() {
  const [path] = useLocation();
  return (
    <Boundary name={text.page} of={path}>
      <Suspense fallback={<PageSkeleton />}>
        <Switch>
          <Route path="/" component={Home} />
          <Route path="/portfolios/:portfolio">{({ portfolio }) => <PortfolioPage id={portfolio} />}</Route>
          <Route path="/portfolios/:portfolio/holdings/:instrument">
            {({ portfolio, instrument }) => <HoldingPage portfolio={portfolio} instrument={instrument} />}
          </Route>
          <Route path="/portfolios/:portfolio/transactions">
            {({ portfolio }) => <TransactionsPage portfolio={portfolio} />}
          </Route>
          <Route path="/transactions">
            <TransactionsPage />
          </Route>
          <Route path="/import" component={ImportPage} />
          <Route path="/market-data" component={MarketDataPage} />
          <Route path="/settings" component={SettingsPage} />
          <Route component={Missing} />
        </Switch>
      </Suspense>
    </Boundary>
  );
}
