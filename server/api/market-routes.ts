import {
  type CloseSeries,
  type Currency,
  type Day,
  dayNumber,
  type Instrument,
  type RateTable,
} from "@tickfolio/engine";
import {
  closesAnswer,
  closesQuerySchema,
  marketStatusAnswer,
  quotesAnswer,
  quotesQuerySchema,
  ratesAnswer,
  ratesQuerySchema,
  statusQuerySchema,
  type WireCloses,
  type WireRates,
} from "@tickfolio/protocol";
import { toWireQuote } from "../push/wire-quote.ts";
import type { AppDeps } from "./deps.ts";
import { readQuery } from "./read-body.ts";
import type { Route, RouteContext } from "./route.ts";

export function marketRoutes(deps: AppDeps): Route[] {
  const { market } = deps;
  return [
    {
      method: "GET",
      path: "/quotes",
      summary: "The last known prices of some of the user's instruments, and what to do about those that have none.",
      query: quotesQuerySchema,
      answer: quotesAnswer,
      handle: async (c) => {
        const { instruments } = readQuery(c, quotesQuerySchema());
        const { quotes, unpriced } = await market.quotes(c.var.user.id, await ownOf(c, instruments));
        return c.json({ items: quotes.map(toWireQuote), next: null, unpriced });
      },
    },
    {
      method: "GET",
      path: "/closes",
      summary: "Daily closes of some of the user's instruments, each from one source.",
      query: closesQuerySchema,
      answer: closesAnswer,
      handle: async (c) => {
        const { instruments, from } = readQuery(c, closesQuerySchema());
        const own = await ownOf(c, instruments);
        const series = await Promise.all(own.map((instrument) => market.closes(c.var.user.id, instrument, from)));
        return c.json({ items: series.flatMap((one) => (one ? [toWireCloses(one)] : [])), next: null });
      },
    },
    {
      method: "GET",
      path: "/rates",
      summary: "Daily reference rates of some currencies, best source first. `sample=true`: the simulated market's.",
      query: ratesQuerySchema,
      answer: ratesAnswer,
      handle: async (c) => {
        const { currencies, from, sample = false } = readQuery(c, ratesQuerySchema());
        const tables = sample ? await market.sampleRates(from) : await market.rates(c.var.user.id, from);
        return c.json({ items: tables.map((table) => toWireRates(table, currencies, from)), next: null });
      },
    },
    {
      method: "GET",
      path: "/market/status",
      summary:
        "Who is asked for prices, what they are told, and how they are; and what the prices of each of the user's instruments rest on (`instruments=false`: without that). Nobody is asked for it.",
      query: statusQuerySchema,
      answer: marketStatusAnswer,
      handle: async (c) => {
        const { instruments = true } = readQuery(c, statusQuerySchema());
        const user = c.var.user.id;
        const own = instruments ? c.var.store.instruments() : [];
        const [items, data] = await Promise.all([
          market.status(user),
          Promise.resolve(own).then((all) => market.instrumentData(user, all)),
        ]);
        return c.json({ items, next: null, instruments: data });
      },
    },
  ];
}

/** Those of the user's instruments that are named. An id that is not theirs names nothing. */
async function ownOf(c: RouteContext, ids: readonly string[]): Promise<Instrument[]> {
  if (ids.length === 0) return [];
  const wanted = new Set(ids);
  return (await c.var.store.instruments()).filter(({ id }) => wanted.has(id));
}

function toWireCloses(series: CloseSeries): WireCloses {
  return { ...series, days: [...series.days], closes: [...series.closes] };
}

function toWireRates(table: RateTable, currencies: readonly Currency[], from: Day): WireRates {
  const { base, source, days, columns } = table;
  const wanted = currencies.filter((currency) => Object.hasOwn(columns, currency));
  const first = Math.min(...wanted.map((currency) => inForceAt(table, currency, from)), days.length);
  return {
    base,
    source,
    days: [...days.subarray(first)],
    columns: Object.fromEntries(
      wanted.map((currency) => [currency, [...columns[currency]!.subarray(first)].map(orNull)]),
    ),
  };
}

/** Where a currency's last rate on or before a day stands: that one still counts on the day. */
function inForceAt({ days, columns }: RateTable, currency: Currency, day: Day): number {
  const column = columns[currency]!;
  const wanted = dayNumber(day);
  const index = days.findLastIndex((number, index) => number <= wanted && Number.isFinite(column[index]));
  return Math.max(index, 0);
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
