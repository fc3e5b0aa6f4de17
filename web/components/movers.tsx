import type { PositionValue, Valuation } from "@tickfolio/engine";
import { Link } from "wouter";
import { current, figures, useLive } from "../live.ts";
import { text } from "../text.ts";
import { Change } from "./figure.tsx";
import { Skeleton } from "./skeleton.tsx";

const MOST = 5;

/** What moved most today, either way, by percentage. */
export function Movers({ valuation }: { valuation: Valuation | null }) {
  const instruments = useLive((state) => state.instruments);
  if (!valuation) return <Skeleton lines={4} />;
  const moved = valuation.positions
    .filter((one) => one.dayChange && one.dayChangeRatio)
    .sort((a, b) => Math.abs(b.dayChangeRatio!) - Math.abs(a.dayChangeRatio!))
    .slice(0, MOST);
  if (moved.length === 0) return <p className="quiet">{text.movers.none}</p>;

  return (
    <ul className="rows tight">
      {moved.map((one) => (
        <li key={one.instrument}>
          <Link href={holdingPath(one)} className="row">
            <span className="row-main">
              <strong>{instruments.get(one.instrument)?.symbol}</strong>
              <small>{instruments.get(one.instrument)?.name}</small>
            </span>
            <Change value={one.dayChange} ratio={one.dayChangeRatio} currency={valuation.baseCurrency} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The page of an instrument in the first real portfolio that holds it. */
export function holdingPath({ instrument }: Pick<PositionValue, "instrument">): string {
  const state = current();
  const holder = state.portfolios
    .toSorted((a, b) => Number(a.sample) - Number(b.sample))
    .find((one) => figures.book(state, one.id)?.positions.has(instrument));
  return `/portfolios/${holder?.id ?? "none"}/holdings/${instrument}`;
}
