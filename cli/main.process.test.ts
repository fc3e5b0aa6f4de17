// The command line as a script sees it: standard output, exit codes.

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const small = join(root, "examples/small-portfolio");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tickfolio-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NOBODY = Object.fromEntries(
  ["ECB", "FRANKFURTER", "COINGECKO", "KRAKEN", "BINANCE", "OPENFIGI"].map((name) => [
    `TICKFOLIO_${name}_URL`,
    "http://127.0.0.1:9/",
  ]),
);

function type(...words: string[]): Promise<{ code: number; out: string; problems: string }> {
  return new Promise((resolve) => {
    // Nobody listens on port 9 of this machine: these commands have no network.
    const env = { ...process.env, TICKFOLIO_FOLDER: folder, ...NOBODY };
    const limits = { timeout: 60_000, killSignal: "SIGKILL" } as const;
    execFile(process.execPath, ["cli/main.ts", ...words], { cwd: root, env, ...limits }, (error, out, problems) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, problems }),
    );
  });
}

describe("verify", () => {
  test("prints its count last and exits 0 when every figure is right", async () => {
    const { code, out } = await type("verify", join(root, "examples/conformance/holdings.json"));
    expect(code).toBe(0);
    expect(out.trim().split("\n").at(-1)).toMatch(/^[1-9]\d* passed, 0 failed, 0 skipped$/);
  });

  test("exits 1 and shows what was computed when a case expects a wrong figure", async () => {
    const file = JSON.parse(readFileSync(join(root, "examples/conformance/holdings.json"), "utf8"));
    const [symbol] = Object.keys(file.cases[0].expected.positions);
    file.cases[0].expected.positions[symbol!].costBasis = 123456;
    writeFileSync(join(folder, "wrong.json"), JSON.stringify(file));
    const { code, out } = await type("verify", "wrong.json");
    expect(code).toBe(1);
    expect(out).toContain("expected 123456, computed ");
    expect(out.trim().split("\n").at(-1)).toMatch(/, 1 failed, /);
  });

  test("--json gives every figure; a file that is none is a sentence", async () => {
    const { out } = await type("verify", join(root, "examples/conformance/holdings.json"), "--json");
    expect(JSON.parse(out).results[0].figures[0]).toMatchObject({ ok: true });
    writeFileSync(join(folder, "none.json"), "[]");
    const { code, problems } = await type("verify", "none.json");
    expect(code).toBe(1);
    expect(problems).toContain("none.json could not be read as a conformance file");
  });
});

