import { contentSecurityPolicy, securityHeaders } from "../security-headers.ts";
import { ApiError } from "./errors.ts";

export function withSecurityHeaders(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(securityHeaders)) headers.set(name, value);
  headers.set("content-security-policy", contentSecurityPolicy());
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/**
 * A web page anywhere can make a browser send requests to this machine. Two things tell: a page that has rebound its own
 * name to 127.0.0.1 still sends that name as Host, and a page of another origin says so in Origin.
 * A browser always sends Origin when it writes or opens a socket; programs that send none have no page behind them.
 */
export function requireLoopback(headers: Headers, port: number): void {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  const host = headers.get("host")?.toLowerCase() ?? "";
  if (!hosts.includes(host)) {
    throw new ApiError(421, "wrong_host", `Tickfolio answers here only as http://127.0.0.1:${port}/.`);
  }
  const origin = headers.get("origin");
  if (origin !== null && !hosts.some((name) => origin === `http://${name}`)) {
    throw new ApiError(403, "foreign_origin", "A page of another site sent this request; it was refused.");
  }
  if (headers.get("sec-fetch-site") === "cross-site" && headers.get("sec-fetch-mode") !== "navigate") {
    throw new ApiError(403, "foreign_origin", "A page of another site sent this request; it was refused.");
  }
}
