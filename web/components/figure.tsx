import type { PositionValue } from "@tickfolio/engine";
import { format, type MoneyStyle } from "../format.ts";
import { text } from "../text.ts";

type Value = number | null | undefined;

/** What has no price, or no exchange rate, is said in words. */
export function Unpriced({ why = text.unpriced }: { why?: string }) {
  return <span className="unpriced">{why}</span>;
}

interface AmountProps extends MoneyStyle {
  value: Value;
  currency: string;
  /** What is said where there is no value. */
  missing?: string;
}

export function Amount({ value, currency, missing, ...style }: AmountProps) {
  if (value === null || value === undefined) return <Unpriced {...(missing ? { why: missing } : {})} />;
  return <span className="amount">{format.money(value, currency, style)}</span>;
}

/** What is not known. */
export function Unknown() {
  return <span className="quiet">{text.none}</span>;
}

/** What is held of one instrument is worth; without an exchange rate it is not unpriced. */
export function HeldWorth({ position, currency }: { position: PositionValue; currency: string }) {
  const { marketValue, price } = position;
  return <Amount value={marketValue} currency={currency} missing={price ? text.noRate : text.unpriced} />;
}

/** A gain or a loss: sign, arrow and colour say the same, so that none is needed. */
export function Change({ value, ratio, currency }: { value: Value; ratio?: Value; currency: string }) {
  if (value === null || value === undefined) return <Unknown />;
  const written = format.money(value, currency, { signed: true });
  return (
    <span className={toneOf(written)}>
      <Arrow written={written} />
      <span className="amount">{written}</span>
      {typeof ratio === "number" && <span className="ratio">{format.percent(ratio, { signed: true })}</span>}
    </span>
  );
}

export function Ratio({ value }: { value: Value }) {
  if (value === null || value === undefined) return <Unknown />;
  const written = format.percent(value, { signed: true });
  return (
    <span className={toneOf(written)}>
      <Arrow written={written} />
      {written}
    </span>
  );
}

/** What is shown decides the colour: a loss that rounds to nothing is none. */
function toneOf(written: string): string {
  return isUp(written) ? "change gain" : isDown(written) ? "change loss" : "change";
}
const isUp = (written: string) => written.includes("+");
const isDown = (written: string) => written.includes("\u2212");

function Arrow({ written }: { written: string }) {
  if (!isUp(written) && !isDown(written)) return null;
  return (
    <svg className="arrow" viewBox="0 0 8 8" aria-hidden="true" focusable="false">
      <path d={isUp(written) ? "M4 1.5L7.5 6.5h-7z" : "M4 6.5L7.5 1.5h-7z"} />
    </svg>
  );
}

/** The one large figure of a page; its minor units are quieter. */
export function HugeAmount({ value, currency, missing }: Omit<AmountProps, "value"> & { value: number | null }) {
  if (value === null) {
    return (
      <span className="huge">
        <Amount value={value} currency={currency} {...(missing ? { missing } : {})} />
      </span>
    );
  }
  const { before, fraction, after } = format.moneyParts(value, currency);
  return (
    <span className="huge amount">
      {before}
      <span className="fraction">
        {fraction}
        {after}
      </span>
    </span>
  );
}
