import { expect, test } from "vitest";
import { figure, heading, main, plain, press, row, seed, sees, showsFigures, until } from "./acts.ts";
import { openBench, sharedProduct } from "./harness.ts";

const bench = openBench();
const product = sharedProduct();
const TWO = `date,kind,symbol,quantity,price,currency
2024-01-02,buy,KITE.DE,30,20.00,EUR
2024-01-02,buy,BARN.DE,10,50.00,EUR
`;

test("what has no price is unpriced, never zero: named in the totals it is missing from, with its next step", async () => {
  const id = await seed(product, { name: "Named", csv: TWO });
  const page = await bench.open(product, `/portfolios/${id}`);
  expect(await row(page, /BARN\.DE/)).toMatch(/unpriced.*unpriced/i);
  // KITE.DE alone: 30 × 22.30, and its own cost
  await showsFigures(page, { "Total investment": "€1,100.00", "Market value": "€669.00", Unrealised: "+€69.00" });
  await sees(main(page), "partial");
  await main(page).getByRole("button", { name: "Total investment" }).click();
  await sees(page, "Of it, €500.00 is the cost of what has no price");
  await sees(main(page).getByRole("region", { name: "Data health" }), /1 of 2 unpriced:\s+BARN\.DE/);

  await main(page).getByRole("region", { name: "Data health" }).getByRole("link", { name: "BARN.DE" }).click();
  await heading(page, "BARN.DE").waitFor();
  await sees(main(page), "BARN.DE has no price yet");
  for (const step of ["Type a price", "Upload daily prices", "Give Stooq a key"]) {
    await main(page).getByRole("heading", { name: step }).waitFor();
  }
  await main(page).getByRole("button", { name: "Enter a key" }).first().waitFor();
  // Its free key covers American shares; nobody is sent for one in vain.
  expect(await main(page).innerText()).not.toMatch(/finnhub/i);
});

test("what an American share lacks is said exactly: whose keys, each with a place to enter it", async () => {
  const csv = "date,kind,symbol,quantity,price,currency\n2024-01-02,buy,ZZZT,10,50.00,USD\n";
  const id = await seed(product, { name: "American", csv });
  const page = await bench.open(product, `/portfolios/${id}`);
  await main(page).getByRole("row", { name: /ZZZT/ }).getByRole("link").click();
  for (const source of ["Finnhub", "Stooq"])
    await main(page)
      .getByRole("heading", { name: `Give ${source} a key` })
      .waitFor();
  const step = main(page).locator(".steps-list > *").filter({ hasText: "Give Finnhub a key" });
  await press(step, "Enter a key");
  await step.getByLabel("Key for Finnhub").waitFor();

  await step.getByRole("link", { name: "See who is asked what" }).click();
  await main(page)
    .getByText(/\d+ more could be asked/)
    .click();
  const finnhub = main(page).locator("#provider-finnhub");
  await sees(finnhub, "needs a key");
  // A switch that stands on would say that it is asked.
  expect(await finnhub.getByRole("switch").count()).toBe(0);
  await finnhub.getByRole("button", { name: "Enter a key: Finnhub" }).waitFor();
});

test("where nothing has a price, nothing is said to be worth zero", async () => {
  const one = "date,kind,symbol,quantity,price,currency\n2024-01-02,buy,TENT.DE,10,50.00,EUR\n";
  const id = await seed(product, { name: "All unpriced", csv: one });
  const page = await bench.open(product, `/portfolios/${id}`);
  await showsFigures(page, { "Total investment": "€500.00", "Market value": "unpriced" });
  await until(() => main(page).innerText()).toMatch(/unpriced/);
  expect(
    await main(page)
      .getByRole("paragraph")
      .filter({ hasText: /^€0\.00$/ })
      .count(),
  ).toBe(0);
  expect(await figure(page, "Unrealised").innerText()).toBe("–");

  await page.goto(product.url);
  const line = main(page).getByRole("link", { name: /All unpriced/ });
  await line.waitFor();
  expect(plain(await line.innerText())).not.toMatch(/0\.00/);
});

test("a typed price counts at once", async () => {
  const id = await seed(product, { name: "Typed", csv: TWO.replaceAll("BARN.DE", "SHED.DE") });
  const page = await bench.open(product, `/portfolios/${id}`);
  await main(page)
    .getByRole("row", { name: /SHED\.DE/ })
    .getByRole("link")
    .click();
  await main(page).getByLabel("Price per unit in EUR").fill("61.50");
  await press(main(page), "Use this price");
  await sees(page, /SHED\.DE is priced at €61\.50/);
  await until(() => main(page).getByText("has no price yet").count()).toBe(0);
  await showsFigures(page, { "Market value": "€615.00", Cost: "€500.00", "Total gain": "+€115.00 +23.00%" });
  await main(page)
    .getByRole("link", { name: /Typed$/ })
    .click();
  await showsFigures(page, { "Market value": "€1,284.00" });
  expect(await main(page).getByText("partial").count()).toBe(0);
  expect(await main(page).getByText("unpriced").count()).toBe(0);
});

test("a typed price can be taken back", async () => {
  const id = await seed(product, { name: "Taken back", csv: TWO.replaceAll("BARN.DE", "HUTS.DE") });
  const page = await bench.open(product, `/portfolios/${id}`);
  await main(page)
    .getByRole("row", { name: /HUTS\.DE/ })
    .getByRole("link")
    .click();
  await main(page).getByLabel("Price per unit in EUR").fill("6150");
  await press(main(page), "Use this price");
  await showsFigures(page, { "Market value": "€61,500.00" });
  await press(page, "Undo");
  await sees(main(page), "HUTS.DE has no price yet");
});

