import { lazy } from "@tickfolio/engine";
import * as z from "zod/mini";
import { describe, number, text } from "./answer-parts.ts";
import { customProviderSchema } from "./custom-provider.ts";

const KEY_SCOPES = ["own", "deployment"] as const;
const instant = () => z.iso.datetime();
const providerName = () => z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,59}$/, "is not the name of a provider"));

// What the server accepts.

/** It becomes a part of an address, or of a list: what would part it, or lead elsewhere on the host, is in no symbol. */
const SPELLING = /^(?!(.*\/)?\.{1,2}(\/|$))[A-Za-z0-9.^=:_/&+*@$!()-]{1,60}$/;

export const providerKeySchema = lazy(() =>
  z
    .strictObject({
      key: z
        .string()
        .check(
          z.trim(),
          z.minLength(1, "is empty"),
          z.maxLength(500, "is longer than any key"),
          z.meta({ writeOnly: true }),
        ),
      scope: z.optional(z.enum(KEY_SCOPES)),
    })
    .check(z.meta({ id: "ProviderKey" })),
);

export const keyScopeQuerySchema = lazy(() => z.strictObject({ scope: z.optional(z.enum(KEY_SCOPES)) }));
export const trialQuerySchema = lazy(() => z.strictObject({ instrument: z.string().check(z.maxLength(100)) }));

export const sourceChoiceSchema = lazy(() =>
  z
    .strictObject({
      pin: z.optional(z.nullable(providerName())),
      spellings: z.optional(
        z.record(
          providerName(),
          z
            .string()
            .check(
              z.trim(),
              z.regex(SPELLING, "is no symbol: up to 60 characters without spaces, commas and the like"),
            ),
        ),
      ),
    })
    .check(z.meta({ id: "SourceChoiceDraft" })),
);

// What it answers.

export const heldKeyAnswer = lazy(() =>
  z
    .strictObject({
      provider: text(),
      scope: z.enum(KEY_SCOPES),
      savedAt: instant(),
      isReadable: z.boolean().check(describe("false: it has to be entered again.")),
    })
    .check(z.meta({ id: "HeldKey", description: "A key that is held; never the key, nor a part of it." })),
);
export const heldKeysAnswer = lazy(() => z.strictObject({ items: z.array(heldKeyAnswer()), next: z.nullable(text()) }));

export const providerTestAnswer = lazy(() =>
  z.strictObject({ works: z.boolean(), message: text() }).check(z.meta({ id: "ProviderTest" })),
);

export const customSourceAnswer = lazy(() =>
  z
    .strictObject({ id: text(), name: text(), savedAt: instant(), draft: z.nullable(customProviderSchema()) })
    .check(z.meta({ id: "CustomSource" })),
);
export const customSourcesAnswer = lazy(() =>
  z.strictObject({ items: z.array(customSourceAnswer()), next: z.nullable(text()) }),
);

export const sourceChoiceAnswer = lazy(() =>
  z
    .strictObject({ pin: z.nullable(text()), spellings: z.record(text(), text()) })
    .check(z.meta({ id: "SourceChoice" })),
);

export const customTrialAnswer = lazy(() =>
  z
    .strictObject({
      hosts: z.array(text()),
      parts: z.array(
        z.strictObject({
          part: z.enum(["latest", "history"]),
          asked: text(),
          works: z.boolean(),
          message: text(),
          sample: z.optional(text()),
          price: z.optional(number()),
          currency: z.optional(text()),
          at: z.optional(text()),
          previousClose: z.optional(number()),
          closes: z.optional(
            z.strictObject({
              count: number(),
              last: z.array(z.strictObject({ day: text(), close: number() })),
            }),
          ),
        }),
      ),
    })
    .check(z.meta({ id: "CustomTrial" })),
);
