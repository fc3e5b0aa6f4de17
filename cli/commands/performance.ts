import { type Instrument, isDay, RANGE_NAMES, type RangeName } from "@tickfolio/engine";
import { ALL_PORTFOLIOS, type WirePerformance } from "@tickfolio/protocol";
import { type Arguments, UsageError } from "../arguments.ts";
import { choosePortfolio, withClient } from "../open.ts";
import type { Print } from "../print.ts";
import { moneyIn, symbolIn } from "./words.ts";

/** `performance [PORTFOLIO]`: what a range has gained, by what, and its returns; of all portfolios where none is named. */
export async function performance(args: Arguments, print: Print): Promise<number> {
  if (args.positionals.length > 1) throw new UsageError("performance: name at most one portfolio.");
  const range = rangeOf(args);
  return await withClient(args, async (client) => {
    const [name] = args.positionals;
    const chosen = name === undefined ? undefined : await choosePortfolio(client, name);
    const { items: instruments } = await client.instruments();
    const benchmark = benchmarkOf(instruments, args.flags.benchmark);
    const found = await client.performance(chosen?.id ?? ALL_PORTFOLIOS, { ...range, ...benchmark });
    print.data(found);
    print.line(`${chosen?.name ?? "All portfolios"}, ${found.from} to ${found.to}, in ${found.baseCurrency}`);
    tellMoney(found, print);
    tellReturns(found, symbolIn(new Map(instruments.map((one) => [one.id, one]))), print);
    return 0;
  });
}

function rangeOf({ flags }: Arguments): { from?: string; to?: string; range?: RangeName } {
  const days = (["from", "to"] as const).flatMap((name) => {
    const day = flags[name];
    if (typeof day !== "string") return [];
    if (!isDay(day)) throw new UsageError(`performance: --${name} is a day like 2024-03-01, not "${day}".`);
    return [[name, day] as const];
  });
  const range = typeof flags.range === "string" ? flags.range.toUpperCase() : undefined;
  if (range !== undefined && !isRangeName(range)) {
    throw new UsageError(`performance: --range is one of ${RANGE_NAMES.join(", ")}, not "${flags.range}".`);
  }
  return { ...Object.fromEntries(days), ...(range ? { range } : {}) };
}

function isRangeName(text: string): text is RangeName {
  return RANGE_NAMES.some((name) => name === text);
}

function benchmarkOf(instruments: readonly Instrument[], symbol: unknown): { benchmark?: string } {
  if (typeof symbol !== "string") return {};
  const found = instruments.find((one) => one.symbol === symbol || one.id === symbol);
  if (!found) throw new UsageError(`performance: there is no instrument ${symbol} among yours.`);
  return { benchmark: found.id };
}

function tellMoney({ attribution, ...found }: WirePerformance, print: Print): void {
  const money = moneyIn(found.baseCurrency);
  const { price, currency, income, cashCurrency, fees, taxes } = attribution;
  const rows: [string, number | null][] = [
    ["worth at the beginning", found.opening],
    ["put in", found.moneyIn],
    ["taken out", -found.moneyOut],
    ["came or went otherwise", found.otherIn - found.otherOut],
    ["price", price],
    ["currency of holdings", currency],
    ["income", income],
    ["currency of cash", cashCurrency],
    ["fees", -fees],
    ["taxes", -taxes],
    ["gain", found.gain],
    ["worth at the end", found.closing],
  ];
  const shown = rows.filter(([name, amount]) => amount !== 0 || /worth|gain/.test(name));
  print.table(
    ["", found.baseCurrency],
    shown.map(([name, amount]) => [name, money(amount)]),
  );
}

function tellReturns(found: WirePerformance, symbol: (id: string) => string, print: Print): void {
  const { timeWeighted, timeWeightedPerYear, moneyWeighted, benchmark } = found;
  print.line(`time-weighted ${percent(timeWeighted)}${perYear(timeWeightedPerYear)}`);
  const others = moneyWeighted.roots.map(percent).join(", ");
  const several = moneyWeighted.several ? ` (several rates solve it: ${others})` : "";
  print.line(`money-weighted ${percent(moneyWeighted.overRange)}${perYear(moneyWeighted.rate)}${several}`);
  if (benchmark) {
    const money = moneyIn(found.baseCurrency)(benchmark.gain);
    print.line(`the benchmark ${percent(benchmark.timeWeighted)}; the same money in it would have gained ${money}`);
  }
  for (const { why, instrument, currency, from, to } of found.missing) {
    print.line(`partial: ${instrument ? symbol(instrument) : currency} ${why} from ${from} to ${to}`);
  }
}

const perYear = (rate: number | null) => (rate === null ? "" : `, ${percent(rate)} a year`);
const percent = (ratio: number | null) => (ratio === null ? "unknown" : `${(ratio * 100).toFixed(2)} %`);
