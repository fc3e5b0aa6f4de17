import { exchangeOfMic, previousTradingDay } from "@tickfolio/engine";
import { expect, test } from "vitest";
import { main, plain, row, seed, sees, showsFigures, until } from "./acts.ts";
import { openBench, sharedProduct } from "./harness.ts";

const bench = openBench();
const product = sharedProduct();
const today = new Date().toISOString().slice(0, 10);
const weekday = (day: string) =>
  new Intl.DateTimeFormat("en-IE", { weekday: "long", timeZone: "UTC" }).format(new Date(day));

test("the change of an earlier session names its day, everywhere; and a debt is no part of what is owned", async () => {
  await product.client.saveSettings({ baseCurrency: "EUR", providers: {}, version: 0 });
  const xetra = exchangeOfMic("XETR")!;
  const last = previousTradingDay(xetra, today);
  const before = previousTradingDay(xetra, last);
  const csv = `date,kind,symbol,quantity,price,amount,currency
2024-01-02,deposit,,,,300,EUR
2024-01-02,buy,SHED.DE,10,50.00,,EUR
`;
  const id = await seed(product, { name: "Borrowed", cash: "tracked", csv });
  const { items } = await product.client.instruments();
  const prices = `date,close\n${before},60\n${last},66\n`;
  await product.client.uploadPrices(items[0]!.id, prices, { adjustment: "raw" });
  const when = `on ${weekday(last)}`;

  const page = await bench.open(product, `/portfolios/${id}`);
  await showsFigures(page, { "Market value": "€660.00" });
  await sees(main(page), when);
  await main(page)
    .getByRole("columnheader", { name: weekday(last) })
    .waitFor();
  // 200 owed are taken from the worth, 460; of what is owned the shares are the whole.
  expect(await row(page, /SHED\.DE/)).toMatch(/100\.0%/);
  await sees(main(page), "cash in EUR");
  const made = main(page).getByRole("region", { name: "What it is made of" });
  expect(plain(await made.innerText())).toMatch(/SHED\.DE 100\.0% Owed: €200\.00 \(cash in EUR\)/);

  await main(page)
    .getByRole("row", { name: /SHED\.DE/ })
    .getByRole("link")
    .click();
  // Comes with the calendars, after the first picture.
  await sees(main(page), /^Xetra is (open until|closed).*\.$/);
  await sees(main(page), /No prices before \d+ \w+ 20\d\d\./);
  await sees(main(page).getByRole("term"), weekday(last));

  await page.goto(product.url);
  await main(page)
    .getByRole("heading", { name: `Moved most ${when}` })
    .waitFor();
  await until(async () =>
    plain(
      await main(page)
        .getByRole("link", { name: /Borrowed/ })
        .innerText(),
    ),
  ).toContain(when);
  expect(await main(page).innerText()).not.toMatch(/\btoday\b/i);
});

test("where nothing is held but a debt, it is not said that a price is missing", async () => {
  const id = await seed(product, {
    name: "Overdrawn",
    cash: "tracked",
    csv: "date,kind,amount,currency\n2024-01-02,withdrawal,40,EUR\n",
  });
  const page = await bench.open(product, `/portfolios/${id}`);
  const made = main(page).getByRole("region", { name: "What it is made of" });
  await sees(made, "Nothing is owned.");
  await sees(made, /Owed:\s+€40\.00/);
});

test("a page left open asks for prices and rates again when a new day has come", async () => {
  const csv = "date,kind,symbol,quantity,price,currency\n2024-01-02,buy,AAPL,1,190,USD\n";
  const id = await seed(product, { name: "Left open", csv });
  const page = await bench.open(product, `/portfolios/${id}`);
  await page.clock.install();
  const asked: string[] = [];
  page.on("request", (request) => void asked.push(new URL(request.url()).pathname));
  await page.reload();
  await sees(main(page), "AAPL");
  await until(async () => asked.filter((path) => path === "/api/rates").length).toBeGreaterThan(0);
  await page.waitForLoadState("networkidle");

  const before = asked.length;
  await page.clock.fastForward("24:01:00");
  await until(async () => asked.slice(before)).toEqual(
    expect.arrayContaining(["/api/quotes", "/api/closes", "/api/rates"]),
  );
});
