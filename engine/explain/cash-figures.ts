import type { Currency } from "../money.ts";
import { booked } from "./booked.ts";
import type { DayView } from "./day-view.ts";
import { DEFINITIONS } from "./definitions.ts";
import { type Explanation, explained } from "./explanation.ts";
import { nothing } from "./market-nodes.ts";

export type CashFigure = "amount" | "value" | "booked" | "currencyGain";

/** Of one balance of tracked cash. */
export function explainCash(view: DayView, currency: Currency, name: CashFigure): Explanation {
  const { base } = view;
  const book = view.recording.book();
  const amount = book.cash.get(currency)!;
  const node = (label: string, parts: Omit<Parameters<typeof explained>[0], "key" | "label">) =>
    explained({ ...parts, label: `${label} in ${currency}`, key: `${label} ${currency}` });
  const definition = DEFINITIONS.cash;
  switch (name) {
    case "amount":
      return node("cash", {
        ...{ operation: "same", unit: currency, terms: () => [booked(amount, currency)], value: amount, definition },
        formula: "all that came, less all that went, each in whole minor units",
      });
    case "booked": {
      const worth = book.cashBooked.get(currency)!;
      const formula = "what each movement was worth when it was booked";
      const terms = () => [booked(worth, base)];
      return node("cash as it was booked", { formula, operation: "same", unit: base, value: worth, terms, definition });
    }
    case "value": {
      const rate = view.rate(currency);
      if (rate?.operation === "none") {
        return amount.isZero()
          ? nothing(`no cash in ${currency}`, base)
          : node("worth of cash", { operation: "none", unit: base });
      }
      const terms = [explainCash(view, currency, "amount"), ...(rate ? [rate] : [])];
      return node("worth of cash", { operation: "product", unit: base, terms, definition });
    }
    case "currencyGain": {
      const terms = [explainCash(view, currency, "value"), explainCash(view, currency, "booked")];
      const formula = "worth at today's rate − worth when it was booked";
      const label = "currency gain on cash";
      const parts = { formula, operation: "sum", unit: base, signs: [1, -1], terms } as const;
      return node(label, { ...parts, definition: DEFINITIONS.cashCurrencyGain });
    }
    default:
      return name satisfies never;
  }
}

/** What the rates of the day made of the balances of the evening before, and what those were worth. */
export function cashDayTerms(view: DayView): { now: Explanation; before: Explanation }[] {
  const terms: { now: Explanation; before: Explanation }[] = [];
  for (const [currency, steps] of view.recording.cashSteps()) {
    const last = steps.findLast(({ day }) => day < view.number);
    const rates = [view.rate(currency), view.nodes.rate(currency, view.number - 1)];
    if (!last || rates.some((rate) => rate?.operation === "none")) continue;
    const balance = explained({
      ...{ label: `cash in ${currency} on the evening before`, operation: "near float64", unit: currency },
      terms: [booked(last.balance, currency)],
    });
    const worth = (label: string, rate: Explanation | undefined) =>
      explained({ label, operation: "product", unit: view.base, terms: rate ? [balance, rate] : [balance] });
    terms.push({
      now: worth("at today's rate", rates[0]),
      before: worth("at the rate of the evening before", rates[1]),
    });
  }
  return terms;
}
