import type { InstrumentId } from "@tickfolio/engine";
import type { ServerMessage } from "@tickfolio/protocol";

/** One open socket, whatever carries it. */
export interface Connection {
  readonly id: string;
  readonly user: string;
  send(text: string): void;
  /** Bytes accepted but not yet on their way; transports that do not know say 0. */
  bufferedBytes(): number;
  close(code: number, reason: string): void;
}

/** A connection with what it watches. */
export interface Member {
  readonly connection: Connection;
  watched: ReadonlySet<InstrumentId>;
  /** Grows with each `watch`, so that the snapshot of an earlier one is not sent after a later one. */
  generation: number;
  /** Instruments that changed since it was last sent something; more than one flush old where its socket is slow. */
  behind: Set<InstrumentId>;
}

export function tell(connection: Connection, message: ServerMessage): void {
  connection.send(JSON.stringify(message));
}
