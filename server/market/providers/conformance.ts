import { type CloseSeries, type Instrument, isDay, type Quote, type RateTable } from "@tickfolio/engine";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { endlessFaults, type FakeServer, faults, harmlessFaults, spoiledNumbers } from "../fakes/fake-server.ts";
import { checkedCloses, checkedQuote, isPrice } from "../judging/validate.ts";
import { CAPABILITIES, type Clock, type Identifier, type Provider, ProviderError } from "../provider.ts";

export interface ProviderUnderTest {
  provider: Provider;
  clock: Clock;
  /** Something it has a price of, and closes where it has those. */
  priced?: Instrument;
  /** Something it could have a price of, and has not. */
  unknown?: Instrument;
  /** Something that is not its business. */
  foreign: Instrument;
  /** An identifier it knows the listings of, and one it does not. */
  identifies?: { known: Identifier; unknown: Identifier };
  /** What a search finds, and what it does not. */
  searches?: { found: string; nothing: string };
  /** Something that goes wrong on the way, where there is a way. */
  server?: Pick<FakeServer, "fault">;
  /** The same provider, which gives up soon: for answers that never come. Any other answer may take its time. */
  impatient?: Provider;
  /** Its key, that must never be in a message. */
  secret?: string;
  close(): Promise<void>;
}

