import { expect, test } from "vitest";
import { makeShare, startApp } from "./testing.ts";

const apple = { symbol: "AAPL", name: "Apple", kind: "stock", mic: "XNAS", currency: "USD" } as const;

test("the same listing is the same instrument, however it is written and whoever finds it", async () => {
  const ann = startApp().as("ann");
  const typed = await ann.saveInstrument({ ...apple, symbol: "aapl.us", name: "AAPL", mic: "US" });
  const found = await ann.saveInstrument({ ...apple, isin: "US0378331005" });
  expect(found).toEqual({ ...apple, id: typed.id, isin: "US0378331005" });
  const classShares = await Promise.all(
    ["BRK.B", "brk-b", "BRK/B"].map((symbol) => ann.saveInstrument({ ...apple, symbol, name: "Berkshire" })),
  );
  expect(new Set(classShares.map(({ id }) => id)).size).toBe(1);
  expect((await ann.instruments()).items.map(({ symbol }) => symbol).sort()).toEqual(["AAPL", "BRK-B"]);
});

test("another exchange or another currency is another instrument", async () => {
  const ann = startApp().as("ann");
  const drafts = [
    { ...apple, symbol: "SHEL", mic: "XNYS" },
    { ...apple, symbol: "SHEL.L", mic: "XLON", currency: "GBP" },
    { ...apple, symbol: "SHEL.L", mic: "XLON", currency: "USD" },
    { ...apple, symbol: "SHEL.AS", mic: "XAMS", currency: "EUR" },
  ];
  const ids = await Promise.all(drafts.map(async (draft) => (await ann.saveInstrument(draft)).id));
  expect(new Set(ids).size).toBe(4);
});

test("a share quoted in pence is booked in pounds and says what it is quoted in", async () => {
  const ann = startApp().as("ann");
  const share = await ann.saveInstrument({ ...apple, symbol: "VOD.L", name: "Vodafone", mic: "XLON", currency: "GBP" });
  expect(share).toMatchObject({ currency: "GBP", quotedIn: "GBX" });
});

test("searching names what the user has first and as theirs, and offers the simulated market only when asked", async () => {
  const ann = startApp().as("ann");
  const own = await makeShare(ann, "NOV.DE");
  const real = (await ann.searchInstruments("nov")).items;
  expect(real[0]).toMatchObject({ symbol: "NOV.DE", source: "own", instrument: own });
  expect(real.some(({ mic }) => mic === "SIM")).toBe(false);
  const simulated = (await ann.searchInstruments("nova", { simulated: true })).items;
  expect(simulated).toMatchObject([{ symbol: "NOVA.SIM", mic: "SIM" }]);
  expect(simulated[0]).not.toHaveProperty("instrument");
  await ann.makeSample();
  expect((await ann.searchInstruments("nova", { simulated: true })).items).toMatchObject([
    { symbol: "NOVA.SIM", instrument: expect.any(String) },
  ]);
});

test("own prices are stored row by row; rows that cannot be read are named and the others stand", async () => {
  const ann = startApp().as("ann");
  const share = await makeShare(ann);
  const csv = "date,close\n2026-02-23,100\n2026-02-24,many\n2026-02-25,102.5\n";
  const result = await ann.uploadPrices(share, csv, { adjustment: "raw" });
  expect(result).toMatchObject({ stored: 2, from: "2026-02-23", to: "2026-02-25" });
  expect(result.problems).toMatchObject([{ field: "close" }]);
  const closes = (await ann.closes([share], "2026-02-01")).items[0]!;
  expect(closes.closes).toEqual([100, 102.5]);
  await expect(ann.uploadPrices(share, "hello", { adjustment: "raw" })).rejects.toMatchObject({ status: 400 });
});

