import { expect, test } from "vitest";
import { dialog, heading, main, press, save, seed, sees, showsFigures, until } from "./acts.ts";
import { openBench } from "./harness.ts";

const bench = openBench();
const side = (page: Parameters<typeof main>[0]) => page.getByRole("navigation", { name: "Main" });

test("several portfolios, each in its own currency, are made, and added up in one", async () => {
  const product = await bench.product();
  const page = await bench.open(product);
  for (const [name, currency] of [
    ["Retirement", "EUR"],
    ["Dollars", "USD"],
    ["Yen", "JPY"],
  ] as const) {
    await press(side(page), "New portfolio");
    await dialog(page).getByLabel("Name", { exact: true }).fill(name);
    await dialog(page).getByLabel("Base currency").selectOption(currency);
    await save(page, "Create");
    await heading(page, name).waitFor();
    await sees(page, "Nothing has happened in this portfolio yet.");
  }
  const made = (await product.client.portfolios()).items.map(({ name, baseCurrency }) => `${name} ${baseCurrency}`);
  expect(made).toEqual(["Retirement EUR", "Dollars USD", "Yen JPY"]);

  const bought = (symbol: string, price: string, currency: string) =>
    `date,kind,symbol,quantity,price,currency\n2024-01-02,buy,${symbol},10,${price},${currency}\n`;
  for (const [name, csv] of [
    ["Retirement", bought("KITE.DE", "20", "EUR")],
    ["Dollars", bought("LAMP", "100", "USD")],
  ] as const) {
    const { id } = (await product.client.portfolios()).items.find((one) => one.name === name)!;
    await product.client.importTrades(id, {
      name: "seed.csv",
      text: csv,
      entry: `ent_${crypto.randomUUID()}`,
      commit: true,
    });
  }
  await side(page).getByRole("link", { name: "Overview" }).click();
  // 223.00 EUR and 540.00 USD, which are 495.41 EUR
  await showsFigures(page, { "Market value": "€718.41" });
  await sees(main(page), "US$540.00");
  await sees(main(page), "≈ €495.41");
});

test("a portfolio is renamed and counted in another currency, and both are taken back", async () => {
  const product = await bench.product();
  const id = await seed(product, { name: "Old name", csv: BOUGHT });
  const page = await bench.open(product, `/portfolios/${id}`);
  await press(main(page), "More actions");
  await page.getByRole("menuitem", { name: "Name and settings" }).click();
  await dialog(page).getByLabel("Name", { exact: true }).fill("New name");
  await dialog(page).getByLabel("Base currency").selectOption("USD");
  await save(page, "Save");
  await heading(page, "New name").waitFor();
  await showsFigures(page, { "Market value": "US$729.21" });

  await press(page, "Undo");
  await heading(page, "Old name").waitFor();
  await showsFigures(page, { "Market value": "€669.00" });
  expect((await product.client.portfolios()).items).toMatchObject([{ name: "Old name", baseCurrency: "EUR" }]);
});

test("a name stops where the server would refuse it, typed or taken from a file", async () => {
  const product = await bench.product();
  const long = "Ä".repeat(120);
  const page = await bench.open(product);
  await page.getByRole("button", { name: "New portfolio" }).click();
  await dialog(page).getByLabel("Name").pressSequentially(long.slice(0, 90));
  await save(page, "Create");
  await heading(page, long.slice(0, 80)).waitFor();

  await page.goto(new URL("/import", product.url).href);
  const buffer = Buffer.from("date,kind,symbol,quantity,price,currency\n2024-01-02,buy,KITE.DE,1,20,EUR\n");
  await main(page)
    .locator("input[type=file]")
    .setInputFiles({ name: `${long}.csv`, mimeType: "text/csv", buffer });
  await main(page).getByLabel("Into").selectOption({ label: "A new portfolio" });
  await press(main(page), "Import 1 transaction");
  await sees(main(page), `1 transaction is now in “${long.slice(0, 80)}”.`);
});

test("a deleted portfolio is gone at once, and back with all it held by undo or from the bin", async () => {
  const product = await bench.product();
  const id = await seed(product, { name: "Short-lived", csv: BOUGHT });
  const page = await bench.open(product, `/portfolios/${id}`);
  const remove = async () => {
    await press(main(page), "More actions");
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await sees(page, "“Short-lived” is in the bin.");
  };

  await remove();
  await heading(page, /What are your shares worth/).waitFor();
  await press(page, "Undo");
  await heading(page, "Short-lived").waitFor();
  await showsFigures(page, { "Market value": "€669.00" });

  await remove();
  await side(page).getByRole("link", { name: "Settings" }).click();
  const bin = main(page).getByRole("region", { name: "Bin" });
  await sees(bin, "Short-lived");
  await sees(bin, /Deleted .* · kept until .*, then removed for good/);
  await press(bin, "Restore");
  await sees(bin, "The bin is empty.");
  await side(page)
    .getByRole("link", { name: /Short-lived/ })
    .click();
  await showsFigures(page, { "Market value": "€669.00" });
});

test("where nothing is yet, the next step is a button", async () => {
  const product = await bench.product();
  const page = await bench.open(product, "/transactions");
  await sees(main(page), "There is no portfolio yet.");
  await press(main(page), "Add transaction");
  await dialog(page).getByRole("heading", { name: "Add a transaction" }).waitFor();
});

test("an address of nothing says so, and leads back", async () => {
  const product = await bench.product();
  const page = await bench.open(product, "/portfolios/pf_00000000-0000-7000-8000-000000000000");
  await heading(page, "Nothing is here").waitFor();
  await main(page).getByRole("link", { name: "Go to the overview" }).click();
  await until(() => new URL(page.url()).pathname).toBe("/");
});

const BOUGHT = "date,kind,symbol,quantity,price,currency,fee\n2024-01-02,buy,KITE.DE,30,20.45,EUR,4.90\n";

test("a name that is refused is said by the field's own word", async () => {
  const product = await bench.product();
  const page = await bench.open(product);
  bench.expectTrouble(page, /Failed to load resource/);
  await press(side(page), "New portfolio");
  await dialog(page).getByLabel("Name", { exact: true }).fill("Bell \u0007");
  await press(dialog(page), "Create");
  await sees(dialog(page), "Name has control characters");
  expect(await dialog(page).innerText()).not.toContain("name:");
});
