import { randomBytes } from "node:crypto";
import { createDynamoClient, type DynamoOptions } from "./dynamo-client.ts";
import { itemOf, keyAttributes } from "./dynamo-item.ts";
import { queryItems } from "./dynamo-query.ts";
import { deleteItem, type WriteContext, writeItem } from "./dynamo-write.ts";
import { checkKey, checkPartition, nameOf, secondOf, textOfItem } from "./item-rules.ts";
import { ConflictError, type Expected, type Item, type ItemKey, type Table } from "./table.ts";
import { readValue } from "./value-text.ts";

/** Holds its items in a DynamoDB table; see `dynamo-item.ts` for its attributes. Every read is strongly consistent. */
export function createDynamoTable(options: DynamoOptions & { tableName: string }): Table {
  const { tableName, clock } = options;
  const call = createDynamoClient(options);

  async function get(key: ItemKey): Promise<Item | undefined> {
    checkKey(key);
    const answer = await call("GetItem", { TableName: tableName, Key: keyAttributes(key), ConsistentRead: true });
    const item = answer.Item && itemOf(answer.Item);
    return item && (item.expiresAt ?? Number.POSITIVE_INFINITY) > secondOf(clock) ? item : undefined;
  }

  function context(): WriteContext {
    return { call, tableName, now: secondOf(clock), newToken: () => randomBytes(12).toString("base64url") };
  }

  /** Over an item that has expired, "any" fails and "absent" holds; somebody may come between, so it goes on until one does. */
  async function write(item: ItemKey & Pick<Item, "value" | "expiresAt">, expected: Expected): Promise<number> {
    if (expected !== "any") return writeItem(context(), item, expected);
    for (let turn = 0; ; turn++) {
      try {
        return await writeItem(context(), item, turn % 2 === 0 ? "any" : "absent");
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
      }
    }
  }

  return {
    get,

    async put(item, expected) {
      const text = textOfItem(item);
      const version = await write(item, expected);
      const { partition, sort, expiresAt } = item;
      return { partition, sort, version, value: readValue(text), ...(expiresAt !== undefined && { expiresAt }) };
    },

    async query(query) {
      checkPartition(query.partition);
      return queryItems(call, tableName, query, secondOf(clock));
    },

    async delete(key, expected) {
      checkKey(key);
      if (expected !== "absent") return deleteItem(context(), key, expected);
      const item = await get(key);
      if (item) throw new ConflictError(`${nameOf(key)}: expected absent, found ${item.version}.`);
    },

    async close() {},
  };
}
