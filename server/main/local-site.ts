import { ApiError, problemResponse } from "../api/errors.ts";
import { requireLoopback, withSecurityHeaders } from "../api/security.ts";
import type { LaptopDoor } from "../auth-laptop.ts";
import { packed } from "./packed.ts";

export interface LocalSiteParts {
  api: (request: Request) => Response | Promise<Response>;
  files: (request: Request) => Response | undefined;
  door: LaptopDoor;
  books: Promise<string | undefined>;
  port: () => number;
}

/** What every page asks for first: the browser gets it while it still reads the page's script. In the cloud only who has signed in may ask. */
const FIRST_ASKED = ["session", "settings", "portfolios", "instruments"]
  .map((name) => `</api/${name}>; rel=preload; as=fetch; crossorigin; fetchpriority=low`)
  .join(", ");

/** Everything a laptop serves on its one port: the page's files, the API, and the door that lets a browser in. */
export function createLocalSite({
  api,
  files,
  door,
  books,
  port,
}: LocalSiteParts): (request: Request) => Promise<Response> {
  async function answer(request: Request): Promise<Response> {
    try {
      requireLoopback(request.headers, port());
    } catch (error) {
      if (error instanceof ApiError) return problemResponse(error);
      throw error;
    }
    const url = new URL(request.url);
    if (url.pathname.startsWith("/api/")) return packed(request, await api(request));
    if (url.pathname === "/config.json") return Response.json({ home: "laptop", books: await books });
    const token = url.searchParams.get("token");
    if (token !== null && request.method === "GET") return enter(token, url);
    const file = files(request);
    if (file?.headers.get("content-type")?.startsWith("text/html")) file.headers.set("link", FIRST_ASKED);
    return file ?? new Response("There is nothing at this address.\n", { status: 404 });
  }

  /** The token leaves the address bar at once. One that is used or unknown lets nobody in; the page then says what to do. */
  function enter(token: string, url: URL): Response {
    url.searchParams.delete("token");
    const headers = new Headers({ location: url.pathname + url.search, "cache-control": "no-store" });
    const cookie = door.redeem(token);
    if (cookie) headers.set("set-cookie", cookie);
    return new Response(null, { status: 303, headers });
  }

  return async (request) => withSecurityHeaders(await answer(request));
}
