import { describe, expect, test } from "vitest";
import { add, dialog, fill, heading, main, press, row, save, seed, sees, showsFigures } from "./acts.ts";
import { openBench, sharedProduct } from "./harness.ts";

// Every figure here was worked out by hand from examples/small-portfolio: closes of 2024-01-26 (HUT.L: 2024-01-12) and the
// ECB's rates of 2024-01-26, 1 EUR = 1.0900 USD = 0.8560 GBP.

const bench = openBench();
const product = sharedProduct();

describe("a first trade", () => {
  test("is typed on the first page and valued at once: 30 KITE.DE for 618.40 are worth 669.00", async () => {
    const fresh = await bench.product();
    const page = await bench.open(fresh);
    await press(main(page), /Type my first trade/);
    await fill(page, {
      instrument: ["KITE", /KITE\.DE/],
      fields: { Date: "2024-01-02", Units: "30", "Price per unit": "20.45", Fee: "4.90" },
    });
    await sees(dialog(page), "comes to €613.50");
    await sees(dialog(page), "Then 30 KITE.DE are held.");
    await save(page, "Add");
    await sees(page, "Added: Bought 30 KITE.DE at €20.45.");

    // cost 30 × 20.45 + 4.90; value 30 × 22.30
    await showsFigures(page, {
      "Total investment": "€618.40",
      "Market value": "€669.00",
      Unrealised: "+€50.60",
      Realised: "€0.00",
      "Total gain": "+€50.60 +8.18%",
    });
    await main(page)
      .getByRole("link", { name: /My portfolio/ })
      .first()
      .click();
    await heading(page, "My portfolio").waitFor();
    await row(page, /KITE\.DE.*€22\.30.*€669\.00.*30 units.*\+€50\.60.*\+8\.18%.*100\.0%/);
  });
});

describe("typed into a portfolio in euro", () => {
  test("bought in dollars with a fee, split, partly sold, with a dividend: each figure as by hand", async () => {
    const id = await seed(product, { name: "Lamps" });
    const page = await bench.open(product, `/portfolios/${id}`);

    await add(page, {
      instrument: ["LAMP", /Lamp Works/],
      fields: { Date: "2024-01-02", Units: "8", "Price per unit": "99.80", Fee: "1" },
    });
    await sees(page, "Added: Bought 8 LAMP at US$99.80.");
    // 799.40 USD at 1.0960; 8 × 54.00 USD at 1.0900
    await showsFigures(page, { "Total investment": "€729.38", "Market value": "€396.33", Unrealised: "−€333.05" });

    await add(page, {
      kind: "Split",
      instrument: ["LAMP", /Lamp Works/],
      fields: { Date: "2024-01-10", "New units": "2", "for old units": "1" },
    });
    await sees(page, "Added: Split of LAMP, 2 for 1.");
    await showsFigures(page, { "Total investment": "€729.38", "Market value": "€792.66", Unrealised: "+€63.28" });

    await add(page, {
      kind: "Sell",
      instrument: ["LAMP", /Lamp Works/],
      fields: { Date: "2024-01-11", Units: "5", "Price per unit": "51.60", Fee: "1" },
    });
    // 257.00 USD at 1.0940, less 5/16 of the cost
    await showsFigures(page, { Realised: "+€6.99", "Market value": "€544.95", Unrealised: "+€43.51" });

    await add(page, {
      kind: "Dividend",
      instrument: ["LAMP", /Lamp Works/],
      fields: { Date: "2024-01-09", "Amount before tax and fees": "3.20", Tax: "0.48" },
    });
    // 3.20 USD at 1.0930, its tax of 0.44 apart
    await showsFigures(page, {
      Income: "€2.93",
      "Market value": "€544.95",
      "Total investment": "€491.97",
      "Total gain": "+€52.98 +7.26%",
    });
    await row(page, /LAMP.*US\$54\.00.*€544\.95.*11 units/);
  });

  test("bought in pence: 120 HUT.L at 314 are £376.80, and cost €443.63 with fee and stamp duty", async () => {
    const id = await seed(product, { name: "Huts" });
    const page = await bench.open(product, `/portfolios/${id}`);
    await press(main(page), "Add");
    await fill(page, {
      instrument: ["HUT", /Hut and Home/],
      fields: { Date: "2024-01-03", Units: "120", "Price per unit": "314" },
    });
    await sees(dialog(page), "= £3.14, comes to £376.80");
    await fill(page, { fields: { Fee: "5.95", Tax: "1.88" } });
    await save(page, "Add");
    // 384.63 GBP at 0.8670 of the day before; 120 × 3.085 GBP at 0.8560
    await showsFigures(page, { "Total investment": "€443.63", "Market value": "€432.48", Unrealised: "−€11.16" });
  });

  test("what is corrected to trade in another currency is paid in that", async () => {
    const id = await seed(product, { name: "Corrected" });
    const page = await bench.open(product, `/portfolios/${id}`);
    await press(main(page), "Add");
    await fill(page, {
      instrument: ["MINE", /MINE/],
      choices: { "Traded in": "EUR, Euro" },
      fields: { Date: "2024-01-02", Units: "2", "Price per unit": "10", Fee: "1" },
    });
    await sees(dialog(page), "comes to €20.00");
    await save(page, "Add");
    await showsFigures(page, { "Total investment": "€21.00" });
  });

  test("a rate of the broker's own comes before the ECB's", async () => {
    const id = await seed(product, { name: "Own rate" });
    const page = await bench.open(product, `/portfolios/${id}`);
    await press(main(page), "Add");
    await fill(page, {
      instrument: ["LAMP", /Lamp Works/],
      fields: { Date: "2024-01-02", Units: "10", "Price per unit": "100" },
    });
    await sees(dialog(page), "Left empty: 1 USD = 0.912409 EUR (the ECB, 2 Jan 2024)");
    await fill(page, { fields: { "Exchange rate, EUR for 1 USD": "0.9" } });
    await save(page, "Add");
    await showsFigures(page, { "Total investment": "€900.00" });
  });
});

