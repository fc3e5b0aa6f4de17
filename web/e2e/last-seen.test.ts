import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { main, seed, sees, showsFigures } from "./acts.ts";
import { openBench, SERVER_DOWN } from "./harness.ts";

const bench = openBench();
const BOUGHT = "date,kind,symbol,quantity,price,currency\n2024-01-02,buy,KITE.DE,30,20.45,EUR\n";

/** Opens the page again while the server has not answered anything about the books. */
async function openBeforeAnswers(page: Page): Promise<void> {
  await page.route("**/api/**", () => {});
  await page.reload();
}

test("what all was worth is remembered for the next start, and never shown for other books at the same address", async () => {
  const product = await bench.product();
  await product.client.saveSettings({ baseCurrency: "EUR", providers: {}, version: 0 });
  await seed(product, { name: "Mine", csv: BOUGHT });
  const page = await bench.open(product);
  bench.expectTrouble(page, SERVER_DOWN, /WebSocket/);
  await showsFigures(page, { "Market value": "€669.00" });
  await openBeforeAnswers(page);
  await sees(main(page), /when last seen here/);
  expect(await main(page).innerText()).toMatch(/€\s*669/);

  await product.stop();
  for (const name of readdirSync(product.data)) {
    if (name.startsWith("tickfolio.sqlite")) rmSync(join(product.data, name));
  }
  await product.start();
  await page.reload();
  await page.waitForTimeout(500);
  expect(await main(page).innerText()).not.toMatch(/669|last seen/);
});
