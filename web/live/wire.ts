import { type CloseSeries, createRates, type Quote, type Rates, type RateTable } from "@tickfolio/engine";
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

const tables = new WeakMap<Rates, readonly RateTable[]>();

export function ratesFrom(items: readonly WireRates[]): Rates {
  const read = items.map(tableOf);
  const rates = createRates(read);
  tables.set(rates, read);
  return rates;
}

/** What rates were made of: tables can be sent to a worker, and rates cannot. */
export function tablesOf(rates: Rates): readonly RateTable[] {
  return tables.get(rates) ?? [];
}

function tableOf(wire: WireRates): RateTable {
  const columns = Object.fromEntries(
    Object.entries(wire.columns).map(([currency, column]) => [
      currency,
      Float64Array.from(column, (rate) => rate ?? Number.NaN),
    ]),
  );
  return { base: wire.base, source: wire.source, days: Int32Array.from(wire.days), columns };
}
