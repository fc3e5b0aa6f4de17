import type { Delay, InstrumentId, Session } from "@tickfolio/engine";

/** A quote on the wire: decimals as text. */
export interface WireQuote {
  instrument: InstrumentId;
  price: string;
  currency: string;
  previousClose?: string;
  at: string;
  day: string;
  source: string;
  delay: Delay;
  session: Session;
}

/** What a client says on the socket. `watch` always carries the whole set: joining and recovering are the same request. */
export type ClientMessage = { type: "watch"; instruments: InstrumentId[] } | { type: "ping" };

/** The state of the feed behind what is watched. */
export type FeedState = "live" | "polling" | "down";

/**
 * What the server says. Quotes are state, not events: a late or repeated one does no harm.
 * `epoch` grows with every new leader; a client drops messages of an older one.
 */
export type ServerMessage =
  | { type: "snapshot"; epoch: number; quotes: WireQuote[]; unpriced: InstrumentId[] }
  | { type: "quotes"; epoch: number; quotes: WireQuote[] }
  | { type: "state"; state: FeedState; reason?: string }
  | { type: "portfolio"; portfolio: string; version: number }
  | { type: "problem"; code: string; message: string }
  | { type: "pong" };
