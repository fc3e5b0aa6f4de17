// AWS Lambda behind the HTTP API: the same app as on a laptop, over DynamoDB.

import { randomUUID } from "node:crypto";
import { createApp } from "../api/app.ts";
import { withSecurityHeaders } from "../api/security.ts";
import { createJwtVerifier } from "../auth-jwt.ts";
import { readCloudConfig } from "../config.ts";
import { createLazyMarket } from "../market/lazy-market.ts";
import type { Market } from "../market/market.ts";
import { PROVIDER_NAMES } from "../market/provider-names.ts";
import { createGateway } from "../push/gateway.ts";
import { createGatewayNotices } from "../push/gateway-notices.ts";
import { FEED } from "../push/socket-events.ts";
import { createStoredTickets } from "../push/stored-tickets.ts";
import { TRANSPORT_SECURITY } from "../security-headers.ts";
import { VERSION } from "../version.ts";
import { openCloud } from "./cloud.ts";
import { createHttpHandler } from "./http-event.ts";
import { createProviderKeys, type ProviderKeys } from "./provider-keys.ts";

const cloud = openCloud(readCloudConfig());
const { config, aws, store, clock, log } = cloud;
const { issuer = "", client = "", origin = "" } = config;

const readKeys = createProviderKeys({ aws, secret: config.secret, clock });
let opened: { keys: ProviderKeys; market: Promise<Market> } | undefined;

/** The market with the keys of the moment: new ones make a new market. Nothing of it is loaded before somebody asks it. */
async function currentMarket(): Promise<Market> {
  const keys = await readKeys();
  if (opened && JSON.stringify(opened.keys) === JSON.stringify(keys)) return opened.market;
  const before = opened;
  opened = { keys, market: import("./cloud-market.ts").then(({ openCloudMarket }) => openCloudMarket(cloud, keys)) };
  await (await before?.market)?.close();
  return opened.market;
}

const app = createApp({
  store,
  market: createLazyMarket(currentMarket),
  providerNames: PROVIDER_NAMES,
  verifier: createJwtVerifier({ issuer, client, scopes: { read: "tickfolio/read", write: "tickfolio/write" } }),
  tickets: createStoredTickets({ tickets: store.tickets, socketUrl: `${origin.replace(/^http/, "ws")}/push` }),
  notices: createGatewayNotices({
    connections: store.connections(FEED.scope, FEED.shard),
    gateway: createGateway({
      aws,
      callbackUrl: config.callbackUrl,
      onError: (error) => log.warn("A message was not sent.", { error }),
    }),
  }),
  clock,
  log,
  home: "cloud",
  version: VERSION,
  storage: "DynamoDB",
  instance: randomUUID(),
});

/** CloudFront's own function adds headers to good answers only, so all of them get theirs here. */
async function answer(request: Request): Promise<Response> {
  const response = withSecurityHeaders(await app.fetch(request));
  response.headers.set("strict-transport-security", TRANSPORT_SECURITY);
  return response;
}

export const handler = createHttpHandler(answer);