test("a typed price is positive, of a day that has been, and of something that is not simulated", async () => {
  const ann = startApp().as("ann");
  const share = await makeShare(ann);
  const price = (day: string, text: string) =>
    ann.setPrice(share, { day, price: text }).catch((error: unknown) => error);
  expect(await price("2026-02-27", "12.5")).toMatchObject({ price: "12.5", source: "manual", delay: "manual" });
  expect(await price("2026-02-27", "0.00")).toMatchObject({ status: 400, field: "price" });
  expect(await price("2026-02-27", "-1")).toMatchObject({ status: 400, field: "price" });
  expect(await price("2036-02-27", "1")).toMatchObject({ status: 400 });
  await ann.makeSample();
  const simulated = (await ann.instruments()).items.find(({ mic }) => mic === "SIM")!;
  const refused = ann.setPrice(simulated.id, { day: "2026-02-27", price: "1" });
  await expect(refused).rejects.toMatchObject({ status: 400 });
});

test("who says an unusual unit has another instrument, so that nobody's shared prices are off by a hundred", async () => {
  const { as } = startApp();
  const draft = { symbol: "AAPL", name: "Apple", kind: "stock", mic: "XNAS", currency: "USD" } as const;
  const usual = await as("ann").saveInstrument(draft);
  const inCents = await as("bob").saveInstrument({ ...draft, quotedIn: "USX" });
  expect(inCents).toMatchObject({ quotedIn: "USX" });
  expect(inCents.id).not.toBe(usual.id);
  const vodafone = { ...draft, symbol: "VOD.L", mic: "XLON", currency: "GBP" } as const;
  const said = await as("bob").saveInstrument({ ...vodafone, quotedIn: "GBX" });
  expect((await as("ann").saveInstrument(vodafone)).id).toBe(said.id);
  const pence = as("bob").saveInstrument({ ...draft, quotedIn: "GBX" });
  await expect(pence).rejects.toMatchObject({ status: 400, field: "quotedIn" });
});

test("a real listing is not turned into a simulated one, nor the other way round", async () => {
  const ann = startApp().as("ann");
  const draft = { symbol: "AAPL", name: "Apple", kind: "stock", mic: "US", currency: "USD" } as const;
  await ann.saveInstrument(draft);
  await expect(ann.saveInstrument({ ...draft, mic: "SIM" })).rejects.toMatchObject({ status: 400, field: "mic" });
  const nova = ann.saveInstrument({ ...draft, symbol: "NOVA.SIM", mic: "XNAS" });
  await expect(nova).rejects.toMatchObject({ status: 400, field: "mic" });
});

test("a listing is not moved to another exchange, whose hours and units would make its shared prices wrong for everybody", async () => {
  const server = startApp();
  const draft = { ...apple, symbol: "VOD.L", currency: "GBP" };
  for (const mic of ["XNYS", "XTKS", "SIM"]) {
    await expect(server.as("ann").saveInstrument({ ...draft, mic })).rejects.toMatchObject({
      status: 400,
      field: "mic",
    });
  }
  await expect(server.as("ann").saveInstrument({ ...apple, mic: "XLON" })).rejects.toThrow(
    "mic: AAPL is a symbol of United States, not of XLON",
  );
  await expect(server.as("ann").saveInstrument({ ...apple, symbol: "NOVA.SIM", mic: "ZZZZ" })).rejects.toThrow("SIM");
  // What is not in our table may exist all the same.
  expect(await server.as("ann").saveInstrument({ ...draft, mic: "AIMX" })).toMatchObject({ quotedIn: "GBX" });
});

test("somebody's own under a coin's symbol is not the coin", async () => {
  const ann = startApp().as("ann");
  const coin = { symbol: "GOLD-USD", name: "A coin", kind: "crypto", mic: null, currency: "USD" } as const;
  const { id } = await ann.saveInstrument(coin);
  expect((await ann.saveInstrument({ ...coin, kind: "other" })).id).not.toBe(id);
});

test("prices in a unit of another currency are refused, because all of them would be off by a hundred", async () => {
  const { as, send } = startApp();
  const id = await makeShare(as("ann"));
  const upload = (unit: string) =>
    send("ann", "PUT", `/api/instruments/${id}/prices?adjustment=raw&quotedIn=${unit}`, {
      body: "date,close\n2026-02-02,100\n",
      headers: { "content-type": "text/csv" },
    });
  expect(await (await upload("GBX")).json()).toMatchObject({ status: 400, field: "quotedIn" });
  expect((await upload("EUR")).status).toBe(200);
});
