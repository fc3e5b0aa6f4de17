import type { CloseSeries, Quote, RateTable } from "@tickfolio/engine";
import type { WireCloses, WireQuote, WireRates } from "@tickfolio/protocol";

/** A quote values a position, so it becomes float64 here; booked figures stay decimals. */
export function quoteOf(wire: WireQuote): Quote {
  const { price, previousClose, ...rest } = wire;
  return {
    ...rest,
    price: Number(price),
    ...(previousClose === undefined ? {} : { previousClose: Number(previousClose) }),
  };
}

export function seriesOf(wire: WireCloses): CloseSeries {
  return { ...wire, days: Int32Array.from(wire.days), closes: Float64Array.from(wire.closes) };
}

export function tableOf(wire: WireRates): RateTable {
  const columns = Object.fromEntries(
    Object.entries(wire.columns).map(([currency, column]) => [
      currency,
      Float64Array.from(column, (rate) => rate ?? Number.NaN),
    ]),
  );
  return { base: wire.base, source: wire.source, days: Int32Array.from(wire.days), columns };
}
