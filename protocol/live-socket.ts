import type { ClientMessage, ServerMessage } from "./messages.ts";

/** What we need of a WebSocket; the browser's and Node's own have it. */
export interface SocketLike {
  send(text: string): void;
  close(): void;
  addEventListener(type: "open" | "message" | "close" | "error", listener: (event: object) => void): void;
}

export interface Timers {
  set(callback: () => void, ms: number): unknown;
  clear(timer: unknown): void;
}

export interface LiveSocket {
  say(message: ClientMessage): void;
  /** Ends it; the listener hears nothing more. */
  close(): void;
}

export interface LiveSocketListener {
  opened(): void;
  message(message: ServerMessage): void;
  /** Said once, whatever happened; nothing follows. */
  lost(reason?: string): void;
}

const OPEN_TIMEOUT_MS = 8_000;
const PONG_TIMEOUT_MS = 10_000;

/** One socket from its opening to its end. It must open in time, and answer when it is asked for a sign of life. */
export function openLiveSocket(
  socket: SocketLike,
  listener: LiveSocketListener,
  { timers, pingEveryMs }: { timers: Timers; pingEveryMs: number },
): LiveSocket {
  let ended = false;
  let timer = timers.set(() => lose("The live connection did not open in time."), OPEN_TIMEOUT_MS);

  function end(): void {
    ended = true;
    timers.clear(timer);
    socket.close();
  }

  function lose(reason?: string): void {
    if (ended) return;
    end();
    listener.lost(reason);
  }

  const say = (message: ClientMessage) => socket.send(JSON.stringify(message));

  /** A socket whose other end is gone often says nothing at all. */
  function waitToPing(): void {
    timers.clear(timer);
    timer = timers.set(() => {
      say({ type: "ping" });
      timer = timers.set(() => lose("The live connection went silent."), PONG_TIMEOUT_MS);
    }, pingEveryMs);
  }

  socket.addEventListener("open", () => {
    if (ended) return socket.close();
    waitToPing();
    listener.opened();
  });
  socket.addEventListener("message", (event) => {
    if (ended || !("data" in event) || typeof event.data !== "string") return;
    const message = parse(event.data);
    if (message?.type === "pong") waitToPing();
    else if (message) listener.message(message);
  });
  socket.addEventListener("close", () => lose());
  socket.addEventListener("error", () => lose());

  return { say, close: end };
}

function parse(text: string): ServerMessage | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "type" in value ? (value as ServerMessage) : undefined;
  } catch {
    return undefined;
  }
}
