import fc from "fast-check";
import { expect, test } from "vitest";
import { buildBooks } from "./book.ts";
import { Decimal } from "./decimal.ts";
import { FIRST_DAY, LAST_DAY, randomJournal } from "./fake-journal.ts";
import { type History, historyOf } from "./history.ts";
import { HISTORY_COLUMNS } from "./history-columns.ts";
import { COST_METHODS } from "./portfolio.ts";
import { readStory } from "./testing.ts";
import type { Transaction } from "./transaction.ts";
import { Workbook } from "./workbook.ts";

const range = { from: FIRST_DAY, to: LAST_DAY };

test("an opened workbook has the books of all methods and the history of the portfolio's own", () => {
  fc.assert(
    fc.property(randomJournal, (journal) => {
      const workbook = new Workbook({ ...journal, ...range, methods: COST_METHODS });
      const methods = [...new Set([journal.settings.costMethod, ...COST_METHODS])];
      expect(workbook.books).toEqual(buildBooks(journal, methods));
      expectSame(workbook.history, historyOf(workbook.books[0]!, journal.market, FIRST_DAY, LAST_DAY));
    }),
    { numRuns: 30 },
  );
});

test("after edits it is what it would be, had it been opened with what counts then", () => {
  const pick = fc.array(fc.nat(), { maxLength: 5 });
  fc.assert(
    fc.property(randomJournal, randomJournal, pick, pick, (journal, others, voided, recorded) => {
      const workbook = new Workbook({ ...journal, ...range, methods: ["fifo", "average"] });
      const from = <T>(list: readonly T[], places: readonly number[]) =>
        places.flatMap((place) => (list.length > 0 ? [list[place % list.length]!] : []));
      const records = [...new Set(from(others.transactions, recorded))].map((one) => ({ ...one, id: `${one.id}_new` }));
      const voids = from(journal.transactions, voided).map(({ id }) => id);
      workbook.edit({ records: [], voids: voids.slice(0, 2) });
      workbook.edit({ records, voids: voids.slice(2) });
      const left = journal.transactions.filter(({ id }) => !voids.includes(id));
      const fresh = new Workbook({
        ...journal,
        transactions: [...left, ...records],
        ...range,
        methods: ["fifo", "average"],
      });
      expect(workbook.books).toEqual(fresh.books);
      expectSame(workbook.history, fresh.history);
    }),
    { numRuns: 60 },
  );
});

test("a spin-off that is recorded later takes its cost from the lots there are, and gives it back when it is voided", () => {
  const story = readStory(`
    2024-01-02 buy 10 AAPL @ 100.00
    2024-01-03 buy 10 BABY @ 5.00
    2024-03-01 spin-off AAPL 1:2 into BABY share 0.2
  `);
  const [spinOff] = story.transactions.slice(-1);
  const workbook = new Workbook({ ...story, transactions: story.transactions.slice(0, 2), ...range });
  const costs = () => [...workbook.books[0]!.positions.values()].map(({ cost }) => cost.toString());
  workbook.edit({ records: [spinOff!], voids: [] });
  expect(costs()).toEqual(["800", "250"]);
  workbook.edit({ records: [], voids: [spinOff!.id] });
  expect(costs()).toEqual(["1000", "50"]);
});

test("what is left out of figures is named no longer when it is voided", () => {
  const story = readStory("2024-01-02 buy 10 AAPL @ 100.00\n2024-01-02 buy 1 OLD @ 5.00\n2024-01-02 price AAPL 100");
  const workbook = new Workbook({ ...story, ...range });
  expect(workbook.history.without).toEqual(["OLD"]);
  workbook.edit({ records: [], voids: ["txn_2"] });
  expect(workbook.history.without).toEqual([]);
});

test("its balances stand in the order of a workbook opened anew, whatever came first", () => {
  const { transactions, ...story } = readStory(`
    2024-01-02 deposit 1000.00
    2024-01-02 buy 1 BBB @ 100.00 USD rate 0.90
    2024-01-02 buy 1 AAA @ 100.00 GBP rate 1.10
  `);
  const fresh = new Workbook({ ...story, ...range, transactions });
  const workbook = new Workbook({ ...story, ...range, transactions: transactions.slice(0, 2) });
  workbook.edit({ records: transactions.slice(2), voids: [] });
  expect([...workbook.books[0]!.cash.keys()]).toEqual([...fresh.books[0]!.cash.keys()]);
});

test("a record under an id that is there takes its place", () => {
  const story = readStory("2024-01-02 buy 10 AAPL @ 100.00");
  const [bought] = story.transactions;
  const workbook = new Workbook({ ...story, ...range });
  workbook.edit({ records: [{ ...bought, quantity: Decimal.fromInteger(20) } as Transaction], voids: [] });
  expect(workbook.books[0]!.positions.get("AAPL")!.quantity.toString()).toBe("20");
});

test("an edit of nothing changes nothing, and an unknown id is passed over", () => {
  const story = readStory("2024-01-02 buy 10 AAPL @ 100.00");
  const workbook = new Workbook({ ...story, ...range });
  const before = structuredClone(workbook.history);
  workbook.edit({ records: [], voids: ["txn_unknown"] });
  expect(workbook.history).toEqual(before);
});

function expectSame(actual: History, expected: History): void {
  const { unpriced, partialFrom, without } = expected;
  expect(actual).toMatchObject({ unpriced, partialFrom });
  expect(new Set(actual.without)).toEqual(new Set(without));
  const scale = 1 + Math.max(...expected.moneyIn, ...expected.value.map((value) => Math.abs(value) || 0));
  for (const column of HISTORY_COLUMNS) {
    for (const [i, value] of expected[column].entries()) {
      const found = actual[column][i]!;
      if (!(Math.abs(found - value) <= scale * 1e-10) && !(Number.isNaN(found) && Number.isNaN(value))) {
        throw new Error(`${column} on day ${i}: ${found} for ${value}`);
      }
    }
  }
}
