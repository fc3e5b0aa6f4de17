import type { EntryDraft } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { createMemoryTable } from "./memory-table.ts";
import { createStore } from "./store.ts";
import type { Table } from "./table.ts";

const clock = () => Date.parse("2024-03-01T12:00:00Z");
const written = { at: "2024-03-01T12:00:00Z", by: "anna" };
const portfolio = {
  id: "pf_1",
  name: "Growth",
  baseCurrency: "EUR",
  costMethod: "fifo",
  cash: "untracked",
  sample: false,
} as const;

function typed(id: string): EntryDraft {
  return { id: `ent_${id}`, reason: { kind: "typed" }, transactions: [], voids: [`txn_${id}`] };
}

async function openJournal(table: Table) {
  const anna = createStore(table, { clock }).forUser("anna");
  await anna.savePortfolio(portfolio, 0);
  return anna.journal(portfolio.id);
}

test("a check sees all that others have written, again when somebody came between, and what it refuses is not written", async () => {
  const table = createMemoryTable({ clock });
  const rival = await openJournal(table);
  let rivalry: Promise<unknown> | undefined;
  const slow: Table = {
    ...table,
    put: async (...asked) => {
      // The rival takes the number just before we do.
      rivalry ??= rival.append(typed("rival"), written);
      await rivalry;
      return table.put(...asked);
    },
  };
  const mine = await openJournal(slow);
  const seen: number[] = [];
  const appended = mine.append(typed("mine"), written, (entries) => {
    seen.push(entries.length);
    if (entries.length > 0) throw new RangeError("It is not alone.");
  });
  await expect(appended).rejects.toThrow("It is not alone.");
  expect(seen).toEqual([0, 1]);
  expect((await rival.entries()).map(({ id }) => id)).toEqual(["ent_rival"]);
});
