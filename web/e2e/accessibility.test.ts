import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { dialog, fill, main, press, seed, sees } from "./acts.ts";
import { LAPTOP, openBench, PHONE, SERVER_DOWN, sharedProduct } from "./harness.ts";
import { small } from "./product.ts";

const bench = openBench();
const product = sharedProduct();
let portfolio: string;
let holding: string;
let unpriced: string;
let empty: string;
let byLots: string;

beforeAll(async () => {
  await product.client.makeSample();
  portfolio = await seed(product, { name: "Mine", cash: "tracked", csv: readFileSync(small.trades, "utf8") });
  empty = await seed(product, { name: "Empty" });
  const csv = "date,kind,symbol,quantity,price,currency\n2024-01-02,buy,LAMP,10,50.00,USD\n";
  byLots = await seed(product, { name: "By lots", costMethod: "specific", csv });
  await product.client.importTrades(portfolio, {
    name: "barn.csv",
    text: "date,kind,symbol,quantity,price,currency\n2024-01-02,buy,BARN.DE,10,50.00,EUR\n",
    entry: `ent_${crypto.randomUUID()}`,
    commit: true,
  });
  const gone = await seed(product, { name: "Gone" });
  await product.client.deletePortfolio(gone);
  const { items } = await product.client.instruments();
  const id = (symbol: string) => items.find((one) => one.symbol === symbol)!.id;
  holding = `/portfolios/${portfolio}/holdings/${id("LAMP")}`;
  unpriced = `/portfolios/${portfolio}/holdings/${id("BARN.DE")}`;
});

