import type { Currency, Instrument, InstrumentKind } from "@tickfolio/engine";

/** An invented company, fund or coin, with the statistics its price follows. */
export interface SimulatedCompany {
  symbol: string;
  name: string;
  kind: InstrumentKind;
  currency: Currency;
  /** At the beginning of the simulated market. */
  basePrice: number;
  /** Of a year, as logarithms: 0.3 is what a large company's share does. */
  drift: number;
  volatility: number;
  /** Correlation with the simulated market as a whole. */
  marketCorrelation: number;
  /** Smallest step of its price, as decimal places. */
  places: number;
  /** What it pays for a unit, and on which day of each year (`MM-DD`) it is first bought without. */
  paysYearly?: { amount: number; exDay: string };
}

const company = (
  symbol: string,
  name: string,
  kind: InstrumentKind,
  currency: Currency,
  basePrice: number,
  [drift, volatility, marketCorrelation]: [number, number, number],
  places = 2,
): SimulatedCompany => ({ symbol, name, kind, currency, basePrice, drift, volatility, marketCorrelation, places });

/** What the simulated market trades. None of them exists. */
export const simulatedCompanies: readonly SimulatedCompany[] = [
  company("NOVA.SIM", "Novalith Robotics", "stock", "USD", 142, [0.13, 0.34, 0.62]),
  company("TIDE.SIM", "Tidewell Foods", "stock", "USD", 61, [0.07, 0.17, 0.5]),
  company("ORCH.SIM", "Orbital Orchard Biotech", "stock", "USD", 88, [0.1, 0.48, 0.45]),
  company("LOOM.SIM", "Nimbusloom Software", "stock", "USD", 215, [0.14, 0.29, 0.7]),
  company("ALPN.SIM", "Alpenrohr Maschinen", "stock", "EUR", 96, [0.08, 0.25, 0.6]),
  company("BRIO.SIM", "Briolette Maison", "stock", "EUR", 324, [0.09, 0.27, 0.55]),
  company("GLEN.SIM", "Glenmarrow Bank", "stock", "GBP", 7.4, [0.06, 0.24, 0.62], 3),
  {
    ...company("KUMO.SIM", "Kumosora Electronics", "stock", "JPY", 3140, [0.08, 0.26, 0.48], 0),
    paysYearly: { amount: 45, exDay: "03-30" },
  },
  company("GLOBE.SIM", "Whole Globe Index Fund", "fund", "USD", 104, [0.085, 0.15, 0.95]),
  company("BOND.SIM", "Evergreen Bond Fund", "fund", "EUR", 51, [0.025, 0.05, 0.15], 3),
  company("PEBL.SIM", "Pebblecoin", "crypto", "USD", 186, [0.2, 0.68, 0.35]),
];

/** Against one euro, with the volatility of a year: what the sample portfolio's currencies are converted at. */
export const simulatedCurrencies: readonly { currency: Currency; baseRate: number; volatility: number }[] = [
  { currency: "USD", baseRate: 1.14, volatility: 0.065 },
  { currency: "GBP", baseRate: 0.87, volatility: 0.05 },
  { currency: "JPY", baseRate: 158, volatility: 0.07 },
];

/** The listings, ready to become instruments of a sample portfolio. */
export const simulatedListings: readonly Omit<Instrument, "id">[] = simulatedCompanies.map(
  ({ symbol, name, kind, currency }) => ({ symbol, name, kind, mic: "SIM", currency }),
);
