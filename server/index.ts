export { type AwsClient, type AwsCredentials, AwsError, createAwsClient } from "./aws-client.ts";
export { DEFAULT_PORT, defaultDataFolder, readConfig } from "./config.ts";
export { type LocalServer, openLocalApp, startLocalServer } from "./main/local.ts";
export { StartError } from "./main/local-error.ts";
export type { LocalOptions } from "./main/local-options.ts";
export * from "./security-headers.ts";
export type * from "./store/table.ts";
export { VERSION } from "./version.ts";
export { cacheControlOf, contentTypeOf, isHashed } from "./web-files.ts";
