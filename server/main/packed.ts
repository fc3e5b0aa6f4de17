import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Below this, packing costs more than it saves. */
const SMALLEST_PACKED = 1_400;
/**
 * Fast rather than small. Brotli looks back over the whole answer and gzip over 32 kB of it: forty series of closes over
 * the same days are half as large in half the time.
 */
const BROTLI_QUALITY = 2;
const GZIP_LEVEL = 4;
const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** An answer of the API packed, for who takes it. Anything short, packed already or without a body stays as it is. */
export async function packed(request: Request, response: Response): Promise<Response> {
  if (!isText(response.headers) || !response.body) return response;
  const headers = new Headers(response.headers);
  headers.append("vary", "accept-encoding");
  headers.delete("content-length");
  const bytes = Buffer.from(await response.arrayBuffer());
  const pack = await packBytes(bytes, request.headers.get("accept-encoding") ?? "");
  if (pack) headers.set("content-encoding", pack.encoding);
  return new Response(new Uint8Array(pack?.bytes ?? bytes), { status: response.status, headers });
}

/** Whether it is text that nobody has packed yet. */
export function isText(headers: Headers): boolean {
  const type = headers.get("content-type") ?? "";
  return !headers.has("content-encoding") && /^(text\/|application\/(.*\+)?json)/.test(type);
}

/** Text as a browser takes it that says it accepts these encodings; undefined where it is better left as it is. */
export async function packBytes(
  bytes: Buffer,
  accepted: string,
): Promise<{ encoding: "br" | "gzip"; bytes: Buffer } | undefined> {
  if (bytes.length < SMALLEST_PACKED) return undefined;
  if (/\bbr\b/.test(accepted)) {
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    };
    return { encoding: "br", bytes: await brotli(bytes, { params }) };
  }
  return /\bgzip\b/.test(accepted)
    ? { encoding: "gzip", bytes: await gzipped(bytes, { level: GZIP_LEVEL }) }
    : undefined;
}
