import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FakeFinnhub, startFakeFinnhub } from "../../server/market/fakes/fake-finnhub.ts";
import { dialog, heading, main, plain, press, seed, sees, until } from "./acts.ts";
import { openBench } from "./harness.ts";

const bench = openBench();
const KEY = "fake-key-0123456789";
const APPLE = "date,kind,symbol,quantity,price,currency\n2026-01-05,buy,AAPL,10,200,USD\n";
const KITE = "2024-01-02,buy,KITE.DE,30,20.00,EUR\n";
const SEEN = { baseCurrency: "EUR", providers: {}, sourcesSeen: true, version: 0 };

let fake: FakeFinnhub;
beforeAll(async () => {
  fake = await startFakeFinnhub({ key: KEY });
  fake.prices.set("AAPL", { c: 230, pc: 229, t: Math.floor(Date.now() / 1_000) - 60 });
});
afterAll(() => fake.close());

const finnhub = () => ({ TICKFOLIO_FINNHUB_URL: fake.url, TICKFOLIO_FINNHUB_SOCKET_URL: fake.socketUrl });
const withKey = () => ({ ...finnhub(), TICKFOLIO_FINNHUB_KEY: KEY });
const provider = (page: Page, name: string) => main(page).locator(`#provider-${name}`);
const others = (page: Page) =>
  main(page)
    .getByText(/\d+ more could be asked/)
    .click();
const instrument = (page: Page, symbol: string) =>
  main(page).getByRole("button", { name: `${symbol} what its prices rest on` });

describe("before the first request", () => {
  test("the first page lists who will be asked, and nobody is before its reader goes on to something of their own", async () => {
    const product = await bench.product({ settings: withKey() });
    fake.requests.length = 0;
    const page = await bench.open(product);
    const list = main(page).getByRole("region", { name: "Who will be asked" });
    await sees(list, "Finnhub");
    await sees(list, "European Central Bank");
    await list.getByRole("switch", { name: "Use Frankfurter" }).press("Space");
    await page.keyboard.press("Control+k");
    await dialog(page).getByRole("combobox").fill("AAPL");
    await page.waitForTimeout(600);
    await page.keyboard.press("Escape");
    await page.waitForLoadState("networkidle");
    expect(fake.requests).toEqual([]);
    expect(fake.sockets.size).toBe(0);

    await press(main(page), /Type my first trade/);
    await until(() => product.client.settings()).toMatchObject({
      sourcesSeen: true,
      providers: { frankfurter: false },
    });
    await dialog(page).getByRole("combobox", { name: "Instrument" }).fill("AAPL");
    await until(() => fake.requests.length).toBeGreaterThan(0);
  });

  test("whoever came another way is told that nobody has been asked, and begins where the list is", async () => {
    const product = await bench.product({ settings: withKey() });
    fake.requests.length = 0;
    await seed(product, { name: "Mine", csv: APPLE });
    const page = await bench.open(product);
    const health = main(page).getByRole("region", { name: "Data health" });
    await sees(health, "Nobody outside has been asked");
    expect(fake.requests).toEqual([]);
    await health.getByRole("link", { name: "See who would be" }).click();
    await heading(page, "Market data").waitFor();
    await press(main(page), "Ask them from now on");
    await until(async () => plain(await main(page).getByRole("row", { name: /AAPL/ }).innerText())).toMatch(
      /US\$230\.00.*Finnhub/,
    );
    expect(await main(page).getByText("Nobody outside has been asked yet").count()).toBe(0);
  });
});

test("a key that is rejected is not kept and says so; one that works brings prices, and is never shown again", async () => {
  const product = await bench.product({ settings: finnhub() });
  await product.client.saveSettings(SEEN);
  await seed(product, { name: "Mine", csv: APPLE });
  const page = await bench.open(product, "/market-data");
  bench.expectTrouble(page, /422/);
  await sees(main(page), "1 instrument has no price");
  await others(page);
  const row = provider(page, "finnhub");
  await sees(row, "needs a key");
  await press(row, "Enter a key: Finnhub");
  await row.getByLabel("Key for Finnhub").fill("not-a-key-at-all");
  await press(row, "Try and keep it");
  await sees(row, /The key was not kept/);
  expect(await product.client.providerKeys()).toEqual({ items: [], next: null });

  await row.getByLabel("Key for Finnhub").fill(KEY);
  await press(row, "Try and keep it");
  await sees(page, "Finnhub took the key");
  await sees(row, "Your own key is kept here.");
  await until(async () => plain(await main(page).getByRole("row", { name: /AAPL/ }).innerText())).toMatch(
    /US\$230\.00.*Finnhub/,
  );
  expect(await page.content()).not.toContain(KEY);

  fake.scenario = "wrong-key";
  await press(row, "Test Finnhub");
  await sees(row, "needs another key");
  await sees(row, /rejected the key\. It is not asked until the key is replaced; the last good prices stand\./);
  fake.scenario = undefined;

  await press(row, "Remove the key: Finnhub");
  await sees(page, "The key for Finnhub is removed");
  await sees(row, "needs a key");
});