/** Each screen, and how to come to it. */
const screens: [name: string, path: () => string, ready: string | RegExp, act?: (page: Page) => Promise<void>][] = [
  ["overview", () => "/", "Worth now"],
  ["portfolio", () => `/portfolios/${portfolio}`, "Holdings"],
  ["sample", () => "/portfolios/pf_sample", "Holdings"],
  ["empty portfolio", () => `/portfolios/${empty}`, "Nothing has happened"],
  ["holding", () => holding, "Lots"],
  ["unpriced holding", () => unpriced, "BARN.DE has no price yet"],
  ["transactions", () => `/portfolios/${portfolio}/transactions`, /Bought 30/],
  ["settings", () => "/settings", "Data sources"],
  [
    "market data, with everybody who could be asked and a key being typed",
    () => "/market-data",
    "Your instruments",
    async (page) => {
      await main(page)
        .getByText(/\d+ more could be asked/)
        .click();
      await press(main(page), "Enter a key: Finnhub");
      await main(page).getByLabel("Key for Finnhub").waitFor();
    },
  ],
  [
    "what a price rests on",
    () => "/market-data",
    "Your instruments",
    async (page) => {
      await main(page)
        .getByRole("button", { name: /^LAMP what/ })
        .click();
      await sees(dialog(page), "Daily history");
    },
  ],
  [
    "form of a source of one's own",
    () => "/market-data",
    "Your instruments",
    async (page) => {
      await press(main(page), "Describe a source");
      await dialog(page)
        .getByLabel(/Address of the last price/)
        .fill("https://prices.example/{symbol}");
    },
  ],
  ["address of nothing", () => "/nowhere", "Nothing is here"],
  [
    "chart as a table",
    () => `/portfolios/${portfolio}`,
    "Holdings",
    async (page) => {
      await main(page).getByRole("button", { name: "Show 5Y" }).click();
      await main(page).getByRole("button", { name: "Show as a table" }).first().click();
      await main(page).getByRole("columnheader", { name: "Day", exact: true }).waitFor();
    },
  ],
  [
    "import review",
    () => "/import",
    "Drop a CSV file here",
    async (page) => {
      const text = `${readFileSync(small.trades, "utf8")}2024-01-12,buy,LAMP,many,51.9,,USD,1,,,,,,,,,\n`;
      const file = { name: "trades.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
      await main(page).locator("input[type=file]").setInputFiles(file);
      await sees(main(page), "1 row cannot be read");
    },
  ],
  [
    "form with warnings",
    () => `/portfolios/${portfolio}`,
    "Holdings",
    async (page) => {
      await press(main(page), "Add");
      await fill(page, { kind: "Sell", instrument: ["LAMP", /LAMP/], fields: { Units: "99", "Price per unit": "-1" } });
      await press(dialog(page), "Add");
      await sees(dialog(page), /above zero/);
    },
  ],
  [
    "form of a transfer with lots",
    () => `/portfolios/${portfolio}`,
    "Holdings",
    async (page) => {
      await press(main(page), "Add");
      await fill(page, { kind: "Transfer in", instrument: ["LAMP", /LAMP/], fields: { Units: "2" } });
      await press(dialog(page), /^Tell when they were bought/);
      await press(dialog(page), "Type exchange rates too");
      await press(dialog(page), "Add");
      await sees(dialog(page), "This is needed.");
    },
  ],
  [
    "form of a sale of specific lots",
    () => `/portfolios/${byLots}`,
    "Holdings",
    async (page) => {
      await press(main(page), "Add");
      await fill(page, { kind: "Sell", instrument: ["LAMP", /LAMP/], fields: { Units: "2", "Price per unit": "50" } });
      await sees(dialog(page), "0 of 2 units chosen");
    },
  ],
  [
    "list of instruments",
    () => `/portfolios/${portfolio}`,
    "Holdings",
    async (page) => {
      await press(main(page), "Add");
      await dialog(page).getByRole("combobox", { name: "Instrument" }).fill("LA");
      await dialog(page).getByRole("option", { name: /LAMP/ }).waitFor();
    },
  ],
  [
    "palette",
    () => "/settings",
    "Data sources",
    async (page) => {
      await page.keyboard.press("Control+k");
      await dialog(page).getByRole("option", { name: "Import" }).waitFor();
    },
  ],
  [
    "shortcuts",
    () => "/settings",
    "Data sources",
    async (page) => {
      await page.keyboard.press("?");
      await sees(dialog(page), "Add a transaction");
    },
  ],
  [
    "what companies did",
    () => "/portfolios/pf_sample",
    "Holdings",
    async (page) => {
      await press(main(page), "See what that would change");
      await dialog(page).getByRole("heading", { name: /KUMO/ }).waitFor();
    },
  ],
  [
    "menu",
    () => `/portfolios/${portfolio}`,
    "Holdings",
    async (page) => {
      await press(main(page), "More actions");
      await page.getByRole("menuitem").first().waitFor();
    },
  ],
  [
    "settings of a portfolio, with what was done",
    () => `/portfolios/${portfolio}`,
    "Holdings",
    async (page) => {
      await press(main(page), "More actions");
      await page.getByRole("menuitem", { name: "Name and settings" }).click();
      await press(dialog(page), "Save");
      await page.getByRole("button", { name: "Undo" }).waitFor();
      await press(main(page), "More actions");
      await page.getByRole("menuitem", { name: "Name and settings" }).click();
      await dialog(page).waitFor();
    },
  ],
  [
    "explanation of a figure",
    () => `/portfolios/${portfolio}`,
    "Holdings",
    async (page) => {
      await press(main(page), "Total gain");
      await page.getByRole("tooltip").waitFor();
    },
  ],
];

describe("axe finds nothing, on a laptop and on a phone, in light and in dark", () => {
  for (const [name, path, ready, act] of screens) {
    test(name, async () => {
      const page = await bench.open(product, path());
      await sees(main(page), ready);
      await act?.(page);
      expect(await violations(page)).toEqual([]);
    });
  }

  test("who wants no motion gets a new colour at once", async () => {
    const page = await bench.open(product, `/portfolios/${portfolio}`);
    await sees(main(page), "Holdings");
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  });

  test("first run, and a server that does not answer", async () => {
    const fresh = await bench.product();
    const page = await bench.open(fresh);
    await sees(main(page), "Look around");
    expect(await violations(page)).toEqual([]);
    bench.expectTrouble(page, SERVER_DOWN, /WebSocket/);
    await page.route("**/api/**", (route) => route.abort("connectionrefused"));
    await page.reload();
    await sees(main(page), "Your portfolios could not be read");
    expect(await violations(page)).toEqual([]);
  });
});

/** What axe finds, one line each: the rule and where it is broken. Colours are all that another theme changes. */
async function violations(page: Page): Promise<string[]> {
  const lines: string[] = [];
  for (const [size, viewport] of Object.entries({ laptop: LAPTOP, phone: PHONE })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"] as const) {
      // Without motion and two frames later, so that no colour is measured on its way to another.
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
      // What lies under an open panel cannot be reached, and is looked at by itself.
      if (await dialog(page).isVisible()) axe.include("dialog");
      if (colorScheme === "dark") axe.withRules(["color-contrast"]);
      for (const { id, nodes } of (await axe.analyze()).violations) {
        for (const { target, failureSummary = "" } of nodes) {
          lines.push(`${size}, ${colorScheme}: ${id} at ${target.join(" ")}: ${failureSummary.replace(/\s+/g, " ")}`);
        }
      }
    }
  }
  return lines;
}
