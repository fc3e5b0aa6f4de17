import { expect, test } from "vitest";
import { heading, main, seed, sees, showsFigures, until } from "./acts.ts";
import { openBench, SERVER_DOWN, sharedProduct } from "./harness.ts";

const bench = openBench();
const product = sharedProduct();
const BOUGHT = "date,kind,symbol,quantity,price,currency\n2024-01-02,buy,KITE.DE,30,20.45,EUR\n";
const NOT_FETCHED = /dynamically imported module|PartAway|net::ERR_/;

test("a page that was never loaded says so while offline, leaves the others alone, and opens by itself when online", async () => {
  const id = await seed(product, { name: "Far away", csv: BOUGHT });
  const page = await bench.open(product, `/portfolios/${id}`);
  bench.expectTrouble(page, SERVER_DOWN, NOT_FETCHED, /WebSocket/);
  await showsFigures(page, { "Market value": "€669.00" });
  const side = page.getByRole("navigation", { name: "Main" });
  await page.context().setOffline(true);
  await sees(main(page), "You are offline. Figures");

  await side.getByRole("link", { name: "Settings" }).click();
  await sees(main(page), "It opens by itself as soon as you are online again");
  expect(await main(page).innerText()).not.toMatch(/fetch|import|module/i);

  await side.getByRole("link", { name: /Far away/ }).click();
  await showsFigures(page, { "Market value": "€669.00" });
  await page.keyboard.press("?");
  await sees(page, "This has not been loaded yet, and you are offline.");

  await side.getByRole("link", { name: "Settings" }).click();
  await sees(main(page), "It opens by itself as soon as you are online again");
  await page.context().setOffline(false);
  await heading(page, "Settings").waitFor();
  await until(() => main(page).getByText("You are offline").count()).toBe(0);
});

test("a page the server does not send is asked for until it does", async () => {
  const page = await bench.open(product);
  bench.expectTrouble(page, NOT_FETCHED);
  await main(page).waitFor();
  await sees(main(page), /Worth now|What are your shares/);
  await page.route("**/assets/settings*.js", (route) => route.abort("connectionrefused"));
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Settings" }).click();
  await sees(main(page), "It is asked for again every few seconds.");
  await page.unroute("**/assets/settings*.js");
  await heading(page, "Settings").waitFor();
});
