import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { dialog, fill, main, press, seed, sees, until } from "./acts.ts";
import { openBench, PHONE, sharedProduct } from "./harness.ts";

const bench = openBench();
const product = sharedProduct();
const BOUGHT = "date,kind,symbol,quantity,price,currency\n2024-01-02,buy,KITE.DE,30,20.45,EUR\n";
const SAID = "Added: Bought 10 KITE.DE at €21.00.";

/** One trade is added and the form stands open for the next. */
async function addAndGoOn(name: string, look = {}): Promise<{ page: Page; count: () => Promise<number> }> {
  const id = await seed(product, { name, csv: BOUGHT });
  const page = await bench.open(product, `/portfolios/${id}`, look);
  await press(page, "Add");
  await fill(page, {
    instrument: ["KITE", /KITE\.DE/],
    fields: { Date: "2024-01-11", Units: "10", "Price per unit": "21" },
  });
  await press(dialog(page), "Add, then another");
  await sees(page, SAID);
  await until(() => dialog(page).getByLabel("Units").inputValue()).toBe("");
  await page.waitForTimeout(300);
  /** What was recorded and not voided, as the server has it. */
  const count = async () => {
    const { items } = await product.client.entries(id);
    const voided = new Set(items.flatMap((entry) => entry.voids));
    return items.flatMap((entry) => entry.transactions).filter((one) => !voided.has(one.id)).length;
  };
  expect(await count()).toBe(2);
  return { page, count };
}

describe("what was just done is taken back while a form is open", () => {
  test("with the mouse, and taking back is itself taken back", async () => {
    const { page, count } = await addAndGoOn("By mouse");
    await page.getByRole("button", { name: "Undo" }).click();
    await until(count).toBe(1);
    await sees(page, `Taken back: ${SAID}`);
    await page.getByRole("button", { name: "Redo" }).click();
    await until(count).toBe(2);
    await sees(page, SAID);
    expect(await dialog(page).isVisible()).toBe(true);
  });

  test("with the keyboard, without leaving the form", async () => {
    const { page, count } = await addAndGoOn("By keyboard");
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
    for (let steps = 0; steps < 40 && (await focused()) !== "Undo"; steps++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await until(count).toBe(1);
    expect(await dialog(page).isVisible()).toBe(true);
  });

  test("with a thumb, and what confirms the form is not covered", async () => {
    const { page, count } = await addAndGoOn("By thumb", { size: PHONE });
    const box = (name: string) => dialog(page).getByRole("button", { name, exact: true }).boundingBox();
    const [undo, add] = [await box("Undo"), await box("Add")];
    expect(undo!.y + undo!.height).toBeLessThan(add!.y);
    await dialog(page).getByRole("button", { name: "Undo" }).tap();
    await until(count).toBe(1);
  });
});

test("a portfolio that was deleted, brought back and deleted again is in the bin", async () => {
  const id = await seed(product, { name: "To and fro", csv: BOUGHT });
  const page = await bench.open(product, `/portfolios/${id}`);
  await press(main(page), "More actions");
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await press(page, "Undo");
  await sees(page, "“To and fro” is back.");
  await press(page, "Redo");
  await sees(page, "“To and fro” is in the bin.");
  const { items } = await product.client.portfolios({ deleted: true });
  expect(items.map(({ name }) => name)).toEqual(["To and fro"]);
});
