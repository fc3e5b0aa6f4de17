import {
  allocationOf,
  buildBook,
  type CostMethod,
  combineColumns,
  combineValuations,
  createPerformance,
  type Day,
  Decimal,
  dailyHistory,
  dayFromNumber,
  dayNumber,
  daysWithNewPrices,
  driftOf,
  flowsInBenchmark,
  gainsOf,
  incomeOf,
  labelCurrency,
  labelInstrument,
  ownLabels,
  type Performance,
  performanceOf,
  riskByHolding,
  riskOver,
  type Subject,
  trailingIncomeOf,
  type Valuation,
  valueBook,
  valuePeriod,
  whatIfSale,
  yieldsOf,
} from "@tickfolio/engine";
import type { ExampleStory } from "./example-story.ts";

/** The words of a line like `risk from 2024-01-02 to 2024-01-05 year 4 level 60`, by the word before each. */
type Asked = Record<string, string | undefined>;

/** Figures that the lines after it are about, by their names; undefined of a line that asks for none. */
export function figuresFor(line: string, stories: readonly ExampleStory[]): object | undefined {
  const [word] = line.split(" ");
  const asked = wordsOf(line);
  if (word === "on") return stories.length > 1 ? together(stories, asked) : onDay(stories[0]!, asked);
  if (word === "from") return overRange(stories, asked);
  if (word === "risk") return ofRisk(stories[0]!, asked);
  if (word === "selling") return ofSale(stories[0]!, line);
  return undefined;
}

function wordsOf(line: string): Asked {
  const names = "on|from|to|under|account|in|of|benchmark|year|free|level";
  return Object.fromEntries(
    Array.from(line.matchAll(new RegExp(`\\b(${names}) (\\S+)`, "g")), ([, name, cell]) => [name, cell]),
  );
}

/** Of the evening of a day. */
function onDay(story: ExampleStory, { on: day = "", under, account }: Asked): object {
  const settings = { ...story.settings, ...(under ? { costMethod: under as CostMethod } : {}) };
  const input = { ...story, settings, through: day, ...(account ? { account } : {}) };
  const book = buildBook(input);
  const valuation = valueBook(book, story.market, day);
  const income = incomeOf(input, day);
  const yields = yieldsOf(trailingIncomeOf(input, day), valuation);
  const gains = gainsOf(book, null, day);
  const positions = valuation.positions.map((position) => {
    const { price, dayChangeOf } = position;
    const lot = book.positions.get(position.instrument)!.lots;
    const told = {
      ...position,
      price: price?.value ?? null,
      priceDay: price?.day ?? null,
      stale: price?.stale ?? null,
    };
    const { trailingYield, yieldOnCost } = yields.byInstrument.get(position.instrument) ?? {};
    return [position.instrument, { ...told, trailingYield, yieldOnCost, session: dayChangeOf?.day ?? null, lot }];
  });
  const disposals = gains.disposals.map((disposal) => [disposal.transaction, { ...disposal, lot: disposal.lots }]);
  return {
    ...ofValuation(valuation),
    ...Object.fromEntries([...positions, ...disposals]),
    income: { ...income, ...Object.fromEntries([...income.byMonth, ...income.byYear]) },
    gains: gains.total,
    yields: yields.total,
    rate: Object.fromEntries(
      ["USD", "GBP", "CHF"].map((one) => [
        one,
        story.market.rates.at(one, settings.baseCurrency, day)?.rate.toNumber() ?? null,
      ]),
    ),
    ...allocationFigures(story, valuation),
  };
}

function ofValuation(valuation: Valuation): object {
  const { totals, cash, issues, staleRates } = valuation;
  return {
    ...valuation,
    total: totals,
    worth: totals.marketValue + totals.cash,
    cash: byName(cash, ({ currency }) => currency),
    issues: issues.map(({ code }) => code),
    staleRates: staleRates.map(({ from }) => from),
  };
}

function allocationFigures({ labels, targets, band }: ExampleStory, valuation: Valuation): object {
  const allocation = allocationOf(valuation, labels.size > 0 ? ownLabels(labels) : labelInstrument);
  const named = (slices: readonly { label: string | null }[]) => byName(slices, ({ label }) => label ?? "unlabelled");
  return {
    whole: allocation.whole,
    slice: named(allocation.slices),
    currency: named(allocationOf(valuation, labelCurrency).slices),
    owed: byName(allocation.owed, ({ currency, instrument }) => instrument ?? currency),
    drift: targets.length > 0 ? named(driftOf(allocation, targets, { band })) : {},
  };
}

