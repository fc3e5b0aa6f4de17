import type { Notices } from "../api/deps.ts";
import type { ConnectionStore } from "../store/connection-store.ts";
import type { Gateway } from "./gateway.ts";

/** Tells a user's other tabs what has changed through API Gateway, from the function that has just written it. */
export function createGatewayNotices(options: { connections: ConnectionStore; gateway: Gateway }): Notices {
  const { connections, gateway } = options;
  return {
    async portfolioChanged(user, portfolio, version) {
      const text = JSON.stringify({ type: "portfolio", portfolio, version });
      const mine = (await connections.all()).filter((connection) => connection.user === user);
      await Promise.all(
        mine.map(async ({ id }) => {
          if ((await gateway.post(id, text)) === "gone") await connections.remove(id);
        }),
      );
    },
  };
}
