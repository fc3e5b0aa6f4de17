import { brotliDecompressSync } from "node:zlib";
import { newId } from "@tickfolio/protocol";
import { describe, expect, test } from "vitest";
import { entry, makePortfolio, makeShare, startApp, trade } from "./testing.ts";

async function start() {
  const server = startApp();
  const ann = server.as("ann");
  return { ...server, ann, portfolio: await makePortfolio(ann), share: await makeShare(ann) };
}

test("an entry that is written is in the journal, with its number, its time and who wrote it", async () => {
  const { ann, portfolio, share, notices } = await start();
  const draft = entry([trade("buy", share, "10", "100.50")]);
  const written = await ann.writeEntry(portfolio, draft);
  expect(written).toEqual({ ...draft, number: 1, at: "2026-03-02T10:00:00.000Z", by: "ann", warnings: [] });
  const { warnings: _, ...stored } = written;
  expect(await ann.entries(portfolio)).toEqual({ items: [stored], next: null });
  expect(notices.at(-1)).toBe(`ann ${portfolio} 2`);
});

test("sending an entry again writes nothing and answers as before; other contents under its id are refused", async () => {
  const { ann, portfolio, share, send } = await start();
  const draft = entry([trade("sell", share, "1", "100")]);
  const first = await ann.writeEntry(portfolio, draft);
  const again = await send("ann", "PUT", `/api/portfolios/${portfolio}/entries/${draft.id}`, {
    body: JSON.stringify(draft),
    headers: { "content-type": "application/json" },
  });
  expect(again.status).toBe(200);
  expect(await again.json()).toEqual(JSON.parse(JSON.stringify(first)));
  expect(first.warnings).toHaveLength(1);
  const other = { ...draft, transactions: [trade("buy", share, "1", "100")] };
  await expect(ann.writeEntry(portfolio, other)).rejects.toMatchObject({ status: 409, code: "already_written" });
  expect((await ann.entries(portfolio)).items).toHaveLength(1);
});

test("selling more than is held is recorded with a warning that says so in words", async () => {
  const { ann, portfolio, share } = await start();
  await ann.writeEntry(portfolio, entry([trade("buy", share, "10", "100")]));
  const { warnings } = await ann.writeEntry(portfolio, entry([trade("sell", share, "12", "110", "2026-02-03")]));
  expect(warnings).toEqual([
    { code: "oversold", message: "12 SAP.DE sold, 2 more than held.", transaction: expect.any(String) },
  ]);
  const calm = await ann.writeEntry(portfolio, entry([trade("buy", share, "1", "100", "2026-02-04")]));
  expect(calm.warnings).toEqual([]);
});

test("a day far ahead is recorded with a warning", async () => {
  const { ann, portfolio, share } = await start();
  const { warnings } = await ann.writeEntry(portfolio, entry([trade("buy", share, "1", "1", "2062-01-05")]));
  expect(warnings).toMatchObject([{ code: "in_future" }]);
});

test("an entry that speaks of what is not there is refused, and nothing of it is written", async () => {
  const { ann, portfolio, share } = await start();
  const refusal = (draft: ReturnType<typeof entry>) =>
    ann.writeEntry(portfolio, draft).catch((error: unknown) => error);
  const known = trade("buy", share, "1", "1");
  await ann.writeEntry(portfolio, entry([known]));

  expect(await refusal(entry([]))).toMatchObject({ status: 400, field: "transactions" });
  expect(await refusal(entry([known]))).toMatchObject({ status: 400, field: "transactions.0.id" });
  const twice = trade("buy", share, "1", "1");
  expect(await refusal(entry([twice, twice]))).toMatchObject({ status: 400, field: "transactions.1.id" });
  expect(await refusal(entry([trade("buy", "ins_nobodys", "1", "1")]))).toMatchObject({
    code: "unknown_instrument",
    field: "transactions.0.instrument",
  });
  const renamed = { id: newId("txn"), kind: "symbol-change", day: "2026-01-05", instrument: share } as const;
  expect(await refusal(entry([{ ...renamed, newInstrument: "ins_nobodys" }]))).toMatchObject({
    code: "unknown_instrument",
    field: "transactions.0.newInstrument",
  });
  expect(await refusal(entry([], [newId("txn")]))).toMatchObject({ code: "unknown_transaction", field: "voids.0" });
  expect(await refusal(entry([], [known.id, known.id]))).toMatchObject({ field: "voids.1" });
  expect((await ann.entries(portfolio)).items).toHaveLength(1);
});

