import { dayFromNumber, dayNumber, type Instrument, type Quote } from "@tickfolio/engine";
import { describe, expect, test } from "vitest";
import { createManualTime } from "../manual-time.ts";
import { simulatedCompanies, simulatedListings } from "./simulated-companies.ts";
import { createSimulator } from "./simulator.ts";

const NOW = "2026-11-22T15:00:00Z";
const DAY_MS = 86_400_000;
const instruments: Instrument[] = simulatedListings.map((listing) => ({ ...listing, id: `ins_${listing.symbol}` }));
const nova = instruments[0]!;
const at = (instant: string | number) => {
  const time = createManualTime(instant);
  return createSimulator(time);
};

describe("a simulated price", () => {
  test("is the same in every process that asks at the same instant", async () => {
    const [one, other] = [at(NOW), at(NOW)];
    await other.closes!(nova, "2021-01-01");
    expect(await one.quote!(instruments)).toEqual(await other.quote!(instruments));
  });

  test("says that it is simulated, and is of the last few seconds", async () => {
    for (const quote of await at(NOW).quote!(instruments)) {
      expect(quote).toMatchObject({ source: "simulator", delay: "simulated", session: "regular", day: "2026-11-22" });
      const age = Date.parse(NOW) - Date.parse(quote.at);
      expect(age).toBeGreaterThanOrEqual(0);
      expect(age).toBeLessThan(4_000);
    }
  });

  test("has the last close as its previous close", async () => {
    const market = at(NOW);
    for (const instrument of instruments) {
      const [quote] = await market.quote!([instrument]);
      const { days, closes } = await market.closes!(instrument, "2026-11-01");
      expect(dayFromNumber(days.at(-1)!)).toBe("2026-11-21");
      expect(quote!.previousClose).toBe(closes.at(-1));
    }
  });

  test("ends the day at the close", async () => {
    for (const instrument of instruments) {
      const [last] = await at("2026-11-21T23:59:59.999Z").quote!([instrument]);
      const { closes } = await at(NOW).closes!(instrument, "2026-11-21");
      expect(last!.price, instrument.symbol).toBe(closes[0]);
    }
  });

  test("is never one of a real instrument", async () => {
    const apple: Instrument = {
      id: "ins_a",
      symbol: "AAPL",
      name: "Apple",
      kind: "stock",
      mic: "XNAS",
      currency: "USD",
    };
    expect(await at(NOW).quote!([apple, { ...apple, symbol: "NOVA.SIM" }])).toEqual([]);
    await expect(at(NOW).closes!(apple, "2026-01-01")).rejects.toMatchObject({ reason: "unsupported" });
  });
});

describe("the simulated history", () => {
  test("believes its statistics: volatility, fat tails, a market that moves together", async () => {
    const market = at(NOW);
    const returns = new Map<string, number[]>();
    for (const instrument of instruments) {
      const { closes } = await market.closes!(instrument, "2021-01-01");
      expect(closes.length).toBeGreaterThan(2_000);
      returns.set(
        instrument.symbol,
        Array.from(closes.subarray(1), (close, i) => Math.log(close / closes[i]!)),
      );
    }
    for (const { symbol, volatility, basePrice } of simulatedCompanies) {
      const daily = returns.get(symbol)!;
      const yearly = Math.sqrt(mean(daily.map((r) => r * r)) * 365);
      expect(yearly / volatility, symbol).toBeGreaterThan(0.75);
      expect(yearly / volatility, symbol).toBeLessThan(1.35);
      expect(basePrice * Math.exp(daily.reduce((a, b) => a + b, 0)), symbol).toBeGreaterThan(basePrice / 3);
    }
    const nova = returns.get("NOVA.SIM")!;
    expect(kurtosis(nova)).toBeGreaterThan(3.5);
    expect(correlation(nova, returns.get("GLOBE.SIM")!)).toBeGreaterThan(0.4);
    expect(Math.abs(correlation(nova, returns.get("BOND.SIM")!))).toBeLessThan(0.3);
  });

  test("three years of all instruments take milliseconds", async () => {
    const market = at(NOW);
    // What this thread works, not what else the machine does meanwhile.
    const before = process.threadCpuUsage();
    for (const instrument of instruments) await market.closes!(instrument, "2023-11-22");
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(200);
  });

  test("rates for the sample's currencies stay believable", async () => {
    const table = await at(NOW).rates!("2023-01-01");
    expect(table.base).toBe("EUR");
    expect(table.days[0]).toBe(dayNumber("2023-01-01"));
    for (const rate of table.columns.USD!) expect(rate).toBeGreaterThan(0.8);
    for (const rate of table.columns.USD!) expect(rate).toBeLessThan(1.7);
  });
});

