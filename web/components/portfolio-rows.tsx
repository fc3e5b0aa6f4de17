import type { PortfolioSummary } from "@tickfolio/protocol";
import { Link } from "wouter";
import { dayWords } from "../day-words.ts";
import { format } from "../format.ts";
import { ratesOf } from "../live/state.ts";
import { figures, useLive } from "../live.ts";
import { text } from "../text.ts";
import { whyUnvalued, worthOf } from "../worth.ts";
import { Amount, Change } from "./figure.tsx";
import { Skeleton } from "./skeleton.tsx";

/** Portfolios, each in its own base currency and, where that is another, in the reader's. */
export function PortfolioRows({ portfolios }: { portfolios: readonly PortfolioSummary[] }) {
  return (
    <ul className="rows">
      {portfolios.map((portfolio) => (
        <li key={portfolio.id}>
          <Row portfolio={portfolio} />
        </li>
      ))}
    </ul>
  );
}

function Row({ portfolio }: { portfolio: PortfolioSummary }) {
  const valuation = useLive((state) => figures.valuation(state, portfolio.id));
  const journal = useLive((state) => state.journals.get(portfolio.id));
  const currency = useLive((state) => state.settings.baseCurrency);
  const rate = useLive((state) =>
    currency === portfolio.baseCurrency
      ? undefined
      : ratesOf(state, portfolio).at(portfolio.baseCurrency, currency, state.today)?.rate.toNumber(),
  );
  const { baseCurrency } = portfolio;
  const open = valuation?.positions.filter((one) => !one.quantity.isZero()).length ?? 0;
  const worth = valuation && worthOf(valuation);

  return (
    <Link href={`/portfolios/${portfolio.id}`} className="row">
      <span className="row-main">
        <strong>{portfolio.name}</strong>
        {portfolio.sample && <span className="sample-tag">{text.sample.tag}</span>}
        {valuation && <small>{text.holdingCount(open, valuation.unpriced.length)}</small>}
      </span>
      {journal?.state === "failed" ? (
        <span className="wrong">{journal.trouble.message}</span>
      ) : valuation ? (
        <span className="row-figures">
          <span className="row-worth">
            <Amount value={worth} currency={baseCurrency} missing={whyUnvalued(valuation)} />
            {rate !== undefined && worth !== null && (
              <small className="amount">
                {text.about} {format.money(worth * rate, currency)}
              </small>
            )}
          </span>
          <span className="row-change">
            <Change
              value={valuation.totals.dayChange}
              ratio={valuation.totals.dayChangeRatio}
              currency={baseCurrency}
            />
            {valuation.totals.dayChangeOf && (
              <small>{dayWords(valuation.totals.dayChangeOf, valuation.day).inline}</small>
            )}
          </span>
        </span>
      ) : (
        <Skeleton lines={1} />
      )}
    </Link>
  );
}
