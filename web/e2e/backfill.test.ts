import { readFileSync } from "node:fs";
import type { BackfillProgress } from "@tickfolio/protocol";
import { expect, test } from "vitest";
import { main, press, seed, sees, until } from "./acts.ts";
import { openBench, sharedProduct } from "./harness.ts";
import { small } from "./product.ts";

const bench = openBench();
const product = sharedProduct();

test("the past of an import is fetched by itself, soon after it was written", async () => {
  await seed(product, { name: "Mine", csv: readFileSync(small.trades, "utf8") });
  await until(async () => (await product.client.backfill()).state).toBe("done");
  const { total, done, parts } = await product.client.backfill();
  expect(done).toBe(total);
  expect(parts[0]).toMatchObject({ id: "rates", state: "there" });
  expect(parts.slice(1).every(({ state, source }) => state === "there" && source === "price-folder")).toBe(true);
});

test("while it is under way a line says how far it is and whom it waits for, and stops it", async () => {
  const id = await seed(product, { name: "More", csv: readFileSync(small.trades, "utf8") });
  // The source that has to be waited for is made up; what stops is the real one.
  const waiting: BackfillProgress = {
    ...{ state: "running", startedAt: "2026-11-20T12:00:00.000Z", total: 40, done: 12 },
    parts: [{ id: "x", from: "2020-01-02", state: "waiting", source: "stooq", retryAt: "2026-11-21T00:00:00.000Z" }],
  };
  const page = await bench.open(product, "/");
  await page.route("**/api/market/backfill", (route) =>
    route.request().method() === "GET" ? route.fulfill({ json: waiting }) : route.continue(),
  );
  await page.goto(new URL(`/portfolios/${id}`, product.url).href);
  await sees(main(page), /Daily history of what you held is being fetched: 12 of 40. It waits for Stooq until/);
  await press(main(page), "Stop");
  await sees(page, "No more daily history is fetched. What is there stays.");
  await until(() => main(page).getByText("Daily history").count()).toBe(0);
});
