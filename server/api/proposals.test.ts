import type { ReportedAction } from "@tickfolio/engine";
import { type Client, newId } from "@tickfolio/protocol";
import { beforeEach, describe, expect, test } from "vitest";
import type { Provider } from "../market/provider.ts";
import { ProviderError } from "../market/provider.ts";
import { scripted } from "../market/testing.ts";
import { entry, makePortfolio, makeShare, NOW, startApp, trade } from "./testing.ts";

const split = (day: string, from: number, to: number): ReportedAction => ({ kind: "split", day, from, to });
const dividend = (day: string, amount: number): ReportedAction => ({
  ...{ kind: "dividend", day, amount, currency: "EUR", basis: "declared" },
});

interface Reporter {
  reported: Map<string, ReportedAction[] | ProviderError>;
  asked: string[];
  provider: Provider;
}

function reporter(name: string): Reporter {
  const reported: Reporter["reported"] = new Map();
  const asked: string[] = [];
  const actions: Provider["actions"] = async (instrument, from) => {
    asked.push(`${instrument.symbol} from ${from}`);
    const answer = reported.get(instrument.symbol) ?? [];
    if (answer instanceof ProviderError) throw answer;
    return answer;
  };
  const rest = { actions, scope: "deployment" as const };
  return { reported, asked, provider: scripted({ name, capabilities: ["quote", "actions"], rest, clock }) };
}

let now = NOW;
const clock = () => now;
let one: Reporter;
let other: Reporter;
let server: ReturnType<typeof startApp>;
let ann: Client;
let portfolio: string;
let sap: string;
beforeEach(async () => {
  now = NOW;
  [one, other] = [reporter("one"), reporter("other")];
  server = startApp({ providers: [one.provider, other.provider], clock });
  ann = server.as("ann");
  portfolio = await makePortfolio(ann);
  sap = await makeShare(ann);
  await ann.writeEntry(portfolio, entry([trade("buy", sap, "10", "300", "2025-01-02")]));
  await ann.setPrice(sap, { day: "2026-02-27", price: "100" });
});

const adopt = (id = newId("ent")) => ({ state: "adopted", entry: id }) as const;
const idOf = async (place = 0) => (await ann.proposals(portfolio)).items[place]!.id;

describe("a split that a source reports", () => {
  beforeEach(() => one.reported.set("SAP.DE", [split("2025-06-02", 1, 4)]));

  test("is proposed with what it does, before anything is written", async () => {
    const { items, waiting } = await ann.proposals(portfolio);
    expect(items).toMatchObject([
      {
        ...{ kind: "split", day: "2025-06-02", numerator: 4, denominator: 1, quantity: "10", sources: ["one"] },
        effect: {
          before: { quantity: "10", averageCost: 300, cost: 3_000, value: 1_000 },
          after: { quantity: "40", averageCost: 75, cost: 3_000, value: 4_000 },
        },
      },
    ]);
    expect(waiting).toBe(false);
    expect((await ann.entries(portfolio)).items).toHaveLength(1);
  });

  test("is adopted as an entry that says from whom, and undone like any other", async () => {
    const { entry: written } = await ann.decideProposal(portfolio, await idOf(), adopt());
    expect(written).toMatchObject({
      reason: { kind: "adopted", source: "one" },
      transactions: [{ kind: "split", day: "2025-06-02", numerator: 4, denominator: 1 }],
      warnings: [],
    });
    expect((await ann.valuation(portfolio)).positions[0]).toMatchObject({ quantity: "40" });
    expect((await ann.proposals(portfolio)).items).toEqual([]);
    expect(server.notices).toHaveLength(3);
    expect((await ann.journal(portfolio)).at(-1)!.reason).toEqual(written!.reason);

    await ann.undoEntry(portfolio, written!.id, newId("ent"));
    expect((await ann.valuation(portfolio)).positions[0]).toMatchObject({ quantity: "10" });
    expect((await ann.proposals(portfolio)).items).toHaveLength(1);
  });

  test("adopted twice under one name is adopted once; the name of something else is refused", async () => {
    const id = await idOf();
    const decision = adopt();
    const first = await ann.decideProposal(portfolio, id, decision);
    expect(await ann.decideProposal(portfolio, id, decision)).toEqual(first);
    expect((await ann.entries(portfolio)).items).toHaveLength(2);
    await expect(ann.decideProposal(portfolio, id, adopt())).rejects.toMatchObject({ code: "not_found" });
    const typed = (await ann.entries(portfolio)).items[0]!.id;
    await expect(ann.decideProposal(portfolio, id, adopt(typed))).rejects.toMatchObject({ code: "already_written" });
  });

  test("stays dismissed, also when another source has another day, until that is taken back", async () => {
    const id = await idOf();
    await ann.decideProposal(portfolio, id, { state: "dismissed" });
    await ann.decideProposal(portfolio, id, { state: "dismissed" });
    expect((await ann.proposals(portfolio)).items).toMatchObject([{ id, state: "dismissed" }]);
    await expect(ann.decideProposal(portfolio, id, adopt())).rejects.toMatchObject({ code: "not_adoptable" });

    one.reported.set("SAP.DE", [split("2025-05-30", 1, 4)]);
    now += 25 * 3_600_000;
    const moved = (await ann.proposals(portfolio)).items[0]!;
    expect(moved).toMatchObject({ day: "2025-05-30", state: "dismissed" });
    await ann.decideProposal(portfolio, moved.id, { state: "open" });
    expect((await ann.proposals(portfolio)).items).toMatchObject([{ state: "open" }]);
  });

  test("in which two sources differ has what both say", async () => {
    other.reported.set("SAP.DE", [split("2025-06-02", 1, 5)]);
    expect((await ann.proposals(portfolio)).items).toMatchObject([
      { numerator: 4, others: [{ source: "other", numerator: 5, denominator: 1 }] },
    ]);
  });

  test("of no whole numbers is named and cannot be adopted, but dismissed", async () => {
    one.reported.set("SAP.DE", [split("2025-06-02", 1, 1.281)]);
    expect((await ann.proposals(portfolio)).items).toMatchObject([{ kind: "odd-split", factor: 1.281, effect: null }]);
    const id = await idOf();
    await expect(ann.decideProposal(portfolio, id, adopt())).rejects.toMatchObject({ code: "not_adoptable" });
    await ann.decideProposal(portfolio, id, { state: "dismissed" });
    expect((await ann.proposals(portfolio)).items).toMatchObject([{ state: "dismissed" }]);
  });

  test("is not adopted into a portfolio that lies in the bin", async () => {
    const id = await idOf();
    await ann.deletePortfolio(portfolio);
    await expect(ann.decideProposal(portfolio, id, adopt())).rejects.toMatchObject({ code: "in_bin" });
    await expect(ann.decideProposal(portfolio, id, { state: "dismissed" })).rejects.toMatchObject({ code: "in_bin" });
  });
});