describe("import and export", () => {
  const home = () => [
    "--data",
    "books",
    "--prices",
    join(small, "prices"),
    "--rates",
    join(small, "prices/eurofxref-hist.csv"),
  ];

  test("what is exported reads back as the same portfolio", async () => {
    const first = await type("import", join(small, "trades.csv"), "--create", "--portfolio", "One", ...home());
    expect(first).toMatchObject({ code: 0 });
    expect(first.out).toContain("7 new rows written to One, 0 already there, 0 not read.");
    expect(await type("export", "One", "--out", "one.csv", ...home())).toMatchObject({ code: 0 });
    await type("import", "one.csv", "--create", "--portfolio", "Two", ...home());

    const [one, two] = await Promise.all(
      ["One", "Two"].map(async (name) => {
        const shown = JSON.parse((await type("show", name, "--day", "2024-01-12", "--json", ...home())).out);
        return shown.portfolios[0].valuation.totals;
      }),
    );
    expect(one.marketValue).toBeGreaterThan(1000);
    expect(two).toEqual(one);
  });

  test("a holding becomes a test case that verify passes, under another name", async () => {
    const { code, out } = await type("make-case", "One", "KITE.DE", "--day", "2024-01-12", "--shift=-30", ...home());
    expect(code).toBe(0);
    expect(out).not.toMatch(/KITE|txn_|2024-01-12/);
    writeFileSync(join(folder, "holding.json"), out);
    expect((await type("verify", "holding.json")).out).toBe("1 passed, 0 failed, 0 skipped\n");
    const wrong = await type("make-case", "One", "GONE", ...home());
    expect(wrong).toMatchObject({ code: 1, problems: expect.stringContaining("One has no GONE.") });
    expect(await type("make-case", "One", "KITE.DE", "--scale", "much", ...home())).toMatchObject({ code: 2 });
  });

  test("what a range has gained is told by what, with its returns", async () => {
    const range = ["--from", "2024-01-05", "--to", "2024-01-12"];
    const { code, out } = await type("performance", "One", ...range, ...home());
    expect(code).toBe(0);
    expect(out).toMatch(/^One, 2024-01-05 to 2024-01-12, in EUR\n/);
    const amount = (name: string) => Number(new RegExp(`^${name} +(-?[0-9.]+)$`, "m").exec(out)?.[1] ?? 0);
    const parts = ["price", "currency of holdings", "income", "currency of cash", "fees", "taxes"];
    expect(parts.reduce((sum, name) => sum + amount(name), 0)).toBeCloseTo(amount("gain"), 1);
    const came = amount("put in") + amount("taken out");
    expect(amount("worth at the beginning") + came + amount("gain")).toBeCloseTo(amount("worth at the end"), 1);
    expect(out).toMatch(/^time-weighted -?[0-9.]+ %$/m);
    expect(out).toMatch(/^money-weighted /m);

    const all = JSON.parse((await type("performance", "--json", "--benchmark", "KITE.DE", ...range, ...home())).out);
    expect(all).toMatchObject({ days: 7, benchmark: { timeWeighted: expect.any(Number) } });
    for (const wrong of [
      ["--range", "2Y"],
      ["--from", "then"],
      ["--benchmark", "GONE"],
      ["One", "Two"],
    ]) {
      expect(await type("performance", ...wrong, ...home()), wrong.join(" ")).toMatchObject({ code: 2 });
    }
  });

  test("into a folder an export goes under the portfolio's own name, in all its letters", async () => {
    const name = "Zoë's 株 / 2024";
    await type("import", join(small, "trades.csv"), "--create", "--portfolio", name, ...home());
    mkdirSync(join(folder, "exports"));
    const { code, out } = await type("export", name, "--out", "exports", ...home());
    expect({ code, out }).toEqual({ code: 0, out: `${name}: written to ${join("exports", "Zoë's 株 - 2024.csv")}.\n` });
    expect(readFileSync(join(folder, "exports", "Zoë's 株 - 2024.csv"), "utf8")).toContain("KITE.DE");
  });

  test("a second import of the same file changes nothing, and a bad row is named while the others stand", async () => {
    const again = await type("import", join(small, "trades.csv"), "--portfolio", "One", ...home());
    expect(again.out).toContain("0 new rows written to One, 7 already there, 0 not read.");
    const rows = readFileSync(join(small, "trades.csv"), "utf8").replace("2024-01-09,dividend", "2024-13-09,dividend");
    writeFileSync(join(folder, "bad.csv"), rows);
    const bad = await type("import", "bad.csv", "--create", "--portfolio", "Three", ...home());
    expect(bad.code).toBe(1);
    expect(bad.out).toMatch(/row 5, date: /);
    expect(bad.out).toContain("6 new rows written to Three, 0 already there, 1 not read.");
  });

  test("no portfolio is made for a question, or for a file nothing can be read of", async () => {
    const asked = await type("import", join(small, "trades.csv"), "--create", "--dry-run", "--data", "none");
    expect(asked).toMatchObject({ code: 0 });
    expect(asked.out).toContain("7 new rows for My portfolio, 0 not read. Nothing was written");
    writeFileSync(join(folder, "sheet.csv"), Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0xff, 0xfe]));
    const sheet = await type("import", "sheet.csv", "--create", "--data", "none");
    expect(sheet).toMatchObject({ code: 1 });
    expect(sheet.out).toContain("row 1: The file is not UTF-8 text.");
    expect((await type("show", "--data", "none")).out).toContain("There is no portfolio yet.");
  });

  test("a question is warned of what the writing is warned of", async () => {
    const rows = readFileSync(join(small, "trades.csv"), "utf8").replace("sell,LAMP,5,", "sell,LAMP,50,");
    writeFileSync(join(folder, "over.csv"), rows);
    const words = ["import", "over.csv", "--create", "--portfolio", "Over", ...home()];
    const warned = (out: string) => out.split("\n").filter((line) => line.startsWith("warning: "));
    const asked = await type(...words, "--dry-run");
    expect(warned(asked.out)).toEqual(["warning: row 7: 50 LAMP sold, 34 more than held."]);
    expect(warned((await type(...words)).out)).toEqual(warned(asked.out));
    expect((await type("show", "Over", "--day", "2024-03-01", ...home())).out).toMatch(/\(partial: .*LAMP oversold\)/);
  });

  test("a column nobody knows is said to be left out, and a cell too many stands beside no column", async () => {
    const rows = ["date,kind,amount,currency,fees", "2024-01-02,deposit,5,EUR,1", "2024-01-03,deposit,5,EUR,1,2,3"];
    writeFileSync(join(folder, "columns.csv"), rows.join("\n"));
    const { out } = await type("import", "columns.csv", "--create", "--portfolio", "Columns", "--data", "columns");
    expect(out).toContain("note: row 1, fees: This column is not known and was left out.");
    expect(out).toContain('row 3: Expected no cell beyond the 5 of the first line, found "2".');
  });
});