test("a German reader types 20,45 and reads 669,00 €", async () => {
  const id = await seed(product, { name: "Depot" });
  const page = await bench.open(product, `/portfolios/${id}`, { locale: "de-DE" });
  await press(main(page), "Add");
  await fill(page, {
    instrument: ["KITE", /KITE\.DE/],
    fields: { Date: "2024-01-02", Units: "30", "Price per unit": "20,45", Fee: "4,90" },
  });
  await sees(dialog(page), "comes to 613,50 €");
  await save(page, "Add");
  await showsFigures(page, { "Total investment": "618,40 €", "Market value": "669,00 €", Unrealised: "+50,60 €" });
  const [entry] = (await product.client.entries(id)).items;
  expect(JSON.parse(JSON.stringify(entry))).toMatchObject({
    transactions: [{ price: "20.45", fee: { amount: "4.9" } }],
  });
});

describe("with tracked cash", () => {
  test("deposit, conversion, purchase, fee, tax and interest leave the balances a bank would state", async () => {
    const id = await seed(product, { name: "Bank", cash: "tracked" });
    const page = await bench.open(product, `/portfolios/${id}`);
    await add(page, { kind: "Deposit", fields: { Date: "2024-01-02", Amount: "1000" } });
    await sees(page, "Added: deposit of €1,000.00.");
    await add(page, {
      kind: "Currency conversion",
      fields: { Date: "2024-01-02", Amount: "500", Becomes: "548" },
      choices: { Into: "USD" },
    });
    await add(page, {
      instrument: ["LAMP", /Lamp Works/],
      fields: { Date: "2024-01-05", Units: "10", "Price per unit": "51.50", Fee: "1" },
    });
    await add(page, { kind: "Fee", fields: { Date: "2024-01-08", Amount: "4.90" } });
    await add(page, { kind: "Tax", fields: { Date: "2024-01-09", Amount: "2.10" } });
    await add(page, { kind: "Interest", fields: { Date: "2024-01-10", Amount: "0.55" } });
    await add(page, { kind: "Withdrawal", fields: { Date: "2024-01-11", Amount: "100" } });

    // 1000 − 500 − 4.90 − 2.10 + 0.55 − 100 and 548 − 515 − 1
    const cash = main(page).getByRole("region", { name: "Cash" });
    await sees(cash, "€393.55");
    await sees(cash, "US$32.00");
    // 10 × 54.00 USD at 1.0900; 1000 in, 100 out; cash 393.55 + 29.36
    await showsFigures(page, { "Total investment": "€900.00", "Market value": "€495.41", Income: "€0.55" });
    await sees(main(page), "€918.32");

    // 918.32 less 900; the exchange rate of the cash is one of the parts that add up to it.
    await main(page).getByRole("button", { name: "Total gain" }).click();
    const explained = await page.getByRole("tooltip").innerText();
    const amount = (before: string) =>
      Number(
        explained
          .match(new RegExp(`${before} ([+−]?)€(\\d+\\.\\d\\d)`))!
          .slice(1)
          .join("")
          .replace("−", "-"),
      );
    const parts = ["Realised", "unrealised", "income", "rates of cash"].map(amount);
    expect(parts.every((part) => Number.isFinite(part))).toBe(true);
    expect(parts.reduce((sum, part) => sum + part, 0) - amount("proceeds")).toBeCloseTo(18.32, 1);
  });
});
