import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import type { AwsClient } from "@tickfolio/server";
import { DeployError } from "./credentials.ts";

export const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

interface Upload {
  aws: AwsClient;
  /** The bucket's own address, without a slash at its end. */
  bucketUrl: string;
  /** The built web app. */
  folder: string;
  /** Where the page finds its sign-in. */
  config: object;
}

/**
 * Puts the web app into its bucket. What has a hash in its name goes first and the page that names it last, so that at no
 * moment somebody gets a page whose files are not there; files of earlier versions stay for tabs that are still open.
 */
export async function uploadWeb({ aws, bucketUrl, folder, config }: Upload): Promise<number> {
  const names = filesIn(folder).filter((name) => contentTypes[extname(name)]);
  const page = names.indexOf("index.html");
  if (page === -1)
    throw new DeployError(`There is no index.html in ${folder}.`, "Build the web app first: npm run deploy does.");
  names.splice(page, 1);
  names.sort((a, b) => Number(isHashed(b)) - Number(isHashed(a)));

  async function put(name: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
    const response = await aws.send("s3", `${bucketUrl}/${name}`, {
      method: "PUT",
      headers: {
        "content-type": contentTypes[extname(name)]!,
        "cache-control": isHashed(name) ? "public, max-age=31536000, immutable" : "no-cache",
      },
      body,
    });
    if (response.ok) return void (await response.body?.cancel());
    throw new DeployError(
      `${name} was not taken by the bucket (${response.status}): ${(await response.text()).slice(0, 300)}`,
      "Run the same command again. Until it has finished, readers see the version before.",
    );
  }

  const read = (name: string) => new Uint8Array(readFileSync(join(folder, name)));
  for (const name of names) await put(name, read(name));
  await put("config.json", new TextEncoder().encode(JSON.stringify(config)));
  await put("index.html", read("index.html"));
  return names.length + 2;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
}

function isHashed(name: string): boolean {
  return /^assets\/.*-[A-Za-z0-9_-]{8,}\.\w+$/.test(name);
}
