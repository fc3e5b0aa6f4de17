import { isText, packBytes } from "./packed.ts";

/** A request as API Gateway's HTTP API hands it to a function (payload format 2.0), as far as we read it. */
export interface HttpEvent {
  rawPath: string;
  rawQueryString: string;
  headers: Record<string, string | undefined>;
  cookies?: string[];
  body?: string | null;
  isBase64Encoded: boolean;
  requestContext: { domainName: string; http: { method: string } };
}

export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded: boolean;
}

/** A handler of API Gateway's events for an app that speaks in requests and responses. */
export function createHttpHandler(
  app: (request: Request) => Response | Promise<Response>,
): (event: HttpEvent) => Promise<HttpAnswer> {
  return async (event) => answerOf(await app(requestOf(event)), event.headers["accept-encoding"] ?? "");
}

function requestOf(event: HttpEvent): Request {
  const { domainName, http } = event.requestContext;
  const query = event.rawQueryString === "" ? "" : `?${event.rawQueryString}`;
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers)) if (value !== undefined) headers.set(name, value);
  if (event.cookies) headers.set("cookie", event.cookies.join("; "));
  const hasBody = typeof event.body === "string" && http.method !== "GET" && http.method !== "HEAD";
  return new Request(`https://${domainName}${event.rawPath}${query}`, {
    method: http.method,
    headers,
    ...(hasBody ? { body: event.isBase64Encoded ? Buffer.from(event.body!, "base64") : event.body! } : {}),
  });
}

/**
 * Text goes as it is, and packed where it is long: CloudFront does not pack what it may not keep, and a function may
 * answer with 6 MB at most, which a long journal as plain JSON exceeds.
 */
async function answerOf(response: Response, accepted: string): Promise<HttpAnswer> {
  const headers = Object.fromEntries(response.headers);
  const bytes = Buffer.from(await response.arrayBuffer());
  const statusCode = response.status;
  const isPlain = isText(response.headers);
  const packed = isPlain ? await packBytes(bytes, accepted) : undefined;
  if (packed) {
    headers["content-encoding"] = packed.encoding;
    headers.vary = headers.vary ? `${headers.vary}, accept-encoding` : "accept-encoding";
    return { statusCode, headers, body: packed.bytes.toString("base64"), isBase64Encoded: true };
  }
  if (isPlain || bytes.length === 0)
    return { statusCode, headers, body: bytes.toString("utf8"), isBase64Encoded: false };
  return { statusCode, headers, body: bytes.toString("base64"), isBase64Encoded: true };
}
