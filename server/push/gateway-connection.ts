import type { Connection } from "./connection.ts";
import type { Gateway } from "./gateway.ts";

interface Events {
  /** Nobody is there any more. */
  gone(): void;
  /** A message was lost; whoever keeps the viewer's state should send it whole again. */
  missed(): void;
  sent(): void;
}

/** So many refusals in a row, and a viewer is left alone for a while: its own buffer is full. */
const MANY_REFUSALS = 3;
const PAUSE_MS = 10_000;

/**
 * A socket behind API Gateway as the hub sees one. One message at a time is on its way, so that they arrive in order;
 * what waits counts as buffered, and the hub sends nothing more until it has gone.
 */
export function createGatewayConnection(
  gateway: Gateway,
  { id, user }: { id: string; user: string },
  events: Events,
  clock: () => number,
): Connection {
  const waiting: string[] = [];
  let bytes = 0;
  let atWork = false;
  let isOpen = true;
  let refusals = 0;
  let pausedUntil = 0;

  async function work(): Promise<void> {
    for (let text = waiting.shift(); isOpen && text !== undefined; text = waiting.shift()) {
      const posted = await gateway.post(id, text);
      bytes -= text.length;
      switch (posted) {
        case "sent":
          refusals = 0;
          events.sent();
          break;
        case "gone":
          isOpen = false;
          events.gone();
          break;
        default:
          if (++refusals >= MANY_REFUSALS) pausedUntil = clock() + PAUSE_MS;
          events.missed();
      }
    }
    atWork = false;
  }

  return {
    id,
    user,
    send(text) {
      if (!isOpen) return;
      waiting.push(text);
      bytes += text.length;
      if (atWork) return;
      atWork = true;
      void work();
    },
    bufferedBytes: () => (clock() < pausedUntil ? Number.POSITIVE_INFINITY : bytes),
    // API Gateway closes its sockets itself; we only stop posting.
    close() {
      isOpen = false;
    },
  };
}
