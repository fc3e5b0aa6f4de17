import {
  type Book,
  type BookInput,
  buildBooks,
  type CashMode,
  type CostMethod,
  dayNumber,
  type History,
  type LotScope,
  linkReturns,
  type MarketView,
  type PortfolioSettings,
  returnBetween,
  valueBook,
  Workbook,
  xirr,
} from "@tickfolio/engine";

/** What a workload is, read: a journal with its market. */
export interface Journal extends Omit<BookInput, "settings"> {
  market: MarketView;
  baseCurrency: string;
  from: string;
  to: string;
}

/** Everything a benchmark of the engine asks for: positions under two methods, every day's figures, and the returns. */
export interface AllResults {
  workbook: Workbook;
  twr: number;
  xirr: number;
}

const METHODS: readonly CostMethod[] = ["fifo", "lifo", "hifo", "average"];

export function settingsOf({ baseCurrency }: Journal, cash: CashMode, lots: LotScope = "portfolio"): PortfolioSettings {
  return { baseCurrency, costMethod: "average", cash, lots };
}

/** Of a workload with deposits its cash is kept. */
export function cashOf({ transactions }: Journal): CashMode {
  return transactions.some(({ kind }) => kind === "deposit") ? "tracked" : "untracked";
}

/** From transactions and columns of prices to all results, once. */
export function allResults(journal: Journal, settings: PortfolioSettings): AllResults {
  const workbook = new Workbook({ ...journal, settings, methods: ["fifo"] });
  return { workbook, ...returnsOf(workbook.history) };
}

/** Over all days of a history. */
export function returnsOf(history: History): { twr: number; xirr: number } {
  const { value, moneyIn, moneyOut, from } = history;
  const index = linkReturns({ value, in: moneyIn, out: moneyOut });
  const first = dayNumber(from);
  const days: number[] = [];
  const amounts: number[] = [];
  for (let i = 0; i < value.length; i++) {
    const last = i === value.length - 1 ? value[i]! : 0;
    const amount = moneyOut[i]! - moneyIn[i]! + last;
    if (amount === 0) continue;
    days.push(first + i);
    amounts.push(amount);
  }
  return { twr: returnBetween(index, 0, value.length) ?? Number.NaN, xirr: xirr({ days, amounts }).rate ?? Number.NaN };
}

type Figures = { [name: string]: number | Figures };

/** Every figure that `expected.json` states of a workload, as the engine has it, by the same names. */
export function figuresOf(journal: Journal): Figures {
  const securities = viewOf(journal, "untracked");
  const hasCash = cashOf(journal) === "tracked";
  const withCash = hasCash ? viewOf(journal, "tracked") : undefined;
  const kept = withCash ?? securities;
  const [book] = kept.books as [Book];
  const totals = kept.totals;
  const trades = [...book.positions.values()];
  const dividendCharges = securities.separate;
  const figures: Figures = {
    days: securities.history.value.length,
    openPositions: trades.filter(({ quantity }) => !quantity.isZero()).length,
    marketValue: securities.totals.marketValue,
    methods: methodsOf(journal, "portfolio"),
    unrealisedFifo: unrealisedFifo(journal),
    income: {
      dividends: securities.totals.income,
      ...(hasCash ? { interest: book.interest.toNumber() } : {}),
      total: totals.income,
    },
    fees: { total: totals.fees },
    taxes: { total: totals.taxes },
    securities: { ...securities.figures, separateFeesAndTaxes: dividendCharges },
  };
  if (!withCash) return figures;
  const accounts = buildBooks({ ...journal, settings: settingsOf(journal, "untracked", "account") }, ["average"])[0]!;
  return {
    ...figures,
    methodsByAccount: methodsOf(journal, "account"),
    openPositionsByAccount: [...accounts.positions.values()].reduce((count, { lots }) => count + lots.length, 0),
    withCash: {
      ...withCash.figures,
      separateFeesAndTaxes: withCash.separate,
      cash: Object.fromEntries([...book.cash].map(([currency, amount]) => [currency, amount.toNumber()])),
      cashBase: totals.cash,
      cashCurrencyGain: totals.cashCurrencyGain,
    },
  };
}

function viewOf(journal: Journal, cash: CashMode) {
  const { workbook, twr, xirr } = allResults(journal, settingsOf(journal, cash));
  const { books, history } = workbook;
  const [book] = books as [Book];
  const { totals } = valueBook(book, journal.market, journal.to);
  const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0);
  return {
    books,
    history,
    totals,
    separate: book.separateFees.plus(book.separateTaxes).toNumber(),
    figures: {
      finalValue: totals.marketValue + totals.cash,
      moneyIn: totals.moneyIn,
      moneyOut: totals.moneyOut,
      totalGain: totals.gain,
      twr,
      xirr,
      checksums: {
        value: sum(history.value),
        openCostAverage: sum(history.cost),
        netFlow: sum(history.invested),
      },
    },
  };
}

function methodsOf(journal: Journal, lots: LotScope): Figures {
  const books = buildBooks({ ...journal, settings: settingsOf(journal, "untracked", lots) }, METHODS);
  return Object.fromEntries(
    books.map((book, method) => {
      const { totals } = valueBook(book, journal.market, journal.to);
      const figures = {
        openCost: totals.cost,
        realised: totals.realized,
        releasedByTransfersOut: totals.released,
        unrealised: totals.unrealized,
        lots: [...book.positions.values()].reduce((count, position) => count + position.lots.length, 0),
      };
      return [METHODS[method]!, figures];
    }),
  );
}

function unrealisedFifo(journal: Journal): Figures {
  const [book] = buildBooks({ ...journal, settings: settingsOf(journal, "untracked") }, ["fifo"]) as [Book];
  const { totals } = valueBook(book, journal.market, journal.to);
  return { pricePart: totals.unrealizedPrice, currencyPart: totals.unrealizedCurrency };
}

/** The daily series on the last day of each year, by the names of `expected.json`. */
export function yearEndsOf(journal: Journal, dates: readonly string[]): Figures[] {
  const views = (cashOf(journal) === "tracked" ? ["untracked", "tracked"] : ["untracked"]) as CashMode[];
  const histories = views.map((cash) => allResults(journal, settingsOf(journal, cash)).workbook.history);
  const indexes = histories.map(({ value, moneyIn, moneyOut }) => linkReturns({ value, in: moneyIn, out: moneyOut }));
  return dates.map((date) => {
    const at = dayNumber(date) - dayNumber(journal.from);
    const figures: Figures = { openCostAverage: histories[0]!.cost[at]! };
    for (const [view, { value, invested }] of histories.entries()) {
      const twr = returnBetween(indexes[view]!, 0, at + 1) ?? Number.NaN;
      figures[view === 0 ? "securities" : "withCash"] = { value: value[at]!, netFlow: invested[at]!, twr };
    }
    return figures;
  });
}
