import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** What goes wrong with a request to DynamoDB. */
export type Fault =
  | "none"
  /** Refused for now; not done. */
  | "throttled"
  /** An error inside, before or after it was done. */
  | "broken"
  | "broken-after"
  /** A load balancer's page instead of an answer; not done. */
  | "page"
  /** The connection ends: before it was done, or after. */
  | "cut"
  | "lost"
  /** Done, but the answer comes later than anybody waits. */
  | "slow"
  /** The connection ends, and it is done a while later all the same. */
  | "late"
  /** Done twice; the second answer is the one that comes. */
  | "twice";

export interface ProxiedRequest {
  operation: string;
  body: { [name: string]: unknown };
}

export interface FaultProxy {
  endpoint: string;
  /** All that was asked, in order. */
  requests: ProxiedRequest[];
  close(): Promise<void>;
}

/** Longer than the adapter waits in tests. */
export const SLOW_MS = 400;
const LATE_MS = 30;

/**
 * Stands before a DynamoDB emulator and does to requests what `next` says. It also answers a failed condition with the
 * stored item where that was asked for, as DynamoDB does and the emulator does not.
 */
export async function startFaultProxy(target: string, next: (request: ProxiedRequest) => Fault): Promise<FaultProxy> {
  const requests: ProxiedRequest[] = [];
  const pending = new Set<Promise<unknown>>();

  async function forward(
    headers: Headers,
    { operation, body }: ProxiedRequest,
  ): Promise<{ status: number; text: string }> {
    headers.set("x-amz-target", `DynamoDB_20120810.${operation}`);
    const response = await fetch(target, { method: "POST", headers, body: JSON.stringify(body) });
    const answer = { status: response.status, text: await response.text() };
    const wantsItem = body.ReturnValuesOnConditionCheckFailure === "ALL_OLD";
    if (!wantsItem || !answer.text.includes("ConditionalCheckFailedException")) return answer;
    const get = { TableName: body.TableName, Key: body.Key, ConsistentRead: true };
    const { Item } = JSON.parse((await forward(headers, { operation: "GetItem", body: get })).text);
    return { status: answer.status, text: JSON.stringify({ ...JSON.parse(answer.text), ...(Item && { Item }) }) };
  }

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const operation = String(incoming.headers["x-amz-target"]).split(".")[1] ?? "";
    const request = { operation, body: JSON.parse(Buffer.concat(chunks).toString()) };
    requests.push(request);
    const headers = new Headers();
    for (const name of ["content-type", "authorization", "x-amz-date"])
      headers.set(name, String(incoming.headers[name]));
    const reply = (status: number, text: string) => outgoing.writeHead(status).end(text);

    switch (next(request)) {
      case "none": {
        const answer = await forward(headers, request);
        return void reply(answer.status, answer.text);
      }
      case "throttled":
        return void reply(400, refusal("ProvisionedThroughputExceededException", "Too many requests."));
      case "broken":
        return void reply(500, refusal("InternalServerError", "The request failed."));
      case "broken-after":
        await forward(headers, request);
        return void reply(500, refusal("InternalServerError", "The request failed."));
      case "page":
        return void reply(503, "<html>Service Unavailable</html>");
      case "cut":
        return void incoming.socket.destroy();
      case "lost":
        await forward(headers, request);
        return void incoming.socket.destroy();
      case "slow": {
        const answer = await forward(headers, request);
        await wait(SLOW_MS);
        return void reply(answer.status, answer.text);
      }
      case "late":
        incoming.socket.destroy();
        await wait(LATE_MS);
        return void (await forward(headers, request));
      case "twice": {
        await forward(headers, request);
        const answer = await forward(headers, request);
        return void reply(answer.status, answer.text);
      }
    }
  }

  const server = createServer((incoming, outgoing) => {
    const handled = handle(incoming, outgoing).finally(() => pending.delete(handled));
    pending.add(handled);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      await Promise.all(pending);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refusal(type: string, message: string): string {
  return JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message });
}
