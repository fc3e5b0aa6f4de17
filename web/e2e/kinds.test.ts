import { describe, expect, test } from "vitest";
import { add, dialog, fill, main, plain, press, row, save, seed, sees, showsFigures, until } from "./acts.ts";
import { openBench, sharedProduct } from "./harness.ts";

// Prices are those of examples/small-portfolio: LAMP closed at 54.00 on 2024-01-26. Portfolios are in dollars, so no rate has a part in it.

const bench = openBench();
const product = sharedProduct();

const LOTS = `date,kind,symbol,quantity,price,currency,fee
2024-01-02,buy,LAMP,4,99.80,USD,1
2024-01-05,buy,LAMP,3,101.20,USD,1
`;

const journalOf = async (portfolio: string) => {
  const { items } = await product.client.entries(portfolio, 0);
  return JSON.parse(JSON.stringify(items.flatMap(({ transactions }) => transactions)));
};

describe("units that come from another broker", () => {
  test("bring their lots, give some of their cost to a spin-off, and keep their lots when the transfer is changed", async () => {
    const id = await seed(product, { name: "From elsewhere", currency: "USD" });
    const page = await bench.open(product, `/portfolios/${id}`);
    await press(main(page), "Add");
    await fill(page, {
      kind: "Transfer in",
      instrument: ["LAMP", /Lamp Works/],
      fields: { Date: "2024-01-02", Units: "10", "Worth per unit that day": "99.80" },
    });
    await press(dialog(page), /^Tell when they were bought/);
    await fill(page, {
      fields: { "Bought on, lot 1": "2020-03-16", "Units, lot 1": "4", "Cost in USD, lot 1": "96.40" },
    });
    await press(dialog(page), "Add a lot");
    await fill(page, {
      fields: { "Bought on, lot 2": "2021-05-05", "Units, lot 2": "5", "Cost in USD, lot 2": "480" },
    });
    await sees(dialog(page), "9 of 10 units told");
    await press(dialog(page), "Add");
    await sees(dialog(page), "The units of the lots must add up to those of the transfer.");
    await fill(page, { fields: { "Units, lot 2": "6" } });
    await save(page, "Add");
    await sees(page, "Added: Transferred in 10 LAMP.");
    // 576.40 was paid elsewhere; 10 × 99.80 is what was put in; 10 × 54.00 is what they are worth.
    await showsFigures(page, { "Total investment": "US$998.00", "Market value": "US$540.00", Unrealised: "−US$36.40" });
    await main(page).getByRole("button", { name: "Total gain" }).click();
    await sees(
      page.getByRole("tooltip"),
      "Realised US$0.00, transferred −US$421.60, unrealised −US$36.40, income US$0.00",
    );
    await page.keyboard.press("Escape");

    await press(main(page), "Add");
    await fill(page, {
      kind: "Spin-off",
      instrument: ["LAMP", /Lamp Works/],
      fields: { Date: "2024-01-10", "New units": "1", "for old units": "4" },
    });
    await fill(page, { fields: { "Share of the cost that goes along, in %": "25" } });
    await dialog(page).getByRole("combobox", { name: "New instrument" }).fill("BULB");
    await dialog(page).getByRole("option", { name: /BULB/ }).click();
    await sees(dialog(page), "Then 10 LAMP and 2.5 BULB are held.");
    await save(page, "Add");
    await sees(page, "Added: Spin-off of BULB from LAMP, 1 for 4.");
    await main(page)
      .getByRole("row", { name: /BULB.*2\.5 units/ })
      .waitFor();

    await main(page).getByRole("link", { name: /LAMP/ }).first().click();
    const lots = main(page).getByRole("table").filter({ hasText: "Bought" });
    expect(await row(page, /^Transferred −US/)).toBe("Transferred −US$421.60");
    // Three quarters of 96.40 and of 480.
    await until(async () => plain(await lots.innerText())).toMatch(
      /16 Mar 2020 4 US\$72\.30.* 5 May 2021 6 US\$360\.00/,
    );

    await page.getByRole("button", { name: /Transferred in/ }).click();
    await fill(page, { fields: { "Cost in USD, lot 2": "486", Account: "Bank" } });
    await save(page, "Save");
    const [transfer, spinOff, changed] = await journalOf(id);
    expect(spinOff).toMatchObject({ kind: "spin-off", numerator: 1, denominator: 4, costShare: "0.25" });
    expect(changed).toEqual({
      ...transfer,
      id: changed.id,
      account: "Bank",
      lots: [
        { acquired: "2020-03-16", quantity: "4", cost: "96.4" },
        { acquired: "2021-05-05", quantity: "6", cost: "486" },
      ],
    });
  });
});

test("a sale takes the lots that are chosen, and a purchase that is changed stays the one that was chosen", async () => {
  const id = await seed(product, { name: "By lots", currency: "USD", costMethod: "specific", csv: LOTS });
  const page = await bench.open(product, `/portfolios/${id}`);
  await add(page, {
    kind: "Sell",
    instrument: ["LAMP", /Lamp Works/],
    fields: { Date: "2024-01-11", Units: "3", "Price per unit": "108.30", "Units of the lot of 5 Jan 2024": "3" },
  });
  // 324.90 less 3 × 101.20 and the fee of 1; the first lot would have gained 24.75.
  await showsFigures(page, { Realised: "+US$20.30" });

  await page.goto(`${product.url}portfolios/${id}/transactions`);
  await page.getByRole("button", { name: /Bought 3 LAMP/ }).click();
  await fill(page, { fields: { Fee: "2" } });
  await save(page, "Save");
  await sees(page, "Changed: Bought 3 LAMP");
  const journal = await journalOf(id);
  const bought = journal.findLast((one: { kind: string }) => one.kind === "buy");
  const sold = journal.findLast((one: { kind: string }) => one.kind === "sell");
  expect(sold.lots).toEqual([{ transaction: bought.id, quantity: "3" }]);
  await page.goto(`${product.url}portfolios/${id}`);
  await showsFigures(page, { Realised: "+US$19.30" });
});

test("a portfolio is set to specific lots, kept by account", async () => {
  const id = await seed(product, { name: "Accounts", currency: "USD", csv: LOTS });
  const page = await bench.open(product, `/portfolios/${id}`);
  await press(main(page), "More actions");
  await page.getByRole("menuitem", { name: "Name and settings" }).click();
  await dialog(page)
    .getByRole("radio", { name: /Specific lots/ })
    .check();
  await dialog(page)
    .getByRole("radio", { name: /Of each account/ })
    .check();
  await save(page, "Save");
  const now = async () => (await product.client.portfolios()).items.find((one) => one.id === id);
  await until(now).toMatchObject({ costMethod: "specific", lots: "account" });
  await press(page, "Undo");
  await until(now).toMatchObject({ costMethod: "fifo", lots: "portfolio" });
});
