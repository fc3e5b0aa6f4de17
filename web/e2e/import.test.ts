import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { heading, main, plain, press, row, sees, showsFigures, until } from "./acts.ts";
import { openBench } from "./harness.ts";
import { small } from "./product.ts";

const bench = openBench();
const file = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
const SMALL = readFileSync(small.trades, "utf8");
/** All seven trades, worked out by hand; rates as in trades.test.ts. */
const FIGURES = {
  "Total investment": "€1,771.91",
  "Market value": "€1,869.43",
  Unrealised: "+€88.05",
  Realised: "+€6.99",
  Income: "€2.93",
  "Total gain": "+€97.52 +4.85%",
};

type Page = Parameters<typeof main>[0];
const choose = (page: Page, name: string, text: string) =>
  main(page).locator("input[type=file]").setInputFiles(file(name, text));
/** Most rows of the file are in dollars, so they are proposed. */
const inEuro = (page: Page) => main(page).getByLabel("Base currency").selectOption("EUR");
/** What the page says will become of each row. */
async function fatesOn(page: Page): Promise<string[]> {
  const part = main(page)
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: "What becomes of each row" }) });
  return (await part.getByRole("listitem").allInnerTexts()).map(plain);
}

describe("bring my trades", () => {
  test("every row's fate is seen before anything is saved; then seven trades give the figures worked out by hand", async () => {
    const product = await bench.product();
    const page = await bench.open(product);
    await main(page)
      .getByRole("link", { name: /Bring my trades/ })
      .click();
    await heading(page, "Bring my trades").waitFor();
    await choose(page, "trades.csv", SMALL);

    await sees(main(page), "7 new");
    await sees(main(page), "New instruments: KITE.DE, LAMP and HUT.L.");
    const fates = await fatesOn(page);
    expect(fates).toHaveLength(7);
    expect(fates[0]).toMatch(/new 2 Jan 2024 Bought 30 KITE\.DE at €20\.45 −€618\.40/);
    expect(fates[2]).toMatch(/new 3 Jan 2024 Bought 120 HUT\.L at £3\.14 −£384\.63/);
    expect((await product.client.portfolios()).items).toEqual([]);

    await inEuro(page);
    await press(main(page), "Import 7 transactions");
    await sees(main(page), "7 transactions are now in “My portfolio”.");
    await main(page).getByRole("link", { name: "See “My portfolio”" }).click();
    await showsFigures(page, FIGURES);
  });

  test("a broken row is named with its field and mended on the page, and the rest stands", async () => {
    const product = await bench.product();
    const page = await bench.open(product, "/import");
    await choose(page, "broken.csv", SMALL.replace("2024-01-03,buy,HUT.L,120,314", "2024-01-03,buy,HUT.L,many,314"));
    await sees(main(page), "6 new, 1 cannot be read");
    await sees(main(page), /Row 4, quantity: /);

    // Left as it is, six go in.
    await inEuro(page);
    await press(main(page), "Import 6 transactions");
    await sees(main(page), "6 transactions are now in “My portfolio”.");
    await sees(main(page), "1 row could not be read and was left out.");

    // Mended in the page, the seventh follows, and only the seventh.
    await press(main(page), "Choose another file");
    await choose(page, "broken.csv", SMALL.replace("2024-01-03,buy,HUT.L,120,314", "2024-01-03,buy,HUT.L,many,314"));
    await sees(main(page), "0 new, 6 already there, 1 cannot be read");
    const line = main(page).getByLabel(/Row 4 as it is in the file/);
    await line.fill((await line.inputValue()).replace("many", "120"));
    await press(main(page), "Read again");
    await press(main(page), "Import 1 transaction");
    await main(page).getByRole("link", { name: "See “My portfolio”" }).click();
    await showsFigures(page, FIGURES);
  });

  test("what may be a mistake is said row by row before the button can be pressed, for a portfolio that is not made yet too", async () => {
    const product = await bench.product();
    const page = await bench.open(product, "/import");
    const odd = `${SMALL}2024-01-12,sell,LAMP,50,51.9,,USD,,,,,,,,,,\n2062-01-12,buy,BARN.DE,1,50,,EUR,,,,,,,,,,\n`;
    await choose(page, "odd.csv", odd);
    const warnings = main(page)
      .locator("section")
      .filter({ has: page.getByRole("heading", { name: "3 things worth a look" }) })
      .getByRole("listitem");
    await until(() => warnings.allInnerTexts()).toEqual([
      "Row 9: 50 LAMP sold, 39 more than held.",
      "Row 10: 2062-01-12 lies in the future; it counts from that day on.",
      expect.stringMatching(/^Row 10: .*BARN\.DE/),
    ]);
    expect((await fatesOn(page)).map((fate) => fate.includes("worth a look"))).toEqual([
      ...Array(7).fill(false),
      ...Array(2).fill(true),
    ]);
    expect((await product.client.portfolios()).items).toEqual([]);
    await press(main(page), "Import 9 transactions");
    await sees(main(page), "50 LAMP sold, 39 more than held.");
    await sees(main(page), "2062-01-12 lies in the future; it counts from that day on.");
    await until(() => main(page).getByText("39 more than held").count(), "each thing is told once").toBe(1);
    // BARN.DE is not held yet.
    await main(page).getByRole("link", { name: "See “My portfolio”" }).click();
    await row(page, /KITE\.DE/);
    expect(await main(page).getByText("BARN.DE").count()).toBe(0);
  });

  test("while it is saved the page says what it said before: nothing of it is there already", async () => {
    const product = await bench.product();
    const page = await bench.open(product, "/import");
    const written = Promise.withResolvers<void>();
    const seen = Promise.withResolvers<void>();
    await page.route(/\/imports\?.*commit=true/, async (route) => {
      const response = await route.fetch();
      written.resolve();
      await seen.promise;
      await route.fulfill({ response });
    });
    await choose(page, "trades.csv", SMALL);
    await sees(main(page), "7 new");
    await inEuro(page);
    await press(main(page), "Import 7 transactions");
    await written.promise;
    // The page has had its time to hear of what is new, and to ask about it.
    await page.waitForTimeout(700);
    const told = plain(await main(page).innerText());
    expect(told).toContain("trades.csv: 7 new");
    expect(told).not.toContain("already there");
    expect(await main(page).getByLabel("Into").count()).toBe(0);
    expect(await main(page).getByLabel("Base currency").isDisabled()).toBe(true);
    seen.resolve();
    await sees(main(page), "7 transactions are now in “My portfolio”.");
  });

  test("a commit whose answer was lost is sent again under the same name", async () => {
    const product = await bench.product();
    const page = await bench.open(product, "/import");
    bench.expectTrouble(page, /Failed to load resource/);
    const sent: (string | null)[] = [];
    await page.route(/\/imports\?.*commit=true/, async (route) => {
      sent.push(new URL(route.request().url()).searchParams.get("entry"));
      if (sent.length === 1) await route.abort("connectionreset");
      else await route.continue();
    });
    await choose(page, "trades.csv", SMALL);
    await inEuro(page);
    await press(main(page), "Import 7 transactions");
    await sees(main(page), /does not answer/);
    await press(main(page), "Import 7 transactions");
    await sees(main(page), "7 transactions are now in “My portfolio”.");
    expect(sent).toHaveLength(2);
    expect(sent[1]).toBe(sent[0]);
    expect((await product.client.portfolios()).items).toHaveLength(1);
  });

  test("the same file again writes nothing; undo takes the whole import back as one step", async () => {
    const product = await bench.product();
    const page = await bench.open(product, "/import");
    await choose(page, "trades.csv", SMALL);
    await inEuro(page);
    await press(main(page), "Import 7 transactions");
    await sees(main(page), "7 transactions are now in “My portfolio”.");

    await press(main(page), "Choose another file");
    await choose(page, "trades.csv", SMALL);
    await sees(main(page), "0 new, 7 already there");
    expect((await fatesOn(page)).map((fate) => fate.includes("already there"))).toEqual(Array(7).fill(true));
    await sees(main(page), "Every row is there already: there is nothing to import.");
    expect(await importButtons(page)).toBe(0);
    await press(main(page), "Choose another file");

    const more = `${SMALL}2024-01-12,buy,LAMP,1,51.9,,USD,1,,,,,,,,,\n`;
    await choose(page, "more.csv", more);
    await sees(main(page), "1 new, 7 already there");
    await press(main(page), "Import 1 transaction");
    await sees(main(page), "1 transaction is now in “My portfolio”.");
    await press(main(page), "Undo");
    await sees(main(page), "Taken back: “My portfolio” is as it was before.");
    await press(main(page), "Redo");
    await sees(main(page), "1 transaction is now in “My portfolio”.");
    await press(main(page), "Undo");
    await sees(main(page), "Taken back: “My portfolio” is as it was before.");
    await main(page).getByRole("link", { name: "See “My portfolio”" }).click();
    await showsFigures(page, FIGURES);
  });

  test("an import whose trade was changed since is not taken back, and says why", async () => {
    const product = await bench.product();
    const page = await bench.open(product, "/import");
    await choose(page, "trades.csv", SMALL);
    await inEuro(page);
    await press(main(page), "Import 7 transactions");
    await sees(main(page), "7 transactions are now in “My portfolio”.");
    const [portfolio] = (await product.client.portfolios()).items;
    const [entry] = (await product.client.entries(portfolio!.id)).items;
    await product.client.writeEntry(portfolio!.id, {
      id: `ent_${crypto.randomUUID()}`,
      reason: { kind: "typed" },
      transactions: [],
      voids: [entry!.transactions[0]!.id],
    });
    bench.expectTrouble(page, /status of 409/);
    await press(main(page), "Undo");
    await sees(page, /changed|later/i);
    expect((await product.client.entries(portfolio!.id)).items).toHaveLength(2);
  });

  test("a file that is none of ours says what it lacks, and saves nothing", async () => {
    const product = await bench.product();
    const page = await bench.open(product, "/import");
    const [header] = SMALL.split("\n");
    for (const [name, content, reason] of [
      ["letter.csv", "Dear Sir or Madam,\nplease find enclosed\n", /The first line must name the columns, with "date"/],
      ["empty.csv", "", "The file is empty."],
      ["header.csv", `${header}\n`, "The file has a first line with columns, and no rows below it."],
    ] as const) {
      await choose(page, name, content);
      await sees(main(page), `Nothing of “${name}” can be imported.`);
      await sees(main(page), reason);
      await main(page).getByRole("button", { name: "Get a template" }).waitFor();
      expect(await importButtons(page)).toBe(0);
      expect(await main(page).getByRole("button", { name: "Read again" }).count()).toBe(0);
      expect(await main(page).getByLabel("Base currency").count()).toBe(0);
      await press(main(page), "Choose another file");
    }

    await choose(page, "broken.csv", `${header}\n2024-13-01,deposit\n`);
    await sees(main(page), "No row can be read as it is. Mend the rows below, or choose another file.");
    expect(await importButtons(page)).toBe(0);
    expect((await product.client.portfolios()).items).toEqual([]);
  });
});

