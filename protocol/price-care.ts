import { currencyCode, dayText, lazy } from "@tickfolio/engine";
import * as z from "zod/mini";
import { describe, number, text } from "./answer-parts.ts";
import type { Disagreement, List, QuarantinedPrice } from "./resources.ts";

// What somebody does about prices that cannot be right: those that were not believed, and those they brought themselves.

/** What of an instrument is not believed, and what sources do not agree on. */
export interface QuarantineList extends List<QuarantinedPrice> {
  disagreements: Disagreement[];
}

const instant = () => z.iso.datetime();

export const disagreementAnswer = lazy(() =>
  z
    .strictObject({ source: text(), price: number(), at: instant(), day: dayText() })
    .check(
      z.meta({ id: "Disagreement", description: "What another source said last, where it is not what is shown." }),
    ),
);

export const quarantinedPriceAnswer = lazy(() =>
  z
    .strictObject({
      id: text(),
      kind: z.enum(["price", "series"]),
      source: text(),
      price: number(),
      currency: currencyCode(),
      at: instant(),
      against: z.optional(number().check(describe("The good price it was compared with."))),
      reason: text().check(describe("One sentence: why it is not believed.")),
    })
    .check(z.meta({ id: "QuarantinedPrice" })),
);

export const quarantineAnswer = lazy(() =>
  z.strictObject({
    items: z.array(quarantinedPriceAnswer()),
    next: z.nullable(text()),
    disagreements: z.array(disagreementAnswer()),
  }),
);

/** The part of the client that is about such prices. */
export interface PriceCareClient {
  /** GET /api/instruments/:id/quarantine : prices that were not believed, and what sources do not agree on. */
  quarantine(instrument: string): Promise<QuarantineList>;
  /** POST /api/instruments/:id/quarantine/:price/accept, .../dismiss : counts for the user who asks, and for nobody else. */
  acceptPrice(instrument: string, price: string): Promise<QuarantineList>;
  dismissPrice(instrument: string, price: string): Promise<QuarantineList>;
}

type Ask = <T>(method: string, path: string) => Promise<T>;

export function createPriceCareClient(ask: Ask): PriceCareClient {
  const path = (instrument: string, ...rest: string[]) =>
    ["/instruments", ...[instrument, "quarantine", ...rest].map(encodeURIComponent)].join("/");
  return {
    quarantine: (instrument) => ask("GET", path(instrument)),
    acceptPrice: (instrument, price) => ask("POST", path(instrument, price, "accept")),
    dismissPrice: (instrument, price) => ask("POST", path(instrument, price, "dismiss")),
  };
}
