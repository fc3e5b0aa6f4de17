import { Decimal, type TradeDraft } from "@tickfolio/engine";

/** Rows of the template: one of each kind that people type most. */
export function exampleTrades(): TradeDraft[] {
  const number = Decimal.parse;
  const common = { currency: "USD", account: "My broker" };
  return [
    { ...common, day: "2024-01-02", kind: "deposit", amount: number("5000") },
    {
      ...common,
      day: "2024-01-03",
      kind: "buy",
      instrument: "AAPL",
      quantity: number("10"),
      price: number("184.25"),
      fee: { amount: number("1") },
    },
    {
      ...common,
      day: "2024-02-15",
      kind: "dividend",
      instrument: "AAPL",
      amount: number("2.40"),
      tax: { amount: number("0.36") },
    },
    { ...common, day: "2024-03-01", kind: "sell", instrument: "AAPL", quantity: number("4"), price: number("179.66") },
    {
      ...common,
      day: "2024-04-02",
      kind: "transfer-in",
      instrument: "MSFT",
      quantity: number("10"),
      price: number("421.44"),
      lots: [
        { acquired: "2020-01-02", quantity: number("4"), cost: number("642.48") },
        { acquired: "2021-05-05", quantity: number("6"), cost: number("1478.82") },
      ],
    },
    { day: "2024-06-10", kind: "split", instrument: "NVDA", numerator: 10, denominator: 1 },
  ];
}
