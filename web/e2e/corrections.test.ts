import { describe, expect, test } from "vitest";
import { dialog, fill, heading, main, press, save, seed, sees, showsFigures, until } from "./acts.ts";
import { openBench, sharedProduct } from "./harness.ts";

const bench = openBench();
const product = sharedProduct();
const BOUGHT = "date,kind,symbol,quantity,price,currency,fee,account\n2024-01-02,buy,KITE.DE,30,20.45,EUR,4.90,Blue\n";

/** The transactions page of a portfolio of one purchase. */
async function openTransactions(name: string) {
  const id = await seed(product, { name, csv: BOUGHT });
  const page = await bench.open(product, `/portfolios/${id}/transactions`);
  const line = (words: string | RegExp) => main(page).getByRole("button", { name: words });
  const toPortfolio = () =>
    main(page)
      .getByRole("link", { name: new RegExp(`${name}$`) })
      .click();
  return { id, page, line, toPortfolio };
}

describe("what was typed wrongly", () => {
  test("is changed in place, keeps its history, and the change is taken back in one step", async () => {
    const { id, page, line, toPortfolio } = await openTransactions("Edited");
    await line(/Bought 30 KITE\.DE/).click();
    const form = dialog(page);
    expect(await form.getByLabel("Units").inputValue()).toBe("30");
    expect(await form.getByLabel("Account").inputValue()).toBe("Blue");
    await fill(page, { fields: { Units: "40", "Price per unit": "20.50" } });
    await save(page, "Save");
    await sees(page, "Changed: Bought 40 KITE.DE at €20.50.");
    await line(/Bought 40 KITE\.DE/).waitFor();
    expect(await line(/Bought 30/).count()).toBe(0);

    const [, change] = (await product.client.entries(id)).items;
    expect(change).toMatchObject({ transactions: [{ kind: "buy", account: "Blue" }], voids: [expect.any(String)] });

    await line(/Bought 40 KITE\.DE/).click();
    await form.getByText("History (2 versions)").click();
    await sees(form, /Bought 30 KITE\.DE at €20\.45, 2 Jan 2024/);
    await page.keyboard.press("Escape");
    await form.waitFor({ state: "hidden" });

    await press(page, "Undo");
    await line(/Bought 30 KITE\.DE/).waitFor();
    await toPortfolio();
    await showsFigures(page, { "Total investment": "€618.40", "Market value": "€669.00" });
  });

  test("is voided, leaves nothing behind in the figures, and comes back by undo", async () => {
    const { page, line, toPortfolio } = await openTransactions("Voided");
    await line(/Bought 30 KITE\.DE/).click();
    await press(dialog(page), "Void");
    await sees(page, "Voided: Bought 30 KITE.DE at €20.45.");
    await sees(main(page), "Nothing has been recorded yet.");
    await press(page, "Undo");
    await line(/Bought 30 KITE\.DE/).waitFor();
    await toPortfolio();
    await showsFigures(page, { "Total investment": "€618.40", "Market value": "€669.00" });
  });
});

describe("while a trade is typed", () => {
  test("a sale of more than was held that day is said before it is saved", async () => {
    const { id, page } = await openTransactions("Oversold");
    await press(main(page), "Add");
    await fill(page, {
      kind: "Sell",
      instrument: ["KITE", /KITE\.DE/],
      fields: { Date: "2024-01-05", Units: "32", "Price per unit": "21" },
    });
    await sees(dialog(page), /32 KITE\.DE sold, 2 more than held\./);
    await fill(page, { fields: { Units: "30" } });
    await until(() =>
      dialog(page)
        .getByText(/more than held/)
        .count(),
    ).toBe(0);
    // 630.00 less 618.40
    await sees(dialog(page), "The sale realises +€11.60.");
    await fill(page, { fields: { Date: "2024-01-01" } });
    await sees(dialog(page), /30 KITE\.DE sold, 30 more than held\./);
    await page.keyboard.press("Escape");
    expect((await product.client.entries(id)).items).toHaveLength(1);
  });

  test("what is missing or no number is named at its field, and nothing is saved", async () => {
    const { id, page } = await openTransactions("Incomplete");
    await press(main(page), "Add");
    await press(dialog(page), "Add");
    await sees(dialog(page), "Choose an instrument from the list.");
    await fill(page, { instrument: ["KITE", /KITE\.DE/], fields: { Units: "three", "Price per unit": "-4" } });
    await sees(dialog(page), /This is no number/);
    await sees(dialog(page), /It must be above zero/);
    const bad = dialog(page).getByLabel("Units");
    expect(await bad.getAttribute("aria-invalid")).toBe("true");
    expect((await product.client.entries(id)).items).toHaveLength(1);
  });
});

test("twenty thousand trades are scrolled and searched like twenty", async () => {
  const days = Array.from({ length: 20_000 }, (_, index) =>
    new Date(Date.UTC(1970, 0, 1 + index)).toISOString().slice(0, 10),
  );
  const csv = `date,kind,amount,currency\n${days.map((day, index) => `${day},deposit,${index + 1},EUR\n`).join("")}`;
  const id = await seed(product, { name: "Diary", cash: "tracked", csv });
  const page = await bench.open(product, `/portfolios/${id}/transactions`);
  const lines = main(page).getByRole("list").getByRole("button");
  await main(page).getByRole("list", { name: "20,000 transactions" }).waitFor();
  expect(await lines.count()).toBeLessThan(200);
  await page.keyboard.press("End");
  await sees(main(page), "1 Jan 1970");
  expect(await lines.count()).toBeLessThan(200);
  await main(page).getByLabel("Find transactions").fill("1999-12-31");
  await until(() => lines.count()).toBe(1);
  // The day is the 10,957th since 1970 began.
  await sees(main(page), "+€10,957.00");
});

test("a trade is found by words and kind among others", async () => {
  const id = await seed(product, {
    name: "Many",
    csv: `date,kind,symbol,quantity,price,amount,currency,fee,account,note
2024-01-02,buy,KITE.DE,30,20.45,,EUR,4.90,Blue,first
2024-01-05,buy,LAMP,8,51,,USD,1,Green,
2024-01-09,dividend,LAMP,,,3.2,USD,,Green,
2024-01-11,sell,KITE.DE,10,21.3,,EUR,4.90,Blue,too many
`,
  });
  const page = await bench.open(product, `/portfolios/${id}/transactions`);
  await heading(page, "Transactions").waitFor();
  const list = main(page).getByRole("list").getByRole("button");
  await until(() => list.count()).toBe(4);
  await main(page).getByLabel("Find transactions").fill("green");
  await until(() => list.count()).toBe(2);
  await main(page).getByLabel("Kind").selectOption("Dividend");
  await until(() => list.allInnerTexts()).toEqual([expect.stringMatching(/Dividend of LAMP/)]);
  await main(page).getByLabel("Find transactions").fill("nothing like it");
  await sees(main(page), "No transaction matches.");
});
