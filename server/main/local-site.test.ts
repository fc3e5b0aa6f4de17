import { describe, expect, test } from "vitest";
import { createLaptopDoor } from "../auth-laptop.ts";
import { createLocalSite } from "./local-site.ts";

const port = () => 4747;
const clock = () => 0;
const key = "key";
const site = createLocalSite({
  api: () => Response.json({}),
  files: (request) => {
    const isPage = !request.url.endsWith(".js");
    return new Response("", { headers: { "content-type": isPage ? "text/html; charset=utf-8" : "text/javascript" } });
  },
  door: createLaptopDoor({ key, secret: "secret", port, required: true, clock }),
  books: Promise.resolve("books_1"),
  port,
});
const get = (path: string) =>
  site(new Request(`http://127.0.0.1:4747${path}`, { headers: { host: "127.0.0.1:4747" } }));

describe("what a laptop serves", () => {
  test("a page sends for what its script asks for first, and nothing else does", async () => {
    const link = (await get("/portfolios/pf_1")).headers.get("link")!;
    const sentFor = link.split(", ").map((one) => /<(.*)>/.exec(one)![1]);
    expect(sentFor).toEqual(["/api/session", "/api/settings", "/api/portfolios", "/api/instruments"]);
    // What draws the page goes first over the few connections a browser opens.
    expect(link.match(/fetchpriority=low/g)).toHaveLength(4);
    for (const path of ["/assets/app.js", "/api/session"]) expect((await get(path)).headers.has("link")).toBe(false);
  });

  test("a page is told which books it shows before it may read them", async () => {
    expect(await (await get("/config.json")).json()).toEqual({ home: "laptop", books: "books_1" });
  });
});
