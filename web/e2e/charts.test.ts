import { expect, test } from "vitest";
import { main, press, seed, sees, until } from "./acts.ts";
import { openBench, PHONE, sharedProduct } from "./harness.ts";

const bench = openBench();
const product = sharedProduct();
/** Its prices end with January 2024; a year before today there are none. */
const BOUGHT = "date,kind,symbol,quantity,price,currency\n2024-01-02,buy,KITE.DE,30,20.45,EUR\n";

test("a range without prices says so instead of drawing a flat line, and offers the one that has them", async () => {
  const id = await seed(product, { name: "Long ago", csv: BOUGHT });
  const page = await bench.open(product, `/portfolios/${id}`);
  await sees(main(page), /^No prices since \d+ Jan 2024: nothing has moved in this range\.$/);
  expect(await main(page).getByRole("slider").count()).toBe(0);
  await press(main(page), "Show 5Y");
  await main(page).getByRole("slider").waitFor();
  await sees(main(page), /No prices since \d+ Jan 2024\./);

  await main(page)
    .getByRole("row", { name: /KITE\.DE/ })
    .getByRole("link")
    .click();
  await main(page).getByRole("slider").waitFor();
  await main(page).getByText("1M", { exact: true }).click();
  await sees(main(page), /^No prices in this range\. They are known from 2 Jan 2024 to \d+ Jan 2024\.$/);
  expect(await main(page).getByRole("slider").count()).toBe(0);
});

test("what began today has no curve yet, and says from when it has one", async () => {
  const today = new Date().toISOString().slice(0, 10);
  const id = await seed(product, { name: "New", csv: BOUGHT.replace("2024-01-02", today) });
  const page = await bench.open(product, `/portfolios/${id}`);
  await sees(main(page), "The curve begins today, with the first transaction.");
});

test("on a phone the figures above a curve stand side by side, however long they are", async () => {
  const { id } = await product.client.makeSample();
  const page = await bench.open(product, `/portfolios/${id}`, { size: PHONE });
  await main(page).getByRole("slider").first().waitFor();
  const items = main(page)
    .locator("figcaption")
    .first()
    .getByText(/^(Worth|Total investment)/);
  await until(() => items.count()).toBe(2);
  const [worth, invested] = [await items.nth(0).boundingBox(), await items.nth(1).boundingBox()];
  expect(Math.abs(worth!.y - invested!.y)).toBeLessThan(1);
  expect(Math.abs(worth!.height - invested!.height)).toBeLessThan(1);
});
