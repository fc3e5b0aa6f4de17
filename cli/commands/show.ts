import { type Instrument, isDay } from "@tickfolio/engine";
import type { WireValuation } from "@tickfolio/protocol";
import { type Arguments, UsageError } from "../arguments.ts";
import { tellUnseenSources } from "../ask.ts";
import { choosePortfolio, withClient } from "../open.ts";
import type { Print } from "../print.ts";
import { moneyIn, symbolIn } from "./words.ts";

/** `show [PORTFOLIO]`: one portfolio's holdings, or the totals of each. */
export async function show(args: Arguments, print: Print): Promise<number> {
  if (args.positionals.length > 1) throw new UsageError("show: name at most one portfolio.");
  const day = typeof args.flags.day === "string" ? args.flags.day : undefined;
  if (day !== undefined && !isDay(day)) throw new UsageError(`show: --day is a day like 2024-03-01, not "${day}".`);

  return await withClient(args, async (client) => {
    const { items: portfolios } = await client.portfolios();
    if (portfolios.length === 0) {
      print.data({ portfolios: [] });
      print.line("There is no portfolio yet. Bring trades in: npm run -s tickfolio -- import FILE --create");
      return 0;
    }
    await tellUnseenSources(client, args.flags.ask === true, print);
    const chosen = args.positionals[0] ? [await choosePortfolio(client, args.positionals[0])] : portfolios;
    const instruments = new Map((await client.instruments()).items.map((one) => [one.id, one]));
    const shown = [];
    for (const portfolio of chosen) {
      const valuation = await client.valuation(portfolio.id, day);
      shown.push({ portfolio, valuation });
      print.line(
        `${portfolio.name}${portfolio.sample ? " (sample)" : ""}, ${valuation.day}, in ${valuation.baseCurrency}`,
      );
      tellHoldings(valuation, instruments, print);
      print.line();
    }
    if (chosen.length > 1) {
      const all = await client.totalValuation(day);
      print.line(`All portfolios, ${all.day}, in ${all.baseCurrency}`);
      tellTotals(all, instruments, print);
    }
    print.data({ portfolios: shown });
    return 0;
  });
}

function tellHoldings(valuation: WireValuation, instruments: Map<string, Instrument>, print: Print): void {
  const open = valuation.positions.filter((position) => position.quantity !== "0");
  const symbol = symbolIn(instruments);
  const money = moneyIn(valuation.baseCurrency);
  print.table(
    ["holding", "quantity", "price", "", "of", "cost", "value", "unrealised", "realised", "income"],
    open.map((position) => [
      symbol(position.instrument),
      position.quantity,
      position.price ? price(position.price.value) : "unpriced",
      position.price?.currency ?? "",
      position.price ? `${position.price.day}${position.price.stale ? " (stale)" : ""}` : "",
      // Nothing but amounts without an exchange rate: their cost is not nothing.
      money(position.partial && position.cost === 0 ? null : position.cost),
      money(position.marketValue),
      money(position.unrealized),
      money(position.realized),
      money(position.income),
    ]),
  );
  for (const { currency, amount } of valuation.cash) print.line(`cash ${amount} ${currency}`);
  tellTotals(valuation, instruments, print);
  for (const { instrument, message } of valuation.issues) {
    print.line(`issue: ${instrument ? `${symbol(instrument)}: ` : ""}${message}`);
  }
}

/** Worth is what is held with tracked cash, as on the screen. */
function tellTotals(valuation: WireValuation, instruments: Map<string, Instrument>, print: Print): void {
  const { totals, cash } = valuation;
  const money = moneyIn(valuation.baseCurrency);
  const parts = cash.length > 0 ? ` (holdings ${money(totals.marketValue)}, cash ${money(totals.cash)})` : "";
  print.line(
    `invested ${money(totals.invested)}, cost ${money(totals.cost)}, worth ${money(totals.marketValue + totals.cash)}${parts}, ` +
      `unrealised ${money(totals.unrealized)}, realised ${money(totals.realized)}, income ${money(totals.income)}, ` +
      `gain ${money(totals.gain)}${lacking(valuation, symbolIn(instruments))}`,
  );
  for (const { from, to, day } of valuation.staleRates) {
    print.line(
      `old rate: the newest exchange rate from ${from} to ${to} is of ${day}. Newer ones come from the ECB, or from a file: --rates FILE.`,
    );
  }
}

/** Why the sums are not of everything, by name. */
function lacking({ partial, unpriced, oversold, unrated }: WireValuation, symbol: (id: string) => string): string {
  if (!partial) return "";
  const named = [
    ...unpriced.map((id) => `${symbol(id)} unpriced`),
    ...oversold.map((id) => `${symbol(id)} oversold`),
    ...unrated.map((currency) => `${currency} without a rate`),
  ];
  return ` (partial: ${named.join(", ")})`;
}

/** Six places at most: sources that keep prices as 32-bit floats write noise behind them. */
function price(value: number): string {
  return String(Number(value.toFixed(6)));
}
