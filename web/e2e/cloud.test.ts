// The home in the cloud, all of it on this machine: the built page in Chromium, CloudFront's functions and behaviours, the
// built Lambda functions, DynamoDB, sockets, the ticker, and a sign-in page.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeEdge, startFakeEdge } from "../../infra/fake-edge.ts";
import { buildWeb } from "../build.ts";
import { row, sees, until } from "./acts.ts";
import { openBench } from "./harness.ts";
import type { Product } from "./product.ts";

const bench = openBench();
let edge: FakeEdge;
beforeAll(async () => {
  edge = await startFakeEdge((await buildWeb()).folder);
});
afterAll(() => edge?.close());

/** Opens the page, which leads to the sign-in page and back. */
async function signedIn(path = "/") {
  const page = await bench.open({ url: edge.url } as Product, path);
  await page.getByRole("link", { name: "Sign in as Ada" }).click();
  await page.waitForURL((address) => address.origin === edge.url && address.pathname === path);
  return page;
}

test("who signs in comes back to where they were going, and sees their own books moving", async () => {
  const page = await signedIn();
  await sees(page, "What are your shares worth right now?");
  await page
    .getByRole("button", { name: /sample/i })
    .first()
    .click();
  await page.waitForURL(/\/portfolios\//);

  // The sample's prices come from the ticker, through the socket.
  await until(() => edge.cloud.posted.some(({ message }) => message.type === "quotes")).toBe(true);
  const holding = () => row(page, /^GLOBE\.SIM/);
  const before = await holding();
  await until(holding).not.toBe(before);
});

test("nothing that opens the door is left in the browser", async () => {
  const page = await signedIn("/settings");
  await sees(page, /settings/i);
  const left = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(left).not.toMatch(/eyJ|refresh|Bearer/);
  expect(await page.context().cookies()).toEqual([]);
  expect(page.url()).toBe(`${edge.url}/settings`);
});
