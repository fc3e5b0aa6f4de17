import { Decimal } from "@tickfolio/engine";
import { newId } from "@tickfolio/protocol";
import { expect, test } from "vitest";
import { entry, makePortfolio, makeShare, NOW, startApp, trade } from "./testing.ts";

const draft = (id: string) =>
  ({ id, name: "Broker", baseCurrency: "EUR", costMethod: "fifo", cash: "untracked", sample: false }) as const;

test("a portfolio is made once, however often its making is asked for", async () => {
  const ann = startApp().as("ann");
  const id = newId("pf");
  const made = await ann.savePortfolio(draft(id), 0);
  expect(made).toMatchObject({ id, name: "Broker", version: 1, entries: 0 });
  expect(await ann.savePortfolio(draft(id), 0)).toEqual(made);
  expect((await ann.portfolios()).items).toEqual([made]);
  await expect(ann.savePortfolio({ ...draft(id), name: "Other" }, 0)).rejects.toMatchObject({ code: "conflict" });
});

test("every setting is kept as it was chosen, and by a change that does not speak of it", async () => {
  const ann = startApp().as("ann");
  const chosen = { costMethod: "specific", lots: "account", feesInCost: false, allowShort: true } as const;
  const made = await ann.savePortfolio({ ...draft(newId("pf")), ...chosen }, 0);
  expect(made).toMatchObject(chosen);
  expect((await ann.portfolios()).items).toEqual([made]);
});

test("renaming needs the current version, so that nobody's change is lost unseen", async () => {
  const { as, notices } = startApp();
  const ann = as("ann");
  const id = newId("pf");
  await ann.savePortfolio(draft(id), 0);
  expect(await ann.savePortfolio({ ...draft(id), name: "Depot" }, 1)).toMatchObject({ name: "Depot", version: 2 });
  await expect(ann.savePortfolio({ ...draft(id), name: "Late" }, 1)).rejects.toMatchObject({
    status: 409,
    code: "conflict",
  });
  expect(notices).toEqual([`ann ${id} 1`, `ann ${id} 2`]);
});

test("after 30 days in the bin a portfolio is gone for good, and so is its address", async () => {
  let now = NOW;
  const ann = startApp({ clock: () => now }).as("ann");
  const id = await makePortfolio(ann);
  await ann.makeSample();
  await ann.deletePortfolio(id);
  await ann.deletePortfolio("pf_sample");
  now += 30 * 86_400_000;
  expect((await ann.portfolios({ deleted: true })).items).toEqual([]);
  await expect(ann.restorePortfolio(id)).rejects.toMatchObject({ status: 404 });
  // The sample always has the same id: a new one begins anew.
  expect(await ann.makeSample()).toMatchObject({ id: "pf_sample", entries: 1, version: 1 });
});

test("a deleted portfolio is in the bin with all it had, takes no writing, and comes back", async () => {
  const ann = startApp().as("ann");
  const id = await makePortfolio(ann);
  await ann.deletePortfolio(id);
  expect((await ann.portfolios()).items).toEqual([]);
  expect((await ann.portfolios({ deleted: true })).items).toMatchObject([
    { id, deletedAt: "2026-03-02T10:00:00.000Z", keptUntil: "2026-04-01T10:00:00.000Z" },
  ]);
  await expect(ann.savePortfolio({ ...draft(id), name: "New" }, 2)).rejects.toMatchObject({ code: "in_bin" });
  expect(await ann.restorePortfolio(id)).not.toHaveProperty("deletedAt");
  expect((await ann.portfolios()).items).toMatchObject([{ id }]);
});

test("what does not fit is refused with the name of the field", async () => {
  const ann = startApp().as("ann");
  const id = newId("pf");
  const refusal = async (change: object) =>
    await ann.savePortfolio({ ...draft(id), ...change } as never, 0).catch((error: unknown) => error);
  expect(await refusal({ name: "  " })).toMatchObject({ status: 400, code: "invalid", field: "name" });
  expect(await refusal({ baseCurrency: "euro" })).toMatchObject({ field: "baseCurrency" });
  expect(await refusal({ costMethod: "best" })).toMatchObject({ field: "costMethod" });
  expect(await refusal({ colour: "red" })).toMatchObject({ field: "colour" });
  expect(await refusal({ id: "pf" })).toMatchObject({ field: "id" });
});

test("a portfolio stays a sample or stays real", async () => {
  const ann = startApp().as("ann");
  const id = await makePortfolio(ann);
  const change = ann.savePortfolio({ ...draft(id), sample: true }, 1);
  await expect(change).rejects.toMatchObject({ code: "invalid", field: "sample" });
});

test("the base currency is not changed under transactions that state their own rate into it", async () => {
  const ann = startApp().as("ann");
  const id = await makePortfolio(ann);
  const rated = {
    ...trade("buy", await makeShare(ann), "1", "100"),
    currency: "GBP",
    exchangeRate: Decimal.parse("1.17"),
  };
  await ann.writeEntry(id, entry([rated]));
  const inDollars = { ...draft(id), baseCurrency: "USD" };
  await expect(ann.savePortfolio(inDollars, 1)).rejects.toMatchObject({ status: 400, field: "baseCurrency" });
  await ann.writeEntry(id, entry([], [rated.id]));
  expect(await ann.savePortfolio(inDollars, 1)).toMatchObject({ baseCurrency: "USD", version: 2 });
});