/** What every provider promises, whatever its protocol. */
export function providerConformance(name: string, make: () => Promise<ProviderUnderTest>): void {
  describe(`${name}: what every provider promises`, () => {
    let it: ProviderUnderTest;
    beforeAll(async () => {
      it = await make();
    });
    afterAll(() => it.close());
    beforeEach(() => {
      if (it.server) it.server.fault = undefined;
    });

    /** One request of each kind it is capable of. */
    const requests = (signal?: AbortSignal, provider = it.provider): [string, () => Promise<unknown>][] => {
      const { priced, searches } = it;
      const all: [string, (() => Promise<unknown>) | undefined | false][] = [
        ["quote", priced && provider.quote && (() => provider.quote!([priced], signal))],
        ["closes", priced && provider.closes && (() => provider.closes!(priced, "2026-01-01", signal))],
        ["search", searches && provider.search && (() => provider.search!(searches.found, signal))],
        ["profile", priced && provider.profile && (() => provider.profile!(priced, signal))],
        ["rates", provider.rates && (() => provider.rates!("2026-11-01", signal))],
        ["actions", priced && provider.actions && (() => provider.actions!(priced, "2020-01-01", signal))],
        ["resolve", it.identifies && provider.resolve && (() => provider.resolve!([it.identifies!.known], signal))],
        ["test", provider.test && (() => provider.test!(signal))],
      ];
      return all.filter((entry): entry is [string, () => Promise<unknown>] => Boolean(entry[1]));
    };

    /** What of an answer would be shown or stored as a number. */
    const usable = (capability: string, answer: unknown): unknown[] => {
      const nowMs = it.clock();
      if (capability === "quote") {
        return (answer as Quote[]).filter((quote) => typeof checkedQuote(quote, it.priced!, nowMs) !== "string");
      }
      if (capability === "closes") return [...checkedCloses(answer as CloseSeries, nowMs).days];
      if (capability === "rates") {
        return Object.values((answer as RateTable).columns).flatMap((column) => [...column].filter(isPrice));
      }
      return capability === "actions" ? (answer as unknown[]) : [];
    };

    test("it has the methods its capabilities name, and no others", () => {
      for (const capability of CAPABILITIES) {
        expect(typeof it.provider[capability] === "function", capability).toBe(
          it.provider.capabilities.has(capability),
        );
      }
      expect(requests().length).toBeGreaterThan(0);
    });

    test("it says in a sentence what it is asked, and does not claim what is not its business", () => {
      expect(it.provider.asks.length).toBeGreaterThan(20);
      for (const capability of it.provider.capabilities) expect(it.provider.covers(it.foreign, capability)).toBe(false);
    });

    test("a quote is a valid price of what was asked for, in its major currency, of no later than now", async () => {
      const { provider, priced, clock } = it;
      if (!priced || !provider.quote) return;
      const quotes = await provider.quote([priced]);
      expect(quotes.map((quote) => quote.instrument)).toEqual([priced.id]);
      const quote = quotes[0]!;
      expect(checkedQuote(quote, priced, clock())).toEqual(quote);
      expect(quote.source).toBe(provider.name);
      expect(quote.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
      expect(isDay(quote.day)).toBe(true);
    });

    test("what it does not know is left out or said to be not found, never a price", async () => {
      const { provider, unknown } = it;
      if (!unknown || !provider.quote) return;
      const answer = await provider.quote([unknown]).catch((error: unknown) => error);
      if (!Array.isArray(answer)) expect(answer).toMatchObject({ name: "ProviderError", reason: "not-found" });
      else expect(answer).toEqual([]);
    });

    test("closes are positive, ascending, of one source and in the major currency", async () => {
      const { provider, priced, clock } = it;
      if (!priced || !provider.closes) return;
      const series = await provider.closes(priced, "2026-01-01");
      expect(series.days.length).toBeGreaterThan(0);
      expect(checkedCloses(series, clock())).toBe(series);
      expect(series).toMatchObject({ instrument: priced.id, source: provider.name, currency: priced.currency });
    });

    test("rates are positive or missing, ascending by day", async () => {
      const { provider } = it;
      if (!provider.rates) return;
      const table = await provider.rates("2026-11-01");
      expect(table.days.length).toBeGreaterThan(0);
      expect([...table.days]).toEqual([...new Set(table.days)].sort((a, b) => a - b));
      for (const column of Object.values(table.columns)) {
        expect(column.length).toBe(table.days.length);
        for (const rate of column) expect(Number.isNaN(rate) || isPrice(rate)).toBe(true);
      }
    });

    test("a search finds listings with symbol and name, or nothing", async () => {
      const { provider, searches } = it;
      if (!searches || !provider.search) return;
      const found = await provider.search(searches.found);
      expect(found.length).toBeGreaterThan(0);
      for (const { symbol, name: title, source } of found) {
        expect(symbol).not.toBe("");
        expect(title).not.toBe("");
        expect(source).toBe(provider.name);
      }
      expect(await provider.search(searches.nothing)).toEqual([]);
    });

    test("splits and dividends are whole: a ratio or an amount above zero, ascending by day", async () => {
      const { provider, priced } = it;
      if (!priced || !provider.actions) return;
      const actions = await provider.actions(priced, "2020-01-01");
      expect(actions.map(({ day }) => day)).toEqual(actions.map(({ day }) => day).sort());
      for (const action of actions) {
        expect(isDay(action.day)).toBe(true);
        expect(action.day >= "2020-01-01").toBe(true);
        if (action.kind === "split") expect(action.from > 0 && action.to > 0 && action.from !== action.to).toBe(true);
        else expect(isPrice(action.amount) && action.currency === priced.currency).toBe(true);
      }
    });

    test("identifiers are answered in the order asked, and one nobody knows with nothing", async () => {
      const { provider, identifies } = it;
      if (!identifies || !provider.resolve) return;
      const [nothing, found] = await provider.resolve([identifies.unknown, identifies.known]);
      expect(nothing).toEqual([]);
      expect(found!.length).toBeGreaterThan(0);
    });

    test("a request somebody gave up ends at once", async () => {
      const reason = new Error("not wanted any more");
      for (const [capability, run] of requests(AbortSignal.abort(reason))) {
        await expect(run(), capability).rejects.toBe(reason);
      }
    });

    describe.each(faults)("when the way there fails: %s", (fault) => {
      test(
        harmlessFaults.includes(fault)
          ? "the answer is still read"
          : "it fails with a reason, and keeps its key to itself",
        async () => {
          if (!it.server) return;
          it.server.fault = fault;
          const asker = endlessFaults.includes(fault) ? it.impatient : it.provider;
          const asked = requests(undefined, asker).map(async ([capability, run]) => {
            return { capability, answer: await run().catch((error: unknown) => error) };
          });
          for (const { capability, answer } of await Promise.all(asked)) {
            if (spoiledNumbers.includes(fault) && !(answer instanceof Error)) {
              expect(usable(capability, answer), capability).toEqual([]);
              continue;
            }
            if (harmlessFaults.includes(fault)) {
              expect(answer, capability).not.toBeInstanceOf(Error);
              continue;
            }
            expect(answer, capability).toBeInstanceOf(ProviderError);
            const { message, provider, reason } = answer as ProviderError;
            expect(provider).toBe(it.provider.name);
            expect(reason).not.toBe("unauthorized");
            expect(message.length).toBeGreaterThan(10);
            expect(message).not.toMatch(/https?:|127\.0\.0\.1|localhost/);
            if (it.secret) expect(message).not.toContain(it.secret);
          }
        },
      );
    });
  });
}
