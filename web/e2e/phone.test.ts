import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { dialog, figure, fill, heading, main, plain, seed, sees, showsFigures, until } from "./acts.ts";
import { openBench, PHONE, sharedProduct } from "./harness.ts";
import { small } from "./product.ts";
import { sideways, smallTargets } from "./thumbs.ts";

const bench = openBench();
const product = sharedProduct();
const onPhone = { size: PHONE };
const bar = (page: Page) => page.getByRole("navigation", { name: "Main" });

test("the whole first-run journey goes with a thumb: look around, type a trade, see it, undo it", async () => {
  const fresh = await bench.product();
  const page = await bench.open(fresh, "/", onPhone);
  await page.getByRole("button", { name: /Look around/ }).tap();
  await sees(main(page), "Sample on a simulated market");
  const first = plain(await figure(page, "Market value").innerText());
  await until(async () => plain(await figure(page, "Market value").innerText())).not.toBe(first);

  await bar(page).getByRole("link", { name: "Overview" }).tap();
  await main(page)
    .getByRole("button", { name: /Type my first trade/ })
    .tap();
  await fill(page, {
    instrument: ["KITE", /KITE\.DE/],
    fields: { Date: "2024-01-02", Units: "30", "Price per unit": "20.45", Fee: "4.90" },
  });
  await dialog(page).getByRole("button", { name: "Add", exact: true }).tap();
  await showsFigures(page, { "Total investment": "€618.40", "Market value": "€669.00" });
  await main(page)
    .getByRole("link", { name: /My portfolio/ })
    .tap();
  await heading(page, "My portfolio").waitFor();
  const card = main(page).getByRole("listitem").filter({ hasText: "KITE.DE" }).first();
  expect(plain(await card.innerText())).toMatch(/KITE\.DE.*€669\.00.*€22\.30.*\+8\.18%/);

  await bar(page).getByRole("button", { name: "Add" }).tap();
  await fill(page, {
    kind: "Sell",
    instrument: ["KITE", /KITE\.DE/],
    fields: { Date: "2024-01-05", Units: "32", "Price per unit": "21" },
  });
  await sees(dialog(page), /32 KITE\.DE sold, 2 more than held/);
  await dialog(page).getByRole("button", { name: "Close" }).tap();
  await page.getByRole("button", { name: "Undo" }).tap();
  await sees(main(page), "Nothing has happened in this portfolio yet.");
});