test("what is exported can be brought into another portfolio, and gives the same figures", async () => {
  const product = await bench.product();
  const page = await bench.open(product, "/import");
  await choose(page, "trades.csv", SMALL);
  await inEuro(page);
  await main(page).getByLabel("Name of the new portfolio").fill("Zoë's Ärger 株");
  await press(main(page), "Import 7 transactions");
  await main(page)
    .getByRole("link", { name: /^See “/ })
    .click();
  await heading(page, "Zoë's Ärger 株").waitFor();
  await press(main(page), "More actions");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Export as CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("Zoë's Ärger 株.csv");
  const exported = readFileSync(await download.path(), "utf8");

  await page.goto(new URL("/import", product.url).href);
  await choose(page, "exported.csv", exported);
  await main(page).getByLabel("Into").selectOption({ label: "A new portfolio" });
  await sees(main(page), "7 new");
  await inEuro(page);
  await press(main(page), "Import 7 transactions");
  await main(page).getByRole("link", { name: "See “exported”" }).click();
  await heading(page, "exported").waitFor();
  await showsFigures(page, FIGURES);
});

/** Buttons that would write: none where there is nothing to write. */
function importButtons(page: Page): Promise<number> {
  return main(page)
    .getByRole("button", { name: /^Import/ })
    .count();
}
