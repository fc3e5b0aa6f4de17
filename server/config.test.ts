import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultDataFolder, readCloudConfig, readConfig } from "./config.ts";
import { PROVIDER_NAMES } from "./market/roster/provider-names.ts";

test("without anything said, the books are where the platform keeps such things, on the fixed port", () => {
  expect(readConfig({})).toMatchObject({ port: 4747, logLevel: "warn", providers: {} });
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
    TICKFOLIO_TWELVE_DATA_KEY: "t",
    TICKFOLIO_PRICE_FOLDER: "/prices",
  });
  expect(config).toMatchObject({ data: "/books", port: 0, priceFolder: "/prices" });
  expect(config.providers).toEqual({ finnhub: { key: "k" }, "twelve-data": { key: "t" } });
  expect(config).not.toHaveProperty("ratesFile");
});

test("a setting that cannot be is refused in words", () => {
  const refused = (environment: Record<string, string>, what: string, remedy: string) =>
    expect(() => readConfig(environment)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(what), remedy: expect.stringContaining(remedy) }),
    );
  refused({ TICKFOLIO_PORT: "http" }, 'TICKFOLIO_PORT is "http"', "A port is a number");
  refused({ TICKFOLIO_PORT: "70000" }, 'TICKFOLIO_PORT is "70000"', "from 0 to 65535");
  refused({ TICKFOLIO_LOG: "loud" }, 'TICKFOLIO_LOG is "loud"', "It can be debug, info");
});

const ADDRESSES = PROVIDER_NAMES.map((name) => `TICKFOLIO_${name.toUpperCase().replaceAll("-", "_")}_URL`);

test("an address means the same with and without a slash at its end", () => {
  const read = (end: string) =>
    readConfig({
      ...Object.fromEntries(ADDRESSES.map((name) => [name, `http://127.0.0.1:9/api${end}`])),
      TICKFOLIO_FINNHUB_SOCKET_URL: `ws://127.0.0.1:9${end}`,
    });
  expect(read("/").providers.ecb).toEqual({ url: "http://127.0.0.1:9/api" });
  for (const end of ["/", "//"]) expect(read(end)).toEqual(read(""));
});

test("an address that is none is refused when it is read, naming its variable and telling no password", () => {
  for (const name of ADDRESSES) {
    for (const text of [
      "nowhere",
      "ftp://a.example",
      "ws://a.example",
      "https://a.example/?x=1",
      "https://u:p4ss@a.example",
    ]) {
      expect(() => readConfig({ [name]: text })).toThrow(`${name} is "`);
      expect(() => readConfig({ [name]: text })).not.toThrow("p4ss");
    }
  }
  expect(() => readConfig({ TICKFOLIO_FINNHUB_SOCKET_URL: "https://a.example" })).toThrow("FINNHUB_SOCKET_URL is");
});

test("the cloud's addresses are checked as well, and an issuer stays as its tokens spell it", () => {
  const stack = {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "id",
    AWS_SECRET_ACCESS_KEY: "secret",
    TICKFOLIO_TABLE: "table",
    TICKFOLIO_SECRET: "secret",
    TICKFOLIO_CALLBACK_URL: "https://a.example/live/",
    TICKFOLIO_ISSUER: "https://issuer.example/",
  };
  expect(readCloudConfig(stack)).toMatchObject({
    callbackUrl: "https://a.example/live",
    issuer: "https://issuer.example/",
  });
  for (const name of ["AWS_ENDPOINT_URL_DYNAMODB", "TICKFOLIO_CALLBACK_URL", "TICKFOLIO_ISSUER", "TICKFOLIO_ORIGIN"])
    expect(() => readCloudConfig({ ...stack, [name]: "nowhere" })).toThrow(`${name} is "nowhere"`);
});
