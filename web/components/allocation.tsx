import type { Instrument, InstrumentId, Valuation } from "@tickfolio/engine";
import { useState } from "react";
import { format } from "../format.ts";
import { useLive } from "../live.ts";
import { text } from "../text.ts";
import { Choice } from "./field.tsx";
import { Skeleton } from "./skeleton.tsx";

type By = "holding" | "currency" | "kind";
const ways: readonly By[] = ["holding", "currency", "kind"];
const MOST = 6;

interface Share {
  name: string;
  value: number;
}

/** What the worth is made of: shares of what has a price, largest first, and the rest in one. */
export function Allocation({ valuation }: { valuation: Valuation | null }) {
  const [by, setBy] = useState<By>("holding");
  const instruments = useLive((state) => state.instruments);
  if (!valuation) return <Skeleton lines={4} />;
  const shares = topOf(sharesOf(valuation, by, instruments));
  const total = shares.reduce((sum, share) => sum + share.value, 0);
  if (total <= 0) return <p className="quiet">{text.allocation.none}</p>;

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
    </>
  );
}

function sharesOf(valuation: Valuation, by: By, instruments: ReadonlyMap<InstrumentId, Instrument>): Share[] {
  const sums = new Map<string, number>();
  const add = (name: string, value: number | null) => {
    if (value !== null && value > 0) sums.set(name, (sums.get(name) ?? 0) + value);
  };
  for (const { instrument: id, currency, marketValue } of valuation.positions) {
    const instrument = instruments.get(id);
    const kind = text.allocation.kinds[instrument?.kind ?? "other"];
    add({ holding: instrument?.symbol ?? id, currency, kind }[by], marketValue);
  }
  for (const { currency, value } of valuation.cash) {
    add(by === "currency" ? currency : text.cash.title, value);
  }
  return [...sums].map(([name, value]) => ({ name, value })).sort((a, b) => b.value - a.value);
}

function topOf(shares: readonly Share[]): Share[] {
  if (shares.length <= MOST + 1) return [...shares];
  const rest = shares.slice(MOST).reduce((sum, share) => sum + share.value, 0);
  return [...shares.slice(0, MOST), { name: text.allocation.others(shares.length - MOST), value: rest }];
}
