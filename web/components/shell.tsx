import type { ReactNode } from "react";
import { Link, useRoute } from "wouter";
import { privacy, togglePrivacy } from "../appearance.ts";
import { useCell } from "../cell.ts";
import { dayWords } from "../day-words.ts";
import { figures, useLive } from "../live.ts";
import { openPanel } from "../panels.ts";
import { text } from "../text.ts";
import { Banners } from "./banners.tsx";
import { Ratio } from "./figure.tsx";
import { Icon, type IconName, Mark } from "./icon.tsx";

/** Navigation at the side, or at the bottom within reach of a thumb. */
export function Shell({ children }: { children: ReactNode }) {
  return (
    <div className="shell">
      <SideBar />
      <div className="beside">
        <TopBar />
        <main id="main" tabIndex={-1}>
          <Banners />
          {children}
        </main>
      </div>
      <BottomBar />
    </div>
  );
}

function SideBar() {
  const portfolios = useLive((state) => state.portfolios);
  const samples = portfolios.filter((one) => one.sample);
  return (
    <nav className="side" aria-label={text.nav.main}>
      <Link href="/" className="wordmark">
        <Mark />
        Tickfolio
      </Link>
      <NavLink href="/" icon="overview" label={text.nav.overview} />
      <NavLink href="/transactions" icon="list" label={text.nav.transactions} />
      <h2 className="side-title">{text.nav.portfolios}</h2>
      <ul>
        {portfolios
          .filter((one) => !one.sample)
          .map((one) => (
            <PortfolioLink key={one.id} id={one.id} name={one.name} />
          ))}
        <li>
          <button type="button" className="nav-item quiet" onClick={() => openPanel({ kind: "portfolio" })}>
            <Icon name="plus" />
            {text.nav.newPortfolio}
          </button>
        </li>
      </ul>
      {samples.length > 0 && (
        <>
          <h2 className="side-title">{text.sample.title}</h2>
          <ul>
            {samples.map((one) => (
              <PortfolioLink key={one.id} id={one.id} name={one.name} />
            ))}
          </ul>
        </>
      )}
      <div className="side-end">
        <button type="button" className="nav-item" onClick={() => openPanel({ kind: "palette" })}>
          <Icon name="search" />
          {text.nav.search}
          <kbd>{isMac ? "⌘K" : "Ctrl K"}</kbd>
        </button>
        <NavLink href="/import" icon="upload" label={text.nav.import} />
        <NavLink href="/settings" icon="settings" label={text.nav.settings} />
        <PrivacyButton withLabel />
      </div>
    </nav>
  );
}

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

function NavLink({ href, icon, label }: { href: string; icon: IconName; label: string }) {
  const [isHere] = useRoute(href);
  return (
    <Link href={href} className="nav-item" aria-current={isHere ? "page" : undefined}>
      <Icon name={icon} />
      <span>{label}</span>
    </Link>
  );
}

function PortfolioLink({ id, name }: { id: string; name: string }) {
  const [isHere] = useRoute(`/portfolios/${id}/*?`);
  const ratio = useLive((state) => figures.valuation(state, id)?.totals.dayChangeRatio ?? null);
  const when = useLive((state) => {
    const valuation = figures.valuation(state, id);
    return valuation ? dayWords(valuation.totals.dayChangeOf, valuation.day).inline : "";
  });
  return (
    <li>
      <Link href={`/portfolios/${id}`} className="nav-item" aria-current={isHere ? "page" : undefined}>
        <span className="nav-name">{name}</span>
        {ratio !== null && (
          <span className="nav-change" title={when}>
            <Ratio value={ratio} />
            <span className="hidden"> {when}</span>
          </span>
        )}
      </Link>
    </li>
  );
}

function TopBar() {
  return (
    <header className="top">
      <Link href="/" className="wordmark">
        <Mark />
        Tickfolio
      </Link>
      <PrivacyButton />
      <Link href="/import" className="bare" aria-label={text.nav.import}>
        <Icon name="upload" />
      </Link>
    </header>
  );
}

function PrivacyButton({ withLabel = false }: { withLabel?: boolean }) {
  const isBlurred = useCell(privacy) === "blurred";
  const label = isBlurred ? text.nav.showAmounts : text.nav.hideAmounts;
  return (
    <button
      type="button"
      className={withLabel ? "nav-item" : "bare"}
      aria-label={withLabel ? undefined : label}
      aria-pressed={isBlurred}
      onClick={togglePrivacy}
    >
      <Icon name={isBlurred ? "eyeOff" : "eye"} />
      {withLabel && (
        <>
          {label}
          <kbd>p</kbd>
        </>
      )}
    </button>
  );
}

function BottomBar() {
  return (
    <nav className="bottom" aria-label={text.nav.main}>
      <NavLink href="/" icon="overview" label={text.nav.overview} />
      <NavLink href="/transactions" icon="list" label={text.nav.transactions} />
      <button type="button" className="nav-item add" onClick={() => openPanel({ kind: "transaction" })}>
        <Icon name="plus" />
        <span>{text.nav.add}</span>
      </button>
      <button type="button" className="nav-item" onClick={() => openPanel({ kind: "palette" })}>
        <Icon name="search" />
        <span>{text.nav.search}</span>
      </button>
      <NavLink href="/settings" icon="settings" label={text.nav.settings} />
    </nav>
  );
}
