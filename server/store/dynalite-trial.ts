import { once } from "node:events";
import type { AddressInfo } from "node:net";
import dynalite from "dynalite";
import { createDynamoClient } from "./dynamo-client.ts";

/** A DynamoDB emulator on loopback, for tests. */
export interface EmulatedDynamo {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** Makes a table as the deployment does, and returns its name. */
  makeTable(): Promise<string>;
  close(): Promise<void>;
}

export async function startDynalite(): Promise<EmulatedDynamo> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const access = { endpoint, region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } };
  const call = createDynamoClient({ ...access, fetch, clock: Date.now });
  let tables = 0;

  return {
    ...access,
    async makeTable() {
      const name = `books-${++tables}`;
      await call("CreateTable", {
        TableName: name,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [
          { AttributeName: "partition", AttributeType: "S" },
          { AttributeName: "sort", AttributeType: "S" },
        ],
        KeySchema: [
          { AttributeName: "partition", KeyType: "HASH" },
          { AttributeName: "sort", KeyType: "RANGE" },
        ],
      });
      // The emulator makes a table in its own time, as DynamoDB does: until then a write finds none.
      for (;;) {
        const { Table: made } = (await call("DescribeTable", { TableName: name })) as {
          Table: { TableStatus: string };
        };
        if (made.TableStatus === "ACTIVE") return name;
      }
    },
    close: () => new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
  };
}
