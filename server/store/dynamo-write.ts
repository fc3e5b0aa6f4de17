import { type Attribute, type Attributes, type DynamoClient, DynamoRefusal } from "./dynamo-client.ts";
import { ATTRIBUTE, keyAttributes, numberOf, textOf, valueAttributes } from "./dynamo-item.ts";
import { nameOf } from "./item-rules.ts";
import { ConflictError, type Expected, type Item, type ItemKey } from "./table.ts";

/** A DynamoDB table as one conditional write sees it. */
export interface WriteContext {
  call: DynamoClient;
  tableName: string;
  /** The second it is now. */
  now: number;
  newToken: () => string;
}

const NAMES = Object.fromEntries(Object.values(ATTRIBUTE).map((name) => [`#${name}`, name]));
const LIVE = "(attribute_not_exists(#expiresAt) OR #expiresAt > :now)";

/** What must hold of the stored item. An expired one counts as absent, whether or not it has been swept. */
const CONDITION = {
  absent: "attribute_not_exists(#partition) OR #expiresAt <= :now",
  version: `#version = :expected AND ${LIVE}`,
  // Sent again after its answer was lost, it must not count twice.
  any: `${LIVE} AND (attribute_not_exists(#token) OR (#token <> :token AND (attribute_not_exists(#before) OR #before <> :token)))`,
};

/**
 * One conditional write; returns the version it made. A condition that fails because this very write was already carried
 * out is a success: its token says so, as long as not two others have written since. A write that the network delivers only
 * after the item was deleted can bring it back; nothing that is deleted here does harm when it returns.
 */
export async function writeItem(
  { call, tableName, now, newToken }: WriteContext,
  item: ItemKey & Pick<Item, "value" | "expiresAt">,
  expected: Expected,
): Promise<number> {
  const token = newToken();
  const value = valueAttributes(item.value);
  const bytes = value[ATTRIBUTE.bytes];
  const next = expected === "absent" ? 1 : expected === "any" ? undefined : expected + 1;
  const set = [
    `#version = ${next === undefined ? "if_not_exists(#version, :zero) + :one" : ":next"}`,
    "#value = :value",
    "#token = :token",
  ];
  const remove: string[] = [];
  const values: Attributes = {
    ":value": value[ATTRIBUTE.value] as Attribute,
    ":token": { S: token },
    ":now": number(now),
  };
  if (next === undefined) Object.assign(values, { ":zero": number(0), ":one": number(1) });
  else values[":next"] = number(next);
  if (typeof expected === "number") values[":expected"] = number(expected);
  if (expected === "absent") remove.push("#before");
  else set.push("#before = if_not_exists(#token, :token)");
  setOrRemove("#bytes", bytes);
  setOrRemove("#expiresAt", item.expiresAt === undefined ? undefined : number(item.expiresAt));

  function setOrRemove(name: string, attribute: Attribute | undefined): void {
    if (!attribute) return void remove.push(name);
    const placeholder = name.replace("#", ":");
    set.push(`${name} = ${placeholder}`);
    values[placeholder] = attribute;
  }

  const condition = CONDITION[typeof expected === "number" ? "version" : expected];
  const update = `SET ${set.join(", ")}${remove.length > 0 ? ` REMOVE ${remove.join(", ")}` : ""}`;
  try {
    const answer = await call("UpdateItem", {
      TableName: tableName,
      Key: keyAttributes(item),
      UpdateExpression: update,
      ConditionExpression: condition,
      ...expressionOf(values, `${update} ${condition}`),
      ReturnValues: next === undefined ? "UPDATED_NEW" : "NONE",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    return next ?? numberOf(answer.Attributes ?? {}, ATTRIBUTE.version) ?? 1;
  } catch (error) {
    const stored = await storedAtFailure({ call, tableName }, item, error);
    const version = stored && numberOf(stored, ATTRIBUTE.version);
    if (stored && version !== undefined) {
      if (textOf(stored, ATTRIBUTE.token) === token) return version;
      if (textOf(stored, ATTRIBUTE.before) === token) return next ?? version - 1;
    }
    throw new ConflictError(`${nameOf(item)}: expected ${expected}, found ${version ?? "absent"}.`);
  }
}

/**
 * Removes an item. Where a version is expected, it first becomes one that has expired: a delete leaves no token to know
 * itself by when its answer was lost, a write does.
 */
export async function deleteItem(context: WriteContext, key: ItemKey, expected: "any" | number): Promise<void> {
  const { call, tableName, now } = context;
  const request = { TableName: tableName, Key: keyAttributes(key) };
  if (expected === "any") return void (await call("DeleteItem", request));

  const token = context.newToken();
  // Long enough ago to have expired by everybody's clock; DynamoDB's own sweep takes it too, should we get no further.
  const grave = { ...key, value: {}, expiresAt: now - 3600 };
  await writeItem({ ...context, newToken: () => token }, grave, expected);
  const condition = "#token = :token";
  try {
    const values = { ":token": { S: token } };
    await call("DeleteItem", { ...request, ConditionExpression: condition, ...expressionOf(values, condition) });
  } catch (error) {
    // Somebody has put a new item in its place already, or the first of two attempts had removed it.
    if (!isFailedCondition(error)) throw error;
  }
}

/** What was stored when a condition failed: as the answer says, else as it is now. Any other error is thrown on. */
async function storedAtFailure(
  { call, tableName }: Pick<WriteContext, "call" | "tableName">,
  key: ItemKey,
  error: unknown,
): Promise<Attributes | undefined> {
  if (!isFailedCondition(error)) throw error;
  if (error.item) return error.item;
  const answer = await call("GetItem", { TableName: tableName, Key: keyAttributes(key), ConsistentRead: true });
  return answer.Item;
}

function isFailedCondition(error: unknown): error is DynamoRefusal {
  return error instanceof DynamoRefusal && error.type === "ConditionalCheckFailedException";
}

/** Names and values for an expression; DynamoDB refuses any that it does not use. */
export function expressionOf(values: Attributes, expression: string): object {
  const used = Object.entries(NAMES).filter(([placeholder]) => new RegExp(`${placeholder}\\b`).test(expression));
  return { ExpressionAttributeNames: Object.fromEntries(used), ExpressionAttributeValues: values };
}

function number(value: number): Attribute {
  return { N: String(value) };
}
