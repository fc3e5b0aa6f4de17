import { promisify } from "node:util";
import { gzip } from "node:zlib";

/** Below this, packing costs more than it saves. */
const SMALLEST_PACKED = 1_500;
/** Fast rather than small: the answer goes to the same machine, or through a phone's tunnel to it. */
const LEVEL = 4;
const gzipped = promisify(gzip);

/** An answer of the API as gzip, for who takes it. Anything short, packed already or without a body stays as it is. */
export async function packed(request: Request, response: Response): Promise<Response> {
  const takes = /\bgzip\b/.test(request.headers.get("accept-encoding") ?? "");
  const type = response.headers.get("content-type") ?? "";
  if (!takes || !response.body || response.headers.has("content-encoding") || !/json|text/.test(type)) return response;

  const bytes = Buffer.from(await response.arrayBuffer());
  const headers = new Headers(response.headers);
  headers.append("vary", "accept-encoding");
  headers.delete("content-length");
  if (bytes.length < SMALLEST_PACKED) return new Response(bytes, { status: response.status, headers });
  headers.set("content-encoding", "gzip");
  return new Response(await gzipped(bytes, { level: LEVEL }), { status: response.status, headers });
}
