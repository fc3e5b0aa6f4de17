import type { ProposalEffect as Effect } from "@tickfolio/protocol";
import type { ReactNode } from "react";
import { format } from "../format.ts";
import { text } from "../text.ts";
import { Amount, Unknown } from "./figure.tsx";

interface Props {
  effect: Effect;
  /** Of the listing, for the cost of a unit. */
  currency: string;
  baseCurrency: string;
}

/** A holding now and with it, row by row; what stays as it is is left out. */
export function ProposalEffect({ effect: { before, after }, currency, baseCurrency }: Props) {
  const rows: [name: string, isSame: boolean, now: ReactNode, then: ReactNode][] = [
    [
      text.proposals.units,
      before.quantity === after.quantity,
      <Units key="now" value={before.quantity} />,
      <Units key="then" value={after.quantity} />,
    ],
    [
      text.proposals.averageCost,
      before.averageCost === after.averageCost,
      <Price key="now" value={before.averageCost} currency={currency} />,
      <Price key="then" value={after.averageCost} currency={currency} />,
    ],
    [
      text.proposals.worth,
      before.value === after.value,
      <Amount key="now" value={before.value} currency={baseCurrency} />,
      <Amount key="then" value={after.value} currency={baseCurrency} />,
    ],
    [
      text.proposals.income,
      before.income === after.income,
      <Amount key="now" value={before.income} currency={baseCurrency} />,
      <Amount key="then" value={after.income} currency={baseCurrency} />,
    ],
  ];
  return (
    <table className="proposal-effect">
      <caption className="hidden">{text.proposals.effect}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{text.proposals.now}</th>
          <th scope="col">{text.proposals.after}</th>
        </tr>
      </thead>
      <tbody>
        {rows
          .filter(([, isSame]) => !isSame)
          .map(([name, , now, then]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{now}</td>
              <td>{then}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

function Units({ value }: { value: string }) {
  return <span className="amount">{format.quantity(value)}</span>;
}

function Price({ value, currency }: { value: number | null; currency: string }) {
  return value === null ? <Unknown /> : <span className="amount">{format.price(value, currency)}</span>;
}