describe("on a phone", () => {
  let portfolio: string;
  let holding: string;
  let unpriced: string;
  beforeAll(async () => {
    await product.client.makeSample();
    portfolio = await seed(product, {
      name: "A portfolio with a name that goes on",
      cash: "tracked",
      csv: readFileSync(small.trades, "utf8"),
    });
    const barn = "date,kind,symbol,quantity,price,currency\n2024-01-02,buy,BARN.DE,10000,5000.00,EUR\n";
    const other = await seed(product, { name: "Other", currency: "JPY", csv: barn });
    const { items } = await product.client.instruments();
    const id = (symbol: string) => items.find((one) => one.symbol === symbol)!.id;
    holding = `/portfolios/${portfolio}/holdings/${id("LAMP")}`;
    unpriced = `/portfolios/${other}/holdings/${id("BARN.DE")}`;
  });

  const pages: [name: string, path: () => string, ready: string | RegExp][] = [
    ["the overview", () => "/", "Worth now"],
    ["a portfolio", () => `/portfolios/${portfolio}`, "Holdings"],
    ["the sample", () => "/portfolios/pf_sample", "Holdings"],
    ["a holding", () => holding, "Lots"],
    ["an unpriced holding", () => unpriced, "BARN.DE has no price yet"],
    ["the transactions", () => `/portfolios/${portfolio}/transactions`, /Bought 30/],
    ["the import", () => "/import", "Drop a CSV file here"],
    ["the settings", () => "/settings", "Data sources"],
    ["the market data", () => "/market-data", "Your instruments"],
    ["an address of nothing", () => "/nowhere", "Nothing is here"],
  ];
  for (const [name, path, ready] of pages) {
    test(`${name} scrolls up and down only, and all that is tapped has the size of a thumb`, async () => {
      const page = await bench.open(product, path(), onPhone);
      await sees(main(page), ready);
      expect(await sideways(page)).toBe(0);
      expect(await smallTargets(page)).toEqual([]);
    });
  }

  const panels: [name: string, open: (page: Page) => Promise<void>][] = [
    ["the form of a transaction", (page) => bar(page).getByRole("button", { name: "Add" }).tap()],
    [
      "the form of a transfer with lots",
      async (page) => {
        await bar(page).getByRole("button", { name: "Add" }).tap();
        await fill(page, { kind: "Transfer in", fields: { Units: "2" } });
        await dialog(page)
          .getByRole("button", { name: /^Tell when/ })
          .tap();
      },
    ],
    [
      "what a price rests on",
      async (page) => {
        await page.goto(new URL("/market-data", page.url()).href);
        await main(page)
          .getByRole("button", { name: /^BARN\.DE what/ })
          .tap();
      },
    ],
    [
      "the form of a source of one's own",
      async (page) => {
        await page.goto(new URL("/market-data", page.url()).href);
        await main(page).getByRole("button", { name: "Describe a source" }).tap();
        await dialog(page)
          .getByLabel(/Address of the last price/)
          .fill("https://prices.example/{symbol}");
        await dialog(page)
          .getByLabel(/Address of daily closes/)
          .fill("https://prices.example/{symbol}/days");
      },
    ],
    ["the palette", (page) => bar(page).getByRole("button", { name: "Search" }).tap()],
    [
      "a portfolio's settings",
      async (page) => {
        await main(page).getByRole("button", { name: "More actions" }).tap();
        expect(await smallTargets(page)).toEqual([]);
        await page.getByRole("menuitem", { name: "Name and settings" }).tap();
      },
    ],
  ];
  for (const [name, open] of panels) {
    test(`${name} fits, and all in it has the size of a thumb`, async () => {
      const page = await bench.open(product, `/portfolios/${portfolio}`, onPhone);
      await sees(main(page), "Holdings");
      await open(page);
      await dialog(page).waitFor();
      expect(await sideways(page)).toBe(0);
      const box = await dialog(page).evaluate((one) => one.scrollWidth - one.clientWidth);
      expect(box).toBe(0);
      expect(await smallTargets(page)).toEqual([]);
    });
  }

  test("a tap on a figure explains it, and a tap on a price says of when and from whom it is", async () => {
    const page = await bench.open(product, `/portfolios/${portfolio}`, onPhone);
    await main(page).getByRole("button", { name: "Total gain" }).tap();
    await sees(page.getByRole("tooltip"), /Realised \+€6\.99, unrealised/);
    await main(page)
      .getByRole("button", { name: /€22\.30/ })
      .tap();
    await sees(page.getByRole("tooltip"), /from the price folder/);
  });

  test("an explanation goes along with its figure, and goes away with it", async () => {
    const page = await bench.open(product, `/portfolios/${portfolio}`, onPhone);
    const figure = main(page).getByRole("button", { name: "Total gain" });
    await figure.tap();
    const tip = page.getByRole("tooltip");
    await tip.waitFor();
    const apart = async () => {
      const [of, at] = await Promise.all([figure, tip].map((one) => one.boundingBox()));
      return Math.min(Math.abs(of!.y - at!.y - at!.height), Math.abs(at!.y - of!.y - of!.height));
    };
    await until(apart).toBeLessThan(10);
    await page.evaluate(() => scrollBy({ top: 20, behavior: "instant" }));
    await until(apart).toBeLessThan(10);
    // Something comes in above it.
    await page.evaluate(() => {
      document.querySelector("main")!.style.paddingTop = "60px";
    });
    await until(apart).toBeLessThan(10);
    await page.evaluate(() => scrollBy({ top: 2 * innerHeight, behavior: "instant" }));
    await tip.waitFor({ state: "detached" });
  });

  test("a tap beside a panel closes it", async () => {
    const page = await bench.open(product, `/portfolios/${portfolio}`, onPhone);
    await sees(main(page), "Holdings");
    await bar(page).getByRole("button", { name: "Search" }).tap();
    await dialog(page).waitFor();
    await page.touchscreen.tap(PHONE.width / 2, PHONE.height - 60);
    await dialog(page).waitFor({ state: "hidden" });
  });

  test("three doors, and what was just done with its way back, have the size of a thumb", async () => {
    const fresh = await bench.product();
    const page = await bench.open(fresh, "/", onPhone);
    await sees(main(page), "Look around");
    expect(await smallTargets(page)).toEqual([]);
    await page.getByRole("button", { name: /Look around/ }).tap();
    await sees(main(page), "Sample on a simulated market");
    await main(page).getByRole("button", { name: "More actions" }).tap();
    await page.getByRole("menuitem", { name: "Delete" }).tap();
    await page.getByRole("button", { name: "Undo" }).waitFor();
    expect(await smallTargets(page)).toEqual([]);
  });
});
