import { describe, expect, test } from "vitest";
import {
  add,
  dialog,
  figure,
  fill,
  heading,
  main,
  plain,
  press,
  save,
  seed,
  sees,
  showsFigures,
  until,
} from "./acts.ts";
import { openBench, SERVER_DOWN } from "./harness.ts";

const bench = openBench();

describe("who opens Tickfolio for the first time", () => {
  test("finds three doors, and behind “look around” a sample whose total moves by itself", async () => {
    const product = await bench.product();
    const page = await bench.open(product);
    await heading(page, "What are your shares worth right now?").waitFor();
    for (const door of [/Look around/, /Type my first trade/])
      await main(page).getByRole("button", { name: door }).waitFor();
    await main(page)
      .getByRole("link", { name: /Bring my trades/ })
      .waitFor();

    await press(main(page), /Look around/);
    await sees(page, "Sample on a simulated market");
    const loads = await markOf(page);
    const first = plain(await figure(page, "Market value").innerText());
    await until(async () => plain(await figure(page, "Market value").innerText()), "the total moves").not.toBe(first);
    expect(await markOf(page)).toBe(loads);
  });

  test("keeps the sample apart: it is in no total of what is theirs", async () => {
    const product = await bench.product();
    const sample = await product.client.makeSample();
    await seed(product, { name: "Mine", csv: BOUGHT });
    await product.client.saveSettings({ baseCurrency: "EUR", providers: {}, version: 0 });
    const page = await bench.open(product);
    await showsFigures(page, { "Total investment": "€618.40", "Market value": "€669.00" });
    const apart = main(page).getByRole("region", { name: "Sample" });
    await sees(apart, "It never enters your totals.");
    await apart.getByRole("link", { name: new RegExp(sample.name) }).waitFor();
    await until(async () => plain(await apart.innerText())).toMatch(/[€$][\d,]{5,}/);
    await showsFigures(page, { "Market value": "€669.00" });
  });

  test("who types a share nobody has a price of yet is told the next step, and not that prices have stopped", async () => {
    const product = await bench.product();
    const page = await bench.open(product);
    await press(main(page), /Type my first trade/);
    await fill(page, { instrument: ["AAPL", /AAPL/], fields: { Units: "10", "Price per unit": "184.25" } });
    await save(page, "Add");
    await sees(main(page).getByRole("region", { name: "Data health" }), /1 of 1 unpriced:\s+AAPL/);
    await page.waitForLoadState("networkidle");
    expect(await main(page).getByText("Live prices have stopped").count()).toBe(0);
    await main(page).getByRole("link", { name: "AAPL" }).first().click();
    await sees(main(page), "AAPL has no price yet");
  });

  test("whose first trade is refused tries again, and has one portfolio", async () => {
    const product = await bench.product();
    await product.client.makeSample();
    const page = await bench.open(product);
    bench.expectTrouble(page, SERVER_DOWN);
    await press(main(page), /Type my first trade/);
    await fill(page, { instrument: ["KITE", /KITE\.DE/], fields: { Units: "30", "Price per unit": "20.45" } });
    await page.route("**/entries/*", (route) => route.abort("connectionrefused"), { times: 1 });
    await press(dialog(page), "Add");
    await dialog(page).getByRole("alert").waitFor();
    expect(await dialog(page).getByLabel("Portfolio").locator("option:checked").innerText()).toBe("My portfolio");
    await save(page, "Add");
    await sees(page, "Added: Bought 30 KITE.DE");
    const { items } = await product.client.portfolios();
    expect(items.filter((one) => !one.sample).map(({ name }) => name)).toEqual(["My portfolio"]);
  });

  test("can trade in the sample on the simulated market, and only there", async () => {
    const product = await bench.product();
    await product.client.makeSample();
    const page = await bench.open(product, "/portfolios/pf_sample");
    await add(page, { instrument: ["NOVA", /Novalith/], fields: { Units: "1", "Price per unit": "400" } });
    await sees(page, /Added: Bought 1 NOVA\.SIM/);
    await main(page)
      .getByRole("row", { name: /NOVA\.SIM.*6 units/ })
      .waitFor();
  });
});

describe("a server that does not answer", () => {
  test("is never taken for a new user, and what is saved is back as soon as it answers", async () => {
    const product = await bench.product();
    await seed(product, { name: "Mine", csv: BOUGHT });
    const page = await bench.open(product, "/settings");
    bench.expectTrouble(page, SERVER_DOWN, /WebSocket/);
    await page.route("**/api/**", (route) => route.abort("connectionrefused"));
    await page.goto(product.url);

    await heading(page, "Your portfolios could not be read").waitFor();
    await sees(page, "Nothing is lost");
    expect(await page.getByText("Look around").count()).toBe(0);

    await page.unroute("**/api/**");
    await press(main(page), "Try again");
    await main(page).getByRole("link", { name: /Mine/ }).waitFor();
  });
});

const BOUGHT = "date,kind,symbol,quantity,price,currency,fee\n2024-01-02,buy,KITE.DE,30,20.45,EUR,4.90\n";

/** The page's own birth: another one after a reload. */
const markOf = (page: Parameters<typeof main>[0]) => page.evaluate(() => performance.timeOrigin);
