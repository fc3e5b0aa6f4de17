import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { providerStateConformance } from "../market/quota/provider-state-conformance.ts";
import { type EmulatedDynamo, startDynalite } from "./dynalite-trial.ts";
import { createDynamoTable } from "./dynamo-table.ts";
import { createMemoryTable } from "./memory-table.ts";
import { createProviderState } from "./provider-state.ts";
import { createSqliteTable } from "./sqlite-table.ts";
import type { Table } from "./table.ts";

let folder: string;
let dynamo: EmulatedDynamo;
let files = 0;
const open: Table[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tickfolio-state-"));
  dynamo = await startDynalite();
});
afterAll(async () => {
  for (const table of open) await table.close();
  await dynamo.close();
  rmSync(folder, { recursive: true });
});

providerStateConformance("in a table in memory", async (clock) =>
  createProviderState(createMemoryTable({ clock }), clock),
);

providerStateConformance("in a SQLite file", async (clock) => {
  files += 1;
  const table = createSqliteTable({ file: join(folder, `books-${files}.sqlite`), clock });
  open.push(table);
  return createProviderState(table, clock);
});

providerStateConformance("in DynamoDB", async (clock) => {
  const tableName = await dynamo.makeTable();
  const { endpoint, region, credentials } = dynamo;
  return createProviderState(createDynamoTable({ endpoint, region, credentials, fetch, clock, tableName }), clock);
});
