import { afterAll, beforeAll } from "vitest";
import { tableConformance } from "./conformance.ts";
import { type EmulatedDynamo, startDynalite } from "./dynalite-trial.ts";
import { createDynamoTable } from "./dynamo-table.ts";

let dynamo: EmulatedDynamo;
beforeAll(async () => {
  dynamo = await startDynalite();
});
afterAll(() => dynamo.close());

tableConformance("the table in DynamoDB", async () => {
  let now = Date.parse("2024-03-01T12:00:00Z");
  const tableName = await dynamo.makeTable();
  const open = () => createDynamoTable({ ...dynamo, tableName, fetch, clock: () => now });
  return {
    table: open(),
    advance: (seconds) => {
      now += seconds * 1000;
    },
    now: () => Math.floor(now / 1000),
    another: async () => open(),
    reopen: async () => open(),
  };
});
