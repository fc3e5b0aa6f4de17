import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { dialog, figure, heading, main, seed, sees, showsFigures, until } from "./acts.ts";
import { openBench, sharedProduct } from "./harness.ts";

const bench = openBench();
const product = sharedProduct();
const BOUGHT = "date,kind,symbol,quantity,price,currency,fee\n2024-01-02,buy,KITE.DE,30,20.45,EUR,4.90\n";
const keys = async (page: Page, ...list: string[]) => {
  for (const key of list) await page.keyboard.press(key);
};
/** What has the focus, by its name. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement as HTMLElement | null;
    const label = at?.id ? document.querySelector(`label[for="${at.id}"]`)?.textContent : undefined;
    return (at?.getAttribute("aria-label") ?? label ?? at?.textContent ?? "").replace(/\s+/g, " ").trim();
  });
/** Goes on with Tab until something of that name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let steps = 0; steps < 60; steps++) {
    if (name.test(await focused(page))) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not come to ${name}; it stands on “${await focused(page)}”.`);
}

describe("with the keyboard alone", () => {
  test("the first run: to the content, through a door, a trade from top to bottom, and its undo", async () => {
    const fresh = await bench.product();
    const page = await bench.open(fresh);
    await sees(main(page), "Look around");
    await keys(page, "Tab");
    expect(await focused(page)).toBe("Skip to the content");
    await keys(page, "Enter");
    await tabTo(page, /^Look around/);
    await keys(page, "Enter");
    await sees(main(page), "Sample on a simulated market");

    await keys(page, "g", "o");
    await tabTo(page, /^Type my first trade/);
    await keys(page, "Enter");
    await dialog(page).waitFor();
    await until(() => focused(page)).toBe("Instrument");
    await page.keyboard.type("kite");
    await dialog(page)
      .getByRole("option", { name: /KITE\.DE/ })
      .waitFor();
    await keys(page, "Enter");
    await tabTo(page, /^Units$/);
    await page.keyboard.type("10");
    await tabTo(page, /^Price per unit$/);
    await page.keyboard.type("20");
    await keys(page, "Enter");
    await sees(page, "Added: Bought 10 KITE.DE at €20.00.");
    await dialog(page).waitFor({ state: "hidden" });
    await showsFigures(page, { "Total investment": "€200.00" });

    await keys(page, "u");
    await showsFigures(page, { "Total investment": "€0.00" });
  });

  test("`a` adds, Escape closes and gives the focus back, and letters in a field are letters", async () => {
    const id = await seed(product, { name: "Keys", csv: BOUGHT });
    const page = await bench.open(product, `/portfolios/${id}`);
    await sees(main(page), "Holdings");
    await tabTo(page, /^Transactions$/);
    await keys(page, "a");
    await dialog(page).waitFor();
    await page.keyboard.type("pa?");
    expect(await dialog(page).getByRole("combobox", { name: "Instrument" }).inputValue()).toBe("pa?");
    await keys(page, "Escape");
    if (await dialog(page).isVisible()) await keys(page, "Escape");
    await dialog(page).waitFor({ state: "hidden" });
    await until(() => focused(page)).toBe("Transactions");
  });

  test("the focus stays inside what is open", async () => {
    const id = await seed(product, { name: "Inside", csv: BOUGHT });
    const page = await bench.open(product, `/portfolios/${id}`);
    await sees(main(page), "Holdings");
    await keys(page, "a");
    await dialog(page).waitFor();
    for (let steps = 0; steps < 40; steps++) {
      await keys(page, "Tab");
      const isInside = await page.evaluate(
        () => document.activeElement === document.body || document.activeElement!.closest("dialog") !== null,
      );
      expect(isInside, await focused(page)).toBe(true);
    }
  });

  test("Ctrl K finds a holding, a page, and an instrument to buy", async () => {
    const id = await seed(product, { name: "Palace", csv: BOUGHT });
    const page = await bench.open(product, "/settings");
    await heading(page, "Settings").waitFor();
    await keys(page, "Control+k");
    await dialog(page).waitFor();
    await page.keyboard.type("palace");
    await dialog(page)
      .getByRole("option", { name: /Palace/, selected: true })
      .first()
      .waitFor();
    await keys(page, "Enter");
    await until(() => new URL(page.url()).pathname).toBe(`/portfolios/${id}`);

    await keys(page, "/");
    await page.keyboard.type("lamp");
    await dialog(page).getByRole("option", { name: /LAMP/ }).first().waitFor();
    await keys(page, "Enter");
    await dialog(page).getByRole("heading", { name: "Add a transaction" }).waitFor();
    expect(await dialog(page).getByRole("combobox", { name: "Instrument" }).inputValue()).toBe("LAMP");
  });

  test("what is typed right after Ctrl K is searched for, also the first time", async () => {
    await seed(product, { name: "Quick", csv: BOUGHT });
    const page = await bench.open(product, "/settings");
    await heading(page, "Settings").waitFor();
    await page.waitForLoadState("networkidle");
    await keys(page, "Control+k");
    await page.keyboard.type("quick");
    await until(() => dialog(page).getByRole("combobox").inputValue()).toBe("quick");
  });

  test("`?` lists the shortcuts, and each goes where it says", async () => {
    const page = await bench.open(product);
    await main(page).waitFor();
    await sees(main(page), /Worth now|What are your shares/);
    await keys(page, "?");
    await dialog(page).getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
    for (const words of ["Add a transaction", "Import a file", "Hide or show amounts", "Go to the settings"]) {
      await sees(dialog(page), words);
    }
    await keys(page, "Escape");
    await dialog(page).waitFor({ state: "hidden" });
    for (const [sequence, name] of [
      [["g", "t"], "Transactions"],
      [["g", "s"], "Settings"],
      [["i"], "Bring my trades"],
    ] as const) {
      await keys(page, ...sequence);
      await heading(page, name).waitFor();
    }
  });

  test("a chart is read day by day with the arrow keys", async () => {
    const id = await seed(product, { name: "Chart", csv: BOUGHT });
    const page = await bench.open(product, `/portfolios/${id}`);
    await main(page).getByRole("button", { name: "Show 5Y" }).click();
    const chart = main(page).getByRole("slider").first();
    await chart.focus();
    const last = await chart.getAttribute("aria-valuetext");
    await keys(page, "ArrowLeft");
    const before = await chart.getAttribute("aria-valuetext");
    expect(before).not.toBe(last);
    expect(before).toMatch(/€/);
    await keys(page, "End");
    expect(await chart.getAttribute("aria-valuetext")).toBe(last);
  });

  test("the menu of a portfolio opens, moves and closes with keys", async () => {
    const id = await seed(product, { name: "Menu", csv: BOUGHT });
    const page = await bench.open(product, `/portfolios/${id}`);
    await sees(main(page), "Holdings");
    await tabTo(page, /^More actions$/);
    await keys(page, "Enter", "ArrowDown", "ArrowDown");
    await until(() => focused(page)).toBe("Export as CSV");
    await keys(page, "Escape");
    await until(() => focused(page)).toBe("More actions");
  });
});

describe("privacy", () => {
  test("`p` blurs every amount and no percentage, stays over a reload, and lifts again", async () => {
    const id = await seed(product, { name: "Private", csv: BOUGHT });
    const page = await bench.open(product, `/portfolios/${id}`);
    await showsFigures(page, { "Market value": "€669.00" });
    expect(await legible(page)).toContain("669");
    await keys(page, "p");
    await until(() => legible(page)).not.toMatch(/669|618|50[.,]60/);
    expect(await legible(page)).toMatch(/8\.18%/);

    await page.reload();
    await figure(page, "Market value").waitFor();
    expect(await legible(page)).not.toMatch(/669|618/);
    await page.getByRole("button", { name: "Show amounts" }).click();
    await until(() => legible(page)).toContain("669");
  });
});

/** The text of the page that is not blurred. */
function legible(page: Page): Promise<string> {
  return page.evaluate(() => {
    const isBlurred = (from: Element | null): boolean =>
      from !== null && (/blur/.test(getComputedStyle(from).filter) || isBlurred(from.parentElement));
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const words: string[] = [];
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement!;
      if (parent.checkVisibility() && !isBlurred(parent)) words.push(walker.currentNode.textContent!);
    }
    return words.join(" ");
  });
}
