import { format, type MoneyStyle } from "../format.ts";
import { text } from "../text.ts";

type Value = number | null | undefined;

/** What has no price is said in words. */
export function Unpriced() {
  return <span className="unpriced">{text.unpriced}</span>;
}

export function Amount({ value, currency, ...style }: { value: Value; currency: string } & MoneyStyle) {
  if (value === null || value === undefined) return <Unpriced />;
  return <span className="amount">{format.money(value, currency, style)}</span>;
}

/** A gain or a loss: sign, arrow and colour say the same, so that none is needed. */
export function Change({ value, ratio, currency }: { value: Value; ratio?: Value; currency: string }) {
  if (value === null || value === undefined) return <span className="quiet">{text.none}</span>;
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
  if (value === null || value === undefined) return <span className="quiet">{text.none}</span>;
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
export function HugeAmount({ value, currency }: { value: number | null; currency: string }) {
  if (value === null) {
    return (
      <span className="huge">
        <Unpriced />
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
