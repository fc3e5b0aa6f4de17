import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type AwsClient, cacheControlOf, contentTypeOf, isHashed } from "@tickfolio/server";
import { DeployError } from "./credentials.ts";

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
  const names = filesIn(folder).filter((name) => contentTypeOf(name));
  const page = names.indexOf("index.html");
  if (page === -1)
    throw new DeployError(`There is no index.html in ${folder}.`, "Build the web app first: npm run deploy does.");
  names.splice(page, 1);
  names.sort((a, b) => Number(isHashed(b)) - Number(isHashed(a)));

  async function put(name: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
    const response = await aws.send("s3", `${bucketUrl}/${name}`, {
      method: "PUT",
      headers: {
        "content-type": contentTypeOf(name)!,
        "cache-control": cacheControlOf(name),
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
