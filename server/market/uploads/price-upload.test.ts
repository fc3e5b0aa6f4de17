import { dayFromNumber, dayNumber } from "@tickfolio/engine";
import { strToU8, type Zippable, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { listing } from "../testing.ts";
import { PRICE_FILE_LIMITS, readPriceFile } from "./price-file.ts";
import { createPriceUpload, type Wanted } from "./price-upload.ts";

const options = { lastDay: dayNumber("2026-11-22") };
const apple: Wanted = { instrument: listing("AAPL"), options };
const tesla: Wanted = { instrument: listing("TSLA"), options };
const vodafone: Wanted = {
  instrument: listing("VOD.L", { mic: "XLON", currency: "GBP", quotedIn: "GBX" }),
  options: { ...options, quotedIn: "GBX" },
};
const cd = { instrument: listing("CDR.WA", { mic: "XWAR", currency: "PLN" }), options };
const shed: Wanted = { instrument: listing("Shed", { mic: null, kind: "other" }), options };
const all = [apple, tesla, vodafone, cd, shed];

const BULK = "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>";
const bulk = (ticker: string, day: string, close: number, period = "D") =>
  `${ticker},${period},${day},000000,${close},${close},${close},${close},1000,0`;
const CSV = "Date,Open,High,Low,Close,Volume";

/** Reads a file in pieces of some bytes; the whole at once where none are named. */
async function read(
  file: string | Uint8Array,
  wanted = all,
  only?: Wanted,
  piece = 1_000_000,
  limits = PRICE_FILE_LIMITS,
) {
  const bytes = typeof file === "string" ? strToU8(file) : file;
  const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, at) =>
    bytes.subarray(at * piece, (at + 1) * piece),
  );
  const reader = createPriceUpload(wanted, only);
  await readPriceFile(pieces, "", reader, limits);
  const { found, others, skipped } = reader.finish();
  const closes = found.map(({ instrument, prices }) => [
    instrument.symbol,
    ...[...prices.days].map((day, row) => `${dayFromNumber(day)} ${prices.closes[row]}`),
  ]);
  return { closes, others, skipped, problems: found.flatMap(({ prices }) => prices.problems), found };
}
const zip = (files: Record<string, string>, level: 0 | 6 = 6) =>
  zipSync(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, [strToU8(text), { level }]])) as Zippable,
  );

describe("Stooq's bulk text", () => {
  const text = [
    BULK,
    bulk("AAPL.US", "20261119", 271.12),
    bulk("AAPL.US", "20261120", 273.61),
    bulk("MSFT.US", "20261120", 500),
    bulk("VOD.UK", "20261120", 92.74),
    bulk("CDR", "20261120", 231.5),
    bulk("TSLA.US", "20261120", 400, "5"),
    bulk("AAPL.US", "20271120", 1),
    "",
  ].join("\r\n");

  test.each([1, 7, 64, 1_000_000])(
    "of many tickers is read in pieces of %i bytes: those held, in their major currency",
    async (piece) => {
      const { closes, others, problems } = await read(text, all, undefined, piece);
      expect(closes).toEqual([
        ["AAPL", "2026-11-19 271.12", "2026-11-20 273.61"],
        ["VOD.L", "2026-11-20 0.9274"],
        ["CDR.WA", "2026-11-20 231.5"],
        ["TSLA"],
      ]);
      expect(others).toEqual({ count: 1, symbols: ["MSFT.US"] });
      expect(problems).toEqual([
        { row: 8, field: "date", message: '"20271120" is in the future.' },
        { row: 7, field: "period", message: '"5" is not D: only daily prices are read.' },
      ]);
    },
  );

  test("for one instrument takes its rows; a single ticker that is called otherwise is taken for it", async () => {
    expect((await read(text, [tesla], tesla)).closes).toEqual([["TSLA"]]);
    expect((await read(text, [shed], shed)).closes).toEqual([]);
    const single = [BULK, bulk("XAUUSD", "20261120", 4_000)].join("\n");
    expect((await read(single, [shed], shed)).closes).toEqual([["Shed", "2026-11-20 4000"]]);
  });

  test("of forty megabytes needs no more room than what is held of it", async () => {
    let size = 0;
    function* pieces() {
      yield strToU8(`${BULK}\n${bulk("AAPL.US", "20261120", 273.61)}\n`);
      const block = strToU8(
        `${Array.from({ length: 1_000 }, (_, row) => bulk(`X${row}.US`, "20261120", row + 1)).join("\n")}\n`,
      );
      for (; size < 40_000_000; size += block.length) yield block;
    }
    const reader = createPriceUpload(all);
    const before = process.memoryUsage().heapUsed;
    await readPriceFile(pieces(), "", reader);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(150_000_000);
    const { found, others } = reader.finish();
    expect([found.length, others.count, others.symbols.length]).toEqual([1, 1_000, 20]);
  }, 30_000);
});

describe("Stooq's table of one symbol", () => {
  test.each([
    [CSV, "in English"],
    ["Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen", "in Polish"],
    ["Data,Otwarcie,Najwyższy,Najniższy,Zamknięcie,Wolumen", "in Polish with its marks"],
  ])("%s (%s) is of the instrument it is uploaded for", async (header) => {
    const text = [header, "2026-11-20,271,275,270,273.61,1", "2026-11-19,271,275,270,271.12,1"].join("\r\n");
    expect((await read(text, [apple], apple)).closes).toEqual([["AAPL", "2026-11-19 271.12", "2026-11-20 273.61"]]);
  });

  test("a bar that contradicts itself keeps its close, and says so", async () => {
    const { closes, found } = await read([CSV, "2026-11-20,280,275,270,273.61,1"].join("\n"), [apple], apple);
    expect(closes).toEqual([["AAPL", "2026-11-20 273.61"]]);
    expect(found[0]!.prices.notes).toEqual([
      { row: 2, field: "close", message: "2026-11-20: its open 280 is above its high 275. Only its close is kept." },
    ]);
  });

  test("for nobody in particular, without a ticker or a name, it is of nothing", async () => {
    const { closes, others } = await read([CSV, "2026-11-20,1,1,1,1,1"].join("\n"));
    expect([closes, others.count]).toEqual([[], 1]);
  });
});

