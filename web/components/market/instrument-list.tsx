import { useState } from "react";
import { format } from "../../format.ts";
import { serverNow } from "../../live.ts";
import type { InstrumentRow } from "../../market-data.ts";
import { openPanel } from "../../panels.ts";
import { text } from "../../text.ts";
import { marketText } from "../../text-market.ts";
import { titleOfSource } from "../../text-words.ts";
import { PHONE, useMedia } from "../../use-media.ts";
import { Choice } from "../field.tsx";
import { Icon } from "../icon.tsx";
import { Decisions, HistoryWords, Price, Source } from "./instrument-cells.tsx";

type Column = "symbol" | "price" | "age" | "source" | "history" | "state";
type Filter = "all" | "needs" | "unpriced";

const columns: readonly Column[] = ["symbol", "price", "age", "source", "history", "state"];
const words = marketText.instruments;
const FILTERS: readonly Filter[] = ["all", "needs", "unpriced"];
/** So many are seen at first: who is asked stands below them. */
const FIRST = 12;
/** A long list grows as it is looked through. */
const MORE = 60;

/** What is held and watched, with what each price rests on; what needs the reader comes first. */
export function InstrumentList({ rows }: { rows: readonly InstrumentRow[] }) {
  const [filter, setFilter] = useState<Filter>("all");
  const [typed, setTyped] = useState("");
  const [order, setOrder] = useState<{ by: Column; isDown: boolean }>({ by: "state", isDown: true });
  const [most, setMost] = useState(FIRST);
  const isPhone = useMedia(PHONE);
  if (rows.length === 0) return <p className="quiet">{words.none}</p>;

  const inFilter = (row: InstrumentRow, by: Filter) =>
    by === "all" || (by === "needs" ? row.needsYou : row.data.source === null);
  const filters = FILTERS.map((value) => ({
    value,
    label: words.filters[value](rows.filter((row) => inFilter(row, value)).length),
  }));
  const found = rows
    .filter((row) => inFilter(row, filter) && matches(row, typed))
    .toSorted((a, b) => compare(a, b, order.by) * (order.isDown ? -1 : 1) || bySymbol(a, b));
  const shown = found.slice(0, most);

  return (
    <>
      <div className="market-filters">
        <Choice<Filter>
          className="segments"
          hideLabel
          label={words.show}
          value={filter}
          options={filters}
          onChange={setFilter}
        />
        <input
          type="search"
          aria-label={words.find}
          placeholder={words.findHint}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </div>
      {found.length === 0 && <p className="quiet">{filter === "needs" && !typed ? words.allFine : words.noMatch}</p>}
      {found.length > 0 && isPhone && (
        <>
          <SortSelect by={order.by} onChange={(by) => setOrder({ by, isDown: by === "state" })} />
          <ul className="cards market-cards">
            {shown.map((row) => (
              <InstrumentCard key={row.instrument.id} row={row} />
            ))}
          </ul>
        </>
      )}
      {found.length > 0 && !isPhone && (
        <table className="market-table">
          <thead>
            <tr>
              {columns.map((column) => (
                <th
                  key={column}
                  scope="col"
                  className={column === "price" ? "number" : undefined}
                  aria-sort={order.by === column ? (order.isDown ? "descending" : "ascending") : undefined}
                >
                  <button
                    type="button"
                    className={order.by === column ? "sort on" : "sort"}
                    onClick={() =>
                      setOrder({ by: column, isDown: order.by === column ? !order.isDown : column === "state" })
                    }
                  >
                    {words.columns[column]}
                    {order.by === column && <Icon name={order.isDown ? "down" : "sort"} />}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <TableRow key={row.instrument.id} row={row} />
            ))}
          </tbody>
        </table>
      )}
      {found.length > shown.length && (
        <button type="button" className="button" onClick={() => setMost(most + MORE)}>
          {text.import.more(found.length - shown.length)}
        </button>
      )}
    </>
  );
}

const open = (id: string) => openPanel({ kind: "market", instrument: id });

function TableRow({ row }: { row: InstrumentRow }) {
  const { instrument, data } = row;
  return (
    <tr>
      <th scope="row">
        <button type="button" className="holding-name" onClick={() => open(instrument.id)}>
          <strong>{instrument.symbol}</strong>
          <span className="hidden">{words.open}</span>
          {instrument.name !== instrument.symbol && <small>{instrument.name}</small>}
        </button>
      </th>
      <td className="number">
        <Price row={row} />
      </td>
      <td className="quiet">
        {data.at && format.age(data.at, serverNow())}
        <small>{text.price.session[data.session]}</small>
      </td>
      <td>
        <Source data={data} />
      </td>
      <td className="quiet">
        <HistoryWords data={data} />
      </td>
      <td>
        <Decisions row={row} />
      </td>
    </tr>
  );
}

function InstrumentCard({ row }: { row: InstrumentRow }) {
  const { instrument, data } = row;
  return (
    <li>
      <button type="button" className="card-link" onClick={() => open(instrument.id)}>
        <span className="row-main">
          <strong>{instrument.symbol}</strong>
          <span className="hidden">{words.open}</span>
          {instrument.name !== instrument.symbol && <small>{instrument.name}</small>}
        </span>
        <span className="row-worth">
          <Price row={row} />
          <small>{data.at && format.age(data.at, serverNow())}</small>
        </span>
      </button>
      <div className="card-figures">
        <Source data={data} />
        <Decisions row={row} />
      </div>
    </li>
  );
}

function SortSelect({ by, onChange }: { by: Column; onChange(by: Column): void }) {
  return (
    <label className="sort-select">
      {words.sortBy}
      <select value={by} onChange={(event) => onChange(event.currentTarget.value as Column)}>
        {columns.map((column) => (
          <option key={column} value={column}>
            {words.columns[column]}
          </option>
        ))}
      </select>
    </label>
  );
}

function matches({ instrument, data }: InstrumentRow, typed: string): boolean {
  const about = `${instrument.symbol} ${instrument.name} ${data.source === null ? "" : titleOfSource(data.source)}`;
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => about.toLowerCase().includes(word));
}

const bySymbol = (a: InstrumentRow, b: InstrumentRow) => a.instrument.symbol.localeCompare(b.instrument.symbol);

function compare(a: InstrumentRow, b: InstrumentRow, by: Column): number {
  switch (by) {
    case "symbol":
      return bySymbol(a, b);
    case "price":
      return (a.data.price ?? -1) - (b.data.price ?? -1);
    case "age":
      return (b.data.at ?? "").localeCompare(a.data.at ?? "");
    case "source":
      return (a.data.source ?? "").localeCompare(b.data.source ?? "");
    case "history":
      return missing(a) - missing(b);
    case "state":
      return urgency(a) - urgency(b);
    default:
      return by satisfies never;
  }
}

const missing = ({ data }: InstrumentRow) => Math.max(-1, ...data.series.map((one) => one.missing));

function urgency({ data, needsYou, isOld }: InstrumentRow): number {
  return (needsYou ? 1_000 : 0) + data.quarantined.length * 10 + (isOld ? 5 : 0) + (data.source === null ? 1 : 0);
}