test("the test button says in words what came of it, and the switch can be taken back", async () => {
  const product = await bench.product({ settings: withKey() });
  await product.client.saveSettings(SEEN);
  const page = await bench.open(product, "/market-data");
  const row = provider(page, "finnhub");
  await press(row, "Test Finnhub");
  await sees(row, /✓/);
  await press(main(page), "Test European Central Bank");
  await sees(provider(page, "ecb"), /✗ The European Central Bank could not be reached/);

  await row.getByRole("switch", { name: "Use Finnhub" }).press("Space");
  await sees(page, "Finnhub is switched off and not asked any more.");
  await until(async () => (await product.client.settings()).providers.finnhub).toBe(false);
  await page.getByRole("button", { name: "Undo" }).click();
  await until(async () => (await product.client.settings()).providers.finnhub).toBe(true);
});

test("a price that was not believed is named with why, and believed at a person's word", async () => {
  const product = await bench.product({ settings: withKey() });
  await product.client.saveSettings(SEEN);
  await seed(product, { name: "Mine", csv: APPLE });
  const page = await bench.open(product, "/market-data");
  await until(async () => plain(await main(page).getByRole("row", { name: /AAPL/ }).innerText())).toMatch(/US\$230/);
  await until(() => fake.subscribed).toContain("AAPL");
  fake.trade({ s: "AAPL", p: 2_300, t: Date.now(), c: ["1"] });
  await until(async () => (await product.client.marketStatus()).instruments[0]?.quarantined.length).toBe(1);

  await page.reload();
  await sees(main(page), "1 price was not believed");
  await main(page).getByText("Needs you 1").click();
  await instrument(page, "AAPL").click();
  const panel = dialog(page);
  await sees(panel, /Finnhub said US\$2,300\.00/);
  await sees(panel, "The last good price was US$230.00.");
  await press(panel, /^Believe: /);
  await sees(page, "US$2,300.00 is now your price of AAPL.");
  await until(() => panel.getByText("Not believed").count()).toBe(0);
  await sees(panel, "US$2,300.00");
  // Whoever goes on by keyboard is still in the panel.
  expect(await panel.evaluate((one) => one.contains(document.activeElement))).toBe(true);

  await page.getByRole("button", { name: "Undo" }).click();
  await sees(panel, "Not believed");
  await sees(panel, "US$230.00");
});

test("a pinned source comes first, is marked in the list, and can be let go again", async () => {
  const product = await bench.product({ settings: finnhub() });
  await product.client.saveSettings(SEEN);
  await seed(product, { name: "Mine", csv: APPLE + KITE });
  const page = await bench.open(product, "/market-data");
  await instrument(page, "KITE.DE").click();
  const panel = dialog(page);
  await panel.getByLabel("Price per unit in EUR").fill("99");
  await panel.getByLabel(/It stays until I take it back/).uncheck();
  await press(panel, "Use this price");
  await sees(panel, "€99.00");
  await panel.getByRole("radio", { name: "Price folder" }).check();
  await sees(page, "KITE.DE is priced by Price folder first.");
  await press(panel, "Close");
  await until(async () =>
    plain(
      await main(page)
        .getByRole("row", { name: /KITE\.DE/ })
        .innerText(),
    ),
  ).toMatch(/pinned/);
  await page.getByRole("button", { name: "Undo" }).last().click();
  await until(() =>
    main(page)
      .getByText(/pinned/)
      .count(),
  ).toBe(0);
});

