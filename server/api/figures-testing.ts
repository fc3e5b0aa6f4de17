import { Decimal, dayNumber, type RateTable, type Transaction } from "@tickfolio/engine";
import { newId } from "@tickfolio/protocol";
import { createSimulator } from "../market/providers/simulator.ts";
import { scripted } from "../market/testing.ts";
import { entry, makePortfolio, NOW, startApp } from "./testing.ts";

const DAYS = ["2026-02-23", "2026-02-24", "2026-02-25", "2026-02-26", "2026-02-27"];
const CLOSES: Record<string, number[]> = {
  "SAP.DE": [100, 110, 121, 121, 132],
  ACME: [50, 50, 60, 60, 60],
  INDEX: [1000, 1100, 1100, 1100, 1200],
};

/** A dollar is worth 0.80 EUR through Wednesday, 25 February 2026, and then one euro. */
const RATES: RateTable = {
  base: "EUR",
  source: "bank",
  days: Int32Array.from(["2026-01-01", "2026-02-26"], dayNumber),
  columns: { USD: Float64Array.of(1.25, 1) },
};

/**
 * Ann's two portfolios on Monday, 2 March 2026. In euros, untracked: 10 SAP.DE at 100 (at "Broker") and 2 at 110 (at "Second") on 23 February, 4 sold at 121
 * two days later (at "Broker"), a dividend of 96.80. In dollars: 20 ACME at 50, 5 sold at 60, a dividend of 15.
 */
export async function startFigures() {
  const clock = () => NOW;
  /** Of which symbol closes were asked for, and since when. */
  const asked: [symbol: string, from: string][] = [];
  const market = scripted({
    name: "paper",
    capabilities: ["quote", "closes", "rates"],
    clock,
    covers: ({ symbol }) => Object.hasOwn(CLOSES, symbol),
    rest: {
      rates: async () => RATES,
      closes: async ({ id, symbol, currency }, from) => {
        asked.push([symbol, from]);
        const [days, closes] = [Int32Array.from(DAYS, dayNumber), Float64Array.from(CLOSES[symbol]!)];
        return { instrument: id, source: "paper", currency, adjustment: "raw", days, closes };
      },
    },
  });
  for (const [symbol, closes] of Object.entries(CLOSES)) {
    market.prices.set(symbol, { price: closes.at(-1)!, day: "2026-03-02", at: new Date(NOW).toISOString() });
  }
  const server = startApp({ providers: [createSimulator({ clock }), market], clock });
  const ann = server.as("ann");
  await ann.saveSettings({ baseCurrency: "EUR", providers: {}, version: 0 });
  const listing = { name: "", kind: "stock" } as const;
  const [sap, acme, index] = await Promise.all(
    (
      [
        { ...listing, symbol: "SAP.DE", name: "SAP", mic: "XETR", currency: "EUR" },
        { ...listing, symbol: "ACME", name: "Acme", mic: "XNAS", currency: "USD" },
        { ...listing, symbol: "INDEX", name: "Index", kind: "fund", mic: "XNAS", currency: "USD" },
      ] as const
    ).map(async (draft) => (await ann.saveInstrument(draft)).id),
  );
  const euros = await makePortfolio(ann, "Euros");
  const dollars = newId("pf");
  const settings = { baseCurrency: "USD", costMethod: "fifo", cash: "untracked", sample: false } as const;
  await ann.savePortfolio({ id: dollars, name: "Dollars", ...settings }, 0);
  const row = (kind: "buy" | "sell", instrument: string, day: string, quantity: string, price: string) => {
    const amounts = { quantity: Decimal.parse(quantity), price: Decimal.parse(price) };
    return { id: newId("txn"), kind, day, instrument, currency: instrument === sap ? "EUR" : "USD", ...amounts };
  };
  const paid = (instrument: string, day: string, amount: string): Transaction => {
    const currency = instrument === sap ? "EUR" : "USD";
    return { id: newId("txn"), kind: "dividend", day, instrument, amount: Decimal.parse(amount), currency };
  };
  await ann.writeEntry(
    euros,
    entry([
      { ...row("buy", sap!, "2026-02-23", "10", "100"), account: "Broker" },
      { ...row("buy", sap!, "2026-02-23", "2", "110"), account: "Second" },
      { ...row("sell", sap!, "2026-02-25", "4", "121"), account: "Broker" },
      { ...paid(sap!, "2026-02-26", "96.80"), account: "Broker" },
    ]),
  );
  await ann.writeEntry(
    dollars,
    entry([
      row("buy", acme!, "2026-02-23", "20", "50"),
      row("sell", acme!, "2026-02-25", "5", "60"),
      paid(acme!, "2026-02-26", "15"),
    ]),
  );
  return { ...server, ann, euros, dollars, sap: sap!, acme: acme!, index: index!, asked, paper: market };
}
