import { expect, test } from "vitest";
import { ProviderError } from "../market/provider.ts";
import { scripted } from "../market/testing.ts";
import { entry, makePortfolio, makeShare, NOW, startApp, trade } from "./testing.ts";

const clock = () => NOW;
const closes = { "2026-02-26": 99, "2026-02-27": 100 };

async function open() {
  const source = scripted({ name: "source", capabilities: ["closes"], closes, clock });
  const server = startApp({ providers: [source], clock });
  const ann = server.as("ann");
  const portfolio = await makePortfolio(ann);
  const sap = await makeShare(ann);
  const bought = (day: string) => ann.writeEntry(portfolio, entry([trade("buy", sap, "1", "99", day)]));
  return { server, source, ann, sap, bought };
}

test("a trade of long ago needs a past, which is planned by itself and fetched when somebody looks", async () => {
  const { ann, sap, bought, source } = await open();
  expect(await ann.backfill()).toEqual({ state: "none", total: 0, done: 0, parts: [] });
  await bought("2026-02-20");
  expect((await ann.backfill()).state).toBe("none");
  await bought("2020-05-06");
  expect(await ann.backfill()).toMatchObject({
    state: "running",
    total: 1,
    done: 0,
    parts: [{ id: sap, state: "open" }],
  });
  expect(source.closeRequests).toBe(0);
  expect(await ann.startBackfill()).toMatchObject({
    ...{ state: "done", total: 1, done: 1 },
    parts: [{ id: sap, from: "2020-05-06", state: "there", source: "source" }],
  });
  expect(source.closeRequests).toBe(1);
});

test("what waits says for whom and until when; stopped it stays as it is", async () => {
  const { ann, bought, source } = await open();
  source.failure = new ProviderError("source", "rate-limited", "It was asked enough.", "2026-03-03T00:00:00.000Z");
  await bought("2020-05-06");
  expect(await ann.startBackfill()).toMatchObject({
    state: "running",
    parts: [
      { state: "waiting", source: "source", retryAt: "2026-03-03T00:00:00.000Z", message: "It was asked enough." },
    ],
  });
  expect(await ann.cancelBackfill()).toMatchObject({ state: "cancelled", done: 0 });
});

test("another user has none of it", async () => {
  const { server, ann, bought } = await open();
  await bought("2020-05-06");
  const bob = server.as("bob");
  expect(await bob.startBackfill()).toMatchObject({ state: "none" });
  expect(await bob.cancelBackfill()).toMatchObject({ state: "none" });
  expect((await ann.backfill()).state).toBe("running");
});
