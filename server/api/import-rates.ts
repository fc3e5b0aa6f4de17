import { type Portfolio, type ReadRow, ratesOf, type TradeDraft } from "@tickfolio/engine";

/** What is worth a look about a row. */
export interface Warning {
  code: string;
  message: string;
}

interface Rated {
  transaction: TradeDraft;
  warning?: Warning;
}

/**
 * A row's own rates say how much of the base currency one unit was worth, so in a portfolio with another base the same number would be
 * wrong. There the rates are left out, and the reference rates of the row's day count, as for every row without a rate: refusing the row
 * instead would leave a hole in the holdings. Files from before rates had a name are taken at their old word: the base of the portfolio.
 */
export function withRates(
  { transaction, rateCurrency }: Pick<ReadRow, "transaction" | "rateCurrency">,
  { baseCurrency }: Portfolio,
): Rated {
  const rates = ratesOf(transaction);
  if (rates.length === 0 || rateCurrency === baseCurrency) return { transaction };
  const said = `the rate ${rates.join(" or ")}`;
  if (rateCurrency === undefined) {
    const message = `The row does not say into which currency ${said} leads; it is taken to be ${baseCurrency}, in which this portfolio counts. exchange_rate_currency can say it.`;
    return { transaction, warning: { code: "rate_assumed", message } };
  }
  const message = `T${said.slice(1)} leads into ${rateCurrency} and this portfolio counts in ${baseCurrency}: it is left out, and the rate of the day is used.`;
  return { transaction: withoutRates(transaction), warning: { code: "rate_left_out", message } };
}

function withoutRates(transaction: TradeDraft): TradeDraft {
  const bare = unrated(transaction);
  if ("fee" in bare && bare.fee) bare.fee = unrated(bare.fee);
  if ("tax" in bare && bare.tax) bare.tax = unrated(bare.tax);
  if (bare.kind === "transfer-in" && bare.lots) bare.lots = bare.lots.map(unrated);
  return bare;
}

function unrated<T extends object>(stated: T): T {
  const { exchangeRate: _, ...bare } = stated as T & { exchangeRate?: unknown };
  return bare as unknown as T;
}
