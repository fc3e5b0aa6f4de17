import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultDataFolder, readConfig } from "./config.ts";

test("without anything said, the books are where the platform keeps such things, on the fixed port", () => {
  expect(readConfig({})).toMatchObject({ port: 4747, logLevel: "warn", finnhub: {}, stooq: {} });
  expect(defaultDataFolder({}, "linux", "/h")).toBe(join("/h", ".local", "share", "tickfolio"));
  expect(defaultDataFolder({ XDG_DATA_HOME: "/x" }, "linux", "/h")).toBe(join("/x", "tickfolio"));
  expect(defaultDataFolder({}, "darwin", "/h")).toBe(join("/h", "Library", "Application Support", "Tickfolio"));
  expect(defaultDataFolder({ APPDATA: "/a" }, "win32", "/h")).toBe(join("/a", "Tickfolio"));
});

test("settings of the environment are read by their names, and blank ones count as absent", () => {
  const config = readConfig({
    TICKFOLIO_DATA: "/books",
    TICKFOLIO_PORT: "0",
    TICKFOLIO_FINNHUB_KEY: " k ",
    TICKFOLIO_STOOQ_KEY: "  ",
    TICKFOLIO_PRICE_FOLDER: "/prices",
  });
  expect(config).toMatchObject({ data: "/books", port: 0, finnhub: { key: "k" }, stooq: {}, priceFolder: "/prices" });
  expect(config).not.toHaveProperty("ratesFile");
});

test("a setting that cannot be is refused in words", () => {
  expect(() => readConfig({ TICKFOLIO_PORT: "http" })).toThrow('TICKFOLIO_PORT is "http"; a port is a number');
  expect(() => readConfig({ TICKFOLIO_PORT: "70000" })).toThrow("from 0 to 65535");
  expect(() => readConfig({ TICKFOLIO_LOG: "loud" })).toThrow("it can be debug, info");
});
