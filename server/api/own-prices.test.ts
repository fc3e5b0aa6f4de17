import { type Client, newId } from "@tickfolio/protocol";
import { strToU8, zipSync } from "fflate";
import { beforeEach, describe, expect, test } from "vitest";
import { listing } from "../market/testing.ts";
import { startApp } from "./testing.ts";

const server = startApp();
let ann: Client;
let bob: Client;
let apple: string;
let vodafone: string;

beforeEach(async () => {
  [ann, bob] = [server.as(newId("usr")), server.as(newId("usr"))];
  const { id: _, ...aapl } = listing("AAPL");
  const { id: __, ...vod } = listing("VOD.L", { mic: "XLON", currency: "GBP", quotedIn: "GBX" });
  apple = (await ann.saveInstrument(aapl)).id;
  vodafone = (await ann.saveInstrument(vod)).id;
  await bob.saveInstrument(aapl);
});
const price = async (client: Client, instrument: string) => (await client.quotes([instrument])).items[0]?.price;
const HEADER = "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>";
const bulk = (ticker: string, close: number) => `${ticker},D,20260227,000000,${close},${close},${close},${close},1,0`;
const many = [HEADER, bulk("AAPL.US", 273.61), bulk("VOD.UK", 92.74), bulk("MSFT.US", 500)].join("\r\n");

describe("a typed price", () => {
  test("can be taken back, and what was there before counts again", async () => {
    await ann.setPrice(apple, { day: "2026-02-26", price: "270" });
    await ann.setPrice(apple, { day: "2026-02-27", price: "2700" });
    expect(await price(ann, apple)).toBe("2700");
    expect((await ann.ownPrices(apple)).typed).toEqual([
      { day: "2026-02-26", price: 270 },
      { day: "2026-02-27", price: 2_700 },
    ]);
    expect((await ann.removePrice(apple, "2026-02-27")).typed).toEqual([{ day: "2026-02-26", price: 270 }]);
    expect(await price(ann, apple)).toBe("270");
    expect(await ann.removePrice(apple, "2026-02-26")).toEqual({ typed: [], uploaded: null });
    expect(await price(ann, apple)).toBeUndefined();
    expect((await ann.closes([apple], "2026-01-01")).items).toEqual([]);
  });

  test("that is not there cannot be taken back, nor one of somebody else", async () => {
    await ann.setPrice(apple, { day: "2026-02-26", price: "270" });
    for (const day of ["2026-02-25", "no day"]) {
      await expect(ann.removePrice(apple, day)).rejects.toMatchObject({ status: 404 });
    }
    await expect(bob.removePrice(apple, "2026-02-26")).rejects.toMatchObject({ status: 404 });
    expect(await price(ann, apple)).toBe("270");
    expect(await price(bob, apple)).toBeUndefined();
  });

  test("beneath an upload counts again when the upload is taken back", async () => {
    await ann.setPrice(apple, { day: "2026-02-26", price: "270" });
    await ann.uploadPrices(apple, "date,close\n2026-02-27,273.61\n", { adjustment: "raw" });
    expect(await price(ann, apple)).toBe("273.61");
    expect((await ann.ownPrices(apple)).uploaded).toEqual({
      ...{ from: "2026-02-27", to: "2026-02-27", closes: 1, adjustment: "raw" },
    });
    expect((await ann.removeUpload(apple)).uploaded).toBeNull();
    expect(await price(ann, apple)).toBe("270");
    await expect(ann.removeUpload(apple)).rejects.toMatchObject({ status: 404 });
  });
});

describe("a file of many symbols", () => {
  test.each<[string, () => string | Uint8Array<ArrayBuffer>]>([
    ["text", () => many],
    ["an archive", () => zipSync({ "data/20260227_d.txt": strToU8(many) }) as Uint8Array<ArrayBuffer>],
  ])("as %s brings prices of what the user has, and says what it left", async (_, file) => {
    expect(await ann.uploadManyPrices(file())).toEqual({
      instruments: [
        ...[
          { instrument: apple, symbol: "AAPL" },
          { instrument: vodafone, symbol: "VOD.L" },
        ].map((one) => ({ ...one, stored: 1, from: "2026-02-27", to: "2026-02-27", problems: [], notes: [] })),
      ],
      others: { count: file() === many ? 1 : 2, symbols: expect.arrayContaining(["MSFT.US"]) },
      skipped: [],
    });
    expect([await price(ann, apple), await price(ann, vodafone)]).toEqual(["273.61", "0.9274"]);
    expect(await price(bob, apple)).toBeUndefined();
    expect((await ann.ownPrices(apple)).uploaded?.adjustment).toBe("unknown");
  });

  test("that is refused leaves everything as it was", async () => {
    await ann.setPrice(apple, { day: "2026-02-26", price: "270" });
    const outside = zipSync({ "aapl.us.txt": strToU8(many), "../evil.txt": strToU8(many) });
    await expect(ann.uploadManyPrices(outside as Uint8Array<ArrayBuffer>)).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("Nothing of it was taken."),
    });
    expect(await price(ann, apple)).toBe("270");
    expect((await ann.ownPrices(apple)).uploaded).toBeNull();
  });

  test("whose rows name nobody is of whom its name says", async () => {
    const file = "date,close\n2026-02-26,271\n2026-02-27,272.5\n";
    const { instruments } = await ann.uploadManyPrices(file, { name: "aapl_us_d.csv", adjustment: "split" });
    expect(instruments).toMatchObject([{ symbol: "AAPL", stored: 2, to: "2026-02-27" }]);
    expect((await ann.uploadManyPrices(file, { name: "prices.csv" })).instruments).toEqual([]);
  });

  test("with nothing of theirs stores nothing", async () => {
    expect(await bob.uploadManyPrices([HEADER, bulk("MSFT.US", 500)].join("\n"))).toEqual({
      ...{ instruments: [], others: { count: 1, symbols: ["MSFT.US"] }, skipped: [] },
    });
  });
});

test("for one instrument, a file of others is refused by their names", async () => {
  await expect(
    ann.uploadPrices(vodafone, [HEADER, bulk("A.US", 1), bulk("B.US", 2)].join("\n"), { adjustment: "raw" }),
  ).rejects.toMatchObject({
    status: 400,
    message: "body: It has prices of A.US, B.US, and none of VOD.L.",
  });
});

test("rows of which only the close is kept are named", async () => {
  const text = "date,open,high,low,close\n2026-02-27,280,275,270,273.61\n";
  expect((await ann.uploadPrices(apple, text, { adjustment: "raw" })).notes).toMatchObject([{ row: 2 }]);
});
