import {
  healthAnswer,
  linkAnswer,
  type SessionInfo,
  sessionAnswer,
  settingsSchema,
  ticketAnswer,
  type UserSettings,
} from "@tickfolio/protocol";
import type { UserStore } from "../store/user-store.ts";
import type { AppDeps } from "./deps.ts";
import { invalid, notFound } from "./errors.ts";
import { readBody } from "./read-body.ts";
import type { Route } from "./route.ts";

export function sessionRoutes(deps: AppDeps): Route[] {
  const startedAt = new Date(deps.clock()).toISOString();
  return [
    {
      method: "GET",
      path: "/health",
      summary: "Says that the server answers, and since when.",
      isPublic: true,
      answer: healthAnswer,
      handle: (c) =>
        c.json({ status: "ok", version: deps.version, storage: deps.storage, startedAt, instance: deps.instance }),
    },
    {
      method: "GET",
      path: "/session",
      summary: "Says who is asking, and what this home can do.",
      answer: sessionAnswer,
      handle: (c) => {
        const { id, name } = c.var.user;
        const now = new Date(deps.clock()).toISOString();
        return c.json({ user: { id, name }, home: deps.home, version: deps.version, now } satisfies SessionInfo);
      },
    },
    {
      method: "POST",
      path: "/session/link",
      summary: "Makes a one-time link that lets another browser of this machine in. Only on a laptop.",
      answer: linkAnswer,
      handle: (c) => {
        if (!deps.makeLink) throw notFound("A link to open");
        return c.json({ url: deps.makeLink() });
      },
    },
    {
      method: "GET",
      path: "/settings",
      summary: "The user's settings; version 0 while none were saved.",
      answer: settingsSchema,
      handle: async (c) => c.json(await settingsOf(c.var.store)),
    },
    {
      method: "PUT",
      path: "/settings",
      summary: "Saves the settings. `version` must be the current one.",
      body: settingsSchema,
      answer: settingsSchema,
      refusals: ["conflict"],
      handle: async (c) => {
        const { version, ...settings } = await readBody(c, settingsSchema());
        requireKnown(settings, (await settingsOf(c.var.store)).providers, deps.providerNames);
        const saved = await c.var.store.saveSettings(settings, version);
        await deps.market.settingsChanged(c.var.user.id);
        return c.json(saved);
      },
    },
    {
      method: "POST",
      path: "/push/ticket",
      summary: "A one-time ticket, good for a minute, that opens the live socket at `url`.",
      answer: ticketAnswer,
      handle: async (c) => c.json(await deps.tickets.issue(c.var.user, new URL(c.req.url).origin)),
    },
  ];
}

const initialSettings: UserSettings = { baseCurrency: "USD", providers: {}, sourcesSeen: false, version: 0 };

/** The user's settings, or what counts until they save some. */
export async function settingsOf(store: UserStore): Promise<UserSettings> {
  return (await store.settings()) ?? initialSettings;
}

/** A name typed wrong would switch nothing and look as if it did. One that is saved already, from another version, may stay. */
function requireKnown(
  { providers }: Pick<UserSettings, "providers">,
  saved: UserSettings["providers"],
  known: readonly string[],
): void {
  const isKnown = (name: string) => known.includes(name) || name.startsWith("custom-") || Object.hasOwn(saved, name);
  const unknown = Object.keys(providers).find((name) => !isKnown(name));
  if (unknown === undefined) return;
  throw invalid(`providers.${unknown}`, `is no source of market data; there are ${known.join(", ")}`);
}
