import type { InstrumentId, Valuation } from "@tickfolio/engine";
import type { PortfolioSummary } from "@tickfolio/protocol";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { format } from "../format.ts";
import { useLive } from "../live.ts";
import { text } from "../text.ts";
import { Dot } from "./dot.tsx";
import { Icon } from "./icon.tsx";
import { holdingPath } from "./movers.tsx";
import { Skeleton } from "./skeleton.tsx";

/** What the figures rest on: what has no price, what is old, what does not add up; each by name and with its next step. */
export function DataHealth({
  valuation,
  portfolios,
}: {
  valuation: Valuation | null;
  portfolios: readonly PortfolioSummary[];
}) {
  const instruments = useLive((state) => state.instruments);
  const isUnseen = useLive((state) => state.settings.sourcesSeen === false);
  if (!valuation) return <Skeleton lines={2} />;
  const open = valuation.positions.filter((one) => !one.quantity.isZero());
  const link = (id: InstrumentId) => (
    <Link key={id} href={holdingPath({ instrument: id })}>
      {instruments.get(id)?.symbol ?? id}
    </Link>
  );
  const others = valuation.issues.filter((issue) => !["unpriced", "stale_price", "no_rate"].includes(issue.code));
  const isOld = valuation.stale.length + valuation.staleRates.length > 0;
  const isFine = !valuation.partial && !isOld && others.length === 0;

  return (
    <ul className="health">
      {valuation.unpriced.length > 0 && (
        <li>
          <Dot state="unpriced" />
          <span>
            {text.health.unpriced(valuation.unpriced.length, open.length)} {listed(valuation.unpriced.map(link))}.{" "}
            {text.health.unpricedStep}
          </span>
        </li>
      )}
      {valuation.unrated.map((currency) => (
        <li key={currency}>
          <Icon name="warning" />
          <span>{text.health.unrated(currency)}</span>
        </li>
      ))}
      {valuation.staleRates.map(({ from, to, day }) => (
        <li key={`${from} ${to} ${day}`}>
          <Icon name="warning" />
          <span>
            {text.health.staleRate(from, to, format.day(day))}{" "}
            <Link href="/market-data" className="link">
              {text.health.staleRateStep}
            </Link>
            .
          </span>
        </li>
      ))}
      {valuation.stale.length > 0 && (
        <li>
          <Dot state="stale" />
          <span>
            {text.health.stale(valuation.stale.length)} {listed(valuation.stale.map(link))}.
          </span>
        </li>
      )}
      {others.map((issue) => (
        <li key={`${issue.code} ${issue.transaction} ${issue.instrument} ${issue.message}`}>
          <Icon name="warning" />
          <span>{issue.message}</span>
        </li>
      ))}
      {isUnseen && (valuation.partial || isOld) && (
        <li>
          <Icon name="warning" />
          <span>
            {text.health.unseen}{" "}
            <Link href="/market-data" className="link">
              {text.health.unseenStep}
            </Link>
          </span>
        </li>
      )}
      {isFine && (
        <li>
          <Icon name="check" />
          <span>{open.length === 0 ? text.health.nothing(portfolios.length) : text.health.fine(open.length)}</span>
        </li>
      )}
    </ul>
  );
}

function listed(links: readonly ReactNode[]): ReactNode {
  return links.map((link, index) => [index > 0 ? ", " : "", link]);
}