describe("dividends that a source reports", () => {
  beforeEach(() => one.reported.set("SAP.DE", [dividend("2025-05-14", 2.35), dividend("2026-02-10", 2.5)]));

  test("are proposed by what was held, and adopted all in one step", async () => {
    const { items, dividends } = await ann.proposals(portfolio, sap);
    expect(items.map(({ records }) => records[0])).toMatchObject([{ amount: "23.5" }, { amount: "25" }]);
    expect(dividends).toMatchObject([
      { id: `dividends_${sap}`, count: 2, effect: { before: { income: 0 }, after: { income: 48.5 } } },
    ]);
    const { entry: written } = await ann.decideProposal(portfolio, dividends[0]!.id, adopt());
    expect(written!.transactions).toHaveLength(2);
    expect((await ann.valuation(portfolio)).positions[0]).toMatchObject({ income: 48.5 });
    expect((await ann.proposals(portfolio)).items).toEqual([]);
  });

  test("that were dismissed are not adopted with the others", async () => {
    await ann.decideProposal(portfolio, await idOf(), { state: "dismissed" });
    const { entry: written } = await ann.decideProposal(portfolio, `dividends_${sap}`, adopt());
    expect(written!.transactions).toMatchObject([{ day: "2026-02-10" }]);
  });

  test("of one instrument are asked for alone", async () => {
    const bmw = await makeShare(ann, "BMW.DE");
    await ann.writeEntry(portfolio, entry([trade("buy", bmw, "1", "80", "2025-01-02")]));
    one.reported.set("BMW.DE", [dividend("2025-05-14", 4)]);
    expect((await ann.proposals(portfolio, bmw)).items).toMatchObject([{ instrument: bmw }]);
    expect((await ann.proposals(portfolio)).items).toHaveLength(3);
  });
});

describe("sources", () => {
  test("are asked once a day, from before the first trade, and what they said is kept when they fail", async () => {
    one.reported.set("SAP.DE", [split("2025-06-02", 1, 4)]);
    await ann.proposals(portfolio);
    await ann.proposals(portfolio);
    expect(one.asked).toEqual(["SAP.DE from 2024-12-26"]);
    now += 25 * 3_600_000;
    one.reported.set("SAP.DE", new ProviderError("one", "transient", "one does not answer."));
    expect((await ann.proposals(portfolio)).items).toHaveLength(1);
  });

  test("that are switched off are asked nothing and say nothing", async () => {
    one.reported.set("SAP.DE", [split("2025-06-02", 1, 4)]);
    await ann.saveSettings({ baseCurrency: "EUR", providers: { one: false }, version: 0 });
    expect((await ann.proposals(portfolio)).items).toEqual([]);
    expect(one.asked).toEqual([]);
  });

  test("that report nonsense are heard only where it makes sense", async () => {
    one.reported.set("SAP.DE", [split("soon", 1, 4), split("2025-06-02", 0, 4), dividend("2025-06-02", Number.NaN)]);
    expect((await ann.proposals(portfolio)).items).toEqual([]);
  });
});

test("another user's proposals, dismissals and entries are theirs", async () => {
  one.reported.set("SAP.DE", [split("2025-06-02", 1, 4)]);
  const bob = server.as("bob");
  const his = await makePortfolio(bob);
  expect(await makeShare(bob)).toBe(sap);
  await bob.writeEntry(his, entry([trade("buy", sap, "1", "300", "2025-01-02")]));
  const id = await idOf();
  await ann.decideProposal(portfolio, id, { state: "dismissed" });
  expect((await bob.proposals(his)).items).toMatchObject([{ state: "open", quantity: "1" }]);
  await expect(bob.proposals(portfolio)).rejects.toMatchObject({ status: 404 });
  await expect(bob.decideProposal(portfolio, id, { state: "dismissed" })).rejects.toMatchObject({ status: 404 });
});