test("a company that pays a dividend does so on its day of each year, and the others never", async () => {
  const [kumo, tide] = ["KUMO.SIM", "TIDE.SIM"].map((symbol) => instruments.find((one) => one.symbol === symbol)!);
  const day = (year: number) => ({
    kind: "dividend",
    day: `${year}-03-30`,
    amount: 45,
    currency: "JPY",
    basis: "declared",
  });
  expect(await at(NOW).actions!(kumo!, "2025-03-30")).toEqual([day(2025), day(2026)]);
  expect(await at("2026-03-29T12:00:00Z").actions!(kumo!, "2025-03-31")).toEqual([]);
  expect(await at(NOW).actions!(tide!, "2021-01-01")).toEqual([]);
});

describe("the simulated stream", () => {
  test("each instrument ticks every one to four seconds, not all at once, at the prices anyone would compute", async () => {
    const time = createManualTime(NOW);
    const market = createSimulator(time);
    const quotes: Quote[] = [];
    const stream = market.stream!({ quote: (quote) => quotes.push(quote), state: () => {} });
    stream.watch(instruments);
    await time.advance(60_000);
    for (const instrument of instruments) {
      const ticks = quotes.filter((quote) => quote.instrument === instrument.id).map((quote) => Date.parse(quote.at));
      const gaps = ticks.slice(1).map((tick, i) => tick - ticks[i]!);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(4_000);
    }
    expect(new Set(quotes.map((quote) => quote.at)).size).toBeGreaterThan(quotes.length * 0.8);
    const sample = quotes[100]!;
    const instrument = instruments.find(({ id }) => id === sample.instrument)!;
    expect((await at(sample.at).quote!([instrument]))[0]).toEqual(sample);
    expect(
      new Set(quotes.filter((quote) => quote.instrument === nova.id).map((quote) => quote.price)).size,
    ).toBeGreaterThan(5);

    stream.watch([nova]);
    quotes.length = 0;
    await time.advance(10_000);
    expect(new Set(quotes.map((quote) => quote.instrument))).toEqual(new Set([nova.id]));
    await stream.close();
    expect(time.pending).toBe(0);
  });

  test("there is a tick in the last four seconds of every day", async () => {
    for (let day = 0; day < 50; day++) {
      const end = Date.parse("2026-11-22T00:00:00Z") + day * DAY_MS;
      const [quote] = await at(end - 1).quote!([nova]);
      expect(end - Date.parse(quote!.at)).toBeLessThanOrEqual(4_000);
    }
  });
});

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const kurtosis = (values: number[]) => {
  const m = mean(values);
  const variance = mean(values.map((v) => (v - m) ** 2));
  return mean(values.map((v) => (v - m) ** 4)) / variance ** 2;
};
const correlation = (a: number[], b: number[]) => {
  const [ma, mb] = [mean(a), mean(b)];
  const covariance = mean(a.map((value, i) => (value - ma) * (b[i]! - mb)));
  return covariance / Math.sqrt(mean(a.map((v) => (v - ma) ** 2)) * mean(b.map((v) => (v - mb) ** 2)));
};
