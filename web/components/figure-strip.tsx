import type { Valuation } from "@tickfolio/engine";
import type { ReactNode } from "react";
import { format } from "../format.ts";
import { explainGain } from "../gain-words.ts";
import { text } from "../text.ts";
import { gainOf, isRated, marketValueOf, whyUnvalued } from "../worth.ts";
import { Amount, Change, Unknown } from "./figure.tsx";
import { Tip } from "./tip.tsx";

/** The six figures of a portfolio, each with its formula and terms one tap away. */
export function FigureStrip({ valuation }: { valuation: Valuation | null }) {
  if (!valuation) return <div className="strip waiting" />;
  const { totals, baseCurrency: currency } = valuation;
  const money = (value: number) => format.money(value, currency);
  const signed = (value: number) => format.money(value, currency, { signed: true });
  const explain = text.explain;
  const marketValue = marketValueOf(valuation);
  const isKnown = marketValue !== null;
  const areRated = isRated(valuation);

  return (
    <dl className="strip">
      <Figure
        label={text.figures.invested}
        content={() => (
          <>
            {explain.invested}
            {totals.unpricedCost > 0 && ` ${explain.investedUnpriced(money(totals.unpricedCost))}`}
          </>
        )}
      >
        {areRated ? <Amount value={totals.invested} currency={currency} /> : <Unknown />}
      </Figure>
      <Figure
        label={text.figures.marketValue}
        content={() => explain.marketValue(money(totals.marketValue), money(totals.cash))}
      >
        <Amount value={marketValue} currency={currency} missing={whyUnvalued(valuation)} />
      </Figure>
      <Figure
        label={text.figures.unrealized}
        content={() => (
          <>
            {explain.unrealized(money(totals.marketValue), money(totals.cost))}
            <br />
            {explain.parts(signed(totals.unrealizedPrice), signed(totals.unrealizedCurrency))}
          </>
        )}
      >
        <Change value={isKnown ? totals.unrealized : null} currency={currency} />
      </Figure>
      <Figure label={text.figures.realized} content={() => explain.realized}>
        <Change value={areRated ? totals.realized : null} currency={currency} />
      </Figure>
      <Figure label={text.figures.income} content={() => explain.income}>
        {areRated ? <Amount value={totals.income} currency={currency} /> : <Unknown />}
      </Figure>
      <Figure label={text.figures.gain} content={() => explainGain(totals, currency)}>
        <Change value={gainOf(valuation)} ratio={totals.gainRatio} currency={currency} />
      </Figure>
    </dl>
  );
}

export function Figure({
  label,
  content,
  children,
}: {
  label: string;
  content?: () => ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="figure">
      <dt>
        {content ? (
          <Tip className="term" content={content}>
            {label}
          </Tip>
        ) : (
          label
        )}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
