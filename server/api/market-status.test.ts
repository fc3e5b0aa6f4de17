import { describe, expect, test } from "vitest";
import { scripted } from "../market/testing.ts";
import { makeShare, NOW, startApp } from "./testing.ts";

const clock = () => NOW;

describe("GET /market/status", () => {
  test("tells what each of the user's instruments rests on, and asks nobody for it", async () => {
    const one = scripted({ name: "one", clock });
    one.prices.set("SAP.DE", { price: 100 });
    const server = startApp({ providers: [one], clock });
    const ann = server.as("ann");
    const id = await makeShare(ann);
    await ann.setPrice(id, { day: "2026-02-27", price: "123.45" });
    const { items, instruments } = await ann.marketStatus();
    expect(items.map(({ name }) => name)).toEqual(["one"]);
    expect(instruments).toMatchObject([
      {
        instrument: id,
        source: "manual",
        price: 123.45,
        session: "regular",
        series: [{ source: "manual", closes: 1 }],
      },
    ]);
    expect(one.requests).toEqual([]);
  });

  test("leaves the instruments out for who needs the providers only", async () => {
    const server = startApp({ clock });
    const ann = server.as("ann");
    await makeShare(ann);
    expect((await ann.marketStatus({ instruments: false })).instruments).toEqual([]);
    expect((await ann.marketStatus()).instruments).toHaveLength(1);
  });

  test("wants a typed price before all others until the last of them is taken back", async () => {
    const server = startApp({ clock });
    const ann = server.as("ann");
    const id = await makeShare(ann);
    for (const day of ["2026-02-26", "2026-02-27"]) await ann.setPrice(id, { day, price: "123.45" });
    await ann.saveSourceChoice(id, { pin: "manual" });
    await ann.removePrice(id, "2026-02-26");
    expect((await ann.marketStatus()).instruments).toMatchObject([{ pin: "manual", pinned: true }]);
    await ann.removePrice(id, "2026-02-27");
    expect(await ann.sourceChoice(id)).toMatchObject({ pin: null });
  });

  test("shows nobody what is another's own: their instruments, their prices, their choices", async () => {
    const server = startApp({ clock });
    const [ann, bob] = [server.as("ann"), server.as("bob")];
    const id = await makeShare(ann);
    await ann.setPrice(id, { day: "2026-02-27", price: "123.45" });
    expect((await bob.marketStatus()).instruments).toEqual([]);
    expect(await makeShare(bob)).toBe(id);
    expect((await bob.marketStatus()).instruments).toMatchObject([{ instrument: id, source: null, series: [] }]);
  });

  test("says of each provider whose prices it brings, its terms, its key, its budget and what to do", async () => {
    const used = [{ perMs: 60_000, used: 12, limit: 60, resetsAt: "2026-03-02T10:00:30.000Z" }];
    const key = { isNeeded: true, howToGet: "A free key comes from one.example." };
    const common = { key, terms: "For personal use.", budget: async () => used };
    const keyed = scripted({ name: "one", clock, rest: { ...common, keyHash: "abc" } });
    const keyless = scripted({
      name: "two",
      clock,
      rest: { key, needs: "TWO needs a key.", keyRemedy: "Put it into the settings." },
    });
    const own = scripted({ name: "three", clock, rest: { key, keyHash: "def", scope: "user:ann" } });
    const server = startApp({ providers: [keyed, keyless, own], clock });
    const { items } = await server.as("ann").marketStatus();
    expect(items).toMatchObject([
      {
        ...{ name: "one", scope: "deployment", terms: "For personal use.", state: "idle" },
        key: { ...key, held: "deployment" },
        budget: [{ perSeconds: 60, used: 12, limit: 60, resetsAt: "2026-03-02T10:00:30.000Z" }],
      },
      { name: "two", state: "needs-key", enabled: false, remedy: "Put it into the settings.", key: { held: "none" } },
      { name: "three", scope: "own", key: { held: "own" } },
    ]);
  });
});
