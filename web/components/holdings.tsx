import type { PositionValue, Valuation } from "@tickfolio/engine";
import type { PortfolioSummary } from "@tickfolio/protocol";
import { useRef, useState } from "react";
import { dayWords } from "../day-words.ts";
import { current, figures, useLive } from "../live.ts";
import { text } from "../text.ts";
import { PHONE, useMedia } from "../use-media.ts";
import { HoldingCard, HoldingRow } from "./holding-row.tsx";
import { Icon } from "./icon.tsx";
import { Skeleton } from "./skeleton.tsx";

type Column = "name" | "price" | "today" | "worth" | "gain" | "return" | "weight";
interface Order {
  by: Column;
  isDown: boolean;
}

const columns: readonly Column[] = ["name", "price", "today", "worth", "gain", "return", "weight"];

/** What is held, each with its live price. Sorting asks nobody anything. */
export function Holdings({ portfolio, valuation }: { portfolio: PortfolioSummary; valuation: Valuation | null }) {
  const [order, setOrder] = useState<Order>({ by: "worth", isDown: true });
  const instruments = useLive((state) => state.instruments);
  useLive((state) => state.closes);
  const isPhone = useMedia(PHONE);
  const placesOf = useCalmOrder();
  if (!valuation) return <Skeleton size="row" lines={8} />;

  const nameOf = (one: PositionValue) => instruments.get(one.instrument)?.symbol ?? one.instrument;
  const open = valuation.positions.filter((one) => !one.quantity.isZero());
  if (open.length === 0) return <p className="quiet">{text.holdings.none}</p>;
  const sorted = inOrder(open, placesOf(open, order, nameOf));
  const when = dayWords(valuation.totals.dayChangeOf, valuation.day);
  const titleOf = (column: Column) => (column === "today" ? when.heading : text.holdings.columns[column]);
  const shared = (one: PositionValue) => ({
    day: valuation.day,
    saysDay: when.isMixed,
    position: one,
    instrument: instruments.get(one.instrument),
    series: figures.closes(current(), portfolio.id, one.instrument),
    currency: valuation.baseCurrency,
    href: `/portfolios/${portfolio.id}/holdings/${one.instrument}`,
  });

  if (isPhone) {
    return (
      <>
        <SortSelect order={order} titleOf={titleOf} onChange={setOrder} />
        <ul className="cards">
          {sorted.map((one) => (
            <HoldingCard key={one.instrument} {...shared(one)} />
          ))}
        </ul>
      </>
    );
  }
  return (
    <table className="holdings">
      <thead>
        <tr>
          {columns.map((column) => [
            column === "price" && (
              <th key="sparkline" scope="col" className="sparkline-cell">
                <span className="hidden">{text.holdings.lately}</span>
              </th>
            ),
            <th
              key={column}
              scope="col"
              className={column === "name" ? undefined : "number"}
              aria-sort={order.by === column ? (order.isDown ? "descending" : "ascending") : undefined}
            >
              <button
                type="button"
                className={order.by === column ? "sort on" : "sort"}
                onClick={() =>
                  setOrder({ by: column, isDown: order.by === column ? !order.isDown : column !== "name" })
                }
              >
                {titleOf(column)}
                {order.by === column && <Icon name={order.isDown ? "down" : "sort"} />}
              </button>
            </th>,
          ])}
        </tr>
      </thead>
      <tbody>
        {sorted.map((one) => (
          <HoldingRow key={one.instrument} {...shared(one)} />
        ))}
      </tbody>
    </table>
  );
}

interface SortSelectProps {
  order: Order;
  titleOf(column: Column): string;
  onChange(order: Order): void;
}

function SortSelect({ order, titleOf, onChange }: SortSelectProps) {
  return (
    <label className="sort-select">
      {text.holdings.sortBy}
      <select
        value={order.by}
        onChange={(event) => {
          const by = event.currentTarget.value as Column;
          onChange({ by, isDown: by !== "name" });
        }}
      >
        {columns.map((column) => (
          <option key={column} value={column}>
            {titleOf(column)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** For this long the order stands, so that rows do not trade places under the reader's eyes. */
const ORDER_MS = 15_000;

/** The order of rows as it was when last sorted; anew when something else is held or asked for, or after a while. */
function useCalmOrder() {
  const kept = useRef({ key: "", at: 0, places: new Map<string, number>() });
  return function placesOf(open: readonly PositionValue[], order: Order, nameOf: (one: PositionValue) => string) {
    const priced = open.map((one) => one.instrument + (one.price ? "" : "?"));
    const key = `${order.by} ${order.isDown} ${priced.sort().join()}`;
    if (kept.current.key !== key || performance.now() - kept.current.at > ORDER_MS) {
      const sorted = open.toSorted((a, b) => compare(a, b, order, nameOf));
      const places = new Map(sorted.map((one, place) => [one.instrument, place]));
      kept.current = { key, at: performance.now(), places };
    }
    return kept.current.places;
  };
}

function inOrder(open: readonly PositionValue[], places: ReadonlyMap<string, number>): PositionValue[] {
  return open.toSorted((a, b) => places.get(a.instrument)! - places.get(b.instrument)!);
}

/** What has no figure comes last, whichever way the rest is sorted. */
function compare(
  a: PositionValue,
  b: PositionValue,
  { by, isDown }: Order,
  nameOf: (one: PositionValue) => string,
): number {
  const direction = isDown ? -1 : 1;
  if (by === "name") return direction * nameOf(a).localeCompare(nameOf(b));
  const figure = (one: PositionValue): number | null =>
    ({
      price: one.price?.value ?? null,
      today: one.dayChangeRatio,
      worth: one.marketValue,
      gain: one.gain,
      return: one.gainRatio,
      weight: one.weight,
    })[by];
  const [left, right] = [figure(a), figure(b)];
  if (left === null || right === null) return (left === null ? 1 : 0) - (right === null ? 1 : 0);
  return direction * (left - right) || nameOf(a).localeCompare(nameOf(b));
}
