import type { Instrument } from "@tickfolio/engine";
import type { ProviderStatus, QuarantinedPrice } from "@tickfolio/protocol";
import { format } from "./format.ts";
import { changes, client, current, loading } from "./live.ts";
import { readMarketData } from "./market-data.ts";
import { tell, tellFailure, tellReversible } from "./notices.ts";
import { text } from "./text.ts";
import { marketText } from "./text-market.ts";
import { titleOfSource } from "./text-words.ts";

/** What prices somebody typed have for a source. */
export const MANUAL = "manual";

// What somebody does about prices and sources. Each step is told, and can be taken back where that is possible.

/** Prices count at once, on this page and on every other. */
async function renew(instrument: Instrument): Promise<void> {
  await Promise.all([readMarketData(), loading.reprice([instrument.id])]);
}

/** Everything is asked for again: others may be asked from now on. */
export async function renewAll(): Promise<void> {
  await loading.renew();
  await readMarketData();
}

async function attempt(step: () => Promise<void>): Promise<boolean> {
  try {
    await step();
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}

export function decide(
  instrument: Instrument,
  odd: QuarantinedPrice,
  decision: "accept" | "dismiss",
): Promise<boolean> {
  const { symbol, id } = instrument;
  const words = marketText.panel;
  return attempt(async () => {
    const there = async () => {
      await (decision === "accept" ? client.acceptPrice(id, odd.id) : client.dismissPrice(id, odd.id));
      await renew(instrument);
    };
    const back = async () => {
      await client.restorePrice(id, odd.id);
      await renew(instrument);
    };
    await there();
    // A history that was believed has taken the place of the one before.
    if (decision === "accept" && odd.kind === "series") return tell(words.acceptedSeries(symbol, odd.source));
    const done =
      decision === "dismiss" ? words.dismissed(symbol) : words.accepted(symbol, format.price(odd.price, odd.currency));
    tellReversible({ done, undone: words.waits(symbol), undo: back, redo: there });
  });
}

export function pin(instrument: Instrument, source: string | null, title: string | null): Promise<boolean> {
  return attempt(async () => {
    const { pin: before } = await client.sourceChoice(instrument.id);
    const turn = (to: string | null) => async () => {
      await client.saveSourceChoice(instrument.id, { pin: to });
      await renew(instrument);
    };
    const [there, back] = [turn(source), turn(before)];
    await there();
    const words = marketText.panel;
    const done = source === null ? words.unpinned(instrument.symbol) : words.pinned(instrument.symbol, title ?? source);
    tellReversible({ done, undone: text.takenBack(done), undo: back, redo: there });
  });
}

/** A price of a day, which may be meant to stay whatever its sources say. What cannot be kept is the caller's to tell. */
export async function typePrice(
  instrument: Instrument,
  { day, price, stays }: { day: string; price: string; stays: boolean },
): Promise<void> {
  const { id, symbol, currency } = instrument;
  const [own, { pin: pinBefore }] = await Promise.all([client.ownPrices(id), client.sourceChoice(id)]);
  const before = own.typed.find((one) => one.day === day);
  const turn = (to: string | undefined, wish: string | null) => async () => {
    if (to === undefined) await client.removePrice(id, day);
    else await client.setPrice(id, { day, price: to });
    if (stays) await client.saveSourceChoice(id, { pin: wish });
    await renew(instrument);
  };
  const there = turn(price, MANUAL);
  await there();
  const shown = format.price(price, currency);
  const done = stays ? text.price.stays.told(symbol, shown) : text.price.typed(symbol, shown, format.day(day));
  const undo = turn(before && String(before.price), pinBefore);
  tellReversible({ done, undone: text.takenBack(done), undo, redo: there });
}

/** The newest typed price, and with it the wish that it stays. */
export function takeBackTyped(instrument: Instrument): Promise<boolean> {
  return attempt(async () => {
    const newest = (await client.ownPrices(instrument.id)).typed.at(-1);
    if (newest) await removeTyped(instrument, newest);
  });
}

export function removeTyped(instrument: Instrument, { day, price }: { day: string; price: number }): Promise<boolean> {
  const { id } = instrument;
  return attempt(async () => {
    const [own, { pin: wish }] = await Promise.all([client.ownPrices(id), client.sourceChoice(id)]);
    const isMeant = wish === MANUAL && own.typed.at(-1)?.day === day;
    const away = async () => {
      await client.removePrice(id, day);
      if (isMeant) await client.saveSourceChoice(id, { pin: null });
      await renew(instrument);
    };
    const back = async () => {
      await client.setPrice(id, { day, price: String(price) });
      if (isMeant) await client.saveSourceChoice(id, { pin: MANUAL });
      await renew(instrument);
    };
    await away();
    const done = marketText.panel.removed;
    tellReversible({ done, undone: text.takenBack(done), undo: back, redo: away });
  });
}

export function removeUpload(instrument: Instrument): Promise<boolean> {
  return attempt(async () => {
    await client.removeUpload(instrument.id);
    await renew(instrument);
    tell(marketText.panel.removed);
  });
}

/** Lets a provider be asked, or not. */
export function turn({ name, title }: Pick<ProviderStatus, "name" | "title">, on: boolean): Promise<boolean> {
  const to = (state: boolean) => async () => {
    const { providers } = current().settings;
    await changes.saveSettings({ providers: { ...providers, [name]: state } });
    await readMarketData();
    void renewAll();
  };
  const [there, back] = [to(on), to(!on)];
  return attempt(async () => {
    await there();
    const words = marketText.providers;
    const told = (state: boolean) => (state ? words.on(title) : words.off(title));
    tellReversible({ done: told(on), undone: told(!on), undo: back, redo: there });
  });
}

/** The person has seen who would be asked: from now on they are. */
export function begin(): Promise<boolean> {
  return attempt(async () => {
    await changes.saveSettings({ sourcesSeen: true });
    tell(marketText.unseen.begun);
    void readMarketData();
    await renewAll();
  });
}

export function removeKey(provider: Pick<ProviderStatus, "name" | "title">, scope: "own" | "deployment") {
  return attempt(async () => {
    await client.removeProviderKey(provider.name, scope);
    await readMarketData();
    tell(marketText.key.removed(provider.title));
  });
}

export function removeCustom({ id, title }: { id: string; title: string }): Promise<boolean> {
  return attempt(async () => {
    await client.removeCustomProvider(id);
    await readMarketData();
    tell(marketText.custom.removed(title));
  });
}

export const nameOf = (source: string, title: string | undefined): string => title ?? titleOfSource(source);
