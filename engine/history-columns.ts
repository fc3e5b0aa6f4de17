/** The columns of a history that are money. Here, so that who only describes one needs none of what makes it. */
export const HISTORY_COLUMNS = [
  ...(["value", "cash", "cost", "unpricedCost", "invested", "gain", "unrealizedPrice", "unrealizedCurrency"] as const),
  ...(["realized", "realizedCurrency", "released", "releasedCurrency", "income"] as const),
  ...(["fees", "taxes", "separate", "cashCurrencyGain", "moneyIn", "moneyOut"] as const),
];
