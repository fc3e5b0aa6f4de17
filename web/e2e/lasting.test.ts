import { describe, expect, test } from "vitest";
import { add, dialog, fill, heading, main, press, save, seed, sees, showsFigures, until } from "./acts.ts";
import { openBench, SERVER_DOWN } from "./harness.ts";

const bench = openBench();
const BOUGHT = "date,kind,symbol,quantity,price,currency,fee\n2024-01-02,buy,KITE.DE,30,20.45,EUR,4.90\n";
const ONE_MORE = {
  instrument: ["KITE", /KITE\.DE/] as [string, RegExp],
  fields: { Date: "2024-01-11", Units: "10", "Price per unit": "21.30", Fee: "4.90" },
};
/** 40 × 22.30; 618.40 and 217.90 paid */
const WITH_ONE_MORE = { "Total investment": "€836.30", "Market value": "€892.00" };

describe("the server stops and starts again", () => {
  test("told to stop: the open page says so, keeps its figures, and is live again by itself", async () => {
    const product = await bench.product();
    const id = await seed(product, { name: "Mine", csv: BOUGHT });
    await product.client.makeSample();
    const page = await bench.open(product, `/portfolios/${id}`);
    bench.expectTrouble(page, SERVER_DOWN, /WebSocket/);
    await showsFigures(page, { "Market value": "€669.00" });
    const born = await page.evaluate(() => performance.timeOrigin);

    await product.stop();
    await sees(main(page), "Tickfolio's server does not answer.");
    await showsFigures(page, { "Market value": "€669.00" });

    await product.start();
    await main(page).getByText("Tickfolio's server does not answer.").waitFor({ state: "detached", timeout: 40_000 });
    await add(page, ONE_MORE);
    await showsFigures(page, WITH_ONE_MORE);
    expect(await page.evaluate(() => performance.timeOrigin)).toBe(born);
  });

  test("all that was made, typed, uploaded and set is there after a restart", async () => {
    const product = await bench.product();
    const { client } = product;
    await client.saveSettings({ baseCurrency: "EUR", providers: {}, version: 0 });
    const csv = `${BOUGHT}2024-01-02,buy,BARN.DE,10,50,EUR,0,\n2024-01-02,buy,MILL.DE,10,50,EUR,0,\n`;
    const id = await seed(product, { name: "Mine", csv });
    await seed(product, { name: "Second", currency: "JPY" });
    await client.deletePortfolio(await seed(product, { name: "Binned" }));
    const { items } = await client.instruments();
    const instrument = (symbol: string) => items.find((one) => one.symbol === symbol)!.id;
    await client.setPrice(instrument("BARN.DE"), { day: "2024-01-12", price: "61.50" });
    await client.uploadPrices(instrument("MILL.DE"), "date,close\n2024-01-12,52.40\n", { adjustment: "raw" });
    await product.stop();
    await product.start();

    const page = await bench.open(product, `/portfolios/${id}`);
    // 669.00, 615.00 and 524.00
    await showsFigures(page, { "Total investment": "€1,618.40", "Market value": "€1,808.00" });
    await page.goto(product.url);
    await showsFigures(page, { "Market value": "€1,808.00" });
    await main(page)
      .getByRole("link", { name: /Second/ })
      .waitFor();
    await page.goto(new URL("/settings", product.url).href);
    await sees(main(page).getByRole("region", { name: "Bin" }), "Binned");
  });

  test("killed right after a trade was said to be saved: the trade is there", async () => {
    const product = await bench.product();
    const id = await seed(product, { name: "Mine", csv: BOUGHT });
    const page = await bench.open(product, `/portfolios/${id}`);
    bench.expectTrouble(page, SERVER_DOWN, /WebSocket/);
    const answered = page.waitForResponse((response) => response.url().includes("/entries/") && response.ok());
    await press(main(page), "Add");
    await fill(page, ONE_MORE);
    await press(dialog(page), "Add");
    await answered;
    await product.stop("SIGKILL");

    await product.start();
    await page.goto(new URL(`/portfolios/${id}`, product.url).href);
    await showsFigures(page, WITH_ONE_MORE);
    expect((await product.client.entries(id)).items).toHaveLength(2);
  });

  test("a trade that could not be saved says so, stays in its form, and is saved once when asked again", async () => {
    const product = await bench.product();
    const id = await seed(product, { name: "Mine", csv: BOUGHT });
    const page = await bench.open(product, `/portfolios/${id}`);
    bench.expectTrouble(page, SERVER_DOWN, /WebSocket/);
    await press(main(page), "Add");
    await fill(page, ONE_MORE);
    await product.stop();
    await press(dialog(page), "Add");
    await sees(dialog(page).getByRole("alert"), /server/i);
    expect(await dialog(page).getByLabel("Units").inputValue()).toBe("10");

    await product.start();
    await save(page, "Add");
    await showsFigures(page, WITH_ONE_MORE);
    expect((await product.client.entries(id)).items).toHaveLength(2);
  });

  test("a trade that was saved, but whose answer was lost, is not saved twice when it is sent again", async () => {
    const product = await bench.product();
    const id = await seed(product, { name: "Mine", csv: BOUGHT });
    const page = await bench.open(product, `/portfolios/${id}`);
    bench.expectTrouble(page, /net::ERR_/);
    await press(main(page), "Add");
    await fill(page, ONE_MORE);
    let isLost = false;
    await page.route(/\/entries\/ent_/, async (route) => {
      if (isLost) return route.continue();
      isLost = true;
      await route.fetch();
      await route.abort("connectionreset");
    });
    await press(dialog(page), "Add");
    await dialog(page).getByRole("alert").waitFor();
    await save(page, "Add");
    await showsFigures(page, WITH_ONE_MORE);
    expect((await product.client.entries(id)).items).toHaveLength(2);
  });

  test("a hasty double click saves once", async () => {
    const product = await bench.product();
    const id = await seed(product, { name: "Mine", csv: BOUGHT });
    const page = await bench.open(product, `/portfolios/${id}`);
    await press(main(page), "Add");
    await fill(page, ONE_MORE);
    await dialog(page).getByRole("button", { name: "Add", exact: true }).dblclick();
    await dialog(page).waitFor({ state: "hidden" });
    await showsFigures(page, WITH_ONE_MORE);
    expect((await product.client.entries(id)).items).toHaveLength(2);
  });

  test("what another program wrote meanwhile is on the open page when it is live again", async () => {
    const product = await bench.product();
    const id = await seed(product, { name: "Mine", csv: BOUGHT });
    const page = await bench.open(product, `/portfolios/${id}`);
    bench.expectTrouble(page, SERVER_DOWN, /WebSocket/);
    await showsFigures(page, { "Market value": "€669.00" });
    await page.context().setOffline(true);
    await sees(main(page), "You are offline.");
    await sees(main(page), "Not connected");
    const more = "date,kind,symbol,quantity,price,currency,fee\n2024-01-11,buy,KITE.DE,10,21.30,EUR,4.90\n";
    const entry = `ent_${crypto.randomUUID()}`;
    await product.client.importTrades(id, { name: "more.csv", text: more, entry, commit: true });
    await page.context().setOffline(false);
    await showsFigures(page, WITH_ONE_MORE);

    await product.stop();
    await sees(main(page), "Tickfolio's server does not answer.");
    await product.start();
    const { id: second } = (await product.client.portfolios()).items[0]!;
    const last = "date,kind,symbol,quantity,price,currency\n2024-01-12,buy,KITE.DE,10,22,EUR\n";
    await product.client.importTrades(second, {
      name: "last.csv",
      text: last,
      entry: `ent_${crypto.randomUUID()}`,
      commit: true,
    });
    await main(page).getByText("Tickfolio's server does not answer.").waitFor({ state: "detached", timeout: 40_000 });
    await showsFigures(page, { "Market value": "€1,115.00" });
  });
});

