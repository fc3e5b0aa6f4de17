import {
  customProviderSchema,
  customSourceAnswer,
  customSourcesAnswer,
  customTrialAnswer,
  heldKeyAnswer,
  heldKeysAnswer,
  keyScopeQuerySchema,
  providerKeySchema,
  providerTestAnswer,
  sourceChoiceAnswer,
  sourceChoiceSchema,
  trialQuerySchema,
} from "@tickfolio/protocol";
import type { KeyRefusal, KeyScope } from "../market/roster/own-sources.ts";
import type { AppDeps } from "./deps.ts";
import { ApiError, invalid, notFound } from "./errors.ts";
import { readBody, readQuery } from "./read-body.ts";
import type { Route, RouteContext } from "./route.ts";

/** What users have of their own in the market. Nothing here ever answers with a key. */
export function providerRoutes(deps: AppDeps): Route[] {
  const { sources, market, home } = deps;
  const keyList = async (user: string) => ({ items: await sources.keys(user), next: null });
  const customList = async (user: string) => ({ items: await sources.customs(user), next: null });

  /** On a laptop whoever asks runs it; in the cloud the operator's keys are in the stack's secret. */
  function requireOperator(scope: KeyScope): void {
    if (scope === "own" || home === "laptop") return;
    const message =
      "The deployment's keys are kept in the stack's secret by whoever runs this Tickfolio. Keep it as your own.";
    throw new ApiError(403, "operator_only", message, { field: "scope" });
  }

  return [
    {
      method: "GET",
      path: "/provider-keys",
      summary: "Which provider keys are held, and since when. Never a key, nor a part of one.",
      answer: heldKeysAnswer,
      handle: async (c) => c.json(await keyList(c.var.user.id)),
    },
    {
      method: "PUT",
      path: "/providers/:provider/key",
      summary: "Keeps a provider key, locked, once the provider has answered with it. Nothing is kept otherwise.",
      body: providerKeySchema,
      answer: heldKeyAnswer,
      refusals: ["operator_only", "key_rejected", "key_untested"],
      handle: async (c) => {
        const { key, scope = "own" } = await readBody(c, providerKeySchema());
        requireOperator(scope);
        const held = await kept(sources.saveKey(c.var.user.id, nameOf(c), scope, key));
        // It may have been rejected before.
        await market.answered(c.var.user.id, held.provider);
        return c.json(held);
      },
    },
    {
      method: "DELETE",
      path: "/providers/:provider/key",
      summary: "Forgets a provider key. Prices it has brought stay.",
      query: keyScopeQuerySchema,
      answer: heldKeysAnswer,
      refusals: ["operator_only"],
      handle: async (c) => {
        const { scope = "own" } = readQuery(c, keyScopeQuerySchema());
        requireOperator(scope);
        await sources.removeKey(c.var.user.id, nameOf(c), scope);
        return c.json(await keyList(c.var.user.id));
      },
    },
    {
      method: "POST",
      path: "/providers/:provider/test",
      summary: "Asks a provider one cheap thing, and says in words what came of it.",
      answer: providerTestAnswer,
      handle: async (c) => {
        const result = await market.test(c.var.user.id, nameOf(c));
        if (!result) throw notFound("This provider");
        return c.json(result);
      },
    },
    {
      method: "GET",
      path: "/custom-providers",
      summary: "The sources the user has described, without their secrets.",
      answer: customSourcesAnswer,
      handle: async (c) => c.json(await customList(c.var.user.id)),
    },
    {
      method: "PUT",
      path: "/custom-providers/:custom",
      summary:
        "Keeps the description of a source, under the id the client gives it. A secret left empty stays what it was.",
      body: customProviderSchema,
      answer: customSourceAnswer,
      handle: async (c) => {
        const draft = await readBody(c, customProviderSchema());
        const saved = await kept(sources.saveCustom(c.var.user.id, idOf(c), draft));
        if (!saved) throw invalid("custom", "there are 20 already; remove one first.");
        return c.json(saved);
      },
    },
    {
      method: "DELETE",
      path: "/custom-providers/:custom",
      summary: "Forgets a source the user has described. Prices it has brought stay.",
      answer: customSourcesAnswer,
      handle: async (c) => {
        await sources.removeCustom(c.var.user.id, idOf(c));
        return c.json(await customList(c.var.user.id));
      },
    },
    {
      method: "POST",
      path: "/custom-providers/:custom/try",
      summary: "Asks a source once for one of the user's instruments, as it is described here. Nothing is kept.",
      query: trialQuerySchema,
      body: customProviderSchema,
      answer: customTrialAnswer,
      handle: async (c) => {
        const { instrument: id } = readQuery(c, trialQuerySchema());
        const draft = await readBody(c, customProviderSchema());
        const instrument = await c.var.store.instrument(id);
        if (!instrument) throw notFound("This instrument");
        return c.json(await sources.tryCustom(c.var.user.id, idOf(c), draft, instrument));
      },
    },
    {
      method: "GET",
      path: "/instruments/:instrument/source",
      summary: "Which source the user wants for an instrument before all others, and how providers spell it.",
      answer: sourceChoiceAnswer,
      handle: async (c) => c.json(await sources.choice(c.var.user.id, await instrumentOf(c))),
    },
    {
      method: "PUT",
      path: "/instruments/:instrument/source",
      summary:
        "Pins a source (`pin`, null for none) and spells the instrument for providers. Only for the user who asks.",
      body: sourceChoiceSchema,
      answer: sourceChoiceAnswer,
      handle: async (c) => {
        const { pin, spellings } = await readBody(c, sourceChoiceSchema());
        const instrument = await instrumentOf(c);
        const before = await sources.choice(c.var.user.id, instrument);
        const choice = { pin: pin === undefined ? before.pin : pin, spellings: spellings ?? before.spellings };
        for (const [field, names] of [
          ["pin", [choice.pin ?? []].flat()],
          ["spellings", Object.keys(choice.spellings)],
        ] as const) {
          const unknown = names.find((name) => !isSource(deps, name));
          if (unknown !== undefined) throw invalid(field, `there is no source "${unknown}".`);
        }
        const saved = await sources.saveChoice(c.var.user.id, instrument, choice);
        // Whoever is looking hears the source they have just chosen, and no other.
        await market.settingsChanged(c.var.user.id);
        return c.json(saved);
      },
    },
  ];
}

