// What a browser gives a worker, in a thread of Node: for tests of the worker itself.

import { parentPort } from "node:worker_threads";

const scope = globalThis as unknown as { postMessage: unknown; onmessage?: (event: { data: unknown }) => void };
scope.postMessage = (message: unknown, transfer: ArrayBuffer[]) => parentPort!.postMessage(message, transfer);
parentPort!.on("message", (data) => scope.onmessage?.({ data }));
await import("./history-worker.ts");