describe("an archive", () => {
  const row = (close: number) => `${CSV}\n2026-11-20,${close},${close},${close},${close},1\n`;

  test.each([1, 100, 1_000_000])(
    "as Stooq packs it is read in pieces of %i bytes, by the tickers or the names of its files",
    async (piece) => {
      const files = {
        "data/daily/us/nasdaq stocks/1/aapl.us.txt": [BULK, bulk("AAPL.US", "20261120", 273.61)].join("\n"),
        "data/daily/us/nasdaq stocks/1/msft.us.txt": [BULK, bulk("MSFT.US", "20261120", 500)].join("\n"),
        "data/daily/us/readme.md": "hello",
        "vod_uk_d.csv": row(92.74),
        "cdr_w.csv": row(230),
        "Shed.csv": row(5),
        "20261120_d.txt": [BULK, bulk("TSLA.US", "20261120", 400)].join("\n"),
      };
      const { closes, others, skipped } = await read(zip(files), all, undefined, piece);
      expect(closes).toEqual([
        ["AAPL", "2026-11-20 273.61"],
        ["VOD.L", "2026-11-20 0.9274"],
        ["Shed", "2026-11-20 5"],
        ["TSLA", "2026-11-20 400"],
      ]);
      expect(others.symbols).toContain("MSFT.US");
      expect(skipped).toEqual([{ name: "cdr_w.csv", message: "Its name says that its prices are not daily." }]);
    },
  );

  test("the same instrument twice is that of the first file", async () => {
    const { closes } = await read(zip({ "a/aapl.us.txt": row(1), "b/aapl.us.txt": row(2) }));
    expect(closes).toEqual([["AAPL", "2026-11-20 1"]]);
  });

  const bomb = zip({ "aapl.us.txt": row(1) + "2026-11-20,1,1,1,1,1\n".repeat(200_000) });
  const damaged = zip({ "aapl.us.txt": row(1).repeat(50) });
  damaged.fill(255, 45, 60);
  const stretched = { ...PRICE_FILE_LIMITS, ratio: 1e9 };
  test.each<[what: string, file: Uint8Array, limits: typeof PRICE_FILE_LIMITS, words: string]>([
    ["with a name that leads out of it", zip({ "../../aapl.us.txt": row(1) }), PRICE_FILE_LIMITS, "outside of it"],
    ["with a name from the root", zip({ "/etc/aapl.us.txt": row(1) }), PRICE_FILE_LIMITS, "outside of it"],
    ["with a name of another system", zip({ "..\\aapl.us.txt": row(1) }), PRICE_FILE_LIMITS, "outside of it"],
    ["that grows beyond belief", bomb, PRICE_FILE_LIMITS, "more than 100 times its size"],
    ["that grows too large", bomb, { ...stretched, unpackedBytes: 2_000_000 }, "more than 2 MB"],
    ["that is too large", bomb, { ...stretched, bytes: 1_000 }, "larger than 0.001 MB"],
    [
      "of too many files",
      zip({ "a.txt": "", "b.txt": "", "c.txt": "" }),
      { ...stretched, entries: 2 },
      "more than 2 files",
    ],
    ["that is damaged", damaged, PRICE_FILE_LIMITS, "damaged"],
    [
      "whose end is missing",
      zip({ "aapl.us.txt": row(1) }).subarray(0, -30),
      PRICE_FILE_LIMITS,
      "end of the archive is missing",
    ],
    ["that is none", Uint8Array.of(0x50, 0x4b, 3, 4, 9, 9, 9), PRICE_FILE_LIMITS, "end of the archive is missing"],
  ])("%s is refused, and nothing of it is taken", async (_, file, limits, words) => {
    await expect(read(file, all, undefined, 1_000_000, limits)).rejects.toMatchObject({
      name: "PriceFileError",
      message: expect.stringContaining(words),
    });
  });

  test("what is no text, or has no end of a line, does no harm", async () => {
    await expect(read(Uint8Array.of(0xff, 0xfe, 0x00))).rejects.toThrow("not UTF-8");
    const { skipped } = await read("x".repeat(50_000));
    expect(skipped[0]!.message).toContain("longer than any line of prices");
    await expect(read("")).rejects.toThrow("empty");
  });
});

describe("a file that goes on and on", () => {
  test("is kept no further than there are days", async () => {
    const rows = Array.from({ length: 100_500 }, () => "2026-11-20,1,1,1,1,1");
    const { found, problems } = await read(`${CSV}\n${rows.join("\n")}`, [apple], apple, 65_536);
    expect(found[0]!.prices.days).toHaveLength(1);
    expect(problems).toContainEqual({
      row: 100_002,
      field: "row",
      message: expect.stringContaining("nothing was read"),
    });
  });

  test("of symbols that are nobody's is counted so far, and of them nothing is kept but their names", async () => {
    const name = (row: number) => `NOBODY-${String(row).padStart(20, "0")}`;
    const rows = Array.from({ length: 110_000 }, (_, row) => bulk(name(row), "20261120", 1));
    const { others } = await read(
      `${BULK}\n${rows.join("\n")}\n${bulk("AAPL.US", "20261120", 273)}`,
      all,
      undefined,
      65_536,
    );
    expect(others.count).toBe(100_000);
  });
});
