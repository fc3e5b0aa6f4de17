import { expect, test } from "vitest";
import { heading, main, sees } from "./acts.ts";
import { openBench, SERVER_DOWN } from "./harness.ts";

const bench = openBench();
const NOT_LET_IN = /status of 401/;

test("without the link of the terminal nothing is shown but what to do; the link opens once, and the browser stays in", async () => {
  const product = await bench.product({ token: true });
  const stranger = await bench.open(product);
  bench.expectTrouble(stranger, NOT_LET_IN);
  await heading(stranger, "This browser is not let in").waitFor();
  await sees(main(stranger), "Open Tickfolio with the link it printed when it started");
  expect(await stranger.getByText("Look around").count()).toBe(0);

  const link = new URL(product.firstOpenUrl!);
  const page = await bench.open(product, link.pathname + link.search);
  await heading(page, "What are your shares worth right now?").waitFor();
  expect(new URL(page.url()).search).toBe("");
  await page.reload();
  await heading(page, "What are your shares worth right now?").waitFor();

  // Whoever finds the link later, in a history or a screenshot, does not get in with it.
  const late = await bench.open(product, link.pathname + link.search);
  bench.expectTrouble(late, NOT_LET_IN);
  await heading(late, "This browser is not let in").waitFor();
});

test("a browser that was let in stays in when the server starts again", async () => {
  const product = await bench.product({ token: true });
  const link = new URL(product.firstOpenUrl!);
  const page = await bench.open(product, link.pathname + link.search);
  await heading(page, "What are your shares worth right now?").waitFor();
  bench.expectTrouble(page, SERVER_DOWN);
  await product.stop();
  await product.start();
  await page.reload();
  await heading(page, "What are your shares worth right now?").waitFor();
});
