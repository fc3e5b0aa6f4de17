import type { InstrumentId, PriceUsed, Session } from "@tickfolio/engine";
import { memo, useEffect, useRef } from "react";
import { format } from "../format.ts";
import { sessionOf } from "../live/calendars.ts";
import { serverNow, useLive } from "../live.ts";
import { text } from "../text.ts";
import { Dot, freshnessOf } from "./dot.tsx";
import { Unpriced } from "./figure.tsx";
import { MarketLine } from "./market-line.tsx";
import { Tip } from "./tip.tsx";

interface LivePriceProps {
  instrument: InstrumentId;
  price: PriceUsed | null;
  name: string;
}

/** A price with its dot; a change tints it for half a second and moves nothing. */
export const LivePrice = memo(function LivePrice({ instrument, price, name }: LivePriceProps) {
  const ref = useRef<HTMLSpanElement>(null);
  const value = price?.value;
  const before = useRef(value);

  useEffect(() => {
    const last = before.current;
    before.current = value;
    if (last !== undefined && value !== undefined && last !== value) tint(ref.current, value > last);
  }, [value]);

  const market = useLive((state) => sessionOf(state, instrument, serverNow()));
  const state = freshnessOf(price, serverNow(), market);
  return (
    <Tip
      className="live-price"
      content={() => <PriceOrigin instrument={instrument} price={price} name={name} market={market} />}
    >
      <span ref={ref} className="tinted" data-instrument={instrument} data-at={price?.at}>
        {price ? format.price(price.value, price.currency) : <Unpriced />}
      </span>
      <Dot state={state} />
    </Tip>
  );
}, isSamePrice);

function isSamePrice(a: LivePriceProps, b: LivePriceProps): boolean {
  const [one, two] = [a.price, b.price];
  if (!one || !two) return one === two && a.name === b.name;
  return one.value === two.value && one.at === two.at && one.session === two.session && one.stale === two.stale;
}

function tint(element: HTMLElement | null, isUp: boolean): void {
  if (!element || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const colour = `var(${isUp ? "--gain" : "--loss"})`;
  element.animate([{ backgroundColor: `color-mix(in srgb, ${colour} 24%, transparent)` }, {}], {
    duration: 500,
    easing: "ease-out",
  });
}

/** When, from whom, and in which session. */
function PriceOrigin({ instrument, price, name, market }: LivePriceProps & { market: Session | undefined }) {
  if (!price) return <>{text.price.unpriced(name)}</>;
  const when = price.at ? `${format.instant(price.at)}, ${format.age(price.at, serverNow())}` : format.day(price.day);
  return (
    <>
      <strong>
        {name}, {format.price(price.value, price.currency)}
      </strong>
      <br />
      {text.freshness[freshnessOf(price, serverNow(), market)]}, {text.price.from(price.source)}
      <br />
      {when}
      <br />
      {text.price.session[price.session]}, {text.price.delay[price.delay]}
      {market !== undefined && (
        <>
          <br />
          <MarketLine instrument={instrument} />
        </>
      )}
    </>
  );
}
