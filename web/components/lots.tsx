import type { CostMethod, Lot, Position, PositionValue } from "@tickfolio/engine";
import { format } from "../format.ts";
import { text } from "../text.ts";
import { Amount, Change } from "./figure.tsx";

interface LotsProps {
  held: Position;
  position: PositionValue;
  costMethod: CostMethod;
  currency: string;
}

/** Units bought together, each with what it cost and what it has gained. */
export function Lots({ held, position, costMethod, currency }: LotsProps) {
  if (held.lots.length === 0) return <p className="quiet">{text.lots.none}</p>;
  const perUnit = position.marketValue === null ? null : position.marketValue / position.quantity.toNumber();
  return (
    <div className="scrolls">
      <table>
        <thead>
          <tr>
            <th scope="col">{text.lots.acquired}</th>
            <th scope="col" className="number">
              {text.lots.quantity}
            </th>
            <th scope="col" className="number">
              {text.lots.cost}
            </th>
            <th scope="col" className="number">
              {text.figures.unrealized}
            </th>
          </tr>
        </thead>
        <tbody>
          {held.lots.map((lot, index) => {
            const cost = lot.cost.toNumber();
            const isKnown = isCostKnown(lot, held, costMethod);
            const gain = perUnit === null || !isKnown ? null : perUnit * lot.quantity.toNumber() - cost;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: A transfer may bring two lots of one day, which nothing tells apart.
              <tr key={`${lot.transaction} ${lot.acquired} ${index}`}>
                <th scope="row">
                  {format.day(lot.acquired)}
                  {lot.account && <small>{lot.account}</small>}
                </th>
                <td className="number amount">{format.quantity(lot.quantity)}</td>
                <td className="number">
                  <Amount value={isKnown ? cost : null} currency={currency} missing={text.noRate} />
                  {isKnown && (
                    <small className="amount">
                      {text.lots.each(format.price(lot.localCost.dividedBy(lot.quantity).toNumber(), held.currency))}
                    </small>
                  )}
                </td>
                <td className="number">
                  <Change value={gain} ratio={gain === null || cost === 0 ? null : gain / cost} currency={currency} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** An amount without an exchange rate is in no cost; lots from that day on may hold one, and at the average cost all are one lot. */
function isCostKnown(lot: Lot, { unratedFrom }: Position, costMethod: CostMethod): boolean {
  return unratedFrom === null || (costMethod !== "average" && lot.acquired < unratedFrom);
}