test("a price typed over a live one stays whatever its source says, needs nobody, and is taken back in one step", async () => {
  const product = await bench.product({ settings: withKey() });
  await product.client.saveSettings(SEEN);
  await seed(product, { name: "Mine", csv: APPLE });
  const page = await bench.open(product, "/market-data");
  const shown = async () => plain(await main(page).getByRole("row", { name: /AAPL/ }).innerText());
  await until(shown).toMatch(/US\$230/);
  await until(() => fake.subscribed).toContain("AAPL");
  await instrument(page, "AAPL").click();
  const panel = dialog(page);
  await panel.getByLabel("Price per unit in USD").fill("250");
  await press(panel, "Use this price");
  await sees(page, "AAPL is priced at US$250.00 until you take it back.");
  await sees(panel, "A typed price, pinned by you");
  await sees(panel, /US\$250\.00 typed for/);
  fake.trade({ s: "AAPL", p: 231, t: Date.now(), c: ["1"] });
  await page.waitForTimeout(1_000);
  await page.reload();
  await until(shown).toMatch(/US\$250\.00.*A typed price.*pinned.*in order/);

  await instrument(page, "AAPL").click();
  await press(panel, "Take my price back");
  await until(() => panel.getByText("US$250.00").count()).toBe(0);
  await sees(panel, "US$231.00");
  expect(await panel.evaluate((one) => one.contains(document.activeElement))).toBe(true);
  await page.getByRole("button", { name: "Undo" }).click();
  await sees(panel, "A typed price, pinned by you");
  await sees(panel, "US$250.00");
});

test("what is held stands before who is asked, and who does not answer before who does", async () => {
  const product = await bench.product({ settings: withKey() });
  await product.client.saveSettings(SEEN);
  await seed(product, { name: "Mine", csv: APPLE });
  const page = await bench.open(product, "/market-data");
  await sees(main(page), "AAPL");
  await press(main(page), "Test European Central Bank");
  await sees(provider(page, "ecb"), "failing");
  expect((await main(page).getByRole("heading", { level: 2 }).allInnerTexts()).slice(0, 2)).toEqual([
    "Your instruments",
    "Who is asked what",
  ]);
  await main(page).getByRole("link", { name: "See why" }).click();
  await until(async () => plain(await main(page).locator("#providers h3").first().innerText())).toBe(
    "European Central Bank",
  );
});

test("the page is a shortcut away, is found in the palette, and its list is found and sorted by keyboard", async () => {
  const product = await bench.product();
  await product.client.saveSettings(SEEN);
  await seed(product, { name: "Mine", csv: APPLE + KITE });
  const page = await bench.open(product, "/settings");
  await sees(main(page), "Data sources");
  await page.keyboard.press("g");
  await page.keyboard.press("m");
  await heading(page, "Market data").waitFor();
  await main(page).getByRole("searchbox", { name: "Find" }).fill("kite");
  await until(() => main(page).getByRole("rowheader").count()).toBe(1);
  await main(page).getByRole("searchbox", { name: "Find" }).fill("");
  await main(page).getByRole("button", { name: "Instrument", exact: true }).press("Enter");
  await until(async () => plain(await main(page).getByRole("rowheader").first().innerText())).toMatch(/^AAPL/);
  await instrument(page, "KITE.DE").press("Enter");
  await dialog(page).waitFor();
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "hidden" });

  await page.goto(new URL("/settings", product.url).href);
  await sees(main(page), "Data sources");
  await page.keyboard.press("Control+k");
  await dialog(page).getByRole("combobox").fill("market data");
  await dialog(page).getByRole("option", { name: "Market data" }).click();
  await heading(page, "Market data").waitFor();
});

test("files for many instruments are stored for those that are in them, and a source of one's own is described and tried", async () => {
  const product = await bench.product();
  await product.client.saveSettings(SEEN);
  await seed(product, { name: "Mine", csv: APPLE + KITE });
  const page = await bench.open(product, "/market-data");
  const csv = "date,close\n2026-01-05,201.5\n2026-01-06,203\n";
  const files = [{ name: "aapl_us_d.csv", mimeType: "text/csv", buffer: Buffer.from(csv) }];
  await main(page).locator("input[type=file]").setInputFiles(files);
  await sees(main(page), "2 closes of 1 instrument stored.");
  await until(async () => plain(await main(page).getByRole("row", { name: /AAPL/ }).innerText())).toMatch(
    /US\$203\.00.*Uploaded prices.*2 closes/,
  );

  await press(main(page), "Describe a source");
  const form = dialog(page);
  await form.getByLabel("Name", { exact: true }).first().fill("My bank");
  await form.getByLabel(/Address of the last price/).fill("https://127.0.0.1:9/{symbol}.json");
  await form.getByLabel("Where the price is").fill("$.price");
  await press(form, "Try it");
  await sees(form, /✗/);
  await press(form, "Keep it");
  await sees(page, "My bank is kept");
  await main(page)
    .getByRole("listitem")
    .filter({ hasText: "My bank" })
    .getByRole("button", { name: "Remove My bank" })
    .click();
  await sees(page, "My bank is removed");
});
