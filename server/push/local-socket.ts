import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { User } from "../auth.ts";
import type { Hub } from "./hub.ts";
import { MAX_MESSAGE_BYTES } from "./messages.ts";

export const PUSH_PATH = "/push";

export interface LocalSocketParts {
  server: Server;
  hub: Hub;
  /** Takes a ticket: who holds it, unless it is unknown, used or expired. */
  redeem(ticket: string): User | undefined;
  /** Throws when the request does not come from this machine's own page. */
  check(headers: Headers): void;
  onError(error: unknown): void;
}

/** Opens sockets on the server's own port, for whoever brings a ticket. */
export function attachSockets({ server, hub, redeem, check, onError }: LocalSocketParts): { close(): void } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });

  function admit(request: IncomingMessage): User | undefined {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    if (pathname !== PUSH_PATH) return undefined;
    return redeem(searchParams.get("ticket") ?? "");
  }

  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on("error", onError);
    try {
      check(headersOf(request));
    } catch {
      return refuse(stream, "403 Forbidden");
    }
    const user = admit(request);
    if (!user) return refuse(stream, "401 Unauthorized");

    sockets.handleUpgrade(request, stream, head, (socket) => {
      const member = hub.join({
        id: crypto.randomUUID(),
        user: user.id,
        send: (text) => socket.send(text),
        bufferedBytes: () => socket.bufferedAmount,
        close: (code, reason) => socket.close(code, reason),
      });
      socket.on("message", (data, isBinary) => {
        if (isBinary) socket.close(1003, "text only");
        else member.receive(String(data));
      });
      socket.on("close", member.leave);
      socket.on("error", () => member.leave());
    });
  });

  return {
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === "string") headers.set(name, value);
  }
  return headers;
}

function refuse(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
