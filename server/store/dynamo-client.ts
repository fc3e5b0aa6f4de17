import { AwsV4Signer } from "aws4fetch";
import { type Clock, TableUnavailableError } from "./table.ts";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface DynamoOptions {
  /** For instance `https://dynamodb.eu-central-1.amazonaws.com`. */
  endpoint: string;
  region: string;
  /** A function where they change, as a role's do. */
  credentials: Credentials | (() => Promise<Credentials>);
  fetch: typeof globalThis.fetch;
  clock: Clock;
  patience?: Partial<Patience>;
  /** From 0 to 1, for the jitter. */
  random?: () => number;
}

/** How long and how often an answer is waited for. */
export interface Patience {
  attempts: number;
  timeoutMs: number;
  /** Waits are chance times this, doubled with each attempt, up to the longest. */
  firstWaitMs: number;
  longestWaitMs: number;
}

/** DynamoDB refused. `Item` is there when a condition failed and the item was asked for. */
export class DynamoRefusal extends Error {
  override name = "DynamoRefusal";
  readonly type: string;
  readonly item: Attributes | undefined;

  constructor(type: string, message: string, item: Attributes | undefined) {
    super(`${type}: ${message}`);
    this.type = type;
    this.item = item;
  }
}

export type Attribute = { S: string } | { N: string } | { B: string } | { L: Attribute[] };
export type Attributes = { [name: string]: Attribute };

export interface DynamoAnswer {
  Item?: Attributes;
  Items?: Attributes[];
  Attributes?: Attributes;
  LastEvaluatedKey?: Attributes;
}

/** Sends one operation and returns its answer, asking again where that can help. */
export type DynamoClient = (operation: string, body: object) => Promise<DynamoAnswer>;

const PATIENCE: Patience = { attempts: 8, timeoutMs: 3000, firstWaitMs: 25, longestWaitMs: 1000 };

/** Refused before anything was done; asking again later is what they mean. */
const THROTTLED =
  /^(ProvisionedThroughputExceeded|Throttling|ThrottlingError|RequestLimitExceeded|LimitExceeded)(Exception)?$/;
/** The answer says nothing of whether it was done. */
const FAILED_INSIDE = /^(InternalServerError|InternalFailure|ServiceUnavailable)(Exception)?$/;

export function createDynamoClient(options: DynamoOptions): DynamoClient {
  const patience = { ...PATIENCE, ...options.patience };
  const random = options.random ?? Math.random;
  const keys = new Map<string, ArrayBuffer>();

  async function ask(operation: string, body: string): Promise<{ status: number; text: string }> {
    const signed = await signRequest({ ...options, service: "dynamodb", keys }, operation, body);
    const response = await options.fetch(signed.url, {
      method: "POST",
      headers: signed.headers,
      body,
      signal: AbortSignal.timeout(patience.timeoutMs),
    });
    return { status: response.status, text: await response.text() };
  }

  return async (operation, request) => {
    const body = JSON.stringify(request);
    let mayBeDone = false;
    let reason: unknown;
    for (let attempt = 0; attempt < patience.attempts; attempt++) {
      if (attempt > 0) {
        const most = Math.min(patience.longestWaitMs, patience.firstWaitMs * 2 ** (attempt - 1));
        await new Promise((resolve) => setTimeout(resolve, random() * most));
      }
      try {
        const answer = await ask(operation, body);
        if (answer.status === 200) return JSON.parse(answer.text) as DynamoAnswer;
        const refusal = refusalOf(answer);
        reason = refusal;
        if (THROTTLED.test(refusal.type)) continue;
        if (answer.status < 500 && !FAILED_INSIDE.test(refusal.type)) throw refusal;
      } catch (error) {
        if (error instanceof DynamoRefusal) throw error;
        reason = error;
      }
      mayBeDone = true;
    }
    const outcome = mayBeDone ? "Whether it was done is not known" : "It was not done";
    throw new TableUnavailableError(
      `${operation}: DynamoDB did not answer in ${patience.attempts} attempts (${messageOf(reason)}). ${outcome}.`,
      { cause: reason },
    );
  };
}

/** An AWS request with its signature (version 4) in the headers. */
export async function signRequest(
  options: Pick<DynamoOptions, "endpoint" | "region" | "credentials" | "clock"> & {
    service: string;
    keys?: Map<string, ArrayBuffer>;
  },
  operation: string,
  body: string,
): Promise<{ url: string; headers: Headers }> {
  const { endpoint, region, service, credentials, clock, keys } = options;
  const signer = new AwsV4Signer({
    ...(typeof credentials === "function" ? await credentials() : credentials),
    ...{ method: "POST", url: endpoint, region, service, body },
    headers: { "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": `DynamoDB_20120810.${operation}` },
    datetime: new Date(clock()).toISOString().replace(/[:-]|\.\d{3}/g, ""),
    ...(keys && { cache: keys }),
  });
  const { url, headers } = await signer.sign();
  return { url: url.toString(), headers };
}

function refusalOf({ status, text }: { status: number; text: string }): DynamoRefusal {
  let told: { __type?: string; message?: string; Message?: string; Item?: Attributes } = {};
  try {
    told = JSON.parse(text);
  } catch {
    // A load balancer's page, not DynamoDB's answer; the status says enough.
  }
  const type = told.__type?.split("#").at(-1) ?? `Status ${status}`;
  return new DynamoRefusal(type, told.message ?? told.Message ?? "no message", told.Item);
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
