// Where long histories are made: the page stays awake, and ending the worker ends the work.

import { createHistoryWorker, type ToWorker } from "./history-job.ts";

const scope = globalThis as unknown as {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  onmessage: ((event: { data: ToWorker }) => void) | null;
};
const hear = createHistoryWorker((message, transfer) => scope.postMessage(message, transfer));
scope.onmessage = ({ data }) => hear(data);
