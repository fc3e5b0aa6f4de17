import { beforeAll, expect, test } from "vitest";
import { dialog, main, press, sees, until } from "./acts.ts";
import { openBench, sharedProduct } from "./harness.ts";

// The simulated market reports a dividend each spring of a company that the sample holds and has recorded none of.

const bench = openBench();
const product = sharedProduct();
const SAMPLE = "/portfolios/pf_sample";
const LOOK = "See what that would change";

beforeAll(async () => {
  await product.client.makeSample();
});

const kinds = async () =>
  (await product.client.entries("pf_sample")).items.map(({ reason, transactions }) => [
    reason.kind,
    transactions.length,
  ]);

test("what a source reports is told in a line, shown with its effect, recorded by a click, and taken back", async () => {
  const before = await kinds();
  const page = await bench.open(product, SAMPLE);
  await sees(main(page), /dividends? (is|are) reported and not recorded here/);
  await press(main(page), LOOK);
  const panel = dialog(page);
  await panel.getByRole("heading", { name: /KUMO\.SIM/ }).waitFor();
  const income = await panel.getByRole("row", { name: /^Income/ }).innerText();
  const [, now, after] = income.split("\t");
  expect(now).not.toBe(after);
  await sees(panel, /Reported by the simulated market/);

  await press(panel, /^Adopt (it|all)/);
  await sees(panel, "Everything reported of what you held is recorded here, or dismissed.");
  await sees(page, /^Recorded: \d dividends? of KUMO.SIM/);
  expect((await kinds()).at(-1)![0]).toBe("adopted");

  await press(page, "Undo");
  await panel.getByRole("heading", { name: /KUMO\.SIM/ }).waitFor();
  await until(kinds).toEqual([...before, ["adopted", expect.any(Number)], ["undo", 0]]);
});

test("with the keyboard alone it is dismissed, and proposed again", async () => {
  const page = await bench.open(product, SAMPLE);
  await main(page).getByRole("button", { name: LOOK }).focus();
  await page.keyboard.press("Enter");
  const dismiss = dialog(page).getByRole("button", { name: /^Dismiss: dividend of KUMO.SIM/ });
  await dismiss.first().waitFor();
  const count = await dismiss.count();
  for (let left = count; left > 0; left--) {
    await dismiss.first().focus();
    await page.keyboard.press("Enter");
    await until(() => dismiss.count()).toBe(left - 1);
    // The focus stays inside, where the next key goes on.
    expect(await page.evaluate(() => document.activeElement?.closest("dialog") !== null)).toBe(true);
  }
  await page.keyboard.press("Escape");
  await until(() => main(page).getByRole("button", { name: LOOK }).count()).toBe(0);

  await press(page, "Undo");
  await press(main(page), LOOK);
  await dialog(page)
    .getByRole("heading", { name: /KUMO\.SIM/ })
    .waitFor();
});
