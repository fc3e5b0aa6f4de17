import type { Instrument, InstrumentId } from "@tickfolio/engine";
import type { Desk } from "./desk.ts";
import type { Provider } from "./provider.ts";

/** Why an instrument has no price, and what a person can do about it. */
export interface Unpriced {
  instrument: InstrumentId;
  code: "add-key" | "switch-on" | "wait" | "upload-prices" | "not-simulated";
  message: string;
  /** Those that could have a price of it, and what each lacks: a key, or being switched on. */
  sources: { name: string; lacks: "key" | "switch" }[];
}

export function nextStepFor(desk: Desk, on: ReadonlySet<Provider>, instrument: Instrument): Unpriced {
  const { symbol } = instrument;
  const able = desk.able(instrument, "quote");
  const sources = able.flatMap((provider): Unpriced["sources"] => {
    const { name, needs, hosts } = provider;
    const isRejected = desk.health(provider).refusal("quote")?.reason === "unauthorized";
    // What asks nobody outside lacks a file, not a key.
    if (hosts.length > 0 && (needs !== undefined || isRejected)) return [{ name, lacks: "key" }];
    return on.has(provider) ? [] : [{ name, lacks: "switch" }];
  });
  const step = (code: Unpriced["code"], message: string): Unpriced => ({
    instrument: instrument.id,
    code,
    message,
    sources,
  });
  if (instrument.mic === "SIM" && able.length === 0) {
    return step("not-simulated", `The simulated market does not trade ${symbol}.`);
  }
  const off = able.find((provider) => !on.has(provider) && provider.needs === undefined);
  const waiting = able.filter((provider) => on.has(provider) && provider.needs === undefined);
  const asked = waiting.filter((provider) => !desk.refusals.of(provider.name, "quote", instrument));
  const usable = asked.filter((provider) => desk.health(provider).refusal("quote")?.reason !== "unauthorized");
  if (usable.length > 0) {
    const trouble = usable.map((provider) => desk.health(provider).refusal("quote")).find((refusal) => refusal);
    if (!trouble) return step("wait", `${usable[0]!.title} has been asked for a price of ${symbol}.`);
    // What went wrong may have been about something else; that there is trouble is what counts here.
    const telling = trouble.reason === "rate-limited" || trouble.reason === "blocked";
    const what = telling ? trouble.message : `${usable[0]!.title} has trouble just now.`;
    return step("wait", `${what} ${symbol} is asked for again by itself.`);
  }
  const rejected = asked.map((provider) => desk.health(provider).refusal("quote")).find((refusal) => refusal);
  if (rejected) return step("add-key", `${rejected.message} Renew it, upload prices of ${symbol}, or type one.`);
  if (off) return step("switch-on", `${off.title} may have a price of ${symbol}: switch it on in the settings.`);
  const keyless = able.find((provider) => provider.needs !== undefined);
  if (keyless) return step("add-key", `${keyless.needs} Or upload prices of ${symbol}, or type one.`);
  const refusal = waiting.map((provider) => desk.refusals.of(provider.name, "quote", instrument)).find((r) => r);
  return step(
    "upload-prices",
    `${refusal?.message ?? `Nobody asked here has a price of ${symbol}.`} Upload prices, or type one.`,
  );
}