test("what does not fit the schema names its field, down to the transaction", async () => {
  const { ann, portfolio, share, send } = await start();
  const draft = entry([trade("buy", share, "1", "1")]);
  const put = async (change: object) => {
    const transactions = [{ ...JSON.parse(JSON.stringify(draft.transactions[0])), ...change }];
    const response = await send("ann", "PUT", `/api/portfolios/${portfolio}/entries/${draft.id}`, {
      body: JSON.stringify({ ...draft, transactions }),
      headers: { "content-type": "application/json" },
    });
    return (await response.json()) as { status: number; field: string; detail: string };
  };
  expect(await put({ quantity: "-1" })).toMatchObject({ status: 400, field: "transactions.0.quantity" });
  expect(await put({ quantity: 1 })).toMatchObject({ status: 400, field: "transactions.0.quantity" });
  expect(await put({ day: "2026-02-30" })).toMatchObject({ field: "transactions.0.day" });
  expect(await put({ prcie: "2" })).toMatchObject({ field: "transactions.0.prcie" });
  expect((await ann.entries(portfolio)).items).toEqual([]);
});

test("an entry is undone, the undoing is sent twice and written once, and undoing it brings all back", async () => {
  const { ann, portfolio, share } = await start();
  const bought = await ann.writeEntry(portfolio, entry([trade("buy", share, "10", "100")]));
  const undo = newId("ent");
  const undone = await ann.undoEntry(portfolio, bought.id, undo);
  expect(undone).toMatchObject({
    number: 2,
    reason: { kind: "undo", entry: bought.id },
    voids: [bought.transactions[0]!.id],
    transactions: [],
  });
  expect(await ann.undoEntry(portfolio, bought.id, undo)).toEqual(undone);
  expect((await ann.valuation(portfolio)).positions).toEqual([]);

  const redone = await ann.undoEntry(portfolio, undo, newId("ent"));
  expect(redone.transactions).toMatchObject([{ kind: "buy", instrument: share }]);
  expect((await ann.valuation(portfolio)).positions).toMatchObject([{ instrument: share, quantity: "10" }]);
  await expect(ann.undoEntry(portfolio, redone.id, undo)).rejects.toMatchObject({ code: "already_written" });
});

test("a removal is undone once: a second undoing would record the trade twice", async () => {
  const { ann, portfolio, share } = await start();
  const bought = await ann.writeEntry(portfolio, entry([trade("buy", share, "10", "100")]));
  const removed = await ann.writeEntry(portfolio, entry([], [bought.transactions[0]!.id]));
  const undone = await ann.undoEntry(portfolio, removed.id, newId("ent"));
  await expect(ann.undoEntry(portfolio, removed.id, newId("ent"))).rejects.toMatchObject({
    code: "changed_since",
    message: "Entry 2 is undone already, by entry 3.",
  });
  expect((await ann.valuation(portfolio)).positions).toMatchObject([{ quantity: "10" }]);
  await ann.undoEntry(portfolio, undone.id, newId("ent"));
  await ann.undoEntry(portfolio, removed.id, newId("ent"));
  expect((await ann.valuation(portfolio)).positions).toMatchObject([{ quantity: "10" }]);
});

test("of two edits of one transaction at the same moment the later one is refused, so that it does not count twice", async () => {
  const { ann, portfolio, share } = await start();
  const first = trade("buy", share, "10", "100");
  await ann.writeEntry(portfolio, entry([first]));
  const edit = (quantity: string) =>
    ann.writeEntry(portfolio, entry([trade("buy", share, quantity, "100")], [first.id]));
  const [one, other] = await Promise.allSettled([edit("11"), edit("12")]);
  expect(one.status).toBe("fulfilled");
  expect(other).toMatchObject({ reason: { code: "unknown_transaction" } });
  expect((await ann.valuation(portfolio)).positions).toMatchObject([{ quantity: "11" }]);
});