test("uploaded daily prices give a price and a curve; a row that cannot be read is named and the rest stands", async () => {
  const id = await seed(product, { name: "Uploaded", csv: TWO.replaceAll("BARN.DE", "MILL.DE") });
  const page = await bench.open(product, `/portfolios/${id}`);
  await main(page)
    .getByRole("row", { name: /MILL\.DE/ })
    .getByRole("link")
    .click();
  await sees(main(page), "MILL.DE has no price yet");
  const csv = "date,close\n2024-01-02,49.80\n2024-01-05,51.20\n2024-01-08,dear\n2024-01-12,52.40\n";
  const upload = { name: "MILL.csv", mimeType: "text/csv", buffer: Buffer.from(csv) };
  await main(page).locator("input[type=file]").setInputFiles(upload);
  await sees(page, "3 prices stored, from 2 Jan 2024 to 12 Jan 2024.");
  await until(async () => plain(await figure(page, "Market value").innerText())).toBe("€524.00");
  await press(main(page), "Show 5Y");
  await main(page).getByRole("button", { name: "Show as a table" }).click();
  await row(page, /12 Jan 2024.*€52\.40/);
});

test("an instrument nobody lists is made by its name, in its own currency, and priced by hand", async () => {
  const id = await seed(product, { name: "Made up" });
  const page = await bench.open(product, `/portfolios/${id}`);
  await press(main(page), "Add");
  const form = page.getByRole("dialog");
  await form.getByRole("combobox", { name: "Instrument" }).fill("Grandma's flat");
  await form.getByRole("option", { name: /Make it a new instrument/ }).click();
  await form.getByLabel("Units").fill("1");
  await form.getByLabel("Price per unit", { exact: true }).fill("80000");
  await press(form, "Add");
  await form.waitFor({ state: "hidden" });
  await main(page)
    .getByRole("row", { name: /Grandma's flat/ })
    .getByRole("link")
    .click();
  await main(page).getByLabel("Price per unit in EUR").fill("95000");
  await press(main(page), "Use this price");
  await showsFigures(page, { "Market value": "€95,000.00", "Total gain": "+€15,000.00 +18.75%" });
});

test("where one price is known no range is offered that would show as little", async () => {
  const csv = "date,kind,symbol,quantity,price,currency\n2024-01-02,buy,YURT.DE,10,50.00,EUR\n";
  const id = await seed(product, { name: "Alone", csv });
  const { items } = await product.client.instruments();
  const yurt = items.find(({ symbol }) => symbol === "YURT.DE")!;
  await product.client.setPrice(yurt.id, { day: "2024-01-26", price: "55" });
  const page = await bench.open(product, `/portfolios/${id}/holdings/${yurt.id}`);
  await sees(main(page), "the one price known is of 26 Jan 2024");
  expect(
    await main(page)
      .getByRole("button", { name: /^Show (Max|[135]Y)/ })
      .count(),
  ).toBe(0);
});

test("a value at an old exchange rate says of which day the rate is, and where newer ones come from", async () => {
  const csv = "date,kind,symbol,quantity,price,currency\n2024-01-26,buy,OLDR,10,50.00,USD\n";
  const id = await seed(product, { name: "Old rate", csv });
  const { items } = await product.client.instruments();
  const held = items.find(({ symbol }) => symbol === "OLDR")!;
  await product.client.setPrice(held.id, { day: "2024-01-26", price: "55" });
  const page = await bench.open(product, `/portfolios/${id}`);
  const health = main(page).getByRole("region", { name: "Data health" });
  await sees(health, /The newest exchange rate from USD to EUR is of 26 Jan 2024/);
  expect(await main(page).getByText("partial").count()).toBe(0);
  await health.getByRole("link", { name: /see under Market data/ }).click();
  await until(() => page.url()).toContain("/market-data");
});

test("what has a price and no exchange rate is not called unpriced, and no cost is made up for it", async () => {
  const csv = "date,kind,symbol,quantity,price,currency\n2024-01-02,buy,TEA.TW,10,50.00,TWD\n";
  const id = await seed(product, { name: "Unrated", cash: "tracked", csv });
  const { items } = await product.client.instruments();
  const tea = items.find(({ symbol }) => symbol === "TEA.TW")!;
  await product.client.setPrice(tea.id, { day: "2024-01-26", price: "55" });
  const page = await bench.open(product, `/portfolios/${id}`);
  await showsFigures(page, {
    "Market value": "no exchange rate",
    "Total investment": "–",
    Income: "–",
    "Total gain": "–",
  });
  expect(await row(page, /TEA\.TW/)).toMatch(/no exchange rate 10 units/);
  expect(plain(await main(page).innerText())).not.toMatch(/unpriced|has a price yet/);
  // Nor does the curve tell what the figures do not.
  expect(await main(page).getByText("Total investment").count()).toBe(1);

  await main(page).getByRole("link", { name: "TEA.TW" }).first().click();
  await showsFigures(page, {
    "Average cost": "NT$50.00",
    Cost: "no exchange rate",
    "Market value": "no exchange rate",
  });
  await row(page, /2 Jan 2024 10 no exchange rate –/);
  await sees(main(page), "Without an exchange rate for each of its days the gain cannot be told.");
});
