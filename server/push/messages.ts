import type { ClientMessage, ServerMessage } from "@tickfolio/protocol";

/** The longest message a client may send: room for a thousand instruments. */
export const MAX_MESSAGE_BYTES = 96_000;
const MAX_ID_LENGTH = 80;

type Problem = { problem: Extract<ServerMessage, { type: "problem" }> };

/** Reads what a client says on the socket. A message that does not fit is answered, and closes nothing. */
export function parseClientMessage(text: string, maxWatched: number): ClientMessage | Problem {
  if (text.length > MAX_MESSAGE_BYTES) return problem("too_large", "The message is too long.");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return problem("invalid", "The message is not JSON.");
  }
  if (typeof value !== "object" || value === null || !("type" in value)) {
    return problem("invalid", "type: is missing.");
  }

  if (value.type === "ping") return { type: "ping" };
  if (value.type !== "watch") return problem("invalid", "type: is neither watch nor ping.");
  const instruments: unknown = "instruments" in value ? value.instruments : undefined;
  if (!Array.isArray(instruments) || !instruments.every(isId)) {
    return problem("invalid", "instruments: is not a list of instrument ids.");
  }
  if (instruments.length > maxWatched) {
    return problem(
      "too_many",
      `instruments: ${instruments.length} are more than the ${maxWatched} that can be watched.`,
    );
  }
  return { type: "watch", instruments };
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= MAX_ID_LENGTH;
}

function problem(code: string, message: string): Problem {
  return { problem: { type: "problem", code, message } };
}