/** What there is to be wanted: a provider, a source of one's own, or one's own prices. */
function isSource(deps: AppDeps, name: string): boolean {
  return deps.providerNames.includes(name) || name === "manual" || name === "upload" || name.startsWith("custom-");
}

function nameOf(c: RouteContext): string {
  const name = c.req.param("provider") ?? "";
  if (!/^[a-z0-9][a-z0-9-]{0,59}$/.test(name)) throw notFound("This provider");
  return name;
}

function idOf(c: RouteContext): string {
  const id = c.req.param("custom") ?? "";
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(id))
    throw invalid("custom", "is not an id of small letters, digits and hyphens");
  return id;
}

async function instrumentOf(c: RouteContext): Promise<string> {
  const instrument = await c.var.store.instrument(c.req.param("instrument") ?? "");
  if (!instrument) throw notFound("This instrument");
  return instrument.id;
}

/** Why something could not be kept is for whoever sent it, not our fault. */
async function kept<T>(saving: Promise<T>): Promise<T> {
  try {
    return await saving;
  } catch (error) {
    // By their names: the classes are loaded with the vault, when somebody needs it.
    if (error instanceof Error && error.name === "NoDeploymentKeyError")
      throw new ApiError(503, "no_vault", error.message);
    if (!(error instanceof Error) || error.name !== "KeyRefusal") throw error;
    const { code, message } = error as KeyRefusal;
    if (code === "unknown") throw new ApiError(404, "not_found", message);
    if (code === "no-key") throw new ApiError(400, "invalid", message);
    throw code === "rejected"
      ? new ApiError(422, "key_rejected", message, { field: "key" })
      : new ApiError(503, "key_untested", message, { field: "key" });
  }
}
