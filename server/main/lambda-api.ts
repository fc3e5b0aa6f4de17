// AWS Lambda behind the HTTP API: the same app as on a laptop, over DynamoDB.

import { randomUUID } from "node:crypto";
import { createApp } from "../api/app.ts";
import { withSecurityHeaders } from "../api/security.ts";
import { createJwtVerifier } from "../auth-jwt.ts";
import { readCloudConfig } from "../config.ts";
import { createLazyMarket } from "../market/lazy-market.ts";
import { createAskedPrices } from "../market/past/past-prices.ts";
import { createLazySources } from "../market/roster/lazy-sources.ts";
import { PROVIDER_NAMES } from "../market/roster/provider-names.ts";
import { createGateway } from "../push/gateway.ts";
import { createGatewayNotices } from "../push/gateway-notices.ts";
import { FEED } from "../push/socket-events.ts";
import { createStoredTickets } from "../push/stored-tickets.ts";
import { TRANSPORT_SECURITY } from "../security-headers.ts";
import { VERSION } from "../version.ts";
import { openCloud } from "./cloud.ts";
import type { CloudMarket } from "./cloud-market.ts";
import { createHttpHandler } from "./http-event.ts";
import { createProviderKeys } from "./provider-keys.ts";

const cloud = openCloud(readCloudConfig());
const { config, aws, store, clock, log } = cloud;
const { issuer = "", client = "", origin = "" } = config;

/** So long one request goes on with a backfill; the page that looks at it asks again. */
const BACKFILL_MS = 8_000;

const readKeys = createProviderKeys({ aws, secret: config.secret, clock, log: (message) => log.warn(message) });
let opened: Promise<CloudMarket> | undefined;

/** Nothing of the market, of providers or of the vault is loaded before somebody asks for it. */
function cloudMarket(): Promise<CloudMarket> {
  opened ??= import("./cloud-market.ts").then(({ openCloudMarket }) => openCloudMarket(cloud, readKeys));
  opened.catch(() => {
    opened = undefined;
  });
  return opened;
}

const market = createLazyMarket(async () => (await cloudMarket()).market);
/** Booking is read when somebody asks for the past: most starts need none of it. */
const openBackfill = async () =>
  (await import("../market/past/backfill.ts")).createBackfill({ store, market, clock, log });

const app = createApp({
  store,
  market,
  pastPrices: createAskedPrices(openBackfill, clock, BACKFILL_MS),
  sources: createLazySources(async () => (await cloudMarket()).sources),
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
