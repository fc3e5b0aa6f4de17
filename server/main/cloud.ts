import { type AwsClient, createAwsClient } from "../aws-client.ts";
import type { CloudConfig } from "../config.ts";
import { createLog, type Log } from "../log.ts";
import { createDynamoTable } from "../store/dynamo-table.ts";
import { createStore, type Store } from "../store/store.ts";

/** What every function in the cloud starts from. Opening it asks nobody anything. */
export interface Cloud {
  config: CloudConfig;
  aws: AwsClient;
  store: Store;
  clock: () => number;
  log: Log;
}

export function openCloud(config: CloudConfig): Cloud {
  const clock = Date.now;
  const { region, credentials, endpoints } = config;
  const table = createDynamoTable({
    endpoint: endpoints.dynamodb ?? `https://dynamodb.${region}.amazonaws.com`,
    region,
    credentials,
    fetch,
    clock,
    tableName: config.table,
  });
  return {
    config,
    aws: createAwsClient({ region, credentials, endpoints }),
    store: createStore(table, { clock }),
    clock,
    log: createLog({ level: config.logLevel, write: (line) => process.stdout.write(line), clock }),
  };
}
