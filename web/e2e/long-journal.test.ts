import { expect, test } from "vitest";
import { LONG_JOURNAL } from "../live/long-history.ts";
import { main, press, seed, sees, until } from "./acts.ts";
import { openBench, sharedProduct } from "./harness.ts";

const bench = openBench();
const product = sharedProduct();

test("the curve of a long journal is made in a worker of its own file, which ends, and a short one's is not", async () => {
  const rows = Array.from({ length: LONG_JOURNAL }, (_, index) => {
    const day = `2024-01-${String(2 + (index % 20)).padStart(2, "0")}`;
    return `${day},buy,KITE.DE,${1 + index / 100_000},20.45,EUR`;
  });
  const csv = `date,kind,symbol,quantity,price,currency\n${rows.join("\n")}\n`;
  const long = await seed(product, { name: "Long", csv });
  const page = await bench.open(product, "about:blank");
  const workers: string[] = [];
  let ended = 0;
  page.on("worker", (worker) => {
    workers.push(worker.url());
    worker.on("close", () => ended++);
  });
  await page.goto(new URL(`/portfolios/${long}`, product.url).href);
  await sees(main(page), /^No prices since \d+ Jan 2024: nothing has moved in this range\.$/);
  await press(main(page), "Show 5Y");
  await main(page).getByRole("slider").waitFor();
  expect(workers).toEqual([expect.stringContaining("/assets/history-worker-")]);
  await until(() => ended).toBe(1);

  const short = await seed(product, { name: "Short", csv: csv.split("\n").slice(0, 50).join("\n") });
  const other = await bench.open(product, "about:blank");
  const none: string[] = [];
  other.on("worker", (worker) => none.push(worker.url()));
  await product.client.deletePortfolio(long);
  await other.goto(new URL(`/portfolios/${short}`, product.url).href);
  await sees(main(other), /^No prices since/);
  expect(none).toEqual([]);
}, 60_000);
