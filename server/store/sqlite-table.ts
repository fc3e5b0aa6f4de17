import type { SQLInputValue, StatementSync } from "node:sqlite";
import { checkKey, checkPartition, nameOf, secondOf, textOfItem } from "./item-rules.ts";
import { sortRange } from "./sort-range.ts";
import { explain, openSqliteFile } from "./sqlite-file.ts";
import { type Clock, ConflictError, type Expected, type Item, type ItemKey, type Query, type Table } from "./table.ts";
import { readValue } from "./value-text.ts";

interface Row {
  sort: string;
  version: number;
  value: string;
  expires_at: number | null;
}

const LIVE = "(expires_at IS NULL OR expires_at > :now)";
const THIS = "partition = :partition AND sort = :sort";
const CHANGE = "version = version + 1, value = :value, expires_at = :expiresAt";
const INSERT = "INSERT INTO items VALUES (:partition, :sort, 1, :value, :expiresAt) ON CONFLICT DO UPDATE SET";

/** Each is one statement, so it happens wholly or not at all, whoever else writes. */
const PUT = {
  absent: `${INSERT} version = 1, value = :value, expires_at = :expiresAt WHERE NOT ${LIVE} RETURNING version`,
  any: `${INSERT} version = CASE WHEN ${LIVE} THEN version + 1 ELSE 1 END, value = :value, expires_at = :expiresAt
    RETURNING version`,
  version: `UPDATE items SET ${CHANGE} WHERE ${THIS} AND ${LIVE} AND version = :expected RETURNING version`,
};

/** Expired items are removed when the file is opened and after so many puts of ones that expire. */
const SWEEP_EVERY = 500;

/** Holds its items in one file, which several processes may have open. What it confirms is on the disk. */
export function createSqliteTable({ file, clock }: { file: string; clock: Clock }): Table {
  const database = openSqliteFile(file);
  const statements = new Map<string, StatementSync>();
  let expiringPuts = 0;

  /** Runs to its end before it answers: a change is committed by the last step, which is where it would fail. */
  function run<R>(sql: string, parameters: Record<string, SQLInputValue>): R[] {
    let statement = statements.get(sql);
    if (!statement) {
      statement = database.prepare(sql);
      statement.setAllowUnknownNamedParameters(true);
      statements.set(sql, statement);
    }
    try {
      return statement.all(parameters) as R[];
    } catch (error) {
      throw explain(error, file, "This was not written or read.");
    }
  }

  function find({ partition, sort }: ItemKey): Row | undefined {
    return run<Row>(`SELECT sort, version, value, expires_at FROM items WHERE ${THIS} AND ${LIVE}`, {
      ...{ partition, sort, now: secondOf(clock) },
    })[0];
  }

  function sweep(): void {
    run("DELETE FROM items WHERE expires_at <= :now", { now: secondOf(clock) });
  }

  function conflict(key: ItemKey, expected: Expected): ConflictError {
    return new ConflictError(`${nameOf(key)}: expected ${expected}, found ${find(key)?.version ?? "absent"}.`);
  }

  sweep();
  return {
    async get(key) {
      checkKey(key);
      const row = find(key);
      return row && itemOf(key.partition, row);
    },

    async put(item, expected) {
      const value = textOfItem(item);
      const { partition, sort, expiresAt } = item;
      const parameters = { partition, sort, value, expiresAt: expiresAt ?? null, expected, now: secondOf(clock) };
      const [written] = run<{ version: number }>(
        typeof expected === "number" ? PUT.version : PUT[expected],
        parameters,
      );
      if (!written) throw conflict(item, expected);
      if (expiresAt !== undefined && ++expiringPuts % SWEEP_EVERY === 0) sweep();
      return itemOf(partition, { sort, value, version: written.version, expires_at: expiresAt ?? null });
    },

    async query(query) {
      checkPartition(query.partition);
      const { sql, parameters } = selectOf(query, secondOf(clock));
      if (!sql) return { items: [] };
      const rows = run<Row>(sql, parameters);
      const items = rows.slice(0, query.limit).map((row) => itemOf(query.partition, row));
      const last = items.at(-1);
      return rows.length > items.length && last ? { items, next: last.sort } : { items };
    },

    async delete(key, expected) {
      checkKey(key);
      const parameters = { partition: key.partition, sort: key.sort, expected, now: secondOf(clock) };
      if (expected === "absent") {
        if (find(key)) throw conflict(key, expected);
        return;
      }
      const condition = expected === "any" ? "" : `AND ${LIVE} AND version = :expected`;
      const [deleted] = run(`DELETE FROM items WHERE ${THIS} ${condition} RETURNING version`, parameters);
      if (!deleted && expected !== "any") throw conflict(key, expected);
    },

    async close() {
      statements.clear();
      if (database.isOpen) database.close();
    },
  };
}

/** Asks for one more than the limit, to know whether there is more. */
function selectOf(query: Query, now: number): { sql?: string; parameters: Record<string, SQLInputValue> } {
  const range = sortRange(query);
  if (!range) return { parameters: {} };
  const { low, high } = range;
  const low_ = low ? `AND sort ${low.inclusive ? ">=" : ">"} :low` : "";
  const high_ = high ? `AND sort ${high.inclusive ? "<=" : "<"} :high` : "";
  return {
    sql: `SELECT sort, version, value, expires_at FROM items WHERE partition = :partition AND ${LIVE} ${low_} ${high_}
      ORDER BY sort ${query.descending ? "DESC" : "ASC"} LIMIT :most`,
    parameters: {
      partition: query.partition,
      now,
      low: low?.key ?? null,
      high: high?.key ?? null,
      most: query.limit === undefined ? -1 : query.limit + 1,
    },
  };
}

function itemOf(partition: string, { sort, version, value, expires_at }: Row): Item {
  return { partition, sort, version, value: readValue(value), ...(expires_at !== null && { expiresAt: expires_at }) };
}
