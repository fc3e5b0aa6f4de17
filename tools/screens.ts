import { readFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import { type Product, small } from "../web/e2e/product.ts";
import { seed } from "../web/e2e/seed.ts";

/** One state of the product that is worth looking at. */
export interface Screen {
  name: string;
  path: string;
  /** Can be read when the page is there. */
  ready: string | RegExp;
  /** Whose product: `new` has no portfolio, `spare` is written to. */
  on?: "new" | "spare";
  /** What is done on the page before it is looked at, and what it opens. */
  act?(page: Page): Promise<void>;
  opens?: "dialog" | "tooltip" | "menu";
}

const SHARE = "Share of the cost that goes along, in %";
const BROKEN = "2024-01-12,buy,LAMP,many,51.9,,USD,1,,,,,,,,,\n";
const DOUBTFUL = [
  "2024-01-12,sell,LAMP,50,51.9,,USD,1,,,,,,,,,",
  "2062-01-12,buy,BARN.DE,4,50.00,,EUR,,,,,,,,,,",
  "2024-01-11,buy,KITE.DE,10,21.35,,EUR,,,,,,,,,,",
].join("\n");
const LOTS = `date,kind,symbol,quantity,price,currency,account,fee
2024-01-02,buy,LAMP,4,99.80,USD,Broker,1
2024-01-05,buy,LAMP,3,101.20,USD,Broker,1
2024-01-09,buy,LAMP,5,103.10,USD,Bank,1
`;
const UNPRICED = "date,kind,symbol,quantity,price,currency\n2024-01-02,buy,BARN.DE,10,50.00,EUR\n";

/** The sample, a portfolio of the example's trades with one holding nobody has a price of, and one without anything. */
export async function furnish(product: Product): Promise<Screen[]> {
  const { client } = product;
  await client.saveSettings({ baseCurrency: "EUR", providers: {}, version: 0 });
  const sample = await client.makeSample();
  const mine = await seed(product, { name: "Long-term", csv: readFileSync(small.trades, "utf8") });
  const other = await seed(product, { name: "Play money", currency: "USD", csv: UNPRICED });
  const chosen = await seed(product, { name: "By lots", costMethod: "specific", csv: LOTS });
  const empty = await seed(product, { name: "Just opened", cash: "tracked" });
  const gone = await seed(product, { name: "An old idea" });
  await client.deletePortfolio(gone);

  const { items } = await client.instruments();
  const holding = (portfolio: string, symbol: string) =>
    `/portfolios/${portfolio}/holdings/${items.find((one) => one.symbol === symbol)!.id}`;
  const sampleOf = { path: `/portfolios/${sample.id}`, ready: "Holdings" };
  const mineOf = { path: `/portfolios/${mine}`, ready: "Holdings" };
  const main = (page: Page) => page.getByRole("main");
  const form = (page: Page) => page.getByRole("dialog");
  const button = (page: Page, name: string) =>
    page.getByRole("button", { name, exact: true }).filter({ visible: true }).first();

  /** With a thumb on a phone, where a mouse would only hover. */
  const touch = (page: Page, one: Locator) => (page.viewportSize()!.width < 600 ? one.tap() : one.click());

  /** The form of a transaction, with an instrument chosen and numbers typed. */
  async function type(page: Page, kind: string, fields: Record<string, string>): Promise<void> {
    await touch(page, button(page, "Add"));
    await form(page).getByLabel("Kind", { exact: true }).selectOption({ label: kind });
    await form(page).getByRole("combobox", { name: "Instrument", exact: true }).fill("LAMP");
    await form(page).getByRole("option", { name: /LAMP/ }).first().click();
    for (const [label, value] of Object.entries(fields))
      await form(page).getByLabel(label, { exact: true }).fill(value);
  }
  /** A file of seven trades and one row that cannot be read. */
  async function choose(page: Page, more = ""): Promise<void> {
    const buffer = Buffer.from(readFileSync(small.trades, "utf8") + BROKEN + more);
    await main(page).locator("input[type=file]").setInputFiles({ name: "trades.csv", mimeType: "text/csv", buffer });
    await main(page).getByText("cannot be read").first().waitFor();
    const into = main(page).getByLabel("Into");
    if (await into.isVisible()) await into.selectOption({ label: "A new portfolio" });
  }
  async function review(page: Page): Promise<void> {
    await choose(page, DOUBTFUL);
    await main(page).getByRole("heading", { name: "worth a look" }).waitFor();
  }
  async function bring(page: Page): Promise<void> {
    await choose(page);
    await main(page)
      .getByRole("button", { name: /^Import 7/ })
      .click();
    await main(page).getByText("7 transactions are now in").waitFor();
  }

  return [
    { name: "first-run", path: "/", ready: "Look around", on: "new" },
    { name: "transactions-none", path: "/transactions", ready: "There is no portfolio yet", on: "new" },
    { name: "overview", path: "/", ready: "Worth now" },
    { name: "portfolio-sample", ...sampleOf },
    { name: "portfolio-own", ...mineOf },
    { name: "portfolio-unpriced", path: `/portfolios/${other}`, ready: "Holdings" },
    { name: "portfolio-empty", path: `/portfolios/${empty}`, ready: "Nothing has happened" },
    { name: "holding-sample", path: holding(sample.id, "GLOBE.SIM"), ready: "Lots" },
    { name: "holding-own", path: holding(mine, "LAMP"), ready: "Lots" },
    { name: "holding-unpriced", path: holding(other, "BARN.DE"), ready: "BARN.DE has no price yet" },
    { name: "transactions", path: `/portfolios/${sample.id}/transactions`, ready: /Bought/ },
    { name: "import", path: "/import", ready: "Drop a CSV file here" },
    { name: "import-review", path: "/import", ready: "Drop a CSV file here", act: review },
    { name: "import-done", path: "/import", ready: "Drop a CSV file here", act: bring, on: "spare" },
    { name: "settings", path: "/settings", ready: "Data sources" },
    { name: "market-data", path: "/market-data", ready: "Your instruments" },
    { name: "market-data-unseen", path: "/market-data", ready: "Nobody outside has been asked yet", on: "new" },
    {
      name: "market-data-key",
      path: "/market-data",
      ready: "Your instruments",
      act: async (page) => {
        await touch(page, main(page).getByText(/more could be asked/));
        await touch(page, main(page).getByRole("button", { name: "Enter a key: Finnhub" }));
      },
    },
    {
      name: "market-data-instrument",
      path: "/market-data",
      ready: "Your instruments",
      act: (page) => touch(page, main(page).getByRole("button", { name: /^LAMP what/ })),
      opens: "dialog",
    },
    {
      name: "market-data-own-source",
      path: "/market-data",
      ready: "Your instruments",
      act: (page) => touch(page, button(page, "Describe a source")),
      opens: "dialog",
    },
    { name: "add", ...mineOf, act: (page) => type(page, "Buy", { Units: "4", "Price per unit": "51.90", Fee: "1" }) },
    { name: "add-oversold", ...mineOf, act: (page) => type(page, "Sell", { Units: "99", "Price per unit": "51.90" }) },
    {
      name: "add-transfer",
      ...mineOf,
      act: async (page) => {
        await type(page, "Transfer in", { Units: "10", "Worth per unit that day": "51.90" });
        await touch(page, form(page).getByRole("button", { name: /^Tell when/ }));
        const lots = { "Bought on, lot 1": "2020-03-16", "Units, lot 1": "4", "Cost in USD, lot 1": "96.40" };
        for (const [label, value] of Object.entries(lots))
          await form(page).getByLabel(label, { exact: true }).fill(value);
        await touch(page, form(page).getByRole("button", { name: "Add a lot" }));
      },
    },
    {
      name: "add-spin-off",
      ...mineOf,
      act: async (page) => {
        await type(page, "Spin-off", { "New units": "1", "for old units": "4", [SHARE]: "12.5" });
        await form(page).getByRole("combobox", { name: "New instrument" }).fill("BULB");
        await form(page).getByRole("option", { name: /BULB/ }).first().click();
      },
    },
    { name: "add-move", ...mineOf, act: (page) => type(page, "Move between accounts", { Units: "2" }) },
    {
      name: "add-by-lots",
      path: `/portfolios/${chosen}`,
      ready: "Holdings",
      act: (page) =>
        type(page, "Sell", { Units: "5", "Price per unit": "108.30", "Units of the lot of 5 Jan 2024": "3" }),
    },
    {
      name: "edit",
      path: `/portfolios/${mine}/transactions`,
      ready: /Bought/,
      act: (page) =>
        main(page)
          .getByRole("button", { name: /Bought/ })
          .first()
          .click(),
      opens: "dialog",
    },
    { name: "new-portfolio", path: "/", ready: "Worth now", act: openFromPalette("New portfolio"), opens: "dialog" },
    { name: "palette", ...mineOf, act: (page) => page.keyboard.press("Control+k"), opens: "dialog" },
    { name: "shortcuts", ...mineOf, act: (page) => page.keyboard.press("?"), opens: "dialog" },
    { name: "explained", ...sampleOf, act: (page) => touch(page, button(page, "Total gain")), opens: "tooltip" },
    { name: "menu", ...mineOf, act: (page) => touch(page, button(page, "More actions")), opens: "menu" },
    { name: "chart-as-table", ...sampleOf, act: (page) => touch(page, button(page, "Show as a table")) },
    { name: "amounts-hidden", ...sampleOf, act: (page) => page.keyboard.press("p") },
    { name: "missing", path: "/nowhere", ready: "Nothing is here" },
    { name: "failed", path: "/", ready: /Worth now|could not be read/, act: failing },
    { name: "server-gone", ...sampleOf, act: cutOff },
  ];
}

function openFromPalette(name: string) {
  return async (page: Page) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill(name);
    await page.getByRole("dialog").getByRole("option", { name }).click();
  };
}

/** The page is opened while the server does not answer. */
async function failing(page: Page): Promise<void> {
  await page.route("**/api/**", (route) => route.abort("connectionrefused"));
  await page.reload();
  await page.getByText("Nothing is lost").waitFor();
  await page.unroute("**/api/**");
}

/** The connection goes while the page is open. */
async function cutOff(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await page.getByText("You are offline").waitFor();
}
