import { dayText, lazy } from "@tickfolio/engine";
import * as z from "zod/mini";
import { describe, text } from "./answer-parts.ts";

/** How far the fetching of the past is. `done` counts what is there and what nobody has. */
export interface BackfillProgress {
  state: "none" | "running" | "done" | "cancelled";
  startedAt?: string;
  endedAt?: string;
  total: number;
  done: number;
  parts: BackfillPart[];
}

export interface BackfillPart {
  /** An instrument, or `rates`: exchange rates. */
  id: string;
  from: string;
  /** The last day of which it is needed; absent while it is held. */
  until?: string;
  state: "open" | "there" | "waiting" | "none";
  source?: string;
  /** Of what waits: when its source may be asked again. */
  retryAt?: string;
  message?: string;
}

export const backfillAnswer = lazy(() =>
  z
    .strictObject({
      state: z.enum(["none", "running", "done", "cancelled"]),
      startedAt: z.optional(z.iso.datetime()),
      endedAt: z.optional(z.iso.datetime()),
      total: z.int(),
      done: z.int().check(describe("What is there, and what nobody has.")),
      parts: z.array(
        z.strictObject({
          id: text().check(describe("An instrument, or `rates`.")),
          from: dayText(),
          until: z.optional(dayText()),
          state: z.enum(["open", "there", "waiting", "none"]),
          source: z.optional(text()),
          retryAt: z.optional(z.iso.datetime()).check(describe("When the source of what waits may be asked again.")),
          message: z.optional(text()),
        }),
      ),
    })
    .check(z.meta({ id: "BackfillProgress", description: "How far the fetching of the past is." })),
);
