import { dayText, freeText, lazy } from "@tickfolio/engine";
import * as z from "zod/mini";

/** When an instrument has been listed under its symbol, and what it was called before. */
export interface ListingDates {
  /** Null: since ever, as far as is known. */
  listedFrom: string | null;
  /** Its last day under this symbol, where it was delisted or renamed; null: it still is. */
  listedUntil: string | null;
  formerSymbols?: string[];
}

export const listingDatesSchema = lazy(() =>
  z
    .strictObject({
      listedFrom: z.nullable(dayText()),
      listedUntil: z.nullable(dayText()),
      formerSymbols: z.optional(z.array(freeText(24).check(z.minLength(1))).check(z.maxLength(20))),
    })
    .check(z.meta({ id: "ListingDates" })),
);
