import type { Instrument, InstrumentId } from "@tickfolio/engine";
import type { Desk } from "./desk.ts";
import type { UserDesk } from "./user-desk.ts";

/** Why an instrument has no price, and what a person can do about it. */
export interface Unpriced {
  instrument: InstrumentId;
  code: "add-key" | "switch-on" | "wait" | "upload-prices" | "not-simulated";
  message: string;
  /** Those that could have a price of it, and what each lacks: a key, or being switched on. */
  sources: { name: string; lacks: "key" | "switch" }[];
}

/** What a person can do in any home, as part of a sentence. */
export type OwnRemedy = (symbol: string) => string;
export const uploadOrType: OwnRemedy = (symbol) => `upload prices of ${symbol}, or type one`;

export function nextStepFor(
  desk: Desk,
  { on, able: ableFor }: Pick<UserDesk, "on" | "able">,
  instrument: Instrument,
  ownRemedy: OwnRemedy = uploadOrType,
): Unpriced {
  const { symbol } = instrument;
  const able = ableFor(instrument, "quote");
  // Nobody is sent to somebody who may well not have it.
  const sure = able.filter((provider) => provider.isSureOf?.(instrument) ?? true);
  const sources = sure.flatMap((provider): Unpriced["sources"] => {
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
  const own = ownRemedy(symbol);
  const off = sure.find((provider) => !on.has(provider) && provider.needs === undefined);
  const waiting = able.filter((provider) => on.has(provider) && provider.needs === undefined);
  const asked = waiting.filter((provider) => !desk.refusals.of(provider, "quote", instrument));
  const usable = asked.filter((provider) => desk.health(provider).refusal("quote")?.reason !== "unauthorized");
  if (usable.length > 0) {
    const trouble = usable.map((provider) => desk.health(provider).refusal("quote")).find((refusal) => refusal);
    if (!trouble) return step("wait", `${usable[0]!.title} has been asked for a price of ${symbol}.`);
    // What went wrong may have been about something else; that there is trouble is what counts here.
    const telling = trouble.reason === "rate-limited" || trouble.reason === "blocked";
    const what = telling ? trouble.message : `${usable[0]!.title} has trouble just now.`;
    return step("wait", `${what} ${symbol} is asked for again by itself.`);
  }
  const rejected = asked.find((provider) => sure.includes(provider) && desk.health(provider).refusal("quote"));
  if (rejected) {
    const { message } = desk.health(rejected).refusal("quote")!;
    return step("add-key", `${message} ${rejected.keyRemedy ?? "Renew it."} Or ${own}.`);
  }
  // What is off by itself has terms that not everybody will take.
  const keyless = sure.find((provider) => provider.needs !== undefined);
  if (off && (off.defaultOn || !keyless))
    return step("switch-on", `${off.title} may have a price of ${symbol}: switch it on under Market data.`);
  if (keyless) {
    const remedy = keyless.keyRemedy === undefined ? "" : ` ${keyless.keyRemedy}`;
    const switching = off ? `switch on ${off.title} under Market data, ` : "";
    return step("add-key", `${keyless.needs}${remedy} Or ${switching}${own}.`);
  }
  const refusal = waiting.map((provider) => desk.refusals.of(provider, "quote", instrument)).find((r) => r);
  const { listedUntil } = instrument;
  const ended = listedUntil && `${symbol} was listed until ${listedUntil}: nobody is asked for it any more.`;
  const what = ended ?? refusal?.message ?? `Nobody asked here has a price of ${symbol}.`;
  return step("upload-prices", `${what} ${own[0]!.toUpperCase()}${own.slice(1)}.`);
}
