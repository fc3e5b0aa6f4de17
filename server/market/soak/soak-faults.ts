import { WebSocket } from "ws";
import { finnhubScenarios } from "../fakes/fake-finnhub.ts";
import { type Fault, faults } from "../fakes/fake-server.ts";
import { type StooqBody, stooqBodies } from "../fakes/fake-stooq.ts";
import { yahooScenarios } from "../fakes/fake-yahoo.ts";
import type { SoakWorld } from "./soak-world.ts";

/** Something that goes wrong for a while. */
export interface Episode {
  provider: string;
  name: string;
  /** It closes the provider for the rest of the hour, so it comes late. */
  isLast: boolean;
  lastsMs: number;
  begin(): void;
  end(): void;
}

const SHORT_MS = 6_000;
const LONG_MS = 25_000;
/** Those after which nobody asks for hours, or not before there is another key. */
const LAST: Record<string, readonly string[]> = {
  finnhub: ["redirect", "no-key", "wrong-key", "sign-up"],
  yahoo: ["redirect", "consent", "unauthorized", "page"],
  stooq: [
    "redirect",
    "limit",
    "limit in polish",
    "limit page",
    "denied",
    "denied in polish",
    "get a key",
    "write to us",
    "proof of work",
    "another page",
  ],
  coingecko: ["redirect", "no-key"],
  ecb: ["redirect"],
};
/** Large answers are dear to make, and one says it all. */
const DEAR: readonly Fault[] = ["too-large", "gzip-bomb", "brotli-bomb"];
/** What each symbol that was asked for is remembered for, for a day. */
const REMEMBERED = [
  "zero",
  "not-supported",
  "plan",
  "cfd",
  "no data",
  "brak danych",
  "n/d",
  "empty",
  "header only",
  "missing-coin",
  "error-with-200",
  "unprocessable",
];

/** Every way to go wrong that the fakes know, once each. */
export function episodesOf(world: SoakWorld): Episode[] {
  const { finnhub, yahoo, stooq, coingecko, ecb } = world;
  const all: Episode[] = [];
  const add = (provider: string, name: string, begin: () => void, end: () => void, lastsMs = LONG_MS) => {
    const isShort = REMEMBERED.includes(name) || DEAR.includes(name as Fault);
    const isLast = LAST[provider]?.includes(name) === true;
    all.push({ provider, name, isLast, begin, end, lastsMs: isShort ? SHORT_MS : lastsMs });
  };
  const setting = <T, K extends keyof T>(provider: string, fake: T, field: K, value: T[K], name: string) => {
    const before = fake[field];
    const put = (what: T[K]) => () => {
      fake[field] = what;
    };
    add(provider, name, put(value), put(before));
  };
  for (const [provider, server] of Object.entries(world.servers)) {
    for (const fault of faults) setting(provider, server, "fault", fault, fault);
  }
  for (const scenario of finnhubScenarios) setting("finnhub", finnhub, "scenario", scenario, scenario);
  for (const scenario of yahooScenarios) setting("yahoo", yahoo, "scenario", scenario, scenario);
  for (const body of Object.keys(stooqBodies) as StooqBody[]) setting("stooq", stooq, "body", body, body);
  for (const field of ["polish", "withoutVolume", "lightGone", "descending"] as const)
    setting("stooq", stooq, field, true, field);
  for (const scenario of [
    "too-many",
    "too-many-nested",
    "no-price",
    "missing-coin",
    "no-key",
    "beyond-a-year",
  ] as const) {
    setting("coingecko", coingecko, "scenario", scenario, scenario);
  }
  for (const scenario of [
    "doctype",
    "corrupt",
    "bomb",
    "lying-size",
    "other-file",
    "broken-row",
    "no-rates",
  ] as const) {
    setting("ecb", ecb, "scenario", scenario, scenario);
  }

  const once = (name: string, begin: () => void) => add("finnhub", name, begin, () => {}, SHORT_MS);
  once("connection dropped", () => finnhub.drop());
  once("dropped in a frame", () => finnhub.dropMidFrame());
  once("second connection", () => {
    const second = new WebSocket(`${finnhub.socketUrl}?token=${finnhub.key}`);
    second.on("error", () => {});
    second.on("open", () => second.close());
  });
  once("too many symbols", () => finnhub.frame('{"type":"error","msg":"Subscribing to too many symbols"}'));
  once("invalid symbol", () => finnhub.frame('{"type":"error","msg":"Invalid symbol QZZZ"}'));
  for (const frame of [
    "{",
    "[]",
    "null",
    '{"type":"trade"}',
    '{"type":"trade","data":[{"s":"QAA","p":"1e999","t":1e300}]}',
    "x".repeat(70_000),
  ]) {
    once(`frame ${frame.slice(0, 40)}`, () => finnhub.frame(frame));
  }
  for (const status of [429, 503]) {
    add(
      "finnhub",
      `socket refused with ${status}`,
      () => {
        finnhub.refuseSocket = status;
        finnhub.drop();
      },
      () => {
        finnhub.refuseSocket = undefined;
      },
    );
  }
  return all;
}
