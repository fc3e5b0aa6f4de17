import type { Attribute, Attributes, DynamoClient } from "./dynamo-client.ts";
import { ATTRIBUTE, itemOf, keyAttributes } from "./dynamo-item.ts";
import { expressionOf } from "./dynamo-write.ts";
import { isWithin, type SortRange, sortRange } from "./sort-range.ts";
import type { Item, Page, Query } from "./table.ts";

/** Asks for page after page (each ends at 1 MB) until there is what was wanted and one more, to know whether there is more. */
export async function queryItems(call: DynamoClient, tableName: string, query: Query, now: number): Promise<Page> {
  if (!sortRange(query)) return { items: [] };
  const { after, ...whole } = query;
  const range = sortRange(whole) as SortRange;
  const wanted = (query.limit ?? Number.POSITIVE_INFINITY) + 1;
  const request = {
    TableName: tableName,
    ConsistentRead: true,
    ScanIndexForward: !query.descending,
    ...conditionOf(whole, range),
  };

  const found: Item[] = [];
  // One outside the range comes before all of it, or there would be nothing to ask for.
  let start = after && isWithin(range, after) ? keyAttributes({ ...query, sort: after }) : undefined;
  do {
    const answer = await call("Query", {
      ...request,
      ...(wanted < Number.POSITIVE_INFINITY && { Limit: wanted - found.length }),
      ...(start && { ExclusiveStartKey: start }),
    });
    for (const attributes of answer.Items ?? []) {
      const item = itemOf(attributes);
      const isLive = item.expiresAt === undefined || item.expiresAt > now;
      if (isLive && isWithin(range, item.sort)) found.push(item);
    }
    start = answer.LastEvaluatedKey;
  } while (start && found.length < wanted);

  const items = found.slice(0, query.limit);
  const last = items.at(-1);
  return found.length > items.length && last ? { items, next: last.sort } : { items };
}

/** A condition for the range, or for a little more: DynamoDB's `BETWEEN` includes both ends. */
function conditionOf({ partition, prefix, from, to }: Query, { low, high }: SortRange): object {
  const values: Attributes = { ":partition": { S: partition } };
  let condition = `#${ATTRIBUTE.partition} = :partition`;
  const and = (text: string, ends: { [name: string]: Attribute }) => {
    condition += ` AND ${text}`;
    Object.assign(values, ends);
  };
  if (prefix && !from && to === undefined) and("begins_with(#sort, :prefix)", { ":prefix": { S: prefix } });
  else if (low && high) and("#sort BETWEEN :low AND :high", { ":low": { S: low.key }, ":high": { S: high.key } });
  else if (low) and(`#sort ${low.inclusive ? ">=" : ">"} :low`, { ":low": { S: low.key } });
  else if (high) and(`#sort ${high.inclusive ? "<=" : "<"} :high`, { ":high": { S: high.key } });
  return { KeyConditionExpression: condition, ...expressionOf(values, condition) };
}
