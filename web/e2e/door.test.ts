import { spawnSync } from "node:child_process";
import { join } from "node:path";
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
  await sees(main(stranger), "npm start -- --no-open");
  // Asking again cannot help here, so it is not offered.
  expect(await stranger.getByRole("button", { name: "Try again" }).count()).toBe(0);
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

test("a second browser gets in as its page says, and the page that said so goes on by itself", async () => {
  const product = await bench.product({ token: true });
  const stranger = await bench.open(product);
  bench.expectTrouble(stranger, NOT_LET_IN);
  await heading(stranger, "This browser is not let in").waitFor();

  const words = ["cli/main.ts", "serve", "--no-open", "--data", product.data];
  const root = join(import.meta.dirname, "../..");
  const said = spawnSync(process.execPath, words, { cwd: root, encoding: "utf8" }).stdout;
  const link = new URL(/Open it the first time with (\S+)/.exec(said)![1]!);
  const page = await bench.open(product, link.pathname + link.search, { context: stranger.context() });
  await heading(page, "What are your shares worth right now?").waitFor();
  await page.close();
  await stranger.bringToFront();
  await stranger.evaluate(() => dispatchEvent(new Event("focus")));
  await heading(stranger, "What are your shares worth right now?").waitFor();
});
