import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Decimal } from "./decimal.ts";
import { type TradeDraft, writeTradesCsv } from "./trades-csv.ts";
import { readTradesCsv } from "./trades-csv-read.ts";

const header =
  "date,kind,symbol,quantity,price,amount,currency,fee,tax,exchange_rate,account,note,to_amount,to_currency,numerator,denominator,time";
const read = (...rows: string[]) => readTradesCsv([header, ...rows].join("\n"));
const problem = (...rows: string[]) =>
  read(...rows).problems.map(({ row, field, message }) => `${row} ${field}: ${message}`);
const D = Decimal.parse;

describe("what is written reads back the same", () => {
  test("also what only few have: times, charges with a currency and rate of their own, symbols for ids", () => {
    const draft: TradeDraft = {
      day: "2024-01-02",
      time: "14:30:05",
      kind: "buy",
      instrument: "ins_1",
      quantity: D("0.000000000000000001"),
      price: D("1.10"),
      amount: D("123456789012345.123456789012345678"),
      currency: "USD",
      exchangeRate: D("0.92"),
      fee: { amount: D("1.5"), currency: "EUR" },
      tax: { amount: D("2"), currency: "GBP", exchangeRate: D("1.17") },
    };
    const apple = { id: "ins_1", symbol: "AAPL", name: "Apple", kind: "stock", mic: "XNAS", currency: "USD" } as const;
    const csv = writeTradesCsv([draft], { instrumentOf: () => ({ ...apple, isin: "US0378331005" }) });
    expect(csv).toContain(",1.5 EUR,2 GBP @ 1.17,0.92,");
    const words = {
      name: "Apple",
      isin: "US0378331005",
      market: "XNAS",
      kind: "stock",
      currency: "USD",
      quotedIn: "USD",
    };
    const transaction = { ...draft, instrument: "AAPL" };
    expect(readTradesCsv(csv).rows).toEqual([{ row: 2, transaction, listing: words }]);
  });

  test("text that a spreadsheet would run as a formula goes out behind an apostrophe", () => {
    const draft: TradeDraft = {
      day: "2024-01-02",
      kind: "deposit",
      amount: D("1"),
      currency: "EUR",
      note: '=HYPERLINK("http://x")',
    };
    expect(writeTradesCsv([draft])).toContain(`"'=HYPERLINK(""http://x"")"`);
    const hidden = { ...draft, note: "total; =1+1", account: "a\n@b" };
    expect(writeTradesCsv([hidden])).toContain(`"a\n'@b","total;' =1+1"`);
  });
});

describe("files of other programs", () => {
  test("may have a byte order mark, CRLF, semicolons, quoted cells, fewer columns and another order of them", () => {
    const { rows, problems } = readTradesCsv(
      '\uFEFFKind;Date;Symbol;Quantity;Price;Currency;Note\r\nBUY;2024-01-02;AAPL;"10";100.50;USD;"bought; at the ""dip"""\r\n\r\nsell;2024-01-03;AAPL;5;101;USD;\r\n',
    );
    expect(problems).toEqual([]);
    expect(rows).toMatchObject([
      { row: 2, transaction: { kind: "buy", day: "2024-01-02", quantity: D("10"), note: 'bought; at the "dip"' } },
      { row: 4, transaction: { kind: "sell", price: D("101") } },
    ]);
  });

  test("may state a dividend per unit", () => {
    expect(read("2024-01-02,dividend,AAPL,10,0.24,,USD,,,,,,,,,,").rows[0]!.transaction).toMatchObject({
      amount: D("2.4"),
    });
  });

  test("may be in pence: price, amount, fee and tax become pounds, exactly", () => {
    const { rows } = read(
      "2024-01-02,buy,VOD.L,100,71.35,,GBX,595,188,,,,,,,,",
      "2024-01-02,buy,VOD.L,100,71.35,,GBP,1.50 EUR,,,,,,,,,",
    );
    expect(rows[0]!.transaction).toMatchObject({
      currency: "GBP",
      price: D("0.7135"),
      fee: { amount: D("5.95") },
      tax: { amount: D("1.88") },
    });
    expect(rows[1]!.transaction).toMatchObject({ price: D("71.35"), fee: { amount: D("1.5"), currency: "EUR" } });
  });
});

