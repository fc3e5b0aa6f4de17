import { newId } from "@tickfolio/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeYahoo, startFakeYahoo } from "../market/fakes/fake-yahoo.ts";
import type { Provider } from "../market/provider.ts";
import { createYahoo } from "../market/providers/yahoo.ts";
import { unlimited } from "../market/testing.ts";
import { entry, startApp, trade } from "./testing.ts";

const NOW = "2026-11-20T22:30:00Z";
const clock = () => Date.parse(NOW);
let fake: FakeYahoo;
beforeAll(async () => {
  fake = await startFakeYahoo(NOW);
  fake.list("AAPL", {
    name: "Apple Inc.",
    bars: [["2026-11-20", 273.61]],
    splits: { "2020-08-31": [4, 1] },
    // As Yahoo has them: for a unit of today.
    dividends: { "2020-08-07": 0.205, "2020-11-06": 0.205 },
  });
});
afterAll(() => fake.close());

test("a split and dividends come from Yahoo over HTTP, each for the units of its time", async () => {
  const yahoo = createYahoo({ clock, quota: unlimited, url: fake.url, timeoutMs: 5_000 });
  const { ann, portfolio, apple } = await startProposals(yahoo, clock);
  const { items, waiting } = await ann.proposals(portfolio, apple);
  expect(waiting).toBe(false);
  expect(items).toMatchObject([
    { kind: "dividend", day: "2020-08-07", amount: "0.82", quantity: "10", records: [{ amount: "8.2" }], counts: [] },
    { kind: "split", day: "2020-08-31", numerator: 4, denominator: 1, sources: ["yahoo"] },
    { kind: "dividend", day: "2020-11-06", amount: "0.205", quantity: "40", counts: ["2020-08-31"] },
  ]);
  // Adopted in any order, they add up the same.
  await ann.decideProposal(portfolio, `dividends_${apple}`, { state: "adopted", entry: newId("ent") });
  await ann.decideProposal(portfolio, items[1]!.id, { state: "adopted", entry: newId("ent") });
  expect((await ann.valuation(portfolio)).positions[0]).toMatchObject({ quantity: "40", income: 16.4 });
  expect((await ann.proposals(portfolio)).items).toEqual([]);
});

/** Somebody who has held ten shares of Apple since January 2020, counted in dollars, and asks one source. */
async function startProposals(provider: Provider, clock: () => number) {
  const server = startApp({ providers: [{ ...provider, defaultOn: true }], clock });
  const ann = server.as("ann");
  const portfolio = newId("pf");
  const settings = { baseCurrency: "USD", costMethod: "fifo", cash: "untracked", sample: false } as const;
  await ann.savePortfolio({ id: portfolio, name: "Broker", ...settings }, 0);
  const listing = { symbol: "AAPL", name: "Apple", kind: "stock", mic: "XNAS", currency: "USD" } as const;
  const apple = (await ann.saveInstrument(listing)).id;
  const bought = { ...trade("buy", apple, "10", "300", "2020-01-02"), currency: "USD" };
  await ann.writeEntry(portfolio, entry([bought]));
  return { ann, portfolio, apple };
}