test("a value at an old exchange rate names the rate's day", async () => {
  writeFileSync(join(folder, "dollars.csv"), "date,kind,amount,currency\n2024-01-12,deposit,100,USD\n");
  const home = ["--rates", join(small, "prices/eurofxref-hist.csv"), "--data", "dollars"];
  await type("import", "dollars.csv", "--create", "--currency", "EUR", "--cash", "tracked", ...home);
  const old = /^old rate: the newest exchange rate from USD to EUR is of 2024-01-26\. /m;
  expect((await type("show", "--day", "2024-02-02", ...home)).out).not.toMatch(old);
  expect((await type("show", "--day", "2024-02-03", ...home)).out).toMatch(old);
});

test("worth has the tracked cash in it, in the places of the currency", async () => {
  writeFileSync(join(folder, "cash.csv"), "date,kind,amount,currency\n2024-01-02,deposit,5000,JPY\n");
  const home = ["--currency", "JPY", "--cash", "tracked", "--data", "cash"];
  await type("import", "cash.csv", "--create", ...home);
  const { out } = await type("show", "--data", "cash");
  expect(out).toContain("invested 5000, cost 0, worth 5000 (holdings 0, cash 5000), ");
});

test("books that are damaged are said to be, without a trace of the program", async () => {
  mkdirSync(join(folder, "damaged"));
  writeFileSync(join(folder, "damaged", "tickfolio.sqlite"), "no database, whatever its name says\n".repeat(200));
  for (const command of ["show", "serve"]) {
    const { code, problems } = await type(command, "--data", "damaged");
    expect(code).toBe(1);
    expect(problems).toMatch(/^.*tickfolio\.sqlite is damaged .* Nothing was changed\. .*\n$/);
  }
});

test("a data folder that cannot be is a sentence and a remedy, at once", async () => {
  writeFileSync(join(folder, "a-file"), "");
  // The system's own folder answers a new one with "not there", over and over.
  const impossible = process.platform === "linux" ? "/proc/nope" : "a-file/inside";
  for (const [data, what] of [
    [impossible, "cannot be used: "],
    ["a-file", "a file is in the place of a folder"],
    ["a-file/inside/more", "a file is in the place of a folder"],
  ] as const) {
    const { code, problems } = await type("serve", "--no-open", "--port", "0", "--data", data);
    expect(problems).toMatch(/^The data folder .*\.\nName another folder with --data.*\n$/);
    expect(problems).toContain(what);
    expect(code).toBe(1);
  }
});

test("books that cannot be opened are a sentence, without a trace of the program", async () => {
  mkdirSync(join(folder, "odd", "tickfolio.sqlite"), { recursive: true });
  const { code, problems } = await type("show", "--data", "odd");
  expect(problems).toMatch(/^.*tickfolio\.sqlite cannot be read or written .* Nothing was changed\. .*\n$/);
  expect(code).toBe(1);
});

test("a price folder that is not there is named, not passed over", async () => {
  const { code, problems } = await type("show", "--data", "books", "--prices", "nowhere");
  expect(code).toBe(2);
  expect(problems).toContain(`--prices: there is no ${join(folder, "nowhere")}.`);
});

test("typed wrong is exit code 2 with the place to look", async () => {
  expect(await type("show", "Nobody's", "--data", "books")).toMatchObject({ code: 2 });
  expect((await type("export", "--data", "empty")).problems).toContain("There are: none yet.");
  const { code: wrongDay, problems: aboutDay } = await type("show", "--day", "2024-13-01", "--data", "books");
  expect(wrongDay).toBe(2);
  expect(aboutDay).toContain('not "2024-13-01"');
  const { code, problems } = await type("fly");
  expect(code).toBe(2);
  expect(problems).toContain("--help");
});

test("without a network the command still ends by itself, with what it knows", async () => {
  const small = join(root, "examples/small-portfolio");
  await type("import", join(small, "trades.csv"), "--create", "--data", "offline", "--prices", join(small, "prices"));
  const { code, out, problems } = await type("show", "--day", "2024-01-12", "--data", "offline");
  expect(problems).toBe("");
  expect(code).toBe(0);
  expect(out).toContain("partial");
  expect(out).toMatch(/LAMP .* unpriced +unknown +unknown/);
});

test("before the first request it is listed who would be asked, and they are once that is allowed", async () => {
  await type("import", join(root, "examples/small-portfolio/trades.csv"), "--create", "--data", "first");
  const first = await type("show", "--day", "2024-01-12", "--data", "first");
  expect(first.out).toMatch(/^Nobody outside has been asked .* With --ask these are, from now on:\n {2}CoinGecko: /);
  expect(first.out).toContain("European Central Bank");
  for (const words of [["--ask"], []]) {
    const { code, out } = await type("show", "--day", "2024-01-12", "--data", "first", ...words);
    expect(code).toBe(0);
    expect(out).not.toContain("Nobody outside has been asked");
  }
});
