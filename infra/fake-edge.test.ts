import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { startFakeEdge } from "./fake-edge.ts";

test("closing waits for what was begun: sockets that are just opening leave nothing behind that still asks", async () => {
  const edge = await startFakeEdge(mkdtempSync(join(tmpdir(), "tickfolio-files-")));
  const ends = Array.from({ length: 20 }, () => {
    const socket = new WebSocket(`${edge.url.replace("http", "ws")}/live?ticket=none`);
    socket.on("error", () => {});
    return new Promise((closed) => socket.on("close", closed));
  });
  // Some have asked by now, and none has been answered.
  await expect.poll(() => edge.cloud.asked.length).toBeGreaterThan(0);
  await edge.close();
  const asked = edge.cloud.asked.length;
  await Promise.all(ends);
  expect(edge.cloud.asked.length).toBe(asked);
});
