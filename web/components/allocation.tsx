import type { Valuation } from "@tickfolio/engine";
import { useState } from "react";
import { format } from "../format.ts";
import { useLive } from "../live.ts";
import { type By, type Share, sharesOf } from "../shares.ts";
import { text } from "../text.ts";
import { Choice } from "./field.tsx";
import { Skeleton } from "./skeleton.tsx";

const ways: readonly By[] = ["holding", "currency", "kind"];
const MOST = 6;

/** What the worth is made of: shares of what is owned and has a price, largest first, and the rest in one; what is owed beside them. */
export function Allocation({ valuation }: { valuation: Valuation | null }) {
  const [by, setBy] = useState<By>("holding");
  const instruments = useLive((state) => state.instruments);
  if (!valuation) return <Skeleton lines={4} />;
  const { owned, owed } = sharesOf(valuation, by, instruments);
  const shares = topOf(owned);
  const total = shares.reduce((sum, share) => sum + share.value, 0);
  if (total <= 0) {
    const isHeld = valuation.positions.some((one) => !one.quantity.isZero());
    return (
      <>
        <p className="quiet">{isHeld ? text.allocation.none : text.allocation.nothing}</p>
        {owed.length > 0 && <Owed owed={owed} currency={valuation.baseCurrency} />}
      </>
    );
  }

  return (
    <>
      <Choice
        label={text.allocation.by}
        hideLabel
        className="ranges"
        value={by}
        options={ways.map((value) => ({ value, label: text.allocation.ways[value] }))}
        onChange={(value) => setBy(value)}
      />
      <ul className="shares">
        {shares.map((share) => (
          <li key={share.name}>
            <span className="share-name">{share.name}</span>
            <svg className="share-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
              <rect width="100" height="6" className="rest" />
              <rect width={(share.value / shares[0]!.value) * 100} height="6" />
            </svg>
            <span className="number">{format.percent(share.value / total, { digits: 1 })}</span>
          </li>
        ))}
      </ul>
      {owed.length > 0 && <Owed owed={owed} currency={valuation.baseCurrency} />}
    </>
  );
}

function topOf(shares: readonly Share[]): Share[] {
  if (shares.length <= MOST + 1) return [...shares];
  const rest = shares.slice(MOST).reduce((sum, share) => sum + share.value, 0);
  return [...shares.slice(0, MOST), { name: text.allocation.others(shares.length - MOST), value: rest }];
}

/** Debts make the worth smaller and are no share of anything: told in words, with what they come to. */
function Owed({ owed, currency }: { owed: readonly Share[]; currency: string }) {
  const sum = owed.reduce((all, { value }) => all + value, 0);
  return (
    <p className="quiet owed">
      {text.allocation.owedBefore} <span className="amount">{format.money(sum, currency)}</span>{" "}
      {text.allocation.owed(format.list(owed.map(({ name }) => name)))}
    </p>
  );
}
