import type { CloseSeries, Instrument, PositionValue } from "@tickfolio/engine";
import { memo, type Ref, useRef } from "react";
import { Link } from "wouter";
import { dayWords } from "../day-words.ts";
import { format } from "../format.ts";
import { text } from "../text.ts";
import { Change, HeldWorth, Ratio } from "./figure.tsx";
import { LivePrice } from "./live-price.tsx";
import { Sparkline } from "./sparkline.tsx";
import { useInSight } from "./use-in-sight.ts";

interface HoldingProps {
  position: PositionValue;
  instrument: Instrument | undefined;
  series: CloseSeries | undefined;
  currency: string;
  href: string;
  /** The day the figures are of. */
  day: string;
  /** Rows are of several sessions, so that each says its own. */
  saysDay: boolean;
}

/** A row out of sight keeps what it showed until it comes back into sight. */
export function HoldingRow(props: HoldingProps) {
  const ref = useRef<HTMLTableRowElement>(null);
  return <Row {...useInSight(ref, props)} ref={ref} />;
}

export function HoldingCard(props: HoldingProps) {
  const ref = useRef<HTMLLIElement>(null);
  return <Card {...useInSight(ref, props)} ref={ref} />;
}

/** Drawn again only when something that is shown has changed: a tick elsewhere moves every weight, but seldom visibly. */
const Row = memo(function Row({
  position,
  instrument,
  series,
  currency,
  href,
  day,
  saysDay,
  ref,
}: HoldingProps & { ref: Ref<HTMLTableRowElement> }) {
  const symbol = instrument?.symbol ?? position.instrument;
  return (
    <tr ref={ref}>
      <th scope="row">
        <Link href={href} className="holding-name">
          <span>
            <strong>{symbol}</strong>
            {instrument && instrument.name !== symbol && <small>{instrument.name}</small>}
          </span>
        </Link>
      </th>
      <td className="sparkline-cell">
        <Sparkline series={series} />
      </td>
      <td className="number">
        <LivePrice instrument={position.instrument} price={position.price} name={symbol} />
      </td>
      <td className="number">
        <Ratio value={position.dayChangeRatio} />
        <small>
          <SignedAmount value={position.dayChange} currency={currency} />
          {saysDay && position.dayChangeOf && ` ${dayWords(position.dayChangeOf, day).inline}`}
        </small>
      </td>
      <td className="number">
        <HeldWorth position={position} currency={currency} />
        <small className="amount">{text.holdings.units(format.quantity(position.quantity))}</small>
      </td>
      <td className="number">
        <Change value={position.gain} currency={currency} />
      </td>
      <td className="number">
        <Ratio value={position.gainRatio} />
      </td>
      <td className="number weight">
        {position.weight === null ? text.none : format.percent(position.weight, { digits: 1 })}
      </td>
    </tr>
  );
}, looksTheSame);

/** The same on a phone: two lines, the thumb's height apart. */
const Card = memo(function Card({
  position,
  instrument,
  currency,
  href,
  day,
  ref,
}: HoldingProps & { ref: Ref<HTMLLIElement> }) {
  const symbol = instrument?.symbol ?? position.instrument;
  return (
    <li ref={ref} className="card">
      <Link href={href} className="card-link">
        <span className="row-main">
          <strong>{symbol}</strong>
          {instrument && instrument.name !== symbol && <small>{instrument.name}</small>}
        </span>
        <span className="row-worth">
          <HeldWorth position={position} currency={currency} />
          <small>
            <span className="amount">{text.holdings.units(format.quantity(position.quantity))}</span>
            {position.weight !== null && ` · ${format.percent(position.weight, { digits: 1 })}`}
          </small>
        </span>
      </Link>
      <div className="card-figures">
        <LivePrice instrument={position.instrument} price={position.price} name={symbol} />
        <span>
          <Ratio value={position.dayChangeRatio} />{" "}
          <small className="quiet">{dayWords(position.dayChangeOf, day).inline}</small>
        </span>
        <span>
          <Ratio value={position.gainRatio} /> <small className="quiet">{text.total}</small>
        </span>
      </div>
    </li>
  );
}, looksTheSame);

function SignedAmount({ value, currency }: { value: number | null; currency: string }) {
  if (value === null) return null;
  return <span className="amount">{format.money(value, currency, { signed: true })}</span>;
}

function looksTheSame(a: HoldingProps, b: HoldingProps): boolean {
  const one = a.position;
  const two = b.position;
  const rounded = (value: number | null, places: number) => (value === null ? null : Math.round(value * 10 ** places));
  const same = (x: number | null, y: number | null, places: number) => rounded(x, places) === rounded(y, places);
  return (
    a.instrument === b.instrument &&
    a.series === b.series &&
    a.currency === b.currency &&
    a.href === b.href &&
    a.day === b.day &&
    a.saysDay === b.saysDay &&
    one.dayChangeOf?.day === two.dayChangeOf?.day &&
    one.quantity.equals(two.quantity) &&
    one.price?.value === two.price?.value &&
    one.price?.at === two.price?.at &&
    one.price?.session === two.price?.session &&
    one.price?.stale === two.price?.stale &&
    same(one.marketValue, two.marketValue, 2) &&
    same(one.gain, two.gain, 2) &&
    same(one.gainRatio, two.gainRatio, 4) &&
    same(one.dayChange, two.dayChange, 2) &&
    same(one.dayChangeRatio, two.dayChangeRatio, 4) &&
    same(one.weight, two.weight, 3)
  );
}