describe("a row that is wrong", () => {
  const good = "2024-01-02,buy,AAPL,10,100,,USD,,,,,,,,,,";

  test("is named with its line and field, and the good ones stand", () => {
    const { rows, problems } = read(good, "02.01.2024,buy,AAPL,x,100,,USD,,,,,,,,,,", good);
    expect(rows.map(({ row }) => row)).toEqual([2, 4]);
    expect(problems).toEqual([
      { row: 3, field: "date", message: 'Expected a day like 2024-03-01, found "02.01.2024".' },
      { row: 3, field: "quantity", message: 'Expected a number like 1234.56, found "x".' },
    ]);
  });

  test.each([
    ['2024-01-02,buy,AAPL,10,"1,50",,USD,,,,,,,,,,', '2 price: Expected a number like 1234.56, found "1,50".'],
    [
      "2024-01-02,buy,AAPL,-10,1,,USD,,,,,,,,,,",
      '2 quantity: Expected a number like 1234.56 (the kind says the direction), found "-10".',
    ],
    ["2024-01-02,buy,AAPL,0,1,,USD,,,,,,,,,,", '2 quantity: Expected a number above zero, found "0".'],
    ["2024-01-02,buy,AAPL,10,,,USD,,,,,,,,,,", "2 price: Expected a price or an amount, found nothing."],
    ["2024-01-02,buy,,10,1,,USD,,,,,,,,,,", "2 symbol: Expected a symbol like AAPL or VOD.L, found nothing."],
    [
      "2024-01-02,buy,AAPL,10,1,,usd,,,,,,,,,,",
      '2 currency: Expected a currency code in capitals, like EUR, found "usd".',
    ],
    ["2024-01-02,deposit,,10,,5,USD,,,,,,,,,,", "2 quantity: A deposit has none: leave it empty."],
    ["2024-01-02,split,AAPL,,,,,,,,,,,,2,0,", '2 denominator: Expected a whole number of 1 or more, found "0".'],
    [
      "2024-01-02,conversion,,,,5,USD,,,,,,4.5,USD,,,",
      '2 to_currency: Expected another currency than USD, found "USD".',
    ],
    ["2024-01-02,conversion,,,,5,USD,,,,,,4.5,GBX,,,", '2 to_currency: Expected the major currency, GBP, found "GBX".'],
    [
      "2024-01-02,buy,AAPL,10,1,,USD,1 GBX,,,,,,,,,",
      '2 fee: Expected an amount like 1.50, or with a currency of its own "1.50 USD", found "1 GBX".',
    ],
    ["2024-01-02,deposit,,,,5,USD,,,,,,,,,,25:00", '2 time: Expected a local time like 14:30, found "25:00".'],
    [
      "2024-01-02,deposit,,,,5,USD,,,,,,,,,,,more",
      '2 : Expected no cell beyond the 17 of the first line, found "more".',
    ],
  ])("%s", (row, message) => {
    expect(problem(row)).toEqual([message]);
  });

  test("that no journal would take is named too: a text too long, a rate of nothing, a sum out of all measure", () => {
    const many = "9".repeat(24);
    const { rows, problems } = readTradesCsv(
      [
        "date,kind,symbol,quantity,price,currency,fee,account,note",
        `2024-01-02,buy,AAPL,1,2,USD,,${"a".repeat(101)},`,
        `2024-01-02,buy,AAPL,1,2,USD,,,${"n".repeat(2001)}`,
        "2024-01-02,buy,AAPL,1,2,USD,1.50 EUR @ 0,,",
        `2024-01-02,dividend,AAPL,${many},${many},USD,,,`,
        "2024-01-02,buy,AAPL,1,2,USD,,,",
      ].join("\n"),
    );
    expect(problems.map(({ row, field }) => `${row} ${field}`)).toEqual(["2 account", "3 note", "4 fee", "5 amount"]);
    expect(problem(`2024-01-02,buy,AAPL,${many},1,,USD,,,,,,,,,,`)).toEqual([
      `2 quantity: Expected a number of at most 15 digits before the point, found "${many}".`,
    ]);
    expect(rows.map(({ row }) => row)).toEqual([6]);
  });

  test("of an unknown kind is told the kinds there are", () => {
    expect(problem("2024-01-02,barter,,,,,,,,,,,,,,,")[0]).toMatch(
      /^2 kind: Expected one of buy, sell, dividend, .*, found "barter"\.$/,
    );
  });

  test("with a rate beside pence is refused, because it is not clear of what it speaks", () => {
    expect(problem("2024-01-02,buy,VOD.L,10,1,,GBX,,,1.17,,,,,,,")[0]).toMatch(/^2 exchange_rate: Beside a minor unit/);
    expect(problem("2024-01-02,buy,VOD.L,10,1,,GBX,1 @ 1.17,,,,,,,,,")[0]).toMatch(/^2 fee: Beside a minor unit/);
    expect(problem("2024-01-02,buy,VOD.L,10,1,,GBX,1 EUR @ 1.17,,,,,,,,,")).toEqual([]);
  });

  test("counts the lines of quoted cells", () => {
    expect(problem('2024-01-02,deposit,,,,5,USD,,,,,"two\nlines",,,,,', "x,deposit,,,,5,USD,,,,,,,,,,")[0]).toMatch(
      /^4 date/,
    );
  });

  test("that never ends is named where it begins", () => {
    expect(problem('2024-01-02,deposit,,,,5,USD,,,,,"never')[0]).toBe("2 : A quoted cell begins here and never ends.");
  });
});

