import { ProviderError } from "../provider.ts";
import { redacted, type Secrets } from "./redact.ts";
import { createSend, RefusedAddressError } from "./send.ts";

export interface HttpRequest {
  provider: string;
  /** The provider's name for people, in messages. */
  title: string;
  url: URL;
  headers?: Record<string, string>;
  /** Sent along as JSON with a POST; without it the request is a GET. */
  json?: unknown;
  /** What goes along and is secret: it is kept out of every message, and no redirect is followed with it. */
  secret?: Secrets;
  /** Whether redirects to the same host are followed. Default: where nothing secret goes along. */
  follows?: boolean;
  timeoutMs?: number;
  maxBytes?: number;
  signal?: AbortSignal | undefined;
  fetch?: typeof fetch | undefined;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
  /** As UTF-8, without a byte order mark. */
  text: string;
}

const TIMEOUT_MS = 8_000;
const MAX_BYTES = 4 * 1024 * 1024;
const MOST_REDIRECTS = 3;
const sendAnywhere = createSend();

/**
 * One request with a limit on time and size. Whatever status comes is an answer: what it means is the provider's matter.
 * Fails with a `ProviderError` whose message holds no address and no secret.
 */
export async function get(request: HttpRequest): Promise<HttpAnswer> {
  const { title, signal, timeoutMs = TIMEOUT_MS } = request;
  const timeout = AbortSignal.timeout(timeoutMs);
  const both = signal ? AbortSignal.any([signal, timeout]) : timeout;
  try {
    return await follow(request, both);
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    // Somebody lost interest: that says nothing about the provider.
    if (signal?.aborted) throw signal.reason;
    if (error instanceof RefusedAddressError) {
      throw failure(request, "blocked", `${title} is not on the public internet, and nothing else is asked.`);
    }
    if (timeout.aborted) throw failure(request, "transient", `${title} did not answer within ${timeoutMs / 1_000} s.`);
    throw failure(request, "transient", `${title} could not be reached (${redacted(causeOf(error), request.secret)}).`);
  }
}

async function follow(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  const { fetch: send = sendAnywhere, headers = {}, json, title } = request;
  const said = json === undefined ? {} : { method: "POST", body: JSON.stringify(json) };
  const typed = json === undefined ? headers : { ...headers, "Content-Type": "application/json" };
  let url = request.url;
  for (let redirects = 0; ; redirects++) {
    const response = await send(url, { ...said, headers: typed, signal, redirect: "manual" });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) return read(request, response);
    await response.body?.cancel();
    const target = URL.parse(location, url);
    const { follows = !hasSecrets(request.secret) } = request;
    if (!target || target.origin !== url.origin || !follows || redirects >= MOST_REDIRECTS) {
      throw failure(request, "blocked", `${title} wanted to send the request elsewhere, which was refused.`);
    }
    url = target;
  }
}

async function read(request: HttpRequest, response: Response): Promise<HttpAnswer> {
  const { maxBytes = MAX_BYTES, title } = request;
  const tooLarge = () => failure(request, "malformed", `${title} sent more than ${maxBytes} bytes.`);
  if (Number(response.headers.get("content-length") ?? 0) > maxBytes) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Counted as they are unpacked: a small file may unpack to anything.
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(Buffer.concat(chunks));
  return { status: response.status, headers: response.headers, bytes, text: new TextDecoder().decode(bytes) };
}

const hasSecrets = (secrets: Secrets) => secrets !== undefined && secrets.length > 0;

function failure(request: HttpRequest, reason: ProviderError["reason"], message: string): ProviderError {
  return new ProviderError(request.provider, reason, message);
}

/** Network errors hide their code in their cause. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error) return "code" in cause ? String(cause.code) : cause.message;
  return String(cause);
}
