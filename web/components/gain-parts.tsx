import type { PositionValue } from "@tickfolio/engine";
import { format } from "../format.ts";
import { gainParts } from "../gain-words.ts";
import { text } from "../text.ts";
import { Change } from "./figure.tsx";

interface GainPartsProps {
  position: PositionValue;
  /** The part of the realised gain that the exchange rate made. */
  realizedCurrency: number;
  currency: string;
}

/** What the gain is made of; the parts add up to it. */
export function GainParts({ position, realizedCurrency, currency }: GainPartsProps) {
  const { realized, unrealized, gain } = position;
  const parts = gainParts(position, realizedCurrency, currency);
  if (!parts || unrealized === null) {
    const isPriced = position.price !== null || position.quantity.isZero();
    return <p className="quiet">{isPriced ? text.holding.partsUnrated : text.holding.partsUnknown}</p>;
  }
  const largest = Math.max(...parts.map((part) => Math.abs(part.value)), 1e-9);

  return (
    <>
      <table className="parts">
        <tbody>
          {parts.map((part) => (
            <tr key={part.name}>
              <th scope="row">{part.name}</th>
              <td className="bar-cell">
                <Bar share={part.value / largest} />
              </td>
              <td className="number">
                <Change value={part.value} currency={currency} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{text.figures.gain}</th>
            <td className="bar-cell" />
            <td className="number">
              <Change value={gain} currency={currency} />
            </td>
          </tr>
        </tfoot>
      </table>
      <p className="note">
        {text.parts.ofWhich(
          format.money(realized, currency, { signed: true }),
          format.money(unrealized, currency, { signed: true }),
        )}{" "}
        {position.fees + position.taxes > 0 &&
          text.parts.charges(format.money(position.fees, currency), format.money(position.taxes, currency))}
      </p>
    </>
  );
}

/** Right of the middle what was won, left of it what was lost. */
function Bar({ share }: { share: number }) {
  const width = Math.max(Math.abs(share) * 50, 0.6);
  return (
    <svg className="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect x={share >= 0 ? 50 : 50 - width} y="1" width={width} height="6" className={share >= 0 ? "gain" : "loss"} />
      <line x1="50" x2="50" y1="0" y2="8" />
    </svg>
  );
}
