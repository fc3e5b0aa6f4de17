import type { Instrument, InstrumentId } from "@tickfolio/engine";
import type { Desk } from "./desk.ts";

/** Why an instrument has no price, and what a person can do about it. */
export interface Unpriced {
  instrument: InstrumentId;
  code: "add-key" | "switch-on" | "wait" | "upload-prices" | "not-simulated";
  message: string;
}

export async function nextStepFor(desk: Desk, user: string, instrument: Instrument): Promise<Unpriced> {
  const step = (code: Unpriced["code"], message: string): Unpriced => ({ instrument: instrument.id, code, message });
  const { symbol } = instrument;
  const able = desk.able(instrument, "quote");
  if (instrument.mic === "SIM" && able.length === 0) {
    return step("not-simulated", `The simulated market does not trade ${symbol}.`);
  }
  const on = await desk.enabled(user);
  const off = able.find((provider) => !on.has(provider) && provider.needs === undefined);
  const waiting = able.filter((provider) => on.has(provider) && provider.needs === undefined);
  const asked = waiting.filter((provider) => !desk.refusals.of(provider.name, "quote", instrument));
  const trouble = asked.map((provider) => desk.health(provider).refusal("quote")).find((refusal) => refusal);

  if (asked.length > 0) {
    return trouble
      ? step("wait", `${trouble.message} ${symbol} is asked for again by itself.`)
      : step("wait", `${asked[0]!.title} has been asked for a price of ${symbol}.`);
  }
  if (off) return step("switch-on", `${off.title} may have a price of ${symbol}: switch it on in the settings.`);
  const keyless = able.find((provider) => provider.needs !== undefined);
  if (keyless) return step("add-key", `${keyless.needs} Or upload prices of ${symbol}, or type one.`);
  const refusal = waiting.map((provider) => desk.refusals.of(provider.name, "quote", instrument)).find((r) => r);
  return step(
    "upload-prices",
    `${refusal?.message ?? `Nobody asked here has a price of ${symbol}.`} Upload prices, or type one.`,
  );
}