/** All portfolios as one. */
function together(stories: readonly ExampleStory[], { on: day = "", in: currency = "EUR" }: Asked): object {
  const valuations = stories.map((story) => {
    return valueBook(buildBook({ ...story, through: day }), story.market, day);
  });
  const all = combineValuations(valuations, currency, stories[0]!.market.rates, day);
  return { ...ofValuation(all), ...byName(all.positions, ({ instrument }) => instrument) };
}

function overRange(stories: readonly ExampleStory[], asked: Asked): object {
  const { from = "", to = "", of, account, benchmark, in: currency } = asked;
  const [story] = stories as [ExampleStory];
  const subject: Subject = of
    ? { kind: "instrument", instrument: of }
    : account
      ? { kind: "account", account }
      : { kind: "portfolio" };
  const parts = stories.map((one) => performanceTo(one, to, subject));
  const performance = currency
    ? createPerformance(
        combineColumns(
          parts.map(({ columns }) => columns),
          currency,
          story.market.rates,
        ),
      )
    : parts[0]!;
  const { attribution, ...range } = performance.range(from, to);
  const moneyWeighted = performance.moneyWeighted(from, to);
  const input = { ...story, from, to };
  const history = dailyHistory({ ...input, from: from < to ? from : to });
  return {
    ...range,
    attribution,
    moneyWeighted: { ...moneyWeighted, root: moneyWeighted.roots },
    missing: range.missing.map(({ why, instrument, currency: money }) => `${instrument ?? money} ${why}`),
    value: Object.fromEntries(
      Array.from(history.value, (value, i) => [dayFromNumber(dayNumber(history.from) + i), value]),
    ),
    period: valuePeriod(input),
    ...(benchmark ? { benchmark: flowsInBenchmark(performance, sourceOf(story, benchmark), from, to) } : {}),
  };
}

/** From before anything of it. */
function performanceTo(story: ExampleStory, to: Day, subject: Subject): Performance {
  const first = story.transactions.map(({ day }) => day).sort()[0] ?? to;
  return performanceOf({ ...story, from: first < to ? first : to, to }, subject);
}

function sourceOf({ market }: ExampleStory, instrument: string) {
  const series = market.closes(instrument);
  return { rates: market.rates, ...(series ? { series } : {}) };
}

function ofRisk(story: ExampleStory, { from = "", to = "", year, free, level, benchmark }: Asked): object {
  const book = buildBook({ ...story, through: to });
  const performance = performanceTo(story, to, { kind: "portfolio" });
  const { columns } = performance;
  const risk = riskOver(performance, {
    ...{ from, to, counts: daysWithNewPrices(book, story.market, columns.from, columns.to) },
    ...(year ? { periodsPerYear: Number(year) } : {}),
    ...(free ? { riskFreeRate: Number(free) / 100 } : {}),
    ...(level ? { level: Number(level) / 100 } : {}),
    ...(benchmark ? { benchmark: sourceOf(story, benchmark) } : {}),
  });
  const valuation = valueBook(book, story.market, to);
  const holdings = riskByHolding({
    ...{ valuation, market: story.market, splits: book.splits, from, to },
    ...(year ? { periodsPerYear: Number(year) } : {}),
  });
  return {
    ...risk,
    gap: risk.gaps,
    holdings: { ...holdings, ...byName(holdings.shares, ({ instrument, currency }) => instrument ?? currency) },
  };
}

/** `selling 10 AAPL @ 150 on 2024-04-01`, by cost method. */
function ofSale(story: ExampleStory, line: string): object {
  const [, quantity = "", instrument = "", , price = "", , day = ""] = line.split(" ");
  const idea = { instrument, quantity: Decimal.parse(quantity), price: Decimal.parse(price), day };
  const outcomes = whatIfSale(story, idea).map((outcome) => ({ ...outcome, lot: outcome.lots }));
  return byName(outcomes, ({ method }) => method);
}

function byName<T>(items: readonly T[], nameOf: (item: T) => string): Record<string, T> {
  return Object.fromEntries(items.map((item) => [nameOf(item), item]));
}
