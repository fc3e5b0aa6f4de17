import { AwsV4Signer } from "aws4fetch";

export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface AwsOptions {
  region: string;
  credentials: AwsCredentials;
  /** Where a service is, by its signing name, when it is not at AWS: emulators in tests. */
  endpoints?: Readonly<Record<string, string>>;
  fetch?: typeof fetch;
}

export interface AwsRequest {
  method: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
  signal?: AbortSignal;
}

/**
 * The few requests we send to AWS, signed and sent with fetch. The AWS SDK would do more than we need and add 75 to 110 ms
 * to every cold start.
 */
export interface AwsClient {
  /** Signs one request and sends it, once. */
  send(service: string, url: string, request: AwsRequest): Promise<Response>;
  /** Calls a service that speaks JSON, e.g. `call("states", "AWSStepFunctions.StartExecution", {...})`. */
  call<T>(service: string, target: string, input: object): Promise<T>;
}

/** AWS refused, or did not answer. `code` is AWS's own word for it. */
export class AwsError extends Error {
  override name = "AwsError";
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The second digit of the protocol; services do not take each other's. */
const JSON_VERSION: Readonly<Record<string, string>> = { states: "1.0" };

export function createAwsClient(options: AwsOptions): AwsClient {
  const { region, credentials } = options;
  const send = options.fetch ?? fetch;
  // Signing keys hold for a day and a service; making one is most of the work.
  const cache = new Map<string, ArrayBuffer>();

  const client: AwsClient = {
    async send(service, url, { method, headers = {}, body, signal }) {
      const content = body === undefined ? {} : { body };
      const signer = new AwsV4Signer({ ...credentials, ...content, url, method, headers, service, region, cache });
      const signed = await signer.sign();
      return send(signed.url.toString(), {
        method,
        headers: signed.headers,
        ...content,
        ...(signal === undefined ? {} : { signal }),
      });
    },

    async call<T>(service: string, target: string, input: object): Promise<T> {
      const url = options.endpoints?.[service] ?? `https://${service}.${region}.amazonaws.com/`;
      const response = await client.send(service, url, {
        method: "POST",
        headers: {
          "content-type": `application/x-amz-json-${JSON_VERSION[service] ?? "1.1"}`,
          "x-amz-target": target,
        },
        body: JSON.stringify(input),
      });
      const text = await response.text();
      if (response.ok) return JSON.parse(text || "{}") as T;
      throw refusal(response.status, text, target);
    },
  };
  return client;
}

function refusal(status: number, text: string, target: string): AwsError {
  try {
    const { __type, message, Message } = JSON.parse(text) as Record<string, string | undefined>;
    const code = __type?.split("#").at(-1) ?? "Unknown";
    return new AwsError(code, status, `${target}: ${message ?? Message ?? code}`);
  } catch {
    return new AwsError("Unknown", status, `${target}: answered ${status}.`);
  }
}