describe("answers that come in another order", () => {
  test("a holding opened by its address is valued, also when its closes come before its trades", async () => {
    const product = await bench.product();
    const id = await seed(product, { name: "Mine", csv: BOUGHT });
    const { items } = await product.client.instruments();
    const page = await bench.open(product, "about:blank");
    const closes = page.waitForResponse(/\/api\/closes/);
    await page.route(/\/entries/, async (route) => {
      await closes;
      await route.continue();
    });
    await page.goto(new URL(`/portfolios/${id}/holdings/${items[0]!.id}`, product.url).href);
    await showsFigures(page, { Cost: "€618.40", "Market value": "€669.00" });
    await main(page).getByRole("link", { name: /Mine$/ }).click();
    await sees(main(page), /No prices since \d+ Jan 2024: nothing has moved in this range\./);
  });
});

describe("two tabs", () => {
  test("a trade added in one is in the other without a reload, and undone in it too", async () => {
    const product = await bench.product();
    const id = await seed(product, { name: "Mine", csv: BOUGHT });
    const one = await bench.open(product, `/portfolios/${id}`);
    const two = await bench.open(product, `/portfolios/${id}`, { context: one.context() });
    await showsFigures(two, { "Market value": "€669.00" });
    await one.bringToFront();
    await add(one, ONE_MORE);
    await showsFigures(two, WITH_ONE_MORE);
    await press(one, "Undo");
    await showsFigures(two, { "Market value": "€669.00" });
  });

  test("the very first trade in one takes the other from its three doors to the overview", async () => {
    const product = await bench.product();
    const one = await bench.open(product);
    const two = await bench.open(product, "/", { context: one.context() });
    await heading(two, /What are your shares worth/).waitFor();
    await one.bringToFront();
    await press(main(one), /Type my first trade/);
    await fill(one, ONE_MORE);
    await save(one, "Add");
    await showsFigures(two, { "Total investment": "€217.90", "Market value": "€223.00" });
  });

  test("a portfolio renamed or deleted in one is renamed and gone in the other", async () => {
    const product = await bench.product();
    const id = await seed(product, { name: "Mine", csv: BOUGHT });
    const keep = await seed(product, { name: "Kept", csv: BOUGHT });
    const one = await bench.open(product, `/portfolios/${id}`);
    const two = await bench.open(product, `/portfolios/${keep}`, { context: one.context() });
    await showsFigures(two, { "Market value": "€669.00" });
    const side = two.getByRole("navigation", { name: "Main" });
    await side.getByRole("link", { name: /Mine/ }).waitFor();

    await one.bringToFront();
    await press(main(one), "More actions");
    await one.getByRole("menuitem", { name: "Name and settings" }).click();
    await dialog(one).getByLabel("Name", { exact: true }).fill("Ours");
    await save(one, "Save");
    await side.getByRole("link", { name: /Ours/ }).waitFor();

    await press(main(one), "More actions");
    await one.getByRole("menuitem", { name: "Delete" }).click();
    await until(() => side.getByRole("link", { name: /Ours/ }).count()).toBe(0);
  });
});