test("two undoings of one entry at the same moment bring back what it removed once", async () => {
  const { ann, portfolio, share } = await start();
  const bought = await ann.writeEntry(portfolio, entry([trade("buy", share, "10", "100")]));
  const removed = await ann.writeEntry(portfolio, entry([], [bought.transactions[0]!.id]));
  const undo = () => ann.undoEntry(portfolio, removed.id, newId("ent"));
  const outcomes = await Promise.allSettled([undo(), undo()]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect((await ann.valuation(portfolio)).positions).toMatchObject([{ quantity: "10" }]);
});

test("an edit is void and record in one entry, and what was edited since is not undone", async () => {
  const { ann, portfolio, share } = await start();
  const [wrong, right] = [trade("buy", share, "10", "100"), trade("buy", share, "11", "100")];
  const first = await ann.writeEntry(portfolio, entry([wrong]));
  await ann.writeEntry(portfolio, entry([right], [wrong.id]));
  expect((await ann.valuation(portfolio)).positions).toMatchObject([{ quantity: "11" }]);
  await expect(ann.undoEntry(portfolio, first.id, newId("ent"))).rejects.toMatchObject({
    status: 409,
    code: "changed_since",
  });
});

test("many writers at once all get in, each with its own number", async () => {
  const { ann, portfolio, share } = await start();
  const drafts = Array.from({ length: 20 }, () => entry([trade("buy", share, "1", "1")]));
  const written = await Promise.all(drafts.map((draft) => ann.writeEntry(portfolio, draft)));
  expect(written.map(({ number }) => number).sort((a, b) => a - b)).toEqual(drafts.map((_, index) => index + 1));
});

test("long journals come in pages", async () => {
  const { ann, portfolio, share, deps } = await start();
  const journal = await deps.store.forUser("ann").journal(portfolio);
  for (let made = 0; made < 1_005; made++) {
    await journal.append(entry([trade("buy", share, "1", "1")]), { at: "2026-03-02T10:00:00.000Z", by: "ann" });
  }
  const first = await ann.entries(portfolio);
  expect([first.items.length, first.next]).toEqual([1_000, "1000"]);
  const rest = await ann.entries(portfolio, Number(first.next));
  expect([rest.items.map(({ number }) => number), rest.next]).toEqual([[1001, 1002, 1003, 1004, 1005], null]);
});

test("real and simulated instruments do not meet in one portfolio", async () => {
  const { ann, portfolio, share } = await start();
  const sample = await ann.makeSample();
  const simulated = (await ann.instruments()).items.find(({ mic }) => mic === "SIM")!;
  await expect(ann.writeEntry(portfolio, entry([trade("buy", simulated.id, "1", "1")]))).rejects.toMatchObject({
    code: "simulated_only",
  });
  await expect(ann.writeEntry(sample.id, entry([trade("buy", share, "1", "1")]))).rejects.toMatchObject({
    code: "simulated_only",
  });
});

test("what is written is confirmed although the other tabs cannot be told", async () => {
  const { ann, portfolio, share, deps, logged } = await start();
  deps.notices.portfolioChanged = () => Promise.reject(new Error("The gateway does not answer."));
  expect(await ann.writeEntry(portfolio, entry([trade("buy", share, "10", "100")]))).toMatchObject({ number: 1 });
  expect(logged.join()).toContain("other tabs could not be told");
});

describe("a journal as columns", () => {
  async function imported(rows: number) {
    const { ann, app, portfolio, share } = await start();
    await ann.writeEntry(portfolio, entry([trade("buy", share, "1", "1")]));
    const transactions = Array.from({ length: rows }, () => trade("buy", share, "10.5", "100.25"));
    await ann.writeEntry(portfolio, entry(transactions));
    await ann.writeEntry(portfolio, entry([trade("sell", share, "1", "2")], [transactions[0]!.id]));
    return { ann, app, portfolio };
  }

  test("has the same entries, whether they are packed or not", async () => {
    for (const rows of [3, 600]) {
      const { ann, portfolio } = await imported(rows);
      const { items } = await ann.entries(portfolio);
      expect(items).toHaveLength(3);
      expect(await ann.journal(portfolio)).toEqual(items);
      expect(await ann.journal(portfolio, 1)).toEqual(items.slice(1));
      expect(await ann.journal(portfolio, 3)).toEqual([]);
    }
  });

  test("is sent packed as it is stored to who takes that, and says where it goes on", async () => {
    const { app, portfolio } = await imported(600);
    const headers = { authorization: "Bearer ann", "accept-encoding": "gzip, deflate, br" };
    const response = await app.request(`/api/portfolios/${portfolio}/journal`, { headers });
    expect(Object.fromEntries(response.headers)).toMatchObject({ "content-encoding": "br", vary: "accept-encoding" });
    const columns = JSON.parse(brotliDecompressSync(await response.arrayBuffer()).toString());
    expect(columns).toMatchObject({ format: 1, from: 1, counts: [1, 600], next: "2" });
    const behind = await app.request(`/api/portfolios/${portfolio}/journal?after=2`, { headers });
    expect(await behind.json()).toMatchObject({ from: 3, counts: [1], next: null });
  });
});
