import { finnhubSymbol, type Instrument } from "@tickfolio/engine";
import { WebSocket } from "ws";
import { quoted } from "../door/redact.ts";
import type { Clock, QuoteStream, StreamListener } from "../provider.ts";
import type { Timers } from "../timers.ts";
import { createTradeFilter, readFrame } from "./finnhub-trades.ts";

/** Finnhub pings about once a minute; a line this quiet is dead. */
const SILENCE_MS = 150_000;
const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A whole set is subscribed over a second, not in one burst. */
const SPREAD_MS = 1_000;
const HANDSHAKE_MS = 10_000;
const LARGEST_FRAME = 1024 * 1024;
/** A connection that ends this soon was not a good one: the pauses go on growing. */
const SHORT_LIFE_MS = 10_000;

export interface FinnhubStreamOptions {
  key: string;
  socketUrl: string;
  clock: Clock;
  timers: Timers;
  random: () => number;
  log: (message: string) => void;
  /** Most symbols at once. */
  limit: number;
  listener: StreamListener;
}

/** The one connection a key may have: trades of a changing set of symbols. The address holds the key, so it is never written anywhere. */
export function createFinnhubStream(options: FinnhubStreamOptions): QuoteStream {
  const { clock, timers, random, log, limit, listener } = options;
  const trades = createTradeFilter(clock);
  let wanted = new Map<string, Instrument[]>();
  const subscribed = new Set<string>();
  const invalid = new Set<string>();
  let socket: WebSocket | undefined;
  let closed = false;
  /** The key was: no use trying again with it. */
  let rejected = false;
  let attempts = 0;
  let openedAtMs = 0;
  let shortLives = 0;
  let cancelRetry = () => {};
  let cancelWatchdog = () => {};
  const cancelSpread = new Set<() => void>();

  function connect(): void {
    listener.state("connecting");
    const address = new URL(options.socketUrl);
    address.searchParams.set("token", options.key);
    const mine = new WebSocket(address, {
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: LARGEST_FRAME,
      perMessageDeflate: false,
    });
    socket = mine;
    let reason = "Finnhub's stream ended.";
    const finish = (shortestPauseMs = 0) => {
      if (socket !== mine) return;
      socket = undefined;
      ended(reason, shortestPauseMs);
    };
    mine.on("open", () => {
      openedAtMs = clock();
      listener.state("live");
      watchdog();
      catchUp();
    });
    mine.on("message", (data, isBinary) => {
      watchdog();
      if (!isBinary) hear(String(data));
    });
    mine.on("unexpected-response", (request, response) => {
      request.destroy();
      const { statusCode } = response;
      rejected = statusCode === 401 || statusCode === 403;
      reason = rejected ? "Finnhub rejected the key." : `Finnhub refused the stream (HTTP ${statusCode}).`;
      finish(statusCode === 429 ? LONGEST_PAUSE_MS / 2 : 0);
    });
    mine.on("error", (error) => {
      reason = `Finnhub's stream broke (${quoted("code" in error ? String(error.code) : error.message, options.key)}).`;
    });
    mine.on("close", () => finish());
  }

  function ended(reason: string, shortestPauseMs: number): void {
    forgetConnection();
    if (closed) return;
    const livedMs = openedAtMs === 0 ? 0 : clock() - openedAtMs;
    shortLives = openedAtMs > 0 && livedMs < SHORT_LIFE_MS ? shortLives + 1 : 0;
    if (livedMs >= SHORT_LIFE_MS) attempts = 0;
    openedAtMs = 0;
    // A second connection with the same key makes both drop, over and over.
    const shared = shortLives >= 3 ? " Another program may be using the same key." : "";
    listener.state("down", reason + shared, rejected ? "unauthorized" : undefined);
    if (rejected) return;
    const ceilingMs = Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS * 2 ** attempts++);
    cancelRetry = timers.after(Math.max(shortestPauseMs, random() * ceilingMs), connect);
  }

  function forgetConnection(): void {
    cancelWatchdog();
    for (const cancel of cancelSpread) cancel();
    cancelSpread.clear();
    subscribed.clear();
  }

  function watchdog(): void {
    cancelWatchdog();
    cancelWatchdog = timers.after(SILENCE_MS, () => {
      log("Finnhub's stream was silent for too long and is opened anew.");
      socket?.terminate();
    });
  }

  function hear(text: string): void {
    const frame = readFrame(text);
    if (frame.type === "error") {
      const symbol = /^invalid symbol (\S+)/i.exec(frame.message)?.[1];
      if (symbol) invalid.add(symbol);
      log(`Finnhub's stream says: ${quoted(frame.message, options.key)}`);
    }
    if (frame.type !== "trade") return;
    for (const trade of frame.trades) {
      for (const quote of trades.quotes(trade, wanted.get(trade.symbol) ?? [])) listener.quote(quote);
    }
  }

  /** Brings what is subscribed in line with what is wanted. */
  function catchUp(): void {
    if (socket?.readyState !== WebSocket.OPEN) return;
    for (const symbol of subscribed) if (!wanted.has(symbol)) say("unsubscribe", symbol);
    const missing = [...wanted.keys()].filter((symbol) => !subscribed.has(symbol) && !invalid.has(symbol));
    for (const [index, symbol] of missing.entries()) {
      subscribed.add(symbol);
      if (index === 0) {
        say("subscribe", symbol);
        continue;
      }
      const cancel = timers.after((index * SPREAD_MS) / missing.length, () => {
        cancelSpread.delete(cancel);
        if (wanted.has(symbol)) say("subscribe", symbol);
      });
      cancelSpread.add(cancel);
    }
  }

  function say(type: "subscribe" | "unsubscribe", symbol: string): void {
    if (type === "unsubscribe") subscribed.delete(symbol);
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type, symbol }));
  }

  return {
    watch(instruments) {
      const next = new Map<string, Instrument[]>();
      for (const instrument of instruments) {
        const symbol = finnhubSymbol(instrument.symbol);
        if (symbol === undefined || (!next.has(symbol) && next.size >= limit)) continue;
        next.set(symbol, [...(next.get(symbol) ?? []), instrument]);
      }
      for (const symbol of wanted.keys()) if (!next.has(symbol)) trades.forget(symbol);
      wanted = next;
      for (const symbol of invalid) if (!wanted.has(symbol)) invalid.delete(symbol);
      if (!socket && !closed && !rejected && wanted.size > 0 && attempts === 0) connect();
      else catchUp();
    },

    async close() {
      closed = true;
      cancelRetry();
      forgetConnection();
      const open = socket;
      socket = undefined;
      if (!open || open.readyState === WebSocket.CLOSED) return;
      const gone = new Promise<void>((resolve) => open.once("close", () => resolve()));
      open.close();
      // Nobody waits for a farewell that does not come.
      const cancel = timers.after(1_000, () => open.terminate());
      await gone;
      cancel();
    },
  };
}