test("a file without the columns that are needed is told which there are", () => {
  expect(readTradesCsv("a,b\n1,2").problems[0]).toMatchObject({ row: 1, field: "date" });
  expect(readTradesCsv("")).toMatchObject({
    isNoneOfOurs: true,
    problems: [{ row: 1, field: "", message: "The file is empty." }],
  });
  const utf16 = new TextDecoder().decode(Uint8Array.from([255, 254, 100, 0, 97, 0, 116, 0, 101, 0]));
  expect(readTradesCsv(utf16).problems).toMatchObject([
    { row: 1, field: "", message: expect.stringContaining("not UTF-8 text") },
  ]);
});

test("a file that names a column twice is refused: nobody knows which of the two counts", () => {
  const { rows, problems } = readTradesCsv("date,kind,amount,currency,Amount\n2024-01-02,deposit,10,EUR,99\n");
  expect(rows).toEqual([]);
  expect(problems).toMatchObject([{ row: 1, field: "amount" }]);
});

test("a file of columns or rows without end is refused at once, and a row of cells without end named once", () => {
  const many = (count: number, piece: string) => Array(count).fill(piece).join("");
  const told = (text: string) => readTradesCsv(text).problems.map(({ row, message }) => `${row} ${message}`);
  const columns = Array.from({ length: 99_999 }, (_, index) => `,c${index}`).join("");
  expect(told(`date,kind${columns}\n`)).toEqual(["1 The first line names 100001 columns, and at most 200 are read."]);
  expect(told(`date,kind\n${many(200_000, "x\n")}`)).toEqual([
    "200001 The file has more than 200000 rows; nothing of it was read. Bring it in parts.",
  ]);
  expect(told(`date,kind\n2024-01-02,split${many(99_999, ",x")}\n`)[0]).toBe(
    '2 Expected no cell beyond the 2 of the first line, found "x".',
  );
  expect(told(`date,kind\n2024-01-02,split${many(99_999, ",x")}\n`).length).toBeLessThan(10);
});

test("places beyond the 18th are rounded and named; so is a column nobody knows", () => {
  const { rows, notes } = readTradesCsv(
    "date,kind,amount,currency,weather\n2024-01-02,deposit,0.12345678901234567890,EUR,fine",
  );
  expect(rows[0]!.transaction).toMatchObject({ amount: D("0.123456789012345679") });
  expect(notes).toEqual([
    { row: 1, field: "weather", message: "This column is not known and was left out." },
    { row: 2, field: "amount", message: "Rounded to 18 places: 0.123456789012345679." },
  ]);
});

const examples = ["small-portfolio", "real-portfolio"]
  .map((name) => new URL(`../examples/${name}/trades.csv`, import.meta.url))
  .filter((file) => existsSync(file));
test("the example files are read without a problem", () => {
  for (const file of examples) {
    const { rows, problems, notes } = readTradesCsv(readFileSync(file, "utf8"));
    expect({ problems, notes }).toEqual({ problems: [], notes: [] });
    expect(rows.length).toBeGreaterThan(3);
  }
});

describe("the currency a row's rates lead into", () => {
  const columns = "date,kind,amount,currency,exchange_rate,fee,exchange_rate_currency";

  test("is written where there is a rate, and read wherever it stands", () => {
    const deposit: TradeDraft = { day: "2024-01-02", kind: "deposit", amount: D("5"), currency: "USD" };
    const rated = { ...deposit, fee: { amount: D("1"), currency: "GBP", exchangeRate: D("1.17") } };
    const csv = writeTradesCsv([deposit, { ...deposit, exchangeRate: D("0.92") }, rated], { baseCurrency: "EUR" });
    expect(readTradesCsv(csv).rows.map(({ rateCurrency }) => rateCurrency)).toEqual([undefined, "EUR", "EUR"]);
  });

  test.each(["eur", "GBX", "euro"])("is a currency, not %s", (written) => {
    const { rows, problems } = readTradesCsv(`${columns}\n2024-01-02,deposit,5,USD,0.92,,${written}`);
    expect(rows).toEqual([]);
    expect(problems).toEqual([
      {
        row: 2,
        field: "exchange_rate_currency",
        message: `Expected the currency the rates lead into, like EUR, found "${written}".`,
      },
    ]);
  });
});
