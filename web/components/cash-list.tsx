import type { Valuation } from "@tickfolio/engine";
import { format } from "../format.ts";
import { text } from "../text.ts";
import { Amount } from "./figure.tsx";
import { Skeleton } from "./skeleton.tsx";

/** Balances by currency, and what each is worth in the portfolio's. */
export function CashList({ valuation }: { valuation: Valuation | null }) {
  if (!valuation) return <Skeleton lines={2} />;
  if (valuation.cash.length === 0) return <p className="quiet">{text.cash.none}</p>;
  const { baseCurrency } = valuation;
  return (
    <ul className="rows tight">
      {valuation.cash.map((balance) => (
        <li key={balance.currency} className="row">
          <span className="row-main">
            <strong>{balance.currency}</strong>
            <small>{format.currencyName(balance.currency)}</small>
          </span>
          <span className="row-worth">
            <span className="amount">{format.money(balance.amount, balance.currency)}</span>
            {balance.currency !== baseCurrency && (
              <small>
                {balance.value !== null && text.about}{" "}
                <Amount value={balance.value} currency={baseCurrency} missing={text.noRate} />
              </small>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
