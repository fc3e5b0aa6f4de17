import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createAwsClient } from "../aws-client.ts";
import { createGateway } from "./gateway.ts";
import { createGatewayConnection } from "./gateway-connection.ts";

/** Something on loopback that answers posts as API Gateway would. */
async function fakeGateway(answer: (id: string, request: IncomingMessage, text: string) => number | Promise<number>) {
  const seen: { url: string; authorization: string; text: string }[] = [];
  let atOnce = 0;
  let most = 0;
  const server = createServer(async (request, response) => {
    most = Math.max(most, ++atOnce);
    let text = "";
    for await (const chunk of request) text += chunk;
    seen.push({ url: request.url ?? "", authorization: request.headers.authorization ?? "", text });
    const id = decodeURIComponent(request.url?.split("/").at(-1) ?? "");
    response.statusCode = await answer(id, request, text);
    atOnce--;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const errors: unknown[] = [];
  const aws = createAwsClient({
    region: "eu-central-1",
    credentials: { accessKeyId: "id", secretAccessKey: "secret" },
  });
  const options = {
    aws,
    callbackUrl: `http://127.0.0.1:${port}/push`,
    onError: (error: unknown) => errors.push(error),
  };
  return { seen, errors, options, most: () => most };
}

test("a message is posted, signed, to the socket's own address", async () => {
  const { seen, options } = await fakeGateway(() => 200);
  expect(await createGateway(options).post("L0SM9cOFvHcCIhw=", '{"type":"pong"}')).toBe("sent");
  expect(seen).toMatchObject([{ url: "/push/@connections/L0SM9cOFvHcCIhw%3D", text: '{"type":"pong"}' }]);
  expect(seen[0]?.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/eu-central-1\/execute-api\/aws4_request/,
  );
});

test("what became of it is said, and nothing is tried twice", async () => {
  const { seen, options } = await fakeGateway((id) => Number(id));
  const gateway = createGateway(options);
  expect(await Promise.all(["200", "410", "429", "403", "500"].map((id) => gateway.post(id, "x")))).toEqual([
    "sent",
    "gone",
    "busy",
    "failed",
    "failed",
  ]);
  expect(seen).toHaveLength(5);
});

test("an answer that does not come is given up", async () => {
  const { errors, options } = await fakeGateway(() => new Promise<number>(() => {}));
  expect(await createGateway({ ...options, timeoutMs: 50 }).post("a", "x")).toBe("failed");
  expect(errors).toHaveLength(1);
});

test("no more are on their way at once than allowed, and all arrive", async () => {
  const { seen, options, most } = await fakeGateway(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return 200;
  });
  const gateway = createGateway({ ...options, maxAtOnce: 4 });
  await Promise.all(Array.from({ length: 20 }, (_, index) => gateway.post(String(index), "x")));
  expect(seen).toHaveLength(20);
  expect(most()).toBeLessThanOrEqual(4);
});

test("a socket's messages go one after the other, and what waits counts as unsent", async () => {
  const order: string[] = [];
  let answer: (posted: "sent") => void = () => {};
  const gateway = {
    post: (_: string, text: string) => {
      order.push(text);
      return new Promise<"sent">((resolve) => {
        answer = resolve;
      });
    },
  };
  const events = { gone() {}, missed() {}, sent() {} };
  const connection = createGatewayConnection(gateway, { id: "a", user: "ada" }, events, () => 0);
  connection.send("one");
  connection.send("two");
  expect([order, connection.bufferedBytes()]).toEqual([["one"], 6]);
  answer("sent");
  await new Promise((resolve) => setImmediate(resolve));
  expect([order, connection.bufferedBytes()]).toEqual([["one", "two"], 3]);
});

test("a viewer who refuses three times is left alone for ten seconds", async () => {
  let nowMs = 0;
  let missed = 0;
  const events = { gone() {}, sent() {}, missed: () => missed++ };
  const gateway = { post: async () => "busy" as const };
  const connection = createGatewayConnection(gateway, { id: "a", user: "ada" }, events, () => nowMs);
  for (let turn = 0; turn < 3; turn++) {
    connection.send("x");
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect([missed, connection.bufferedBytes()]).toEqual([3, Number.POSITIVE_INFINITY]);
  nowMs = 10_001;
  expect(connection.bufferedBytes()).toBe(0);
});
