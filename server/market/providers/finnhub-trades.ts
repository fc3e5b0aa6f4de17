import { exchangeOf, type Instrument, localTime, type Quote, type Session, sessionAt } from "@tickfolio/engine";
import { fieldOf, numberOf, textOf } from "../door/json.ts";
import { majorPrice, unitOf } from "../minor-price.ts";
import type { Clock } from "../provider.ts";

/** Trades that are no last price: averages, derived, late, corrected and out of sequence ones. */
const NOT_LAST = new Set(["2", "3", "5", "17", "21", "22", "26", "30", "32", "38"]);
const EXTENDED_HOURS = new Set(["24", "25"]);
/** Trades of several venues overtake each other by a little. */
const OVERTAKING_MS = 2_000;
const AHEAD_MS = 5 * 60_000;
/** A larger move from one trade to the next waits for a second trade. */
const LARGEST_MOVE = 0.2;

export interface Trade {
  symbol: string;
  price: number;
  atMs: number;
  conditions: readonly string[];
}

/** What a frame of the stream says. */
export type Frame =
  | { type: "trade"; trades: Trade[] }
  | { type: "error"; message: string }
  | { type: "ping" | "other" };

export function readFrame(text: string): Frame {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { type: "other" };
  }
  const type = textOf(body, "type");
  if (type === "error") return { type, message: textOf(body, "msg") ?? "" };
  if (type === "ping") return { type };
  const data = fieldOf(body, "data");
  return type === "trade" && Array.isArray(data) ? { type, trades: data.flatMap(tradeFrom) } : { type: "other" };
}

function tradeFrom(data: unknown): Trade[] {
  const symbol = textOf(data, "s");
  const price = numberOf(data, "p");
  const atMs = numberOf(data, "t");
  if (symbol === undefined || price === undefined || atMs === undefined || Math.abs(atMs) > 8.64e15) return [];
  const codes = fieldOf(data, "c");
  const conditions = Array.isArray(codes) ? codes.filter((code) => typeof code === "string") : [];
  return [{ symbol, price, atMs, conditions }];
}

/** Decides which trades are a last price, and makes quotes of them. */
export function createTradeFilter(clock: Clock) {
  const last = new Map<string, { price: number; atMs: number; doubted?: number | undefined }>();

  function accept(trade: Trade): number | undefined {
    // A time far ahead would make every true trade after it look late.
    if (trade.atMs > clock() + AHEAD_MS) return undefined;
    if (!(trade.price > 0) || trade.conditions.some((code) => NOT_LAST.has(code))) return undefined;
    const before = last.get(trade.symbol);
    if (before && trade.atMs < before.atMs - OVERTAKING_MS) return undefined;
    // A trade that overtook another is the last price at the time of the newer one.
    const atMs = Math.max(trade.atMs, before?.atMs ?? 0);
    const near = (price: number) => Math.abs(trade.price / price - 1) < LARGEST_MOVE;
    if (before && !near(before.price) && !(before.doubted !== undefined && near(before.doubted))) {
      last.set(trade.symbol, { ...before, doubted: trade.price });
      return undefined;
    }
    last.set(trade.symbol, { price: trade.price, atMs });
    return atMs;
  }

  return {
    /** The quotes a trade is for the instruments of its symbol; none where it is no last price. */
    quotes(trade: Trade, instruments: readonly Instrument[]): Quote[] {
      const atMs = accept(trade);
      if (atMs === undefined) return [];
      return instruments.map((instrument) => {
        const timeZone = exchangeOf(instrument)?.timeZone ?? "UTC";
        return {
          instrument: instrument.id,
          price: majorPrice(trade.price, unitOf(instrument)),
          currency: instrument.currency,
          at: new Date(atMs).toISOString(),
          day: localTime(atMs, timeZone).day,
          source: "finnhub",
          delay: "realtime",
          session: sessionOf(instrument, trade, atMs),
        };
      });
    },
    /** Forgets a symbol that is no longer watched. */
    forget: (symbol: string) => void last.delete(symbol),
  };
}

/** The trade's own conditions say extended hours; which end of the day, the clock says. */
function sessionOf(instrument: Instrument, trade: Trade, atMs: number): Session {
  if (instrument.kind === "crypto") return "regular";
  const exchange = exchangeOf(instrument);
  if (!exchange) return "unknown";
  if (!trade.conditions.some((code) => EXTENDED_HOURS.has(code))) return sessionAt(exchange, atMs);
  return localTime(atMs, exchange.timeZone).minutes < 12 * 60 ? "pre" : "post";
}
