import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attachment, tradesFileName } from "./file-name.ts";

describe("the file of a portfolio's trades", () => {
  test.each([
    ["Broker", "Broker.csv"],
    ["Zoë's Ärger", "Zoë's Ärger.csv"],
    ["株式 / 日本", "株式 - 日本.csv"],
    ["Портфель", "Портфель.csv"],
    ["a\u0308", "ä.csv"],
    ["..", "portfolio.csv"],
    ["///", "portfolio.csv"],
    ["../../etc/passwd", "-..-etc-passwd.csv"],
    ["nul", "nul-.csv"],
    ["invoice\u202Efdp", "invoicefdp.csv"],
    ["two\nlines. ", "twolines.csv"],
    ["\uD800", "portfolio.csv"],
  ])("%s is called %s", (portfolio, file) => {
    expect(tradesFileName(portfolio)).toBe(file);
  });

  test("has a name every file system takes, whatever the portfolio is called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (portfolio) => {
        const name = tradesFileName(portfolio);
        expect(name).toMatch(/^[^<>:"/\\|?*\p{Cc}. ][^<>:"/\\|?*\p{Cc}]*\.csv$/u);
        expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(204);
      }),
    );
  });
});

describe("the header", () => {
  test("has the name in all its letters, and in plain ones for who cannot read them", () => {
    expect(attachment("Zoë's Ärger (2).csv")).toBe(
      `attachment; filename="Zoe's Arger (2).csv"; filename*=UTF-8''Zo%C3%AB%27s%20%C3%84rger%20%282%29.csv`,
    );
    expect(attachment("株式.csv")).toBe(
      `attachment; filename="portfolio.csv"; filename*=UTF-8''%E6%A0%AA%E5%BC%8F.csv`,
    );
    expect(attachment("100% 株.csv")).toContain('filename="100 .csv"');
  });

  test("is plain text that says the name exactly, whatever the portfolio is called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (portfolio) => {
        const name = tradesFileName(portfolio);
        const header = attachment(name);
        const [, plain, whole] = /^attachment; filename="([^"\\%]+\.csv)"; filename\*=UTF-8''([\w.!~%-]+)$/.exec(
          header,
        )!;
        expect(plain).toMatch(/^[\x20-\x7E]+$/);
        expect(decodeURIComponent(whole!)).toBe(name);
        expect(new Headers({ "content-disposition": header }).get("content-disposition")).toBe(header);
      }),
    );
  });
});
