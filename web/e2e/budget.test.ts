import { expect, test } from "vitest";
import { seed, showsFigures } from "./acts.ts";
import { openBench } from "./harness.ts";

const bench = openBench();

test("the overview with data costs at most 150 kB of script, 12 kB of style, 20 requests and 0.3 MB, as sent", async () => {
  const product = await bench.product();
  await seed(product, {
    name: "Mine",
    csv: `date,kind,symbol,quantity,price,currency
2024-01-02,buy,KITE.DE,30,20.45,EUR
2024-01-02,buy,LAMP,8,49.90,USD
2024-01-03,buy,HUT.L,120,314,GBX
`,
  });
  await product.client.saveSettings({ baseCurrency: "EUR", providers: {}, version: 0 });
  const page = await bench.open(product, "about:blank");
  // What came over the wire, from the browser's own network: encoded bodies with their headers.
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  await network.send("Network.setCacheDisabled", { cacheDisabled: true });
  const types = new Map<string, string>();
  const asked: string[] = [];
  const sizes = new Map<string, number>();
  network.on("Network.requestWillBeSent", ({ requestId, type, request }) => {
    types.set(requestId, type ?? "Other");
    asked.push(`${request.method} ${request.url}`);
  });
  network.on("Network.webSocketCreated", ({ requestId }) => void types.set(requestId, "WebSocket"));
  network.on(
    "Network.loadingFinished",
    ({ requestId, encodedDataLength }) => void sizes.set(requestId, encodedDataLength),
  );

  await page.goto(product.url);
  await showsFigures(page, { "Market value": "€1,497.81" });
  await page.waitForLoadState("networkidle");

  const sum = (type?: string) =>
    [...sizes].filter(([id]) => !type || types.get(id) === type).reduce((all, [, size]) => all + size, 0);
  const cost = { script: sum("Script"), style: sum("Stylesheet"), requests: types.size, all: sum() };
  console.log(`The overview costs ${JSON.stringify(cost)} bytes as sent.`);
  // What the first answer already sent for is not asked for again by the script.
  expect(asked.filter((one, index) => asked.indexOf(one) !== index)).toEqual([]);
  expect(cost.script).toBeGreaterThan(10_000);
  expect(cost.script).toBeLessThanOrEqual(150_000);
  expect(cost.style).toBeLessThanOrEqual(12_000);
  expect(cost.requests).toBeLessThanOrEqual(20);
  expect(cost.all).toBeLessThanOrEqual(300_000);
});
